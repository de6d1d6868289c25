import { numberOf } from "../engine/engine.ts";
import type { Dimension } from "../model/dimensions.ts";
import type { FigureName } from "../model/figures.ts";
import { aggregate, aggregateText, removedReason } from "./aggregate.ts";
import type { Aggregation } from "./aggregate.ts";
import { coveredByMarket } from "./covered.ts";
import type { EventFilter, Period } from "./filter.ts";
import { groupKeys, withOther } from "./group-keys.ts";
import type { GroupKey } from "./group-keys.ts";
import { groupOf } from "./groups.ts";
import type { TotalGroup } from "./groups.ts";
import { refusals } from "./refusals.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";

/** What totals are asked of. */
export interface TotalsQuery extends Period, EventFilter {
  readonly figures: readonly FigureName[];
  readonly groupBy?: readonly Dimension[];
  /** Keys of tags to group by. */
  readonly groupByTags?: readonly string[];
  /** Only this many groups, the largest by the sum of a figure, and one group of all others. For one dimension or one tag. */
  readonly top?: { readonly figure: FigureName; readonly count: number };
}

/** Totals, or why these figures are not added. */
export type Totals = { readonly kind: "totals"; readonly groups: readonly TotalGroup[] } | Refused;

/**
 * Exact totals by group, in the order of the dictionary; with `top`, the largest group first and all others last. Errors of one
 * method and factor set add up, those of different ones add in quadrature.
 */
export async function totalsOf(tables: TablesRead, query: TotalsQuery): Promise<Totals> {
  const reasons = await refusals(tables, query);
  if (reasons.length > 0) return refused(...reasons);
  const grouped = await keysOf(tables, query);
  if (grouped.kind === "refused") return grouped;
  const { keys, order } = grouped;
  const sums = await aggregate(tables, { ...query, keys });
  if (sums.kind === "removed") return refused(removedReason(tables.keptSince, sums.dimensions));
  const coveredOf = await coveredByMarket(tables, { ...query, keys });
  const place = new Map(order.map((number, index) => [number, index]));
  const rows =
    order.length === 0
      ? sums.rows
      : sums.rows.toSorted((a, b) => placeOf(place, numberOf(a, "key_0")) - placeOf(place, numberOf(b, "key_0")));
  return { kind: "totals", groups: rows.map((row) => groupOf(row, keys, query.figures, coveredOf)) };
}

function placeOf(place: ReadonlyMap<number, number>, number: number): number {
  return place.get(number) ?? place.size;
}

/** The keys of a question, and the numbers of the largest groups in order where only these are asked. */
export async function keysOf(
  tables: TablesRead,
  query: TotalsQuery,
): Promise<{ readonly kind: "keys"; readonly keys: readonly GroupKey[]; readonly order: readonly number[] } | Refused> {
  const keys = groupKeys(tables.dictionary, query);
  const { top } = query;
  if (top === undefined) return { kind: "keys", keys, order: [] };
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    return refused("The largest groups are found for one dimension or one tag. Group by one.");
  }
  const largest = await largestOf(tables, { ...query, figures: [top.figure], keys }, top);
  if (largest.kind === "refused") return largest;
  return { kind: "keys", keys: [withOther(key, largest.numbers)], order: largest.numbers };
}

async function largestOf(
  tables: TablesRead,
  aggregation: Aggregation,
  { figure, count }: { readonly figure: FigureName; readonly count: number },
): Promise<{ readonly kind: "numbers"; readonly numbers: readonly number[] } | Refused> {
  const text = await aggregateText(tables, aggregation);
  if (text.kind === "nothing") return { kind: "numbers", numbers: [] };
  if (text.kind === "removed") return refused(removedReason(tables.keptSince, text.dimensions));
  const rows = await tables.query(
    `SELECT key_0 FROM (${text.sql}) AS sums ORDER BY sum_${figure} DESC, key_0 LIMIT ${count}`,
  );
  return { kind: "numbers", numbers: rows.map((row) => numberOf(row, "key_0")) };
}
