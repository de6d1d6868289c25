import { normalProbability } from "@wattledger/core";

/** The expected sum of the rest of a series. It is between `low` and `high` with the requested probability. */
export interface RestForecast {
  readonly nominal: number;
  readonly low: number;
  readonly high: number;
}

/*
 * Prior assumptions about a series, relative to its level. Expert values. docs/prediction.md has measurements of how often the
 * resulting intervals hold.
 */
/** Scatter of single values around their level: each size has the same prior probability. */
const scatters = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64];
/** Random walk of the level over the whole series (standard deviation). Zero and this size have the same prior probability. */
const walks = [0, 0.1];
/** Standard deviation of the change of the level by a steady trend, from beginning to end. */
const trend = 0.12;
/** Additional standard deviation of the first value: compilation, caches. */
const firstMore = 0.2;
/** With so many values, the first one is not used. */
const enoughWithoutFirst = 3;

/**
 * Forecasts the sum of the `left` future values (which need not be a whole number) after at least one value. The
 * model: values scatter around a level that walks at random and has a steady trend. This is the local linear trend model (A. C.
 * Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, section 2.3.6) with a fixed slope. The sizes of
 * scatter and walk are unknown. Each pair in a grid is weighted by how well it predicted every value from those before.
 */
export function forecastRest(values: readonly number[], left: number, level: number): RestForecast {
  const planned = values.length + left;
  const withFirst = values.length < enoughWithoutFirst;
  const kept = withFirst ? values : values.slice(1);
  // The mean, if most values are near zero.
  const scale = Math.max(median(kept), kept.reduce((sum, value) => sum + value, 0) / kept.length / 100);
  if (!(scale > 0) || left <= 0) return { nominal: 0, low: 0, high: 0 };
  const relative = kept.map((value) => value / scale);
  const models = scatters.flatMap((scatter) =>
    walks.map((walk) => filter(relative, { scatter, walk, planned, left, firstDeviation: withFirst ? firstMore : 0 })),
  );
  const likeliest = Math.max(...models.map(({ logLikelihood }) => logLikelihood));
  const weighed = models
    .map((model) => ({ ...model, weight: Math.exp(model.logLikelihood - likeliest) }))
    .filter(({ weight }) => weight > 1e-6);
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const nominal = Math.max(0, weighed.reduce((sum, { weight, mean }) => sum + weight * mean, 0) / total);
  // Use is never negative, but a normal distribution allows negative values.
  const low = Math.min(nominal, Math.max(0, quantile(weighed, total, (1 - level) / 2)));
  const high = Math.max(nominal, quantile(weighed, total, (1 + level) / 2));
  return { nominal: scale * nominal, low: scale * low, high: scale * high };
}

interface Model {
  readonly scatter: number;
  readonly walk: number;
  /** Number of all values, and of future values. */
  readonly planned: number;
  readonly left: number;
  readonly firstDeviation: number;
}

interface Foretold {
  readonly logLikelihood: number;
  /** Of the sum of the future values. */
  readonly mean: number;
  readonly deviation: number;
}

/** The Kalman filter for level and slope, with their covariance, and the resulting sum of the future values. */
function filter(values: readonly number[], { scatter, walk, planned, left, firstDeviation }: Model): Foretold {
  const noise = scatter ** 2;
  const step = walk ** 2 / planned;
  // Before the first value: about the level itself, because values are relative to it.
  let [mean, slope] = [1, 0];
  let [ofMean, ofBoth, ofSlope] = [1, 0, (trend / planned) ** 2];
  let logLikelihood = 0;
  for (const [index, value] of values.entries()) {
    if (index > 0) {
      mean += slope;
      ofMean += 2 * ofBoth + ofSlope + step;
      ofBoth += ofSlope;
    }
    const variance = ofMean + noise + (index === 0 ? firstDeviation ** 2 : 0);
    const surprise = value - mean;
    logLikelihood -= (Math.log(variance) + surprise ** 2 / variance) / 2;
    const [gain, slopeGain] = [ofMean / variance, ofBoth / variance];
    mean += gain * surprise;
    slope += slopeGain * surprise;
    ofSlope -= slopeGain * ofBoth;
    ofBoth -= gain * ofBoth;
    ofMean -= gain * ofMean;
  }
  const slopes = (left * (left + 1)) / 2;
  const variance =
    left ** 2 * ofMean +
    2 * left * slopes * ofBoth +
    slopes ** 2 * ofSlope +
    (step * left * (left + 1) * (2 * left + 1)) / 6 +
    left * noise;
  return { logLikelihood, mean: left * mean + slopes * slope, deviation: Math.sqrt(variance) };
}

/** Quantile of the mixture of normal distributions, by bisection. */
function quantile(
  models: readonly (Foretold & { readonly weight: number })[],
  total: number,
  probability: number,
): number {
  let low = Math.min(...models.map(({ mean, deviation }) => mean - 6 * deviation));
  let high = Math.max(...models.map(({ mean, deviation }) => mean + 6 * deviation));
  for (let halving = 0; halving < 40; halving += 1) {
    const middle = (low + high) / 2;
    let below = 0;
    for (const { weight, mean, deviation } of models) below += weight * normalProbability((middle - mean) / deviation);
    if (below < probability * total) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
