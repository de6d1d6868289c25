/** The limit of a run, as given. A limit in money needs a price of electricity. */
export type Budget =
  | { readonly text: string; readonly kind: "carbon"; readonly limitGrams: number }
  | { readonly text: string; readonly kind: "energy"; readonly limitJoules: number }
  | { readonly text: string; readonly kind: "cost"; readonly limitAmount: number; readonly currency: string };

/** The limit in the budget's unit: grams, joules, or units of its currency. */
export function limitOf(budget: Budget): number {
  switch (budget.kind) {
    case "carbon":
      return budget.limitGrams;
    case "energy":
      return budget.limitJoules;
    case "cost":
      return budget.limitAmount;
  }
}
