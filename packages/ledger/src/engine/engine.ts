import type { Dialect, Parameter } from "../sql/dialect.ts";
import type { TableName } from "../sql/tables.ts";

/** A value of a result: whole numbers of 64 and 128 bits are bigints, so that none passes through a double. */
export type Cell = bigint | number | string;

/** A row of a result, by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** Parameters of a text, by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** What holds the tables: DuckDB in this process, or a ClickHouse server. */
export interface Engine {
  readonly dialect: Dialect;
  readonly query: (sql: string, parameters?: Parameters) => Promise<readonly Row[]>;
  readonly run: (sql: string, parameters?: Parameters) => Promise<void>;
  /**
   * Appends rows, column by column in the order of the table.
   *
   * @param token What makes a repeated insert the same insert, where the engine has no transactions.
   */
  readonly insert: (table: TableName, columns: Columns, token: string) => Promise<void>;
  /** Keys that events of a period of arrival have, out of these. */
  readonly findKeys: (keys: BigInt64Array, sinceMilliseconds: number) => Promise<readonly bigint[]>;
  /** Writes the rows of a query to a file of this machine, row by row. */
  readonly copyTo: (select: string, format: FileFormat, path: string) => Promise<void>;
  /** Runs work as one transaction if the engine has transactions. ClickHouse does not: there, the order of the work makes it safe. */
  readonly atomically: <T>(work: () => Promise<T>) => Promise<T>;
  /** The same tables for queries alone: they see what is committed, and do not wait for the transaction that is open. */
  readonly reader: Reader;
  /** Runs queries that all see one state of the tables. ClickHouse cannot: there, each query sees the newest state. */
  readonly snapshot: <T>(work: (reader: Reader) => Promise<T>) => Promise<T>;
  /** Stops the queries that are running; they reject. Does nothing where the engine cannot. */
  readonly interrupt: () => void;
  readonly close: () => Promise<void>;
}

/** Formats of files that an engine writes. */
export type FileFormat = "parquet" | "csv" | "json-lines";

/** What can be asked of an engine without a change of its tables. */
export type Reader = Pick<Engine, "dialect" | "query">;

/** Values of an insert: one list per column, all of one length. Lists of numbers go into the engine as they are in memory. */
export type Columns = readonly (readonly Cell[] | BigInt64Array | Int32Array)[];

/** The bigint of a cell that is a whole number of 64 bits or more. */
export function bigintOf(row: Row | undefined, name: string): bigint {
  const value = row?.[name];
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  throw new TypeError(`The column ${name} holds ${String(value)}, not a whole number.`);
}

/** The number of a cell; whole numbers beyond 2^53 are refused. */
export function numberOf(row: Row | undefined, name: string): number {
  const value = row?.[name];
  if (typeof value === "number") return value;
  if (typeof value === "bigint" && value >= -(2n ** 53n) && value <= 2n ** 53n) return Number(value);
  throw new TypeError(`The column ${name} holds ${String(value)}, not a number.`);
}

/** The text of a cell. */
export function textOf(row: Row | undefined, name: string): string {
  const value = row?.[name];
  if (typeof value === "string") return value;
  throw new TypeError(`The column ${name} holds ${String(value)}, not a text.`);
}
