import type { Cell, Columns, Engine, Row } from "../engine/engine.ts";
import { bigintOf, numberOf, textOf } from "../engine/engine.ts";
import type { Dictionary } from "./dictionary.ts";
import { eventColumnNames } from "./event-columns.ts";
import type { EventColumns } from "./event-columns.ts";

/** What became of a group of events. */
export interface StoredEvents {
  /** Rows that were added. */
  readonly added: number;
  /** Events that were there already, the same in every column. */
  readonly repeated: number;
  /** Events that took the place of an earlier arrival of the same id. */
  readonly replaced: number;
  /** Hours whose sums changed, in ms. */
  readonly hours: readonly number[];
}

/** An hour, in ms. */
export const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/**
 * Writes events; those that came again later among them are passed over. An event whose id arrived within the window before it takes
 * the place of that arrival; the window is counted in arrivals, so that a corrected time of the event does not hide it.
 */
export async function storeEvents(
  engine: Engine,
  dictionary: Dictionary,
  rows: EventColumns,
  options: { readonly windowMilliseconds: number; readonly token: string },
): Promise<StoredEvents> {
  const earlier = await findEarlier(engine, dictionary, rows, options.windowMilliseconds);
  const repeated = new Set<number>();
  const replaced: Row[] = [];
  let replacedEvents = 0;
  for (const [row, olds] of earlier) {
    // The same event again: what it was restated to stays.
    if (olds.some((old) => sameContent(old, rows, row))) repeated.add(row);
    else {
      replaced.push(...olds);
      replacedEvents += 1;
    }
  }
  await deleteRows(engine, replaced, [...earlier.values()].flat());
  const hours = new Set(replaced.map((row) => hourOf(numberOf(row, "time_ms"))));
  const passedOver = new Set([...rows.superseded, ...repeated]);
  for (let row = 0; row < rows.count; row += 1) if (!passedOver.has(row)) hours.add(hourOf(rows.time(row)));
  await dictionary.save(engine, options.token);
  // Before the events: if the work is broken off between the two, an hour is computed once too often, never once too seldom.
  await engine.insert("changed_hours", [[...hours].map((hour) => BigInt(hour))], options.token);
  const days = [...new Set([...hours].map((hour) => Math.floor(hour / dayMilliseconds) * dayMilliseconds))];
  const received = rows.count === 0 ? 0 : rows.received(rows.count - 1);
  await engine.insert("changed_days", [days.map(BigInt), days.map(() => BigInt(received))], options.token);
  await engine.insert("usage_events", rows.columns(passedOver), options.token);
  return {
    added: rows.count - passedOver.size - replacedEvents,
    repeated: passedOver.size,
    replaced: replacedEvents,
    hours: [...hours],
  };
}

/** Start of the hour of a time, in ms. */
export function hourOf(milliseconds: number): number {
  return Math.floor(milliseconds / hourMilliseconds) * hourMilliseconds;
}

const keysPerQuery = 5000;

/** Stored rows of the same ids that arrived within the window, by the place of the event that came now. */
async function findEarlier(
  engine: Engine,
  dictionary: Dictionary,
  rows: EventColumns,
  windowMilliseconds: number,
): Promise<ReadonlyMap<number, readonly Row[]>> {
  const found = new Map<number, Row[]>();
  if (rows.count === 0) return found;
  // Times of arrival never go back: the first row has the oldest one.
  const since = Math.max(0, rows.received(0) - windowMilliseconds);
  const keys = await engine.findKeys(rows.keys(), since);
  for (let from = 0; from < keys.length; from += keysPerQuery) {
    const hits = await engine.query(
      `SELECT * FROM usage_events WHERE received_ms >= {since:Int64} AND event_key IN (${keys.slice(from, from + keysPerQuery).join(", ")})`,
      { since: BigInt(since) },
    );
    for (const hit of hits) {
      const row = rows.rowOf(dictionary.valueOf(numberOf(hit, "project")), textOf(hit, "id"));
      if (row === undefined || numberOf(hit, "received_ms") < rows.received(row) - windowMilliseconds) continue;
      found.set(row, [...(found.get(row) ?? []), hit]);
    }
  }
  return found;
}

/** Whether a stored row says the same as a new one; when it arrived does not matter. */
function sameContent(old: Row | undefined, rows: EventColumns, row: number): boolean {
  if (old === undefined) return false;
  return eventColumnNames.every(
    (name) => name === "received_ms" || name === "restatement" || old[name] === rows.cell(name, row),
  );
}

async function deleteRows(engine: Engine, rows: readonly Row[], hits: readonly Row[]): Promise<void> {
  const doomed = new Set(rows);
  const kept = new Set(hits.filter((hit) => !doomed.has(hit)).map((hit) => bigintOf(hit, "event_key")));
  const keys = rows.map((row) => bigintOf(row, "event_key")).filter((key) => !kept.has(key));
  for (let from = 0; from < keys.length; from += keysPerQuery) {
    await deleteByKey(engine, keys.slice(from, from + keysPerQuery), rows);
  }
  // Two ids of one key, which is rare: the id decides.
  for (const row of rows.filter((one) => kept.has(bigintOf(one, "event_key")))) {
    await engine.run(
      "DELETE FROM usage_events WHERE event_key = {key:Int64} AND project = {project:Int32} AND id = {id:String}",
      { key: bigintOf(row, "event_key"), project: numberOf(row, "project"), id: textOf(row, "id") },
    );
  }
}

async function deleteByKey(engine: Engine, keys: readonly bigint[], rows: readonly Row[]): Promise<void> {
  const oldest = rows.reduce((least, row) => Math.min(least, numberOf(row, "received_ms")), Infinity);
  await engine.run(
    `DELETE FROM usage_events WHERE received_ms >= {since:Int64} AND event_key IN (${keys.join(", ")})`,
    { since: BigInt(oldest) },
  );
}

/** Rows as columns; an empty list without rows. */
export function columnsOf(rows: readonly (readonly Cell[])[]): Columns {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));
}
