import { numberOf } from "../engine/engine.ts";
import { dayDimensions, hourDimensions } from "../model/dimensions.ts";
import type { Dimension } from "../model/dimensions.ts";
import type { Period } from "./filter.ts";
import type { TablesRead } from "./tables-read.ts";

/** A table, and the periods of it that an answer adds. All periods of an answer together are the period that was asked. */
export interface Source {
  readonly table: "usage_events" | "hour_sums" | "day_sums";
  readonly time: "time_ms" | "start_ms";
  readonly periods: readonly Period[];
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Where sums of a period come from: whole days and hours from their roll-ups where these are fresh and have what is asked, the
 * rest from the events.
 *
 * @param edges Times at which the answer is cut, too: no hour or day that holds one of them inside is read from its roll-up.
 * @param needed Dimensions that the question reads.
 */
export async function sourcesOf(
  { query }: Pick<TablesRead, "query">,
  { fromMilliseconds: from, toMilliseconds: to }: Period,
  edges: readonly number[],
  needed: readonly Dimension[],
): Promise<readonly Source[]> {
  const inside = edges.filter((edge) => edge > from && edge < to);
  const byDay = readsOnly(needed, dayDimensions) && inside.every((edge) => edge % day === 0);
  const byHour = readsOnly(needed, hourDimensions) && inside.every((edge) => edge % hour === 0);
  if (!byDay && !byHour) return sources([], [], [{ fromMilliseconds: from, toMilliseconds: to }]);
  const days = byDay ? wholeSteps(from, to, day, await startsIn(query, "changed_days")) : [];
  const changed = byHour ? await startsIn(query, "changed_hours") : [];
  const hours = byHour
    ? without(from, to, days).flatMap((period) =>
        wholeSteps(period.fromMilliseconds, period.toMilliseconds, hour, changed),
      )
    : [];
  return sources(days, hours, without(from, to, merged([...days, ...hours])));
}

function readsOnly(needed: readonly Dimension[], kept: readonly Dimension[]): boolean {
  return needed.every((dimension) => kept.includes(dimension));
}

async function startsIn(
  query: TablesRead["query"],
  table: "changed_hours" | "changed_days",
): Promise<readonly number[]> {
  const rows = await query(`SELECT DISTINCT start_ms FROM ${table} ORDER BY start_ms`);
  return rows.map((row) => numberOf(row, "start_ms"));
}

const fewPeriods = 8;

function sources(days: readonly Period[], hours: readonly Period[], events: readonly Period[]): readonly Source[] {
  const all: readonly Source[] = [
    { table: "day_sums", time: "start_ms", periods: days },
    { table: "hour_sums", time: "start_ms", periods: hours },
    // A statement of its own for each of a few periods: an engine passes over what lies between them.
    ...(events.length <= fewPeriods ? events.map((period) => [period]) : [events]).map(
      (periods) => ({ table: "usage_events", time: "time_ms", periods }) as const,
    ),
  ];
  return all.filter(({ periods }) => periods.length > 0);
}

/** Whole steps within a period that hold no changed hour, those next to each other as one. */
function wholeSteps(from: number, to: number, step: number, changed: readonly number[]): readonly Period[] {
  const first = Math.ceil(from / step) * step;
  const end = Math.floor(to / step) * step;
  if (first >= end) return [];
  const stale = [...new Set(changed.map((start) => Math.floor(start / step) * step))];
  return without(
    first,
    end,
    stale.map((start) => ({ fromMilliseconds: start, toMilliseconds: start + step })),
  );
}

/** What is left of a period without some periods that are in order and do not overlap. */
function without(from: number, to: number, periods: readonly Period[]): readonly Period[] {
  const left: Period[] = [];
  let at = from;
  for (const { fromMilliseconds, toMilliseconds } of periods) {
    if (toMilliseconds <= at || fromMilliseconds >= to) continue;
    if (fromMilliseconds > at) left.push({ fromMilliseconds: at, toMilliseconds: fromMilliseconds });
    at = toMilliseconds;
  }
  if (at < to) left.push({ fromMilliseconds: at, toMilliseconds: to });
  return left;
}

function merged(periods: readonly Period[]): readonly Period[] {
  return periods.toSorted((a, b) => a.fromMilliseconds - b.fromMilliseconds);
}

/** Conditions for the rows of a source. The outer bounds come first: they let an engine pass over whole blocks. */
export function periodsText({ time, periods }: Source): string {
  const first = Math.min(...periods.map(({ fromMilliseconds }) => fromMilliseconds));
  const end = Math.max(...periods.map(({ toMilliseconds }) => toMilliseconds));
  const bounds = `${time} >= ${first} AND ${time} < ${end}`;
  if (periods.length === 1) return bounds;
  const each = periods.map((one) => `(${time} >= ${one.fromMilliseconds} AND ${time} < ${one.toMilliseconds})`);
  return `${bounds} AND (${each.join(" OR ")})`;
}
