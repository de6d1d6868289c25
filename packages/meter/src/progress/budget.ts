import type { Predicted } from "../record/prediction.ts";
import type { BudgetState } from "../record/progress.ts";
import { probabilityAbove } from "./predict.ts";

/** Probabilities to exceed the limit at which a run is at risk, and over. */
const atRisk = 0.05;
const over = 0.5;

/**
 * The state of a run relative to a limit: `exceeded` once it has used more. Otherwise by the probability that its prediction exceeds
 * it: `over` above one half, `at-risk` from 5 %. Without a prediction the future use is unknown, and the state is `ok`.
 */
export function budgetState(limit: number, used: number, predicted: Predicted | undefined): BudgetState {
  if (used > limit) return "exceeded";
  if (predicted === undefined) return "ok";
  const probability = probabilityAbove(limit, predicted);
  if (probability > over) return "over";
  return probability >= atRisk ? "at-risk" : "ok";
}

/** Whether to ask a command to end: its use is above the limit, or the whole interval of its prediction is. */
export function shouldEnd(limit: number, used: number, predicted: Predicted | undefined): boolean {
  return used > limit || (predicted !== undefined && predicted.low > limit);
}
