import type { Budget } from "./budget.ts";
import type { Prediction } from "./prediction.ts";

/** What a run went through: phases, epochs, work, and how it stood to its budget. What was not told is absent. */
export interface RunProgress {
  readonly phases: readonly PhaseUse[];
  readonly epochs?: EpochsDone;
  readonly work?: WorkDone;
  /** Last value of each metric that the command told, such as its accuracy. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** After the last epoch, or the last of the {@link StepsDone}. */
  readonly prediction?: Prediction;
  readonly budget?: BudgetOutcome;
}

/** All times that the command was in a phase. Phases may lie within others, and their energies are then in both. */
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
  /** Absent if nobody said how many there would be. */
  readonly planned?: number;
  readonly seconds: number;
  readonly joules: number;
}

/** What the command said to have worked off. */
export interface WorkDone {
  readonly steps: number;
  readonly samples: number;
  readonly tokens: number;
}

/** How a run stands to its budget: `at-risk` and `over` are of the prediction, `exceeded` is measured. */
export type BudgetState = "ok" | "at-risk" | "over" | "exceeded";

/** How a run stood to its budget in the end. */
export interface BudgetOutcome {
  readonly budget: Budget;
  readonly state: BudgetState;
  /** What it came to, in the budget's unit: grams, joules, or units of its currency. */
  readonly used: number;
  readonly limit: number;
  /** Whether the command was asked to end because of it, and when. */
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
  /** What the command told since the epoch before. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Line of a record: about a hundredth of the planned steps has been done since the line before. */
export interface StepsDone {
  readonly kind: "steps-done";
  /** Between the two times. */
  readonly steps: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly joules: number;
}

/** Line of a record: the run now stands otherwise to its budget. */
export interface BudgetChanged {
  readonly kind: "budget-changed";
  readonly elapsedSeconds: number;
  readonly state: BudgetState;
  readonly used: number;
  readonly limit: number;
  /** Nominal prediction, where there is one. */
  readonly predicted?: number;
  readonly askedToEnd: boolean;
}

/** Lines that a companion writes. */
export type ProgressLine = PhaseEnded | EpochEnded | StepsDone | BudgetChanged;
