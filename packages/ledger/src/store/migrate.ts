import type { Engine } from "../engine/engine.ts";
import { numberOf } from "../engine/engine.ts";
import { dayDimensions, hourDimensions } from "../model/dimensions.ts";
import { createTable, exactSum } from "../sql/dialect.ts";
import { tablesOfVersion2 } from "../sql/former-tables.ts";
import { figureColumnNames, knownColumnNames, tableOf } from "../sql/tables.ts";
import type { TableName } from "../sql/tables.ts";

/**
 * A step from one version of the tables to the next. A step that was broken off runs again from its beginning, so that each part may
 * have been done: ClickHouse does not have transactions.
 */
interface Migration {
  readonly to: number;
  readonly run: (engine: Engine) => Promise<void>;
}

/** Steps in order. A released step never changes: a change of the tables is another step. */
const migrations: readonly Migration[] = [
  {
    to: 1,
    run: (engine) => makeTables(engine, ["dictionary", "usage_events", "pool_readings", "documents", "changed_hours"]),
  },
  {
    to: 2,
    run: async (engine) => {
      for (const table of tablesOfVersion2) await engine.run(createTable(engine.dialect, table));
    },
  },
  { to: 3, run: restatable },
];

async function makeTables(engine: Engine, names: readonly TableName[]): Promise<void> {
  for (const name of names) await engine.run(createTable(engine.dialect, tableOf(name)));
}

/**
 * Version 3: events and sums have the number of a restatement; sums of minutes and the histograms go, which had as many rows as there
 * were events; sums of hours keep fewer dimensions. The former sums are carried over: their events may have been removed.
 */
async function restatable(engine: Engine): Promise<void> {
  const type = engine.dialect === "duckdb" ? "INTEGER DEFAULT 0" : "Int32 DEFAULT 0";
  await engine.run(`ALTER TABLE usage_events ADD COLUMN IF NOT EXISTS restatement ${type}`);
  await makeTables(engine, ["changed_days", "restatements", "hour_sums", "day_sums"]);
  for (const [from, to, kept] of [
    ["rollup_hours", "hour_sums", hourDimensions],
    ["rollup_days", "day_sums", dayDimensions],
  ] as const) {
    // Where the step was broken off after the former table went, the sums are there.
    await makeEmptyUnlessThere(engine, from);
    const [row] = await engine.query(`SELECT count(*) AS many FROM ${from}`);
    if (numberOf(row, "many") === 0) continue;
    await engine.run(`TRUNCATE TABLE ${to}`);
    const list = kept.join(", ");
    const sums = ["events", ...knownColumnNames, ...figureColumnNames].map(exactSum).join(", ");
    const zero = engine.dialect === "duckdb" ? "CAST(0 AS INTEGER)" : "CAST(0 AS Int32)";
    await engine.run(
      `INSERT INTO ${to} SELECT start_ms, ${zero} AS restatement, ${list}, ${sums} FROM ${from} GROUP BY start_ms, ${list}`,
    );
  }
  // A day whose hours had changed was not summed again yet.
  await engine.run(
    "INSERT INTO changed_days SELECT DISTINCT intDiv(start_ms, 86400000) * 86400000, CAST(0 AS Int64) FROM changed_hours",
  );
  for (const { name } of tablesOfVersion2) await engine.run(`DROP TABLE IF EXISTS ${name}`);
}

async function makeEmptyUnlessThere(engine: Engine, name: string): Promise<void> {
  const table = tablesOfVersion2.find((one) => one.name === name);
  if (table !== undefined) await engine.run(createTable(engine.dialect, table));
}

/** Version of the tables that this version of Wattledger writes. */
export const tablesVersion: number = migrations.at(-1)?.to ?? 0;

/**
 * Brings the tables to the version of this program; each step is one transaction where the engine has them.
 *
 * @param upTo Stops at this version: tests begin from each.
 * @throws Error where a newer version of Wattledger wrote the tables; nothing is changed then.
 */
export async function migrate(engine: Engine, upTo: number = tablesVersion): Promise<void> {
  await engine.run(createTable(engine.dialect, tableOf("meta")));
  const found = await readMeta(engine, "tables_version");
  if (found > tablesVersion) {
    throw new Error(
      `The ledger has tables of version ${found}; this version of Wattledger knows version ${tablesVersion}. Use the version that wrote them or a newer one, or restore the backup from before the upgrade.`,
    );
  }
  for (const { to, run } of migrations) {
    if (to <= found || to > upTo) continue;
    await engine.atomically(async () => {
      await run(engine);
      await writeMeta(engine, "tables_version", to);
    });
  }
}

/** A number that the store keeps about itself; 0 if it was never set. Numbers only grow. */
export async function readMeta(engine: Engine, name: string): Promise<number> {
  const [row] = await engine.query(
    "SELECT CAST(coalesce(max(value), 0) AS Int64) AS value FROM meta WHERE name = {name:String}",
    { name },
  );
  return numberOf(row, "value");
}

/** Sets a number that the store keeps about itself. */
export async function writeMeta(engine: Engine, name: string, value: number): Promise<void> {
  // ClickHouse keeps the earlier rows: the largest value counts, and a deletion costs more than a row.
  if (engine.dialect === "duckdb") await engine.run("DELETE FROM meta WHERE name = {name:String}", { name });
  await engine.insert("meta", [[name], [BigInt(value)], [BigInt(value)]], `${name} ${value}`);
}
