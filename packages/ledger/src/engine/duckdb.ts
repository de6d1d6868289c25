import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";
import { prelude, printParameters } from "../sql/dialect.ts";
import { bigintOf } from "./engine.ts";
import type { Cell, Engine, FileFormat, Parameters, Row } from "./engine.ts";

/** Options of {@link openDuckDb}. */
export interface DuckDbOptions {
  /** File of the database, or `:memory:`. */
  readonly path: string;
  /** Memory that the engine may use: `512MB`. The same limit holds while it repairs itself after a crash. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/**
 * Opens DuckDB. The engine is loaded here, and nowhere else. Open a file once per process: DuckDB opens it twice without a word.
 * After this has failed, end the process: the engine's memory is not sound any more.
 */
export async function openDuckDb({ path, memoryLimit = "1GB", threads = 2 }: DuckDbOptions): Promise<Engine> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const { appendColumns } = await import("./duckdb-append.ts");
  const instance = await DuckDBInstance.create(path, {
    memory_limit: memoryLimit,
    threads: String(threads),
    // The log is written into the file when it has this size: often enough to open quickly, seldom enough to take in quickly.
    checkpoint_threshold: "128MB",
    // No extension is fetched from the network, and the machine's zone does not matter.
    autoinstall_known_extensions: "false",
    preserve_insertion_order: "true",
  });
  const connection = await instance.connect();
  await makeNames(connection);
  await connection.run("CREATE TEMPORARY TABLE wanted_keys (event_key BIGINT)");

  const readers = new Readers(instance);
  const run = async (sql: string, parameters?: Parameters): Promise<void> => {
    await connection.run(printParameters("duckdb", sql), used(sql, parameters));
  };
  return {
    dialect: "duckdb",
    query: (sql, parameters) => queryOn(connection, sql, parameters),
    reader: {
      dialect: "duckdb",
      query: (sql, parameters) => readers.use((reader) => queryOn(reader, sql, parameters)),
    },
    snapshot: (work) =>
      readers.use(async (reader) => {
        await reader.run("BEGIN TRANSACTION READ ONLY");
        try {
          return await work({ dialect: "duckdb", query: (sql, parameters) => queryOn(reader, sql, parameters) });
        } finally {
          await reader.run("ROLLBACK").catch(() => {});
        }
      }),
    run,
    insert: async (table, columns) => {
      const appender = await connection.createAppender(table);
      await appendColumns(appender, columns);
      appender.closeSync();
    },
    findKeys: async (keys, sinceMilliseconds) => {
      await connection.run("DELETE FROM wanted_keys");
      const appender = await connection.createAppender("wanted_keys");
      await appendColumns(appender, [keys]);
      appender.closeSync();
      const sql = `SELECT DISTINCT event_key FROM usage_events WHERE received_ms >= ${sinceMilliseconds} AND event_key IN (SELECT event_key FROM wanted_keys)`;
      return (await queryOn(connection, sql)).map((row) => bigintOf(row, "event_key"));
    },
    copyTo: (select, format, target) =>
      run(`COPY (${select}) TO '${target.replaceAll("'", "''")}' (${copyFormats[format]})`),
    atomically: async (work) => {
      await connection.run("BEGIN TRANSACTION");
      try {
        const result = await work();
        await connection.run("COMMIT");
        return result;
      } catch (error) {
        // A failed transaction may have ended by itself; the first error is the one to tell.
        await connection.run("ROLLBACK").catch(() => {});
        throw error;
      }
    },
    interrupt: () => {
      readers.interrupt();
    },
    close: () => {
      readers.close();
      connection.closeSync();
      instance.closeSync();
      return Promise.resolve();
    },
  };
}

const copyFormats: Readonly<Record<FileFormat, string>> = {
  parquet: "FORMAT parquet, COMPRESSION zstd",
  csv: "FORMAT csv, HEADER",
  "json-lines": "FORMAT json, ARRAY false",
};

/** Connections for queries: one runs one query at a time, so that each question has its own while it is answered. */
class Readers {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    this.#busy.add(connection);
    try {
      return await work(connection);
    } finally {
      this.#busy.delete(connection);
      this.#idle.push(connection);
    }
  }

  interrupt(): void {
    for (const connection of this.#busy) connection.interrupt();
  }

  close(): void {
    for (const connection of [...this.#idle, ...this.#busy]) connection.closeSync();
  }
}

async function queryOn(connection: DuckDBConnection, sql: string, parameters?: Parameters): Promise<readonly Row[]> {
  const reader = await connection.runAndReadAll(printParameters("duckdb", sql), used(sql, parameters));
  const names = reader.columnNames();
  return reader.getRows().map((row) => rowOf(names, row));
}

async function makeNames(connection: DuckDBConnection): Promise<void> {
  const found = await connection.runAndReadAll(
    "SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = 'toint128'",
  );
  const there = found.getRows()[0]?.[0];
  if (there !== 0n) return;
  for (const sql of prelude.duckdb) await connection.run(sql);
}

/** DuckDB refuses parameters that the text does not have. */
function used(sql: string, parameters: Parameters | undefined): Record<string, DuckDBValue> | undefined {
  if (parameters === undefined) return undefined;
  const entries = Object.entries(parameters).filter(([name]) => sql.includes(`{${name}:`));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function rowOf(names: readonly string[], values: readonly DuckDBValue[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, cellOf(name, values[index])]));
}

function cellOf(name: string, value: DuckDBValue | undefined): Cell {
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  throw new TypeError(`The column ${name} holds a value that the tables do not have.`);
}
