import type { Expression } from "../src/formula/expression.ts";
import { formatExpression } from "../src/formula/notation.ts";
import type { Method, Table } from "../src/graph/graph.ts";
import { choice, equation, input, list } from "../src/graph/method.ts";
import { methodOf } from "./method.ts";

/** A curve with a flat end on each side. */
export const curve: Table = {
  xUnit: "1",
  yUnit: "1",
  source: "made up",
  points: [
    [-1, 2],
    [0, 1],
    [3, 4],
  ],
};

/** A method of pure numbers whose one equation, `result`, is an expression over `numericNames`. */
export function numericMethod(expression: Expression): Method {
  return methodOf({
    inputs: {
      a: input("1", "A"),
      b: input("1", "B"),
      c: input("1", "C"),
      mode: choice(["EU", "US"], "Mode"),
      rows: list("Rows", {
        inputs: { x: input("1", "X"), y: input("1", "Y") },
        equations: { twice: equation("1", "2 × x") },
      }),
    },
    equations: { result: equation("1", formatExpression(expression)) },
    tables: { curve },
  });
}
