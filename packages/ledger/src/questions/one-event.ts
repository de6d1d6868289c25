import { numberOf } from "../engine/engine.ts";
import { eventKey } from "../store/event-row.ts";
import { eventOf } from "./event-list.ts";
import type { StoredEvent } from "./event-list.ts";
import type { TablesRead } from "./tables-read.ts";

/** One event by its id. The same id in two projects is two events. */
export interface EventQuery {
  readonly id: string;
  /** Every project where it is absent. */
  readonly projects?: readonly string[];
}

/** An event with what restatements made of it. */
export interface EventVersions {
  readonly project: string;
  /** The newest first; the last one is the event as it was recorded. */
  readonly versions: readonly { readonly restatement: number; readonly event: StoredEvent }[];
}

/** The events with an id, one for each project that has it. */
export async function eventWithId(tables: TablesRead, { id, projects }: EventQuery): Promise<readonly EventVersions[]> {
  const all = tables.dictionary.valuesOf("project");
  const asked = projects ?? [...all.keys()];
  const keys = asked.flatMap((project) => (all.has(project) ? [keyOf(project, id)] : []));
  if (keys.length === 0) return [];
  const rows = await tables.query(
    `SELECT * FROM usage_events WHERE event_key IN (${keys.join(", ")}) AND id = {id:String} ORDER BY restatement DESC`,
    { id },
  );
  const found = new Map<string, { readonly restatement: number; readonly event: StoredEvent }[]>();
  for (const row of rows) {
    const event = eventOf(row, tables);
    const { project = "" } = event.dimensions;
    if (!asked.includes(project)) continue;
    const versions = found.get(project) ?? [];
    found.set(project, [...versions, { restatement: numberOf(row, "restatement"), event }]);
  }
  return [...found].map(([project, versions]) => ({ project, versions }));
}

/** The key of an event as the column has it. */
function keyOf(project: string, id: string): bigint {
  const { high, low } = eventKey(project, id);
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}
