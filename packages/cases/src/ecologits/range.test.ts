import { expect, test } from "vitest";
import { ecologitsOperation } from "./range.ts";
import type { EcologitsValue } from "./range.ts";

const range = (min: number, max: number): EcologitsValue => ({ min, max });

// What ecologits/utils/range_value.py says for operations that no reference case has.
test.for<readonly [name: string, operands: readonly EcologitsValue[], outcome: unknown]>([
  ["less", [range(1, 2), range(3, 4)], { kind: "truth", value: true }],
  ["less", [0, range(1, 2)], { kind: "truth", value: true }],
  ["greater", [range(3, 4), range(1, 3)], { kind: "truth", value: false }],
  ["greater", [5, range(1, 3)], { kind: "truth", value: true }],
  ["less-or-equal", [2, range(1, 3)], { kind: "truth", value: false }],
  ["less-or-equal", [range(1, 2), 2], { kind: "truth", value: true }],
  ["greater-or-equal", [2, range(1, 3)], { kind: "truth", value: false }],
  ["equal", [range(2, 2), 2], { kind: "truth", value: true }],
  ["multiply", [2, range(1, 3)], { kind: "value", value: { min: 2, max: 6 } }],
  ["divide", [range(1, 3), 2], { kind: "value", value: { min: 0.5, max: 1.5 } }],
  ["divide", [range(1, 3), 0], { kind: "raises", error: "ZeroDivisionError" }],
  ["divide", [range(1, 3), -1], { kind: "raises", error: "ValidationError" }],
  ["subtract", [range(1, 3), 1], { kind: "raises", error: "TypeError" }],
  ["create", [3, 1], { kind: "raises", error: "ValidationError" }],
])("%s of %o is %o", ([name, operands, outcome]) => {
  expect(ecologitsOperation(name, operands)).toEqual(outcome);
});
