import { bigintOf, numberOf } from "../engine/engine.ts";
import type { Dimension } from "../model/dimensions.ts";
import { removedReason } from "./aggregate.ts";
import { filterText } from "./filter.ts";
import type { EventFilter, Period } from "./filter.ts";
import { groupKeys } from "./group-keys.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";

/** The values of a dimension, or of a tag by its key, that events of a period have. */
export interface ValuesQuery extends Period, EventFilter {
  readonly of:
    | { readonly kind: "dimension"; readonly dimension: Dimension }
    | { readonly kind: "tag"; readonly key: string };
  /** Only values that contain this text, in capitals or not. */
  readonly search?: string;
  readonly count: number;
  /** What the page before gave as `next`. */
  readonly after?: number;
}

/** A value of a dimension. The empty text is "not stated". */
export interface DimensionValue {
  readonly value: string;
  /** Colour of the value: 1 to 7 in the order of first appearance in the ledger; null for all later ones. */
  readonly slot: number | null;
  readonly events: bigint;
  readonly firstMilliseconds: number;
  readonly lastMilliseconds: number;
}

export type Values =
  | {
      readonly kind: "values";
      /** In the order of first appearance in the ledger. */
      readonly values: readonly DimensionValue[];
      /** Asks for the next page; absent on the last one. */
      readonly next?: number;
    }
  | Refused;

/** The values of a dimension, in the order in which the ledger first had them: a page that was read does not move. */
export async function valuesOf(tables: TablesRead, query: ValuesQuery): Promise<Values> {
  const { of, count, search = "", after = -1, fromMilliseconds: from, toMilliseconds: to } = query;
  const filter = filterText(tables, query);
  if (filter === undefined) return { kind: "values", values: [] };
  const [key] = groupKeys(
    tables.dictionary,
    of.kind === "dimension" ? { groupBy: [of.dimension] } : { groupByTags: [of.key] },
  );
  if (key === undefined) throw new TypeError("A question about values has one key.");
  if (from < tables.keptSince) return refused(removedReason(tables.keptSince, [key.reads, ...filter.dimensions]));
  const limit = search === "" ? ` LIMIT ${count + 1}` : "";
  const rows = await tables.query(
    `SELECT ${key.sql} AS number, CAST(count(*) AS Int64) AS how_many, min(time_ms) AS first_ms, max(time_ms) AS last_ms FROM usage_events WHERE time_ms >= ${from} AND time_ms < ${to}${filter.on("time_ms")} AND (${key.sql}) > ${after} GROUP BY number ORDER BY number${limit}`,
  );
  const wanted = search.toLowerCase();
  const found = rows.filter((row) => (key.textOf(numberOf(row, "number")) ?? "").toLowerCase().includes(wanted));
  const page = found.slice(0, count);
  const last = page.at(-1);
  const values = page.map((row) => {
    const number = numberOf(row, "number");
    return {
      value: key.textOf(number) ?? "",
      slot: key.slotOf(number),
      events: bigintOf(row, "how_many"),
      firstMilliseconds: numberOf(row, "first_ms"),
      lastMilliseconds: numberOf(row, "last_ms"),
    };
  });
  return found.length <= count || last === undefined
    ? { kind: "values", values }
    : { kind: "values", values, next: numberOf(last, "number") };
}
