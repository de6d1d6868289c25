import { normalProbability, normalQuantile } from "@wattledger/core";
import type { PredictionBasis, Widening, Predicted, Prediction } from "../record/prediction.ts";
import { forecastRest } from "./local-trend.ts";
import type { RestForecast } from "./local-trend.ts";

/** The use in a part of a run: the command's share of the metered components. */
export interface PartUse {
  /** Its size in the plan: 1 for an epoch, or its number of steps. */
  readonly work: number;
  readonly seconds: number;
  readonly joules: number;
}

/** The inputs of a prediction. */
export interface PredictionInput {
  readonly basis: PredictionBasis;
  /** Parts that have ended, in order. */
  readonly parts: readonly PartUse[];
  /** Epochs or steps of the whole run, and how many are done. Steps before the first part count as done. */
  readonly planned: number;
  readonly done: number;
  /** Use of the whole run until the last part ended, with the time before the first part and between parts. */
  readonly soFar: Omit<PartUse, "work">;
  readonly widening?: Widening;
}

/** Level of the intervals: the project's usual one. */
export const intervalLevel = 0.9;

/**
 * Predicts the whole of a run from its first parts. Undefined before the first has ended. Energy and time use the same
 * method: the past use stays, and the rest is forecast from the parts so far.
 */
export function predict({
  basis,
  parts,
  planned,
  done,
  soFar,
  widening = noWidening,
}: PredictionInput): Prediction | undefined {
  if (parts.length === 0) return undefined;
  const figure = (of: "joules" | "seconds"): Predicted => {
    const { nominal, low, high } = forecastUse(parts, Math.max(0, planned - done), of);
    const used = soFar[of];
    return {
      nominal: used + nominal,
      // Past use cannot become less.
      low: used + Math.max(0, nominal - widening[of] * (nominal - low)),
      high: used + nominal + widening[of] * (high - nominal),
      level: intervalLevel,
    };
  };
  return { basis, done, planned, pastRuns: widening.runs, joules: figure("joules"), seconds: figure("seconds") };
}

const noWidening: Widening = { runs: 0, joules: 1, seconds: 1 };

/** Probability that the result is above a limit, with a normal distribution on each side that fits the interval's end. */
export function probabilityAbove(limit: number, { nominal, low, high, level: probability }: Predicted): number {
  const end = limit > nominal ? high - nominal : nominal - low;
  if (end <= 0) return nominal > limit ? 1 : 0;
  return 1 - normalProbability(((limit - nominal) / end) * normalQuantile(0.5 + probability / 2));
}

/** More parts than this do not improve the prediction, and take longer. */
const mostParts = 100;

/** The use by the rest of the work, from parts that have ended: at least one. */
export function forecastUse(parts: readonly PartUse[], left: number, of: "joules" | "seconds"): RestForecast {
  const joined = join(parts, Math.ceil(parts.length / mostParts));
  const workOfPart = joined.reduce((sum, { work }) => sum + work, 0) / joined.length;
  return forecastRest(
    joined.map((part) => (part[of] / part.work) * workOfPart),
    left / workOfPart,
    intervalLevel,
  );
}

/** Joins so many neighbours into one part each. */
function join(parts: readonly PartUse[], size: number): readonly PartUse[] {
  if (size <= 1) return parts;
  return Array.from({ length: Math.ceil(parts.length / size) }, (_, index) =>
    addParts(parts.slice(index * size, (index + 1) * size)),
  );
}

/** Many parts as one. */
export function addParts(parts: readonly PartUse[]): PartUse {
  let [work, seconds, joules] = [0, 0, 0];
  for (const part of parts) {
    work += part.work;
    seconds += part.seconds;
    joules += part.joules;
  }
  return { work, seconds, joules };
}
