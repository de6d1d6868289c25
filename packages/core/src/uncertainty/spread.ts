import { expectKind } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { distributionForm } from "./check-distribution.ts";
import type { Distribution } from "./distribution.ts";
import { houseLevel } from "./house-level.ts";
import { normalProbability, normalQuantile } from "./normal.ts";

/** A distribution around its central value, cut off at the bounds of the input. */
export interface Spread {
  /** Value below which a share `probability` of the draws lies; always within the bounds. */
  readonly quantile: (probability: number) => number;
  readonly mean: number;
  readonly sd: number;
}

/** Bounds of an input, in its unit; absent if the input has no bounds. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** Puts a distribution around its central value and inside bounds. Its moments are of what is left inside. */
export function spreadOf(distribution: Distribution, central: number, bounds: Bounds = {}): Spread {
  const text = JSON.stringify(distribution);
  const key = `${text} ${central} ${bounds.min} ${bounds.max}`;
  const before = spreads.get(key);
  if (before !== undefined) return before;
  const spread = spreadWithin(distribution, central, bounds);
  if (spreads.size >= mostKept) spreads.clear();
  // JSON writes every number that is not finite as null.
  if (!text.includes("null")) spreads.set(key, spread);
  return spread;
}

/** Spreads by what they were made from: a footprint asks for each several times, and a store of runs thousands of times. */
const spreads = new Map<string, Spread>();
/** More are not kept, so that memory stays bounded. */
const mostKept = 1000;

function spreadWithin(distribution: Distribution, central: number, bounds: Bounds): Spread {
  const shape = shapeOf(distribution, central);
  const { min = -Infinity, max = Infinity } = bounds;
  // A bound that cuts nothing keeps all, also where a share of the draws lies on it.
  const least = shape.quantile(0) >= min ? 0 : shape.probability(min);
  const most = shape.quantile(1) <= max ? 1 : shape.probability(max);
  // Bounds that leave nothing of the distribution leave the central value.
  if (most - least <= 1e-12) return { quantile: () => clamp(central, min, max), mean: clamp(central, min, max), sd: 0 };
  const isInTails = least <= atMostTail && most >= 1 - atMostTail;
  const quantile = (probability: number): number => {
    const inShape = isInTails ? withoutTails(probability, least, most) : least + probability * (most - least);
    return clamp(shape.quantile(inShape), min, max);
  };
  if (least < 1e-9 && most > 1 - 1e-9) return { quantile, mean: shape.mean, sd: shape.sd };
  const { ofNormal } = shape;
  const inside = isInTails && ofNormal !== undefined ? (z: number) => clamp(ofNormal(z), min, max) : undefined;
  let known: Moments | undefined;
  // When somebody asks: draws need quantiles only.
  const moments = (): Moments => (known ??= momentsOf(quantile, inside));
  return {
    quantile,
    get mean() {
      // The sum behind it rounds, and might lie a hair outside.
      return clamp(moments().mean, min, max);
    },
    get sd() {
      return moments().sd;
    },
  };
}

const tail = (1 - houseLevel) / 2;
/** An end of an interval may lie on a bound, where the probability below it is the tail but for rounding. */
const atMostTail = tail * (1 + 1e-9);

/**
 * Where a bound cuts no more than the tail beyond the house level, what it cuts goes to the rest of that tail: the ends at the
 * house level stay, so that a figure has one interval whether or not an input bounds it.
 */
function withoutTails(probability: number, least: number, most: number): number {
  if (probability < tail) return least + (probability / tail) * Math.max(0, tail - least);
  if (probability > 1 - tail) return most - ((1 - probability) / tail) * Math.max(0, most - 1 + tail);
  return probability;
}

interface Shape {
  readonly quantile: (probability: number) => number;
  /** The quantile of a probability, from that of the standard normal. Absent where the shape is not made from a normal. */
  readonly ofNormal?: (z: number) => number;
  readonly probability: (value: number) => number;
  readonly mean: number;
  readonly sd: number;
}

function shapeOf(distribution: Distribution, central: number): Shape {
  switch (distribution.kind) {
    case "normal":
      return twoSided(central, distribution.sd, distribution.sd);
    case "log-normal": {
      const sigma = Math.log(distribution.gsd);
      if (central <= 0 || sigma === 0) return twoSided(central, 0, 0);
      const meanAboveMedian = sigma ** 2 / 2;
      const logarithm = Math.log(central) - (distribution.about === "mean" ? meanAboveMedian : 0);
      const mean = distribution.about === "mean" ? central : central * Math.exp(meanAboveMedian);
      const ofNormal = (z: number): number => Math.exp(logarithm + sigma * z);
      return {
        quantile: (probability) => ofNormal(normalQuantile(probability)),
        ofNormal,
        probability: (value) => (value <= 0 ? 0 : normalProbability((Math.log(value) - logarithm) / sigma)),
        mean,
        sd: mean * Math.sqrt(Math.expm1(sigma ** 2)),
      };
    }
    case "uniform": {
      const { low, high } = distribution;
      return {
        quantile: (probability) => low + probability * (high - low),
        probability: (value) => clamp((value - low) / (high - low), 0, 1),
        mean: (low + high) / 2,
        sd: (high - low) / Math.sqrt(12),
      };
    }
    case "triangular":
      return triangular(distribution.low, distribution.mode, distribution.high);
    case "interval": {
      const z = normalQuantile((1 + distribution.level) / 2);
      return twoSided(central, (central - distribution.low) / z, (distribution.high - central) / z);
    }
  }
}

/** Half a normal on each side of the median; the normal itself where the sides are equal. */
function twoSided(median: number, sdBelow: number, sdAbove: number): Shape {
  const below = Math.max(0, sdBelow);
  const above = Math.max(0, sdAbove);
  const mean = median + (above - below) / Math.sqrt(2 * Math.PI);
  const ofNormal = (z: number): number => {
    // Zero times an infinite quantile is not a number.
    const step = z < 0 ? below : above;
    return step === 0 ? median : median + step * z;
  };
  return {
    quantile: (probability) => ofNormal(normalQuantile(probability)),
    ofNormal,
    probability: (value) => {
      const step = value < median ? below : above;
      if (step === 0) return value < median ? 0 : 1;
      return normalProbability((value - median) / step);
    },
    mean,
    sd: Math.sqrt((below ** 2 + above ** 2) / 2 - (mean - median) ** 2),
  };
}

function triangular(low: number, mode: number, high: number): Shape {
  const width = high - low;
  const split = width === 0 ? 0 : (mode - low) / width;
  return {
    quantile: (probability) =>
      probability < split
        ? low + Math.sqrt(probability * width * (mode - low))
        : high - Math.sqrt((1 - probability) * width * (high - mode)),
    probability: (value) => {
      if (value <= low) return value < low ? 0 : split === 0 && width === 0 ? 1 : 0;
      if (value >= high) return 1;
      if (value < mode) return (value - low) ** 2 / (width * (mode - low));
      return 1 - (high - value) ** 2 / (width * (high - mode));
    },
    mean: (low + mode + high) / 3,
    sd: Math.sqrt((low ** 2 + mode ** 2 + high ** 2 - low * mode - low * high - mode * high) / 18),
  };
}

interface Moments {
  readonly mean: number;
  readonly sd: number;
}

const midpoints = 500;
/** The midpoints below this place, and as many at the other end, lie in the tails. */
const firstInside = Math.ceil(tail * midpoints - 0.5);

/**
 * Moments of a distribution that bounds have cut, by the midpoint rule over its quantiles. `ofNormal` is the quantile outside of
 * the tails, from that of the standard normal.
 */
function momentsOf(quantile: (probability: number) => number, ofNormal?: (z: number) => number): Moments {
  const inside = ofNormal === undefined ? [] : normalMidpoints();
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < midpoints; index += 1) {
    const z = inside[index - firstInside];
    const value = z === undefined || ofNormal === undefined ? quantile((index + 0.5) / midpoints) : ofNormal(z);
    sum += value;
    squares += value * value;
  }
  const mean = sum / midpoints;
  return { mean, sd: Math.sqrt(Math.max(0, squares / midpoints - mean * mean)) };
}

let insideMidpoints: readonly number[] | undefined;

/** Quantiles of the standard normal at the midpoints outside of the tails. Computed once: they take a short command a millisecond. */
function normalMidpoints(): readonly number[] {
  insideMidpoints ??= Array.from({ length: midpoints - 2 * firstInside }, (_, index) =>
    normalQuantile((index + firstInside + 0.5) / midpoints),
  );
  return insideMidpoints;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

/** What is known of a number, of the number in another unit: `scale` times as large. */
export function scaleDistribution(distribution: Distribution, scale: number): Distribution {
  expectKind("The scale", scale, "number");
  const problem = distributionForm(distribution);
  if (problem !== undefined) throw new WattledgerError("bad-input", `The distribution ${problem}.`);
  if (scale === 1) return distribution;
  switch (distribution.kind) {
    case "normal":
      return { kind: "normal", sd: distribution.sd * scale };
    case "log-normal":
      return distribution;
    case "uniform":
    case "interval":
      return { ...distribution, low: distribution.low * scale, high: distribution.high * scale };
    case "triangular": {
      const { low, mode, high } = distribution;
      return { kind: "triangular", low: low * scale, mode: mode * scale, high: high * scale };
    }
  }
}
