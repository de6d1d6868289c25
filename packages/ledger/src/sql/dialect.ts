import type { ColumnType, Table } from "./tables.ts";

/** An engine's kind of SQL. Everything in which the texts differ is in this file; all other SQL is one text for both. */
export type Dialect = "duckdb" | "clickhouse";

const types: Readonly<Record<Dialect, Readonly<Record<ColumnType, string>>>> = {
  duckdb: { int32: "INTEGER", int64: "BIGINT", text: "VARCHAR" },
  clickhouse: { int32: "Int32", int64: "Int64", text: "String" },
};

/** Statements that give DuckDB the names which ClickHouse has, so that one text runs on both. */
export const prelude: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb: [
    "CREATE TYPE IF NOT EXISTS Float64 AS DOUBLE",
    "CREATE OR REPLACE MACRO intDiv(a, b) AS a // b",
    "CREATE OR REPLACE MACRO bitAnd(a, b) AS a & b",
    "CREATE OR REPLACE MACRO toInt128(a) AS a",
  ],
  clickhouse: [],
};

/** The statement that makes a table. */
export function createTable(
  dialect: Dialect,
  { name, columns, order }: Omit<Table, "name"> & { readonly name: string },
): string {
  const lines = columns.map((column) => `${column.name} ${types[dialect][column.type]}${codec(dialect, column)}`);
  const body = `CREATE TABLE IF NOT EXISTS ${name} (${lines.join(", ")})`;
  if (dialect === "duckdb") return body;
  // The token of an insert is remembered for this many inserts: a batch that is sent again is not stored again.
  return `${body} ENGINE = MergeTree ORDER BY (${order.join(", ")}) SETTINGS non_replicated_deduplication_window = 10000`;
}

function codec(dialect: Dialect, { name, type }: { readonly name: string; readonly type: ColumnType }): string {
  if (dialect === "duckdb") return "";
  if (name.endsWith("_ms")) return " CODEC(Delta, ZSTD(1))";
  return type === "text" ? " CODEC(ZSTD(1))" : " CODEC(T64, ZSTD(1))";
}

/** A value of a parameter. */
export type Parameter = bigint | number | string;

/** Prints the parameters of a text, written as ClickHouse has them (`{from:Int64}`), for the engine. */
export function printParameters(dialect: Dialect, sql: string): string {
  return dialect === "clickhouse" ? sql : sql.replaceAll(/\{(\w+):(\w+)\}/gu, "CAST($$$1 AS $2)");
}

/**
 * An exact sum of whole numbers. ClickHouse wraps a sum of Int64 in silence, hence the conversion; DuckDB adds in 128 bits anyway, and
 * converting every value first would double its work.
 */
export function exactSum(expression: string): string {
  return `sum(toInt128(${expression}))`;
}

/** The text of a number of the dictionary; nothing where the number is 0. ClickHouse does not have subqueries that read a row. */
export function textOfNumber(dialect: Dialect, column: string): string {
  return dialect === "duckdb"
    ? `(SELECT value FROM dictionary WHERE number = ${column})`
    : `if(${column} = 0, NULL, (SELECT groupArray(value) FROM (SELECT number, any(value) AS value FROM dictionary GROUP BY number ORDER BY number))[${column}])`;
}
