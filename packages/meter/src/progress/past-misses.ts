import type { PredictionBasis, Widening } from "../record/prediction.ts";
import { addParts, forecastUse, intervalLevel } from "./predict.ts";
import type { PartUse } from "./predict.ts";

/** The parts of an earlier run that ended as planned. */
export interface PastRun {
  readonly basis: PredictionBasis;
  readonly parts: readonly PartUse[];
}

/** The error of a run's prediction, in half-widths of the interval on that side: 1 is at its end. */
export interface Miss {
  readonly joules: number;
  readonly seconds: number;
}

/** The error of the prediction that a past run would have had at this share of its work. Undefined without parts. */
export function missAt({ parts }: PastRun, share: number): Miss | undefined {
  if (parts.length < 2) return undefined;
  const { work } = addParts(parts);
  let count = 0;
  let reached = 0;
  do {
    reached += parts[count]?.work ?? 0;
    count += 1;
    // The last epoch of 10 at 0.7 is the seventh, although 0.7 × 10 is a little more than 7.
  } while (count < parts.length - 1 && reached < share * work * (1 - 1e-9));
  const rest = addParts(parts.slice(count));
  const missOf = (of: "joules" | "seconds"): number => {
    const { nominal, low, high } = forecastUse(parts.slice(0, count), work - reached, of);
    const halfWidth = rest[of] > nominal ? high - nominal : nominal - low;
    return halfWidth > 0 ? Math.abs(rest[of] - nominal) / halfWidth : 0;
  };
  return { joules: missOf("joules"), seconds: missOf("seconds") };
}

/**
 * The factor on the width of intervals with which they would have held on past runs as often as stated: split
 * conformal prediction (V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World, 2005; J. Lei et al., JASA 113,
 * 2018, 1094-1111, algorithm 2). A level of 90 % needs nine runs. Fewer runs can only show that intervals must be wider.
 */
export function wideningFrom(misses: readonly Miss[]): Widening {
  const rank = Math.ceil((misses.length + 1) * intervalLevel);
  const widening = (of: "joules" | "seconds"): number => {
    const sorted = misses.map((miss) => miss[of]).toSorted((a, b) => a - b);
    return sorted[rank - 1] ?? Math.max(1, ...sorted);
  };
  return { runs: misses.length, joules: widening("joules"), seconds: widening("seconds") };
}
