import type { Engine } from "../engine/engine.ts";
import { numberOf } from "../engine/engine.ts";
import { rolledDimensions } from "../model/dimensions.ts";
import { figures, knownBit } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import { figureColumnNames, knownColumnNames } from "../sql/tables.ts";
import type { TableName } from "../sql/tables.ts";

const hour = 3_600_000;
const day = 86_400_000;

/** Steps of the roll-ups, by the table that holds them. */
export const rollupSteps = {
  rollup_minutes: 60_000,
  rollup_hours: hour,
  rollup_days: day,
} as const satisfies Partial<Record<TableName, number>>;

/**
 * Computes the roll-ups of the hours that changed, from the events, and of the days of these hours. A roll-up is never added
 * to: it is made again from all its events, so that it is their exact sum.
 *
 * @returns How many hours changed.
 */
export async function refreshRollups(engine: Engine): Promise<number> {
  const rows = await engine.query("SELECT DISTINCT start_ms FROM changed_hours ORDER BY start_ms");
  const hours = rows.map((row) => numberOf(row, "start_ms"));
  for (let from = 0; from < hours.length; from += hoursPerStatement) {
    const some = hours.slice(from, from + hoursPerStatement);
    await engine.atomically(() => refreshHours(engine, some));
  }
  return hours.length;
}

const hoursPerStatement = 500;

async function refreshHours(engine: Engine, hours: readonly number[]): Promise<void> {
  const list = hours.join(", ");
  const first = Math.min(...hours);
  const end = Math.max(...hours) + hour;
  const inHours = (column: string): string =>
    `${column} >= ${first} AND ${column} < ${end} AND ${startOf(column, hour)} IN (${list})`;
  for (const [table, step] of [
    ["rollup_minutes", 60_000],
    ["rollup_hours", hour],
  ] as const) {
    await engine.run(`DELETE FROM ${table} WHERE ${inHours("start_ms")}`);
    await engine.run(
      `INSERT INTO ${table} SELECT ${startOf("time_ms", step)}, ${dims}, count(*), ${knownCounts}, ${sums} FROM usage_events WHERE ${inHours("time_ms")} GROUP BY ${startOf("time_ms", step)}, ${dims}`,
    );
  }
  await engine.run(`DELETE FROM histogram_hours WHERE ${inHours("start_ms")}`);
  await engine.run(
    `INSERT INTO histogram_hours SELECT ${startOf("time_ms", hour)}, project, model, ${bucket}, count(*) FROM usage_events WHERE ${inHours("time_ms")} AND energy > 0 GROUP BY ${startOf("time_ms", hour)}, project, model, ${bucket}`,
  );
  const days = [...new Set(hours.map((start) => Math.floor(start / day) * day))];
  const inDays = `start_ms >= ${Math.min(...days)} AND start_ms < ${Math.max(...days) + day} AND ${startOf("start_ms", day)} IN (${days.join(", ")})`;
  await engine.run(`DELETE FROM rollup_days WHERE ${inDays}`);
  await engine.run(
    `INSERT INTO rollup_days SELECT ${startOf("start_ms", day)}, ${dims}, ${["events", ...knownColumnNames, ...figureColumnNames].map(exactSum).join(", ")} FROM rollup_hours WHERE ${inDays} GROUP BY ${startOf("start_ms", day)}, ${dims}`,
  );
  await engine.run(`DELETE FROM changed_hours WHERE start_ms IN (${list})`);
}

const dims = rolledDimensions.join(", ");
const sums = figureColumnNames.map(exactSum).join(", ");
const knownCounts = figures.map(({ name }) => `sum(CAST(bitAnd(known, ${knownBit(name)}) <> 0 AS Int64))`).join(", ");

/** Buckets of the histograms: sixteen to each doubling. They add up across hours, projects and engines. */
const bucket = "CAST(floor(log2(energy) * 16) AS Int32)";

/** Start of the step that a time lies in. */
export function startOf(column: string, step: number): string {
  return `intDiv(${column}, ${step}) * ${step}`;
}
