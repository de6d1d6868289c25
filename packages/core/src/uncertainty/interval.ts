import { expectKind, inWords } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import type { Quantity } from "../units/quantity.ts";
import { houseLevel } from "./house-level.ts";
import { normalQuantile } from "./normal.ts";
import { largeUncertainty } from "./relative-spread.ts";

/** Relative standard deviation up to which an interval is taken as log-normal. Above it, the figure is usually a difference that nearly cancels. */
const largestUncertainty = 10;

/** Interval at `level` of a figure with this mean and standard deviation; see `propagate` on its shape. */
export function intervalOf(mean: number, sd: number, level: number): { readonly low: number; readonly high: number } {
  for (const one of [mean, sd, level]) expectKind("Mean, standard deviation and level", one, "number");
  const z = normalQuantile((1 + level) / 2);
  const relative = sd / Math.abs(mean);
  if (!(relative > largeUncertainty && relative <= largestUncertainty))
    return { low: mean - z * sd, high: mean + z * sd };
  const variance = Math.log1p(relative ** 2);
  const median = mean * Math.exp(-variance / 2);
  const factor = Math.exp(z * Math.sqrt(variance));
  const ends = [median / factor, median * factor] as const;
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** Checks the level of an interval. @throws WattledgerError `bad-input` */
export function expectLevel(level: unknown): void {
  if (typeof level === "number" && level > 0 && level < 1) return;
  const message = `The level of an interval must lie between 0 and 1, such as 0.9, not ${inWords(level)}.`;
  throw new WattledgerError("bad-input", message);
}

/** A quantity known without error, such as a definition or a count. */
export function exactly(value: number, unit: string): Quantity {
  return { unit, nominal: value, mean: value, low: value, high: value, level: houseLevel };
}
