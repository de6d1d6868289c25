import { convert } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";

/** A quantity multiplied by an exact number. */
export function times({ unit, nominal, mean, low, high, level }: Quantity, factor: number): Quantity {
  return { unit, nominal: nominal * factor, mean: mean * factor, low: low * factor, high: high * factor, level };
}

/** A quantity in another unit of its kind. */
export function inUnit(quantity: Quantity, unit: string): Quantity {
  return { ...times(quantity, convert(1, quantity.unit, unit)), unit };
}
