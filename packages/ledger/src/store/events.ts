import type { Cell, Columns, Engine, Row } from "../engine/engine.ts";
import { bigintOf, numberOf, textOf } from "../engine/engine.ts";
import type { UsageEvent } from "../model/records.ts";
import type { Dictionary } from "./dictionary.ts";
import { eventColumns, eventRow } from "./event-row.ts";

/** A usage event on its way into the table. */
export interface ArrivedEvent {
  readonly event: UsageEvent;
  readonly receivedMilliseconds: number;
}

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

export const hourMilliseconds = 3_600_000;

/**
 * Writes events of distinct ids. An event whose id arrived within the window before it takes the place of that arrival; the
 * window is counted in arrivals, so that a corrected time of the event does not hide it.
 */
export async function storeEvents(
  engine: Engine,
  dictionary: Dictionary,
  events: readonly ArrivedEvent[],
  options: { readonly windowMilliseconds: number; readonly token: string },
): Promise<StoredEvents> {
  const rows = events.map(({ event, receivedMilliseconds }) => eventRow(event, receivedMilliseconds, dictionary));
  const earlier = await findEarlier(engine, rows, events, options.windowMilliseconds);
  const added: (readonly Cell[])[] = [];
  const replaced: Row[] = [];
  for (const row of rows) {
    const olds = earlier.get(identityOf(row)) ?? [];
    if (olds.length === 1 && sameContent(olds[0], row)) continue;
    replaced.push(...olds);
    added.push(row);
  }
  await deleteRows(engine, replaced, [...earlier.values()].flat());
  const hours = new Set([
    ...added.map((row) => hourOf(Number(row[timeColumn]))),
    ...replaced.map((row) => hourOf(numberOf(row, "time_ms"))),
  ]);
  await dictionary.save(engine, options.token);
  // Before the events: if the work is broken off between the two, an hour is computed once too often, never once too seldom.
  await engine.insert("changed_hours", [[...hours].map((hour) => BigInt(hour))], options.token);
  await engine.insert("usage_events", columnsOf(added), options.token);
  return {
    added: added.length - replaced.length,
    repeated: rows.length - added.length,
    replaced: replaced.length,
    hours: [...hours],
  };
}

/** Start of the hour of a time, in ms. */
export function hourOf(milliseconds: number): number {
  return Math.floor(milliseconds / hourMilliseconds) * hourMilliseconds;
}

const keyColumn = eventColumns.indexOf("event_key");
const idColumn = eventColumns.indexOf("id");
const projectColumn = eventColumns.indexOf("project");
const timeColumn = eventColumns.indexOf("time_ms");
const keysPerQuery = 5000;

function identityOf(row: readonly Cell[]): string {
  return `${String(row[projectColumn])} ${String(row[idColumn])}`;
}

async function findEarlier(
  engine: Engine,
  rows: readonly (readonly Cell[])[],
  events: readonly ArrivedEvent[],
  windowMilliseconds: number,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const since = new Map(
    rows.map((row, index) => [identityOf(row), (events[index]?.receivedMilliseconds ?? 0) - windowMilliseconds]),
  );
  const oldest = events.reduce((least, { receivedMilliseconds }) => Math.min(least, receivedMilliseconds), Infinity);
  const found = new Map<string, Row[]>();
  for (let from = 0; from < rows.length; from += keysPerQuery) {
    const keys = rows.slice(from, from + keysPerQuery).map((row) => String(row[keyColumn]));
    const hits = await engine.query(
      `SELECT * FROM usage_events WHERE received_ms >= {since:Int64} AND event_key IN (${keys.join(", ")})`,
      { since: BigInt(Math.max(0, oldest - windowMilliseconds)) },
    );
    for (const hit of hits) {
      const identity = `${numberOf(hit, "project")} ${textOf(hit, "id")}`;
      const bound = since.get(identity);
      if (bound === undefined || numberOf(hit, "received_ms") < bound) continue;
      found.set(identity, [...(found.get(identity) ?? []), hit]);
    }
  }
  return found;
}

/** Whether a stored row says the same as a new one; when it arrived does not matter. */
function sameContent(old: Row | undefined, row: readonly Cell[]): boolean {
  if (old === undefined) return false;
  return eventColumns.every((name, index) => name === "received_ms" || old[name] === row[index]);
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
