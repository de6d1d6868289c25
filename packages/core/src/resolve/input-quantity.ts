import { expectKind, expectMembers } from "../argument.ts";
import { checkResolvedNumber } from "../graph/check-resolved.ts";
import type { Input } from "../graph/graph.ts";
import type { ResolvedNumber } from "../graph/resolved.ts";
import { houseLevel } from "../uncertainty/house-level.ts";
import { expectLevel } from "../uncertainty/interval.ts";
import { spreadOf } from "../uncertainty/spread.ts";
import type { Bounds } from "../uncertainty/spread.ts";
import type { Quantity } from "../units/quantity.ts";

/** What is known of an input by itself: its value, and the ends of its own distribution inside its bounds. */
export function inputQuantity(resolved: ResolvedNumber, bounds: Bounds = {}, level: number = houseLevel): Quantity {
  expectKind("The bounds", bounds, "object");
  checkResolvedNumber("input", resolved);
  expectLevel(level);
  const { value: nominal, unit, distribution } = resolved;
  if (distribution === undefined) return { unit, nominal, mean: nominal, low: nominal, high: nominal, level };
  const { mean, quantile } = spreadOf(distribution, nominal, bounds);
  const tail = (1 - level) / 2;
  return { unit, nominal, mean, low: quantile(tail), high: quantile(1 - tail), level };
}

/** The words that people read instead of an input's value, if its default is used and only represents something. */
export function standsForOf(declared: Input | undefined, resolved: ResolvedNumber): string | undefined {
  expectMembers("A resolved input", resolved, { origin: "object" });
  const { origin } = resolved;
  return declared?.kind === "number" && origin.kind === "default" ? declared.standsFor : undefined;
}
