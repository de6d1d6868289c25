import type { Method, Quantity, ResolvedInputs } from "@wattledger/core";

/** What people are told where the values are those of {@link ofTotal}. */
export const valuesAreMeans = "Values are means, as of a sum.";

/** Whether it is of several units alike, whose figures are added up: the sum of what each may be is the sum of the means. */
export function isTotal({ roles }: Method, inputs: ResolvedInputs): boolean {
  const count = roles?.count === undefined ? undefined : inputs[roles.count];
  return count?.kind === "number" && count.value > 1;
}

/** What people read of a total: its mean. */
export function ofTotal(quantity: Quantity): Quantity {
  return { ...quantity, nominal: quantity.mean };
}
