import type { Engine } from "../engine/engine.ts";
import { numberOf } from "../engine/engine.ts";
import { dayDimensions, hourDimensions } from "../model/dimensions.ts";
import { figures, knownBit } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import { figureColumnNames } from "../sql/tables.ts";
import { readMeta } from "./migrate.ts";

const hour = 3_600_000;
const day = 86_400_000;

/**
 * Computes the sums of the hours and days that changed, from the events. A sum is never added to: it is made again from all its
 * events, so that it is exact.
 *
 * @param which `settled`: a day in which events still arrive waits until ten minutes passed without one. Questions read its hours.
 * @returns How many hours changed.
 */
export async function refreshRollups(engine: Engine, which: "all" | "settled" = "all"): Promise<number> {
  const rows = await engine.query("SELECT DISTINCT start_ms FROM changed_hours ORDER BY start_ms");
  const hours = rows.map((row) => numberOf(row, "start_ms"));
  for (let from = 0; from < hours.length; from += stepsPerStatement) {
    const some = hours.slice(from, from + stepsPerStatement);
    await engine.atomically(async () => {
      await refreshSteps(engine, "hour_sums", hour, hourDims, some);
      await engine.run(`DELETE FROM changed_hours WHERE start_ms IN (${some.join(", ")})`);
    });
  }
  const settled =
    which === "all" ? "" : ` HAVING max(received_ms) < ${await lastReceived(engine)} - ${settledMilliseconds}`;
  const days = await engine.query(`SELECT start_ms FROM changed_days GROUP BY start_ms${settled} ORDER BY start_ms`);
  const keptSince = await readMeta(engine, "kept_since");
  for (const row of days) {
    const start = numberOf(row, "start_ms");
    await engine.atomically(async () => {
      // A day whose events were removed keeps its sums as they are.
      if (start >= keptSince) await refreshSteps(engine, "day_sums", day, dayDims, [start]);
      await engine.run(`DELETE FROM changed_days WHERE start_ms = ${start}`);
    });
  }
  return hours.length;
}

const stepsPerStatement = 100;
const settledMilliseconds = 600_000;

async function lastReceived(engine: Engine): Promise<number> {
  const [row] = await engine.query("SELECT CAST(coalesce(max(received_ms), 0) AS Int64) AS latest FROM changed_days");
  return numberOf(row, "latest");
}

async function refreshSteps(
  engine: Engine,
  table: "hour_sums" | "day_sums",
  step: number,
  kept: string,
  starts: readonly number[],
): Promise<void> {
  const inSteps = (column: string): string =>
    `${column} >= ${Math.min(...starts)} AND ${column} < ${Math.max(...starts) + step} AND ${startOf(column, step)} IN (${starts.join(", ")})`;
  const start = startOf("time_ms", step);
  await engine.run(`DELETE FROM ${table} WHERE ${inSteps("start_ms")}`);
  await engine.run(
    `INSERT INTO ${table} SELECT ${start}, ${kept}, count(*), ${knownCounts}, ${sums} FROM usage_events WHERE ${inSteps("time_ms")} GROUP BY ${start}, ${kept}`,
  );
}

const hourDims = ["restatement", ...hourDimensions].join(", ");
const dayDims = ["restatement", ...dayDimensions].join(", ");
const sums = figureColumnNames.map(exactSum).join(", ");
const knownCounts = figures.map(({ name }) => `sum(CAST(bitAnd(known, ${knownBit(name)}) <> 0 AS Int64))`).join(", ");

/** Start of the step that a time lies in. */
export function startOf(column: string, step: number): string {
  return `intDiv(${column}, ${step}) * ${step}`;
}
