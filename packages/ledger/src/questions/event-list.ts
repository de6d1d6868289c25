import type { Row } from "../engine/engine.ts";
import { bigintOf, numberOf, textOf } from "../engine/engine.ts";
import { dimensions } from "../model/dimensions.ts";
import type { Dimension } from "../model/dimensions.ts";
import { figureOf, figures, fromWhole, knownBit } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import { removedReason } from "./aggregate.ts";
import { filterText } from "./filter.ts";
import type { EventFilter, Period } from "./filter.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";

/** A usage event as the tables hold it. What it does not state is absent. */
export interface StoredEvent {
  readonly id: string;
  readonly timeMilliseconds: number;
  readonly timeNanoseconds: number;
  readonly receivedMilliseconds: number;
  readonly dimensions: Readonly<Partial<Record<Exclude<Dimension, "tags">, string>>>;
  readonly tags: Readonly<Record<string, string>>;
  /** In the unit of each figure. A figure that has no interval has equal ends. */
  readonly figures: Readonly<Partial<Record<FigureName, EventFigure>>>;
}

export interface EventFigure {
  readonly unit: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A condition on a figure of single events. An event that does not state the figure does not pass. */
export interface FigureCondition {
  readonly figure: FigureName;
  readonly comparison: ">" | ">=" | "<" | "<=";
  /** In the unit of the figure. */
  readonly value: number;
}

/** A page of events, the latest first, or the largest first by a figure. */
export interface EventsQuery extends Period, EventFilter {
  readonly count: number;
  readonly where?: readonly FigureCondition[];
  /** The largest of this figure first; only events that state it. */
  readonly largest?: FigureName;
  /** What the page before gave as `next`. */
  readonly after?: string;
}

export type EventsPage =
  | {
      readonly kind: "events";
      readonly events: readonly StoredEvent[];
      /** Asks for the next page; absent on the last one. */
      readonly next?: string;
    }
  | Refused;

/** Events of a period, the latest first. An event that arrives meanwhile shifts no page. */
export async function eventsOf(tables: TablesRead, query: EventsQuery): Promise<EventsPage> {
  const filter = filterText(tables, query);
  const place = query.after === undefined ? undefined : placeOf(query.after);
  if (place === null) return refused("The cursor is not valid. Send what the page before gave as `next`.");
  if (filter === undefined) return { kind: "events", events: [] };
  const { fromMilliseconds: from, toMilliseconds: to, count, where: conditions = [], largest } = query;
  if (place !== undefined && (place.largest === undefined) !== (largest === undefined)) {
    return refused("The cursor is of a list in another order. Begin again without it.");
  }
  const passing = `${conditions.map(conditionText).join("")}${largest === undefined ? "" : ` AND ${states(largest)}`}`;
  const where = `WHERE time_ms >= ${from} AND time_ms < ${to}${filter.on("time_ms")}${passing}${place === undefined ? "" : behind(place, largest)}`;
  const parameters = place === undefined ? undefined : { id: place.id, key: place.key };
  // The times, or the figures, alone come first: every column of every event of the period would be read to sort them.
  const by = largest ?? "time_ms";
  const firsts = await tables.query(
    `SELECT ${by} FROM usage_events ${where} ORDER BY ${by} DESC LIMIT ${count + 1}`,
    parameters,
  );
  const least = firsts.at(-1);
  if (least === undefined) return { kind: "events", events: [] };
  const order = `${largest === undefined ? "" : `${largest} DESC, `}time_ms DESC, time_ns DESC, event_key DESC, id DESC`;
  const rows = await tables.query(
    `SELECT * FROM usage_events ${where} AND ${by} >= ${bigintOf(least, by)} ORDER BY ${order} LIMIT ${count + 1}`,
    parameters,
  );
  const page = rows.slice(0, count);
  const last = page.at(-1);
  const events = page.map((row) => eventOf(row, tables));
  return rows.length <= count || last === undefined
    ? { kind: "events", events }
    : { kind: "events", events, next: cursorOf(last, largest) };
}

function states(name: FigureName): string {
  return `bitAnd(known, ${knownBit(name)}) <> 0`;
}

/** A whole number passes a condition if its value does: the border lies between two whole numbers, or on one. */
function conditionText({ figure: name, comparison, value }: FigureCondition): string {
  const border = value * figureOf(name).scale;
  const bounded = Math.max(-(2 ** 62), Math.min(2 ** 62, border));
  const isUpward = comparison === ">=" || comparison === "<";
  const whole = BigInt(isUpward ? Math.ceil(bounded) : Math.floor(bounded));
  return ` AND ${states(name)} AND ${name} ${comparison} ${whole}`;
}

/** Events drawn at random without repetition, each as likely as its share of a figure. The same seed draws the same events. */
export interface SampleQuery extends Period, EventFilter {
  readonly figure: FigureName;
  readonly count: number;
  readonly seed: number;
}

export type SampledEvents =
  | {
      readonly kind: "events";
      readonly events: readonly StoredEvent[];
      readonly seed: number;
      /** Events that could be drawn: those that state more than zero of the figure. */
      readonly outOf: bigint;
      /** Sum of the figure over them, in its unit. */
      readonly sum: number;
    }
  | Refused;

/**
 * Draws events by weight: each gets a random number u of its key and the seed, and the largest u^(1/weight) win (Efraimidis and
 * Spirakis, Information Processing Letters 97, 2006).
 */
export async function sampleOf(tables: TablesRead, query: SampleQuery): Promise<SampledEvents> {
  const { figure: name, count, seed, fromMilliseconds: from, toMilliseconds: to } = query;
  const nothing = { kind: "events", events: [], seed, outOf: 0n, sum: 0 } as const;
  const filter = filterText(tables, query);
  if (filter === undefined) return nothing;
  if (from < tables.keptSince) return refused(removedReason(tables.keptSince, filter.dimensions));
  const where = `WHERE time_ms >= ${from} AND time_ms < ${to} AND ${name} > 0${filter.on("time_ms")}`;
  const random = `(CAST(${mixed(seed)} AS Float64) + 5e-1) / 2147483647e0`;
  const chosen = await tables.query(
    `SELECT event_key, id, time_ms, -ln(${random}) / CAST(${name} AS Float64) AS draw FROM usage_events ${where} ORDER BY draw, event_key, id LIMIT ${count}`,
  );
  if (chosen.length === 0) return nothing;
  const [sum] = await tables.query(
    `SELECT CAST(count(*) AS Int64) AS how_many, sum(CAST(${name} AS Int128)) AS whole FROM usage_events ${where}`,
  );
  const keys = chosen.map((row) => bigintOf(row, "event_key").toString());
  const times = chosen.map((row) => numberOf(row, "time_ms"));
  const rows = await tables.query(
    `SELECT * FROM usage_events ${where} AND time_ms >= ${Math.min(...times)} AND time_ms <= ${Math.max(...times)} AND event_key IN (${keys.join(", ")})`,
  );
  const byId = new Map(rows.map((row) => [identityOf(row), row]));
  return {
    kind: "events",
    events: chosen.flatMap((row) => {
      const found = byId.get(identityOf(row));
      return found === undefined ? [] : [eventOf(found, tables)];
    }),
    seed,
    outOf: bigintOf(sum, "how_many"),
    sum: fromWhole(figureOf(name), bigintOf(sum, "whole")),
  };
}

const prime = 2_147_483_647;

/** A number from 0 to below the prime 2^31 - 1, of the key and the seed. Squares keep two seeds from giving shifted draws. */
function mixed(seed: number): string {
  const start = `(bitAnd(event_key, 2147483646) * 48271 + ${((Math.abs(Math.trunc(seed)) % prime) * 7919) % prime}) % ${prime}`;
  const round = (value: string, add: number): string => `((${value}) * ((${value}) + ${add}) + ${add * 31}) % ${prime}`;
  return round(round(start, 69_621), 40_692);
}

function identityOf(row: Row): string {
  return `${bigintOf(row, "event_key")} ${textOf(row, "id")} ${numberOf(row, "time_ms")}`;
}

/** A row of `usage_events` as an event. */
export function eventOf(row: Row, { dictionary }: Pick<TablesRead, "dictionary">): StoredEvent {
  const values: Partial<Record<Exclude<Dimension, "tags">, string>> = {};
  for (const dimension of dimensions) {
    if (dimension === "tags") continue;
    const value = dictionary.valueOf(numberOf(row, dimension));
    if (value !== "") values[dimension] = value;
  }
  const known = numberOf(row, "known");
  const stated: Partial<Record<FigureName, EventFigure>> = {};
  for (const figure of figures) {
    if ((known & knownBit(figure.name)) === 0) continue;
    const of = (column: string): number => fromWhole(figure, bigintOf(row, column));
    const mean = of(figure.name);
    stated[figure.name] = figure.interval
      ? { unit: figure.unit, mean, low: of(`${figure.name}_low`), high: of(`${figure.name}_high`) }
      : { unit: figure.unit, mean, low: mean, high: mean };
  }
  return {
    id: textOf(row, "id"),
    timeMilliseconds: numberOf(row, "time_ms"),
    timeNanoseconds: numberOf(row, "time_ns"),
    receivedMilliseconds: numberOf(row, "received_ms"),
    dimensions: values,
    tags: dictionary.tagsOf(numberOf(row, "tags")),
    figures: stated,
  };
}

interface Place {
  /** Value of the figure by which the list is ordered, in its small unit. */
  readonly largest: bigint | undefined;
  readonly time: number;
  readonly nanoseconds: number;
  readonly key: bigint;
  readonly id: string;
}

function cursorOf(row: Row, largest: FigureName | undefined): string {
  const by = largest === undefined ? "" : `${bigintOf(row, largest)}|`;
  const numbers = `${numberOf(row, "time_ms")} ${numberOf(row, "time_ns")} ${bigintOf(row, "event_key")}`;
  return Buffer.from(`${by}${numbers} ${textOf(row, "id")}`).toString("base64url");
}

function placeOf(cursor: string): Place | null {
  const match = /^(?:(-?\d{1,19})\|)?(\d{1,15}) (\d{1,6}) (-?\d{1,19}) (.+)$/su.exec(
    Buffer.from(cursor, "base64url").toString(),
  );
  if (match === null) return null;
  const [, largest, time, nanoseconds, key = "0", id = ""] = match;
  return {
    largest: largest === undefined ? undefined : BigInt.asIntN(64, BigInt(largest)),
    time: Number(time),
    nanoseconds: Number(nanoseconds),
    key: BigInt.asIntN(64, BigInt(key)),
    id,
  };
}

function behind({ largest: value, time, nanoseconds }: Place, largest: FigureName | undefined): string {
  const later = `(time_ms < ${time} OR (time_ms = ${time} AND (time_ns < ${nanoseconds} OR (time_ns = ${nanoseconds} AND (event_key < {key:Int64} OR (event_key = {key:Int64} AND id < {id:String}))))))`;
  if (largest === undefined || value === undefined) return ` AND time_ms <= ${time} AND ${later}`;
  return ` AND ${largest} <= ${value} AND (${largest} < ${value} OR ${later})`;
}
