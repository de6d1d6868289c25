import { bigintOf, numberOf } from "../engine/engine.ts";
import { figureOf, fromWhole } from "../model/figures.ts";
import { filterText } from "./filter.ts";
import type { TablesRead } from "./tables-read.ts";

/** What quantiles are asked of. */
export interface QuantilesQuery {
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
  readonly filters?: { readonly project?: readonly string[]; readonly model?: readonly string[] };
  /** 0.5 is the median. */
  readonly probabilities: readonly number[];
}

/**
 * Quantiles of the energy of events, in J, from the histograms of whole hours: sixteen buckets to each doubling, so that a
 * quantile is off by 2.2 % at most. Events without energy are not among them. Undefined where no event has energy.
 *
 * Filters are of project and model: the histograms know no other dimension.
 */
export async function energyQuantiles(
  tables: Pick<TablesRead, "query" | "dictionary">,
  query: Omit<QuantilesQuery, "probabilities">,
  probabilities: readonly number[],
): Promise<readonly number[] | undefined> {
  const filter = filterText(tables.dictionary, query);
  if (filter === undefined) return undefined;
  const rows = await tables.query(
    `SELECT bucket, CAST(sum(events) AS Int64) AS how_many FROM histogram_hours WHERE start_ms >= {from:Int64} AND start_ms < {to:Int64}${filter.sql} GROUP BY bucket ORDER BY bucket`,
    { from: BigInt(query.fromMilliseconds), to: BigInt(query.toMilliseconds) },
  );
  return quantilesOf(
    rows.map((row) => ({ bucket: numberOf(row, "bucket"), count: Number(bigintOf(row, "how_many")) })),
    probabilities,
  )?.map((small) => fromWhole(figureOf("energy"), BigInt(Math.round(small))));
}

/** Quantiles from logarithmic buckets in rising order: the geometric middle of the bucket in which the quantile lies. */
export function quantilesOf(
  buckets: readonly { readonly bucket: number; readonly count: number }[],
  probabilities: readonly number[],
): readonly number[] | undefined {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  return probabilities.map((probability) => {
    const rank = Math.max(1, Math.ceil(probability * total));
    let before = 0;
    const found = buckets.find(({ count }) => (before += count) >= rank) ?? buckets.at(-1);
    return 2 ** (((found?.bucket ?? 0) + 0.5) / 16);
  });
}
