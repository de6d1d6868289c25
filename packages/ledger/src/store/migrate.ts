import type { Engine } from "../engine/engine.ts";
import { numberOf } from "../engine/engine.ts";
import { createTable } from "../sql/dialect.ts";
import { tableOf } from "../sql/tables.ts";
import type { TableName } from "../sql/tables.ts";

/** A step from one version of the tables to the next. A step that was broken off runs again, so that each part may be there. */
interface Migration {
  readonly to: number;
  readonly tables: readonly TableName[];
}

/** Steps in order. A released step never changes: a change of the tables is another step. */
const migrations: readonly Migration[] = [
  { to: 1, tables: ["dictionary", "usage_events", "pool_readings", "documents", "changed_hours"] },
  { to: 2, tables: ["rollup_minutes", "rollup_hours", "rollup_days", "histogram_hours"] },
];

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
  for (const { to, tables } of migrations) {
    if (to <= found || to > upTo) continue;
    await engine.atomically(async () => {
      for (const name of tables) await engine.run(createTable(engine.dialect, tableOf(name)));
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
