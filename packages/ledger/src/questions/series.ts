import { numberOf } from "../engine/engine.ts";
import { aggregate, removedReason } from "./aggregate.ts";
import { bucketEdges } from "./buckets.ts";
import type { SeriesStep, ZoneOffset } from "./buckets.ts";
import { coveredByMarket } from "./covered.ts";
import type { Period } from "./filter.ts";
import { groupOf } from "./groups.ts";
import type { TotalGroup } from "./groups.ts";
import { refusals } from "./refusals.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";
import { keysOf } from "./totals.ts";
import type { TotalsQuery } from "./totals.ts";

/** What a time series is asked of. With `top`, the groups are the largest of the whole period. */
export interface SeriesQuery extends TotalsQuery {
  readonly step: SeriesStep;
  /** The zone in which hours, days, weeks and months begin; UTC where it is absent. */
  readonly zone?: readonly ZoneOffset[];
}

/** One step of a series. The first and the last one may hold a part of their time only: `whole` says so. */
export interface SeriesBucket extends Period {
  readonly isWhole: boolean;
  /** Empty where no event lies in it. */
  readonly groups: readonly TotalGroup[];
}

/** A time series, or why these figures are not added. */
export type Series = { readonly kind: "series"; readonly buckets: readonly SeriesBucket[] } | Refused;

const mostBuckets = 5000;

/** Exact sums by steps of time and by group: the buckets follow each other without a gap, and those without events are empty. */
export async function seriesOf(tables: TablesRead, query: SeriesQuery): Promise<Series> {
  const { fromMilliseconds, toMilliseconds, step, zone = [] } = query;
  const edges = bucketEdges(query, step, zone, mostBuckets);
  if (edges === undefined) {
    return refused(
      `The period has more than ${mostBuckets} steps of a ${step}. Ask for a shorter period or a longer step.`,
    );
  }
  const reasons = await refusals(tables, query);
  if (reasons.length > 0) return refused(...reasons);
  const grouped = await keysOf(tables, query);
  if (grouped.kind === "refused") return grouped;
  const sums = await aggregate(tables, { ...query, keys: grouped.keys, edges });
  if (sums.kind === "removed") return refused(removedReason(tables.keptSince, sums.dimensions));
  const coveredOf = await coveredByMarket(tables, { ...query, keys: grouped.keys, edges });
  const groups = new Map<number, TotalGroup[]>();
  for (const row of sums.rows) {
    const bucket = numberOf(row, "bucket");
    const list = groups.get(bucket) ?? [];
    list.push(groupOf(row, grouped.keys, query.figures, coveredOf));
    groups.set(bucket, list);
  }
  const buckets = edges.slice(1).map((end, index) => {
    const start = edges[index] ?? end;
    return {
      fromMilliseconds: Math.max(start, fromMilliseconds),
      toMilliseconds: Math.min(end, toMilliseconds),
      isWhole: start >= fromMilliseconds && end <= toMilliseconds,
      groups: groups.get(index) ?? [],
    };
  });
  return { kind: "series", buckets };
}
