import { convert, houseLevel, intervalOf, normalQuantile } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";
import type { RunErrors } from "../account/run-errors.ts";

/** A figure of one run, with its errors. Null if a record of an earlier release does not have them. */
export interface Addend {
  readonly quantity: Quantity;
  readonly errors: RunErrors | null;
}

/** Errors of records that do not say which they are. All are counted as one error, which is never too narrow. */
const unknownError = "of records without errors";

/**
 * The sum of a figure over runs. An error that runs share, such as that of a factor, a meter or a model, adds up. The error of
 * each run's share of its machine is independent of the others, and adds in quadrature.
 */
export function sumOfRuns(addends: readonly Addend[], unit: string): Quantity {
  let [nominal, mean, own] = [0, 0, 0];
  const shared = new Map<string, number>();
  for (const { quantity, errors } of addends) {
    const scale = convert(1, quantity.unit, unit);
    nominal += quantity.nominal * scale;
    mean += quantity.mean * scale;
    const { own: ownPart, shared: parts } = errors ?? { own: 0, shared: { [unknownError]: relativeError(quantity) } };
    own += (ownPart * quantity.mean * scale) ** 2;
    for (const [variable, part] of Object.entries(parts))
      shared.set(variable, (shared.get(variable) ?? 0) + part * quantity.mean * scale);
  }
  let variance = own;
  for (const effect of shared.values()) variance += effect ** 2;
  return { unit, nominal, mean, ...intervalOf(mean, Math.sqrt(variance), houseLevel), level: houseLevel };
}

function relativeError({ mean, low, high, level }: Quantity): number {
  return mean > 0 ? (high - low) / (2 * normalQuantile((1 + level) / 2) * mean) : 0;
}
