import { expect, test } from "vitest";
import type { Predicted } from "../record/prediction.ts";
import { budgetState, shouldEnd } from "./budget.ts";

const predicted: Predicted = { nominal: 100, low: 90, high: 110, level: 0.9 };

test.for([
  ["nothing is known of what is to come", 50, 10, undefined, "ok"],
  ["the limit is far above the prediction", 130, 10, predicted, "ok"],
  ["the limit is at the upper end of the prediction", 109, 10, predicted, "at-risk"],
  ["the limit is within the prediction, above its middle", 101, 10, predicted, "at-risk"],
  ["the limit is within the prediction, below its middle", 99, 10, predicted, "over"],
  ["the limit is below all of the prediction", 80, 10, predicted, "over"],
  ["the limit has been reached to the dot", 10, 10, undefined, "ok"],
  ["more than the limit has been used", 10, 10.001, predicted, "exceeded"],
] as const)("where %s", ([, limit, used, prediction, state]) => {
  expect(budgetState(limit, used, prediction)).toBe(state);
});

test("a command is asked to end for its use, or if all of its prediction is above the limit", () => {
  expect(shouldEnd(95, 10, predicted)).toBe(false);
  expect(shouldEnd(89, 10, predicted)).toBe(true);
  expect(shouldEnd(89, 10, undefined)).toBe(false);
  expect(shouldEnd(9, 10, undefined)).toBe(true);
});
