import { defined } from "@wattledger/core/defined";
import { limitOf } from "../record/budget.ts";
import type { Budget } from "../record/budget.ts";
import type { Predicted } from "../record/prediction.ts";
import type { BudgetChanged, BudgetOutcome, BudgetState } from "../record/progress.ts";
import { budgetState, shouldEnd } from "./budget.ts";

/** The run's state relative to its budget so far. */
export interface BudgetWatch {
  readonly latest: BudgetState;
  readonly worst: BudgetState;
  /** When the command was asked to end because of the budget. */
  readonly askedToEndAfterSeconds?: number;
}

/** The state at the start. */
export const newWatch: BudgetWatch = { latest: "ok", worst: "ok" };

/** A run now, in the unit of its budget. */
export interface BudgetFigures {
  readonly elapsedSeconds: number;
  readonly used: number;
  /** Absent without a prediction, and at the end. */
  readonly predicted?: Predicted;
}

/** Consequences of a look at the budget. */
export interface BudgetStep {
  readonly watch: BudgetWatch;
  /** Line to record. */
  readonly line?: BudgetChanged;
  /** Whether to ask the command to end, which happens once. */
  readonly askToEnd: boolean;
  /** Whether to warn the user: the state is worse than ever before, or the command is asked to end. */
  readonly warn: boolean;
}

/** The state of a run relative to its budget. */
export function outcomeOf(budget: Budget, watch: BudgetWatch, { used, predicted }: BudgetFigures): BudgetOutcome {
  const { askedToEndAfterSeconds } = watch;
  const limit = limitOf(budget);
  return {
    budget,
    state: budgetState(limit, used, predicted),
    used,
    limit,
    ...defined({ askedToEndAfterSeconds }),
  };
}

const severity: Readonly<Record<BudgetState, number>> = { ok: 0, "at-risk": 1, over: 2, exceeded: 3 };

/** Looks at a budget again. `onBudget: "stop"`: the command may be asked to end. */
export function lookAtBudget(
  watch: BudgetWatch,
  figures: BudgetFigures,
  { budget, onBudget }: { readonly budget: Budget; readonly onBudget: "warn" | "stop" },
): BudgetStep {
  const { elapsedSeconds, used, predicted } = figures;
  const { state, limit } = outcomeOf(budget, watch, figures);
  const askToEnd =
    onBudget === "stop" && watch.askedToEndAfterSeconds === undefined && shouldEnd(limit, used, predicted);
  const isWorse = severity[state] > severity[watch.worst];
  const line: BudgetChanged = {
    kind: "budget-changed",
    elapsedSeconds,
    state,
    used,
    limit,
    ...defined({ predicted: predicted?.nominal }),
    askedToEnd: askToEnd,
  };
  return {
    watch: {
      latest: state,
      worst: isWorse ? state : watch.worst,
      ...(askToEnd ? { askedToEndAfterSeconds: elapsedSeconds } : pickAsked(watch)),
    },
    ...(state !== watch.latest || askToEnd ? { line } : {}),
    askToEnd,
    warn: isWorse || askToEnd,
  };
}

function pickAsked({ askedToEndAfterSeconds }: BudgetWatch): Pick<BudgetWatch, "askedToEndAfterSeconds"> {
  return askedToEndAfterSeconds === undefined ? {} : { askedToEndAfterSeconds };
}
