import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openClickHouse } from "../src/engine/clickhouse.ts";
import { openDuckDb } from "../src/engine/duckdb.ts";
import type { Engine } from "../src/engine/engine.ts";
import { tables } from "../src/sql/tables.ts";

/** An engine that the suite runs on, each time without a table. */
export interface TestEngine {
  readonly name: string;
  /** Why the suite is skipped here; undefined where it runs. */
  readonly skipped: string | undefined;
  readonly open: () => Promise<Engine>;
}

const chdbFolder = process.env["WATTLEDGER_CHDB"] ?? join(tmpdir(), "wattledger-chdb-3.4.0");
const serverUrl = process.env["WATTLEDGER_TEST_CLICKHOUSE_URL"];

/** DuckDB, ClickHouse's engine in this process, and a ClickHouse server where an URL is given. */
export const testEngines: readonly TestEngine[] = [
  { name: "DuckDB", skipped: undefined, open: () => openDuckDb({ path: ":memory:" }) },
  {
    name: "ClickHouse's engine (chdb)",
    skipped: existsSync(join(chdbFolder, "node_modules/chdb"))
      ? undefined
      : "chdb is not installed: node scripts/chdb.mjs",
    open: async () => emptied(await openChdb()),
  },
  {
    name: "ClickHouse server",
    skipped: serverUrl === undefined ? "WATTLEDGER_TEST_CLICKHOUSE_URL is not set" : undefined,
    open: async () => emptied(await openClickHouse(serverUrl ?? "")),
  },
];

/** The suite runs in one process, in which chdb opens one folder: the tables go before each test. */
async function emptied(engine: Engine): Promise<Engine> {
  for (const { name } of tables) await engine.run(`DROP TABLE IF EXISTS ${name} SYNC`);
  return engine;
}

/** A ClickHouse for tests that need its URL: the server that is given, else chdb in a process of its own. */
export const clickHouseTests = {
  skipped:
    serverUrl !== undefined || existsSync(join(chdbFolder, "node_modules/chdb"))
      ? undefined
      : "chdb is not installed: node scripts/chdb.mjs",
  start: async (): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
    const { url, stop } = serverUrl === undefined ? await startChdb() : { url: serverUrl, stop: () => {} };
    const engine = await emptied(await openClickHouse(url));
    return {
      url,
      stop: async () => {
        await engine.close();
        stop();
      },
    };
  },
};

async function startChdb(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = spawn(process.execPath, [join(import.meta.dirname, "chdb-server.mjs"), chdbFolder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
    server.once("exit", () => reject(new Error("chdb did not start.")));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => server.stdin.end() };
}

async function openChdb(): Promise<Engine> {
  const { url, stop } = await startChdb();
  const engine = await openClickHouse(url);
  return {
    ...engine,
    close: async () => {
      await engine.close();
      stop();
    },
  };
}
