import { dayDimensions, dimensions, hourDimensions } from "../model/dimensions.ts";
import { figures } from "../model/figures.ts";

/** Type of a column. No column is nullable: 0 and the empty text are what the record does not state. */
export type ColumnType = "int32" | "int64" | "text";

/** A column of a table, in words that every engine has. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** A table of the store, for every engine. */
export interface Table {
  readonly name: TableName;
  readonly columns: readonly Column[];
  /** Columns that ClickHouse sorts by. */
  readonly order: readonly string[];
}

/** Name of a table of the engine. */
export type TableName =
  | "meta"
  | "dictionary"
  | "usage_events"
  | "pool_readings"
  | "documents"
  | "changed_hours"
  | "changed_days"
  | "restatements"
  | "hour_sums"
  | "day_sums";

const figureColumns: readonly Column[] = figures.flatMap(({ name, interval }) =>
  (interval ? [name, `${name}_low`, `${name}_high`] : [name]).map((column) => ({
    name: column,
    type: "int64" as const,
  })),
);

/** Columns of a figure: itself, and its ends where it has an interval. */
export const figureColumnNames: readonly string[] = figureColumns.map(({ name }) => name);

/** Columns of roll-ups that count the events which state a figure. */
export const knownColumnNames: readonly string[] = figures.map(({ name }) => `${name}_known`);

function int64(...names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, type: "int64" }));
}

function int32(...names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, type: "int32" }));
}

function texts(...names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, type: "text" }));
}

function sums(name: TableName, kept: readonly string[]): Table {
  const columns = [
    ...int64("start_ms"),
    ...int32("restatement", ...kept),
    ...int64("events", ...knownColumnNames),
    ...figureColumns,
  ];
  return { name, columns, order: ["start_ms", "project", "model"] };
}

/** The tables. `usage_events` has one row per event; the engine keeps the rows in the order of arrival. */
export const tables: readonly Table[] = [
  { name: "meta", columns: [...texts("name"), ...int64("value", "version")], order: ["name", "version"] },
  { name: "dictionary", columns: [...int32("number"), ...texts("dimension", "value")], order: ["number"] },
  {
    name: "usage_events",
    columns: [
      ...int64("received_ms", "time_ms"),
      ...int32("time_ns"),
      ...int64("event_key"),
      ...texts("id"),
      ...int32("known"),
      ...int32(...dimensions),
      ...figureColumns,
      // 0: as it was recorded. Rows of an earlier version stay when a period is restated.
      ...int32("restatement"),
    ],
    order: ["project", "time_ms", "event_key"],
  },
  {
    name: "pool_readings",
    columns: [
      ...int64("received_ms", "from_ms", "to_ms", "energy"),
      ...int32("project", "source", "asset", "component", "energy_basis"),
      ...texts("id"),
    ],
    order: ["project", "asset", "from_ms"],
  },
  {
    name: "documents",
    columns: [
      ...int64("version", "received_ms", "time_ms"),
      ...int32("project"),
      ...texts("kind", "id", "author", "body"),
    ],
    order: ["kind", "project", "id", "version"],
  },
  { name: "changed_hours", columns: int64("start_ms"), order: ["start_ms"] },
  { name: "changed_days", columns: int64("start_ms", "received_ms"), order: ["start_ms"] },
  {
    name: "restatements",
    columns: [...int32("number"), ...int64("from_ms", "to_ms", "received_ms"), ...texts("projects", "body")],
    order: ["number"],
  },
  sums("hour_sums", hourDimensions),
  sums("day_sums", dayDimensions),
];

/** The table of a name. */
export function tableOf(name: TableName): Table {
  const found = tables.find((table) => table.name === name);
  if (found === undefined) throw new RangeError(`Unknown table ${name}.`);
  return found;
}
