import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { ClickHouseClient } from "@clickhouse/client";
import { printParameters } from "../sql/dialect.ts";
import { bigintOf } from "./engine.ts";
import type { Cell, Columns, Engine, FileFormat, Parameters, Row } from "./engine.ts";

/** Opens a ClickHouse server or cluster by its URL, as `http://user:password@host:8123/database`. The client is loaded here. */
export async function openClickHouse(url: string): Promise<Engine> {
  const { createClient } = await import("@clickhouse/client");
  return clickHouseEngine(createClient({ url }));
}

/** An engine over a client of ClickHouse. */
export function clickHouseEngine(client: ClickHouseClient): Engine {
  const running = new Set<AbortController>();
  const query: Engine["query"] = async (sql, parameters) => {
    const stop = new AbortController();
    running.add(stop);
    try {
      const answer = await client.query({
        query: printParameters("clickhouse", sql),
        query_params: printable(parameters),
        format: "JSONCompactEachRowWithNamesAndTypes",
        clickhouse_settings: exact,
        abort_signal: stop.signal,
      });
      return rowsOf(await answer.text());
    } finally {
      running.delete(stop);
    }
  };
  return {
    dialect: "clickhouse",
    query,
    reader: { dialect: "clickhouse", query },
    snapshot: (work) => work({ dialect: "clickhouse", query }),
    run: async (sql, parameters) => {
      await client.command({
        query: printParameters("clickhouse", sql),
        query_params: printable(parameters),
        // An insert of a query is never taken for the repetition of another one: servers of 2026 do so without a token.
        clickhouse_settings: { ...exact, insert_deduplication_token: randomUUID() },
      });
    },
    insert: async (table, columns, token) => {
      if ((columns[0]?.length ?? 0) === 0) return;
      await client.insert({
        table,
        values: rowsOfColumns(columns),
        format: "JSONCompactEachRow",
        clickhouse_settings: { ...exact, insert_deduplication_token: `${table} ${token}` },
      });
    },
    findKeys: async (keys, sinceMilliseconds) => {
      const found: bigint[] = [];
      for (let from = 0; from < keys.length; from += keysPerQuery) {
        const some = [...keys.subarray(from, from + keysPerQuery)].join(", ");
        const sql = `SELECT DISTINCT event_key FROM usage_events WHERE received_ms >= {since:Int64} AND event_key IN (${some})`;
        const rows = await query(sql, { since: BigInt(sinceMilliseconds) });
        found.push(...rows.map((row) => bigintOf(row, "event_key")));
      }
      return found;
    },
    copyTo: async (select, format, path) => {
      const { stream } = await client.exec({
        query: `${select} FORMAT ${copyFormats[format]}`,
        clickhouse_settings: { ...exact, output_format_json_quote_64bit_integers: 0 },
      });
      await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
    },
    atomically: (work) => work(),
    interrupt: () => {
      for (const stop of running) stop.abort();
    },
    close: () => client.close(),
  };
}

const copyFormats: Readonly<Record<FileFormat, string>> = {
  parquet: "Parquet",
  csv: "CSVWithNames",
  "json-lines": "JSONEachRow",
};

/** Numbers that one text of a query holds. */
const keysPerQuery = 5000;

const notFinite: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity };

/**
 * Without the first, whole numbers above 2^53 come back changed; without the second, infinity comes back as nothing. The others hold
 * however the server is set up.
 */
const exact = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
  session_timezone: "UTC",
  async_insert: 0,
} as const;

function printable(parameters: Parameters = {}): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, typeof value === "bigint" ? value.toString() : value]),
  );
}

function rowsOfColumns(columns: Columns): readonly (readonly (number | string)[])[] {
  const count = columns[0]?.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    columns.map((values) => {
      const value = values[row] ?? 0;
      return typeof value === "bigint" ? value.toString() : value;
    }),
  );
}

function rowsOf(text: string): readonly Row[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const names = listOf(lines[0]);
  const types = listOf(lines[1]);
  return lines.slice(2).map((line) => {
    const values = listOf(line);
    return Object.fromEntries(names.map((name, index) => [String(name), cellOf(String(types[index]), values[index])]));
  });
}

function listOf(line: string | undefined): readonly unknown[] {
  const value: unknown = JSON.parse(line ?? "[]");
  if (!Array.isArray(value)) throw new TypeError("ClickHouse answered a line that is not a list.");
  return value;
}

function cellOf(type: string, value: unknown): Cell {
  if (/^U?Int(?:64|128|256)$/u.test(type)) return BigInt(String(value));
  if (/^Float\d+$/u.test(type) && typeof value === "string") return notFinite[value] ?? Number.NaN;
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  throw new TypeError(`ClickHouse answered a value of type ${type} that the tables do not have.`);
}
