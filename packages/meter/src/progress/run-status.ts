import { convert } from "@wattledger/core";
import { accountRun } from "../account/account.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { Predicted, Prediction } from "../record/prediction.ts";
import type { BudgetOutcome } from "../record/progress.ts";
import type { RunStarted } from "../record/record.ts";

/** A run up to now. Figures are nominal, of the run's share of machine and facility. Unknown figures are absent. */
export interface RunStatus {
  readonly elapsedSeconds: number;
  readonly energyJoules?: number;
  readonly carbonGrams?: number;
  /** In the budget's currency. */
  readonly cost?: number;
  readonly epochsDone: number;
  readonly epochsPlanned?: number;
  /** If the command reported the total number. */
  readonly stepsDone?: number;
  readonly stepsPlanned?: number;
  readonly prediction?: StatusPrediction;
  readonly budget?: BudgetOutcome;
}

/** Prediction for the whole run. */
export interface StatusPrediction {
  readonly energyJoules: PredictedFigure;
  readonly carbonGrams: PredictedFigure;
  readonly durationSeconds: PredictedFigure;
  /** In the budget's currency. */
  readonly cost?: PredictedFigure;
}

/** As in {@link Predicted}, in the form for readers. */
export type PredictedFigure = Pick<Predicted, "nominal" | "low" | "high" | "level">;

/** Figures for each joule of the metered components: factors from these to the run's figures. */
export interface Rates {
  readonly atSeconds: number;
  readonly energyJoules: number;
  readonly carbonGrams: number;
}

/** By the method of the whole run. Undefined if no component has used energy yet, or if the account fails. */
export async function ratesOf(started: RunStarted, now: RunMeasurement): Promise<Rates | undefined> {
  const components = ownJoules(now);
  if (components <= 0) return undefined;
  const accounted = await accountRun(started, now, "interrupted");
  if (!accounted.ok) return undefined;
  const { results } = accounted.value;
  const amount = (name: string, unit: string): number => {
    const quantity = results.get(name)?.quantity;
    return quantity === undefined ? 0 : convert(quantity.nominal, quantity.unit, unit) / components;
  };
  return {
    atSeconds: now.durationSeconds,
    energyJoules: amount("energy", "J"),
    carbonGrams: amount("carbon", "gCO2e"),
  };
}

/** The command's share of the metered components. */
export function ownJoules({ energy }: Pick<RunMeasurement, "energy">): number {
  return energy.reduce((sum, { attribution }) => sum + attribution.runJoules, 0);
}

/** A prediction in a reader's units. */
export function statusPrediction(
  { joules, seconds }: Prediction,
  rates: Rates,
  costOf: (joules: number) => number | undefined,
): StatusPrediction {
  const costRate = costOf(rates.energyJoules);
  return {
    energyJoules: figure(scaled(joules, rates.energyJoules)),
    carbonGrams: figure(scaled(joules, rates.carbonGrams)),
    durationSeconds: figure(seconds),
    ...(costRate === undefined ? {} : { cost: figure(scaled(joules, costRate)) }),
  };
}

/** The same figure in another unit. */
export function scaled({ nominal, low, high, level }: Predicted, factor: number): Predicted {
  return { nominal: nominal * factor, low: low * factor, high: high * factor, level };
}

function figure({ nominal, low, high, level }: Predicted): PredictedFigure {
  return { nominal, low, high, level };
}
