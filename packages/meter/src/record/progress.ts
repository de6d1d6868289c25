import type { Budget } from "./budget.ts";
import type { Prediction } from "./prediction.ts";

/** Progress of a run: phases, epochs, work, and its state relative to its budget. A part that was not reported is absent. */
export interface RunProgress {
  readonly phases: readonly PhaseUse[];
  readonly epochs?: EpochsDone;
  readonly work?: WorkDone;
  /** Last value of each metric that the command reported, such as its accuracy. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** After the last epoch, or the last of the {@link StepsDone}. */
  readonly prediction?: Prediction;
  readonly budget?: BudgetOutcome;
}

/** All times that the command was in a phase. If phases overlap, both include the energy of the shared time. */
export interface PhaseUse {
  readonly name: string;
  readonly count: number;
  readonly seconds: number;
  /** The command's share of the metered components. */
  readonly joules: number;
  readonly joulesByComponent: Readonly<Record<string, number>>;
}

/** The epochs that ended. */
export interface EpochsDone {
  readonly done: number;
  /** Absent if the total number is unknown. */
  readonly planned?: number;
  readonly seconds: number;
  readonly joules: number;
}

/** The work that the command reported as done. */
export interface WorkDone {
  readonly steps: number;
  readonly samples: number;
  readonly tokens: number;
}

/** State of a run relative to its budget: `at-risk` and `over` are predicted, `exceeded` is measured. */
export type BudgetState = "ok" | "at-risk" | "over" | "exceeded";

/** State of a run relative to its budget at its end. */
export interface BudgetOutcome {
  readonly budget: Budget;
  readonly state: BudgetState;
  /** The run's use, in the budget's unit: grams, joules, or units of its currency. */
  readonly used: number;
  readonly limit: number;
  /** Whether and when the command was asked to end because of it. */
  readonly askedToEndAfterSeconds?: number;
}

/** Line of a record: a phase has ended. */
export interface PhaseEnded {
  readonly kind: "phase-ended";
  readonly name: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly joules: number;
  readonly joulesByComponent: Readonly<Record<string, number>>;
}

/** Line of a record: an epoch has ended. */
export interface EpochEnded {
  readonly kind: "epoch-ended";
  /** From 1 on. */
  readonly number: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly joules: number;
  /** Metrics that the command reported since the epoch before. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Line of a record: about a hundredth of the planned steps was done since the line before. */
export interface StepsDone {
  readonly kind: "steps-done";
  /** Between the two times. */
  readonly steps: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly joules: number;
}

/** Line of a record: the run's state relative to its budget has changed. */
export interface BudgetChanged {
  readonly kind: "budget-changed";
  readonly elapsedSeconds: number;
  readonly state: BudgetState;
  readonly used: number;
  readonly limit: number;
  /** Nominal prediction, if there is one. */
  readonly predicted?: number;
  readonly askedToEnd: boolean;
}

/** Lines that a companion writes. */
export type ProgressLine = PhaseEnded | EpochEnded | StepsDone | BudgetChanged;
