/** What a run may come to, as given. Money needs a price of electricity. */
export type Budget =
  | { readonly text: string; readonly kind: "carbon"; readonly limitGrams: number }
  | { readonly text: string; readonly kind: "energy"; readonly limitJoules: number }
  | { readonly text: string; readonly kind: "cost"; readonly limitAmount: number; readonly currency: string };
