import type { Cell, Columns } from "../engine/engine.ts";
import { dimensions } from "../model/dimensions.ts";
import { figures, knownBit, toWhole } from "../model/figures.ts";
import type { Figure } from "../model/figures.ts";
import type { UsageEvent } from "../model/records.ts";
import { tableOf } from "../sql/tables.ts";
import type { Dictionary } from "./dictionary.ts";
import { activityFigures, dimensionValues, eventKey } from "./event-row.ts";
import type { Stated } from "./event-row.ts";
import { NumberColumn } from "./number-column.ts";
import { newestRestatement } from "./restated-scope.ts";
import type { RestatedScope } from "./restated-scope.ts";

const columns = tableOf("usage_events").columns;

/** Names of the columns of `usage_events`, in order. */
export const eventColumnNames: readonly string[] = columns.map(({ name }) => name);

function placeOf(name: string): number {
  return eventColumnNames.indexOf(name);
}

const place = {
  received: placeOf("received_ms"),
  time: placeOf("time_ms"),
  nanoseconds: placeOf("time_ns"),
  key: placeOf("event_key"),
  id: placeOf("id"),
  known: placeOf("known"),
  restatement: placeOf("restatement"),
};
const dimensionPlaces = dimensions.map((dimension) => [dimension, placeOf(dimension)] as const);
const figurePlaces = figures.map((figure) => ({ figure, at: placeOf(figure.name), bit: knownBit(figure.name) }));

const firstCapacity = 1024;

/** Rows of `usage_events` that are being written, column by column. */
export class EventColumns {
  readonly ids: string[] = [];
  /** Row of each event by project and id. */
  readonly #rows = new Map<string, number>();
  /** Rows whose event came again later: the latest arrival wins. */
  readonly #superseded = new Set<number>();
  #capacity = firstCapacity;
  readonly #numbers: readonly (NumberColumn | undefined)[];
  readonly #dictionary: Dictionary;

  readonly #restatements: readonly RestatedScope[];

  /** @param restatements An event that arrives after its period was restated has the figures of today: it is of that version. */
  constructor(dictionary: Dictionary, restatements: readonly RestatedScope[] = []) {
    this.#restatements = restatements;
    this.#numbers = columns.map(({ type }) => (type === "text" ? undefined : new NumberColumn(type, firstCapacity)));
    this.#dictionary = dictionary;
  }

  get count(): number {
    return this.ids.length;
  }

  /** Adds an event. @throws RangeError where a figure is beyond the range of the tables */
  add(event: UsageEvent, receivedMilliseconds: number): void {
    const row = this.ids.length;
    if (row === this.#capacity) this.#grow();
    const identity = `${event.project}\0${event.id}`;
    const earlier = this.#rows.get(identity);
    if (earlier !== undefined) this.#superseded.add(earlier);
    this.#rows.set(identity, row);
    this.#put(place.received, row, receivedMilliseconds);
    this.#put(place.time, row, event.timeMilliseconds);
    this.#put(place.nanoseconds, row, event.timeNanoseconds ?? 0);
    const { high, low } = eventKey(event.project, event.id);
    this.#numbers[place.key]?.setHalves(row, high, low);
    const values = dimensionValues(event);
    for (const [dimension, at] of dimensionPlaces) {
      const value = values[dimension];
      if (value !== undefined) this.#put(at, row, this.#dictionary.numberFor(dimension, value));
    }
    const counted = activityFigures(event);
    const stated: Stated = event.figures;
    let known = 0;
    for (const { figure, at, bit } of figurePlaces) {
      const { name } = figure;
      const given = stated[name] ?? counted[name];
      if (given === undefined) continue;
      known += bit;
      if (typeof given === "number") this.#putFigure(figure, at, row, given);
      else {
        this.#putFigure(figure, at, row, given.mean);
        this.#putFigure(figure, at + 1, row, given.low);
        this.#putFigure(figure, at + 2, row, given.high);
      }
    }
    this.#put(place.known, row, known);
    if (this.#restatements.length > 0) {
      const project = this.#dictionary.numberFor("project", event.project);
      this.#put(place.restatement, row, newestRestatement(this.#restatements, event.timeMilliseconds, project));
    }
    this.ids.push(event.id);
  }

  /** Rows whose event came again later. */
  get superseded(): ReadonlySet<number> {
    return this.#superseded;
  }

  /** Row of an event; undefined where it is not here. */
  rowOf(project: string, id: string): number | undefined {
    return this.#rows.get(`${project}\0${id}`);
  }

  /** Keys of the rows. */
  keys(): BigInt64Array {
    const keys = this.#numbers[place.key]?.values(this.count);
    if (keys instanceof BigInt64Array) return keys;
    throw new TypeError("The keys are numbers of 64 bits.");
  }

  /** What a row has in a column. */
  cell(name: string, row: number): Cell {
    const at = placeOf(name);
    return this.#numbers[at]?.at(row) ?? this.ids[row] ?? "";
  }

  time(row: number): number {
    return Number(this.#numbers[place.time]?.at(row) ?? 0);
  }

  received(row: number): number {
    return Number(this.#numbers[place.received]?.at(row) ?? 0);
  }

  /** The columns, as an insert takes them, without some rows. */
  columns(without: ReadonlySet<number>): Columns {
    const kept = without.size === 0 ? undefined : this.ids.flatMap((_, row) => (without.has(row) ? [] : [row]));
    return this.#numbers.map((numbers) => {
      if (numbers === undefined) return kept === undefined ? this.ids : kept.map((row) => this.ids[row] ?? "");
      return kept === undefined ? numbers.values(this.count) : numbers.picked(kept);
    });
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const numbers of this.#numbers) numbers?.grow(this.#capacity);
  }

  #put(at: number, row: number, value: number): void {
    this.#numbers[at]?.set(row, value);
  }

  #putFigure(figure: Figure, at: number, row: number, value: number): void {
    const small = Math.round(value * figure.scale);
    if (Number.isSafeInteger(small)) this.#numbers[at]?.set(row, small);
    else this.#numbers[at]?.setBig(row, toWhole(figure, value));
  }
}
