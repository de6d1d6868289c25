import { expectKind } from "../argument.ts";
import type { Distribution } from "./distribution.ts";

/**
 * Relative standard deviation above which a figure is taken as log-normal, so that it stays positive: IPCC 2006 Guidelines,
 * vol. 1, ch. 3.2.2.4. At 0.3 itself a figure is still normal.
 */
export const largeUncertainty = 0.3;

/**
 * Returns the distribution of a positive figure of which only a relative standard deviation is known: normal up to
 * {@link largeUncertainty}, log-normal with that coefficient of variation above it. `about` says what a log-normal keeps at
 * the figure: its median, or its mean, as for a published average.
 */
export function relativeSpread(value: number, relative: number, about: "median" | "mean" = "median"): Distribution {
  expectKind("The value", value, "number");
  expectKind("The relative standard deviation", relative, "number");
  if (!(relative > largeUncertainty)) return { kind: "normal", sd: relative * value };
  const gsd = Math.exp(Math.sqrt(Math.log1p(relative ** 2)));
  return about === "mean" ? { kind: "log-normal", gsd, about } : { kind: "log-normal", gsd };
}
