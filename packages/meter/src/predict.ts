import { studentTProbability, studentTQuantile } from "./student-t.ts";

/** What an epoch took: the command's share of the metered components. */
export interface EpochUse {
  readonly seconds: number;
  readonly joules: number;
}

/** What a prediction is made from. */
export interface PredictionInput {
  /** Epochs that have ended, in order. */
  readonly epochs: readonly EpochUse[];
  readonly plannedEpochs: number;
  /** Of the whole run until the last of them ended, with what came before the first and between them. */
  readonly soFar: EpochUse;
  /** Whether a model stands in for an instrument anywhere. */
  readonly modelled: boolean;
}

/**
 * A figure that is not known yet. The interval is nominally at `level`; how often it holds on which kinds of runs is
 * measured and stated in docs/prediction.md.
 */
export interface Predicted {
  readonly nominal: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Of the t distribution behind the interval. */
  readonly degreesOfFreedom: number;
}

/** What a run will come to, as its meter will show it: errors of the meter itself come on top. */
export interface Prediction {
  readonly epochsDone: number;
  readonly epochsPlanned: number;
  /** Epochs at the beginning from which nothing was learnt, as they differ from the later ones. */
  readonly warmUpEpochs: number;
  readonly joules: Predicted;
  readonly seconds: Predicted;
  /** Of an epoch to come. */
  readonly joulesPerEpoch: number;
  readonly secondsPerEpoch: number;
}

/** Level of the intervals: the house's. */
const level = 0.9;
/** Half-width after a single epoch, relative to what is left. Expert value: the first epoch often costs a third more. */
const halfWidthAfterOne = 0.35;
/** Least relative half-width of what is left: no run repeats itself exactly. Expert values. */
const leastHalfWidth = { settled: 0.05, early: 0.1 } as const;
/** Before so many epochs the later ones may still differ from the first: the wider floor holds. */
const settledAfterEpochs = 6;
/** A first epoch that is off the later ones by more than this is warm-up. */
const warmUpDeviation = 0.05;
/** Epochs that are looked at for warm-up besides the first, which never counts. */
const longestWarmUp = 3;

/**
 * Predicts the whole of a run from its first epochs. Undefined before the first has ended. Energy and time are predicted
 * alike: what is used up stays, and each epoch to come is taken to be like the more recent half of those after warm-up. The
 * interval has four parts, added in quadrature: the scatter of epochs, with as many independent ones as their
 * autocorrelation leaves; the uncertainty of their mean; half of what a trend would add if it went on; and a floor.
 */
export function predict(input: PredictionInput): Prediction | undefined {
  const { epochs, plannedEpochs, soFar, modelled } = input;
  const done = epochs.length;
  if (done === 0) return undefined;
  const left = Math.max(0, plannedEpochs - done);
  const warmUpEpochs = warmUpOf(epochs);
  const rest = (pick: (epoch: EpochUse) => number): Rest =>
    restOf(epochs.slice(warmUpEpochs).map(pick), left, done, modelled);
  const joules = rest((epoch) => epoch.joules);
  const seconds = rest((epoch) => epoch.seconds);
  return {
    epochsDone: done,
    epochsPlanned: plannedEpochs,
    warmUpEpochs,
    joules: around(soFar.joules, joules),
    seconds: around(soFar.seconds, seconds),
    joulesPerEpoch: joules.perEpoch,
    secondsPerEpoch: seconds.perEpoch,
  };
}

/** Probability that the outcome is above a limit, by the distribution behind the interval. */
export function probabilityAbove(limit: number, predicted: Predicted): number {
  const { nominal, high, degreesOfFreedom } = predicted;
  const scale = (high - nominal) / studentTQuantile(0.5 + predicted.level / 2, degreesOfFreedom);
  if (scale <= 0) return nominal > limit ? 1 : 0;
  return 1 - studentTProbability((limit - nominal) / scale, degreesOfFreedom);
}

/** What is left to be used. */
interface Rest {
  readonly perEpoch: number;
  readonly nominal: number;
  readonly halfWidth: number;
  readonly degreesOfFreedom: number;
}

function around(used: number, { nominal, halfWidth, degreesOfFreedom }: Rest): Predicted {
  const total = used + nominal;
  // What is used up cannot come back.
  return { nominal: total, low: Math.max(used, total - halfWidth), high: total + halfWidth, level, degreesOfFreedom };
}

function warmUpOf(epochs: readonly EpochUse[]): number {
  if (epochs.length < 3) return 0;
  const later = epochs.slice(longestWarmUp);
  let warmUp = 1;
  if (later.length < longestWarmUp) return warmUp;
  for (const pick of [(epoch: EpochUse) => epoch.joules, (epoch: EpochUse) => epoch.seconds]) {
    const usual = median(later.map(pick));
    for (const [index, epoch] of epochs.slice(0, longestWarmUp).entries()) {
      if (Math.abs(pick(epoch) - usual) > warmUpDeviation * usual) warmUp = Math.max(warmUp, index + 1);
    }
  }
  return warmUp;
}

/** `kept` are the epochs after warm-up. */
function restOf(kept: readonly number[], left: number, done: number, modelled: boolean): Rest {
  const recent = kept.slice(-Math.max(2, Math.ceil(kept.length / 2)));
  const perEpoch = mean(recent);
  const nominal = left * perEpoch;
  if (recent.length < 2) {
    return { perEpoch, nominal, halfWidth: halfWidthAfterOne * nominal, degreesOfFreedom: 1 };
  }
  const correlation = kept.length < 4 ? 0 : autocorrelation(kept);
  const independent = Math.max(2, (recent.length * (1 - correlation)) / (1 + correlation));
  const degreesOfFreedom = independent - 1;
  const scatter = standardDeviation(recent) * Math.sqrt((left * recent.length) / independent + left ** 2 / independent);
  const trend = kept.length < 4 ? 0 : (0.5 * Math.abs(slope(kept)) * left * Math.min(left, 10 * recent.length)) / 2;
  const floor = (done < settledAfterEpochs || modelled ? leastHalfWidth.early : leastHalfWidth.settled) * nominal;
  const halfWidth = Math.hypot(studentTQuantile(0.5 + level / 2, degreesOfFreedom) * scatter, trend, floor);
  return { perEpoch, nominal, halfWidth, degreesOfFreedom };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Of each epoch with the one before, at least 0 and at most 0.95. */
function autocorrelation(values: readonly number[]): number {
  const centre = mean(values);
  const deviations = values.map((value) => value - centre);
  const total = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  if (total === 0) return 0;
  const lagged = deviations.slice(1).reduce((sum, deviation, index) => sum + deviation * (deviations[index] ?? 0), 0);
  return Math.min(0.95, Math.max(0, lagged / total));
}

/** Change from epoch to epoch, by least squares. */
function slope(values: readonly number[]): number {
  const centre = (values.length - 1) / 2;
  const average = mean(values);
  let [above, below] = [0, 0];
  for (const [index, value] of values.entries()) {
    above += (index - centre) * (value - average);
    below += (index - centre) ** 2;
  }
  return above / below;
}
