import { bigintOf, numberOf } from "../engine/engine.ts";
import type { Row } from "../engine/engine.ts";
import { figureOf, fromWhole, knownBit } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import type { Aggregation } from "./aggregate.ts";
import { bucketSql } from "./buckets.ts";
import { filterText } from "./filter.ts";
import type { TablesRead } from "./tables-read.ts";

/** How much a market-based figure covers. */
export interface Covered {
  /** Events that state it. */
  readonly events: bigint;
  /** Energy of these events. */
  readonly energyJoules: number;
}

/**
 * The energy of the events that state a market-based figure, by bucket and group of an aggregation; undefined where it is not asked, or
 * where events of the period were removed: the sums of hours do not keep it.
 */
export async function coveredByMarket(
  tables: TablesRead,
  aggregation: Aggregation,
): Promise<((row: Row) => Covered) | undefined> {
  const { figures, keys, edges = [], fromMilliseconds: from, toMilliseconds: to } = aggregation;
  const filter = filterText(tables, aggregation);
  if (!figures.includes("gwp_market") || from < tables.keptSince || filter === undefined) return undefined;
  const bucket = edges.length === 0 ? "0" : bucketSql("time_ms", edges);
  const columns = [`${bucket} AS bucket`, ...keys.map(({ sql }, index) => `${sql} AS key_${index}`)];
  const names = ["bucket", ...keys.map((_, index) => `key_${index}`)];
  const rows = await tables.query(
    `SELECT ${columns.join(", ")}, ${exactSum("1")} AS events, ${exactSum("energy")} AS energy FROM usage_events WHERE time_ms >= ${from} AND time_ms < ${to} AND bitAnd(known, ${knownBit("gwp_market")}) <> 0${filter.on("time_ms")} GROUP BY ${names.join(", ")}`,
  );
  const placeOf = (row: Row): string => names.map((name) => numberOf(row, name)).join(" ");
  const found = new Map(rows.map((row) => [placeOf(row), row]));
  return (row) => {
    const one = found.get(placeOf(row));
    if (one === undefined) return { events: 0n, energyJoules: 0 };
    return { events: bigintOf(one, "events"), energyJoules: fromWhole(figureOf("energy"), bigintOf(one, "energy")) };
  };
}
