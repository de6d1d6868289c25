import type { Budget } from "../record/budget.ts";
import type { Predicted, PredictionBasis } from "../record/prediction.ts";
import type { BudgetState, RunProgress } from "../record/progress.ts";

/** A figure that is predicted, with its nominal interval. */
export interface SummaryPredicted {
  readonly nominal: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** Progress of a run in the form of `--json`. Energies are of the run's share of the metered components. */
export interface SummaryProgress {
  readonly phases: readonly {
    readonly name: string;
    readonly count: number;
    readonly durationSeconds: number;
    readonly componentJoules: number;
    readonly joulesByComponent: Readonly<Record<string, number>>;
  }[];
  readonly epochs: {
    readonly done: number;
    readonly planned: number | null;
    readonly durationSeconds: number;
    readonly componentJoules: number;
  } | null;
  readonly work: { readonly steps: number; readonly samples: number; readonly tokens: number } | null;
  readonly metrics: Readonly<Record<string, number>>;
  readonly prediction: {
    readonly basis: PredictionBasis;
    readonly done: number;
    readonly planned: number;
    readonly pastRuns: number;
    readonly componentJoules: SummaryPredicted;
    readonly durationSeconds: SummaryPredicted;
  } | null;
  readonly budget: {
    readonly asked: string;
    readonly state: BudgetState;
    readonly used: number;
    readonly limit: number;
    /** `gCO2e`, `J`, or a currency. */
    readonly unit: string;
    readonly askedToEndAfterSeconds: number | null;
  } | null;
}

/** Brings the progress of a run to the form of {@link SummaryProgress}. */
export function summariseProgress(progress: RunProgress): SummaryProgress {
  const { phases, epochs, work, metrics = {}, prediction, budget } = progress;
  return {
    phases: phases.map(({ name, count, seconds, joules, joulesByComponent }) => ({
      name,
      count,
      durationSeconds: seconds,
      componentJoules: joules,
      joulesByComponent,
    })),
    epochs:
      epochs === undefined
        ? null
        : {
            done: epochs.done,
            planned: epochs.planned ?? null,
            durationSeconds: epochs.seconds,
            componentJoules: epochs.joules,
          },
    work: work ?? null,
    metrics,
    prediction:
      prediction === undefined
        ? null
        : {
            basis: prediction.basis,
            done: prediction.done,
            planned: prediction.planned,
            pastRuns: prediction.pastRuns,
            componentJoules: predicted(prediction.joules),
            durationSeconds: predicted(prediction.seconds),
          },
    budget:
      budget === undefined
        ? null
        : {
            asked: budget.budget.text,
            state: budget.state,
            used: budget.used,
            limit: budget.limit,
            unit: unitOfBudget(budget.budget),
            askedToEndAfterSeconds: budget.askedToEndAfterSeconds ?? null,
          },
  };
}

/** Why a field of {@link SummaryProgress} is null, by its path in the summary. */
export function reasonsOfProgress(progress: RunProgress | undefined): Readonly<Record<string, string>> {
  if (progress === undefined) {
    return { progress: "the run was not followed: no epochs, socket, budget or live line was requested" };
  }
  const { epochs, work, prediction, budget } = progress;
  return {
    ...(epochs === undefined ? { "progress.epochs": "no epoch ended" } : {}),
    ...(epochs !== undefined && epochs.planned === undefined
      ? { "progress.epochs.planned": "the total number is unknown" }
      : {}),
    ...(work === undefined ? { "progress.work": "the command reported none" } : {}),
    ...(prediction === undefined
      ? { "progress.prediction": "no epoch ended and no steps were reported, or their total number is unknown" }
      : {}),
    ...(budget === undefined
      ? { "progress.budget": "no budget was given, or the figure to compare with it is unknown" }
      : {}),
    ...(budget !== undefined && budget.askedToEndAfterSeconds === undefined
      ? { "progress.budget.askedToEndAfterSeconds": "the command was not asked to end" }
      : {}),
  };
}

/** Unit of a budget's amounts. */
export function unitOfBudget(budget: Budget): string {
  switch (budget.kind) {
    case "carbon":
      return "gCO2e";
    case "energy":
      return "J";
    case "cost":
      return budget.currency;
  }
}

function predicted({ nominal, low, high, level }: Predicted): SummaryPredicted {
  return { nominal, low, high, level };
}
