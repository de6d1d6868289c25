import { houseZ, normalQuantile } from "@wattledger/core";
import type { Propagated } from "@wattledger/core";
import type { Correlation } from "./correlated.ts";

/** Facts about each side of a difference, both in one unit. */
export interface Side {
  readonly mean: number;
  /** Change for one standard deviation of each variable, by its id: signed. */
  readonly effects: Propagated["effects"];
}

/** Relative standard deviation from which core treats a positive figure as log-normal. */
const largeUncertainty = 0.3;

/**
 * The interval of 90 % of B minus A. As in `propagate`, figures with small errors are treated as normal, and so is their
 * difference. Large errors of positive figures are log-normal: then both are log-normal, with their shared errors, and a very
 * uncertain common factor widens the difference without changing its sign.
 */
export function differenceInterval(
  a: Side,
  b: Side,
  correlation: Correlation,
): { readonly low: number; readonly high: number } {
  const { ofA, ofB, shared } = variances(a, b, correlation);
  const isLarge = [Math.sqrt(ofA) / a.mean, Math.sqrt(ofB) / b.mean].some((relative) => relative > largeUncertainty);
  if (isLarge && a.mean > 0 && b.mean > 0) return logNormal(a.mean, b.mean, { ofA, ofB, shared });
  const mean = b.mean - a.mean;
  const reach = houseZ * differenceSd(a, b, correlation);
  return { low: mean - reach, high: mean + reach };
}

/** Standard deviation of B minus A, first order. */
export function differenceSd(a: Side, b: Side, correlation: Correlation): number {
  const { ofA, ofB, shared } = variances(a, b, correlation);
  return Math.sqrt(Math.max(0, ofA + ofB - 2 * shared));
}

interface Variances {
  readonly ofA: number;
  readonly ofB: number;
  /** Covariance. */
  readonly shared: number;
}

function variances(a: Side, b: Side, correlation: Correlation): Variances {
  let [ofA, ofB, shared] = [0, 0, 0];
  for (const effect of a.effects.values()) ofA += effect ** 2;
  for (const [variable, effect] of b.effects) {
    ofB += effect ** 2;
    shared += correlation(variable) * effect * (a.effects.get(variable) ?? 0);
  }
  return { ofA, ofB, shared };
}

const gridSize = 121;

/** Quantiles of the difference of two log-normals that are correlated, on a grid of equally likely cells. */
function logNormal(meanA: number, meanB: number, { ofA, ofB, shared }: Variances): { low: number; high: number } {
  const [varianceA, varianceB] = [Math.log1p(ofA / meanA ** 2), Math.log1p(ofB / meanB ** 2)];
  const [sdA, sdB] = [Math.sqrt(varianceA), Math.sqrt(varianceB)];
  const covariance = Math.log1p(Math.max(-0.999, shared / (meanA * meanB)));
  const ratio = sdA > 0 && sdB > 0 ? covariance / (sdA * sdB) : 0;
  // The last digit of the sums does not matter.
  const common = Math.abs(ratio) > 1 - 1e-9 ? Math.sign(ratio) : ratio;
  const own = Math.sqrt(1 - common ** 2);
  const steps = Array.from({ length: gridSize }, (_, index) => normalQuantile((index + 0.5) / gridSize));
  const differences: number[] = [];
  for (const first of steps) {
    const valueA = meanA * Math.exp(sdA * first - varianceA / 2);
    for (const second of own > 0 ? steps : [0]) {
      const z = common * first + own * second;
      differences.push(meanB * Math.exp(sdB * z - varianceB / 2) - valueA);
    }
  }
  differences.sort((left, right) => left - right);
  const at = (probability: number): number =>
    differences[Math.min(differences.length - 1, Math.floor(probability * differences.length))] ?? 0;
  return { low: at(0.05), high: at(0.95) };
}
