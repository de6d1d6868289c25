import { setImmediate as nextTurn } from "node:timers/promises";
import type { Cell, Engine } from "../engine/engine.ts";
import type { Batch } from "../journal/batch.ts";
import { toWhole, figureOf } from "../model/figures.ts";
import type { ControlRecord, LedgerDocument, PoolReading, StoredRecord } from "../model/records.ts";
import { decodeStoredBatch } from "../model/stored-batch.ts";
import { Dictionary } from "./dictionary.ts";
import { EventColumns } from "./event-columns.ts";
import { columnsOf, storeEvents } from "./events.ts";
import { migrate, readMeta, writeMeta } from "./migrate.ts";
import { restate } from "./restate.ts";
import { readRestatements } from "./restated-scope.ts";
import type { RestatedScope } from "./restated-scope.ts";
import { refreshRollups } from "./rollups.ts";

/** What filling the engine from the journal did. */
export interface FillReport {
  readonly batches: number;
  readonly added: number;
  readonly repeated: number;
  readonly replaced: number;
  /** Events older than what is kept; they are counted and not stored. */
  readonly expired: number;
}

/** The tables of one engine, filled from the journal. One at a time: calls wait for each other. */
export class Store {
  readonly engine: Engine;
  dictionary: Dictionary;
  /** Sequence of the first batch of the journal that the engine does not have. */
  offset: number;
  /** Events before this time were removed, and none is taken in any more. Ms; 0 where all are kept. */
  keptSince: number;
  restatements: readonly RestatedScope[];
  readonly #windowMilliseconds: number;

  private constructor(engine: Engine, dictionary: Dictionary, state: StoreState, windowMilliseconds: number) {
    this.engine = engine;
    this.dictionary = dictionary;
    this.offset = state.offset;
    this.keptSince = state.keptSince;
    this.restatements = state.restatements;
    this.#windowMilliseconds = windowMilliseconds;
  }

  /** Brings the tables of an engine to this version and reads where they are. */
  static async open(engine: Engine, options: StoreOptions = {}): Promise<Store> {
    await migrate(engine);
    const { windowMilliseconds = usualWindowMilliseconds } = options;
    return new Store(engine, await Dictionary.load(engine), await stateOf(engine), windowMilliseconds);
  }

  /** Takes in the next batches of the journal, in order; those before the offset are passed over. All of them or none. */
  async takeIn(batches: readonly Batch[]): Promise<FillReport> {
    const fresh = batches.filter(({ sequence }) => sequence >= this.offset);
    const last = fresh.at(-1);
    if (last === undefined) return nothing;
    try {
      return await this.engine.atomically(async () => {
        const report = await this.#take(fresh);
        await writeMeta(this.engine, "offset", last.sequence + 1);
        this.offset = last.sequence + 1;
        return report;
      });
    } catch (error) {
      this.dictionary = await Dictionary.load(this.engine);
      const state = await stateOf(this.engine);
      this.offset = state.offset;
      this.keptSince = state.keptSince;
      this.restatements = state.restatements;
      throw error;
    }
  }

  async #take(batches: readonly Batch[]): Promise<FillReport> {
    const report = { ...nothing, batches: batches.length };
    let group = new Group(this.dictionary, this.restatements);
    const token = `${batches[0]?.sequence ?? 0}-${batches.at(-1)?.sequence ?? 0}`;
    let part = 0;
    const flush = async (): Promise<void> => {
      part += 1;
      const options = { windowMilliseconds: this.#windowMilliseconds, token: `${token} ${part}` };
      const stored = await storeEvents(this.engine, this.dictionary, group.events, options);
      report.added += stored.added;
      report.repeated += stored.repeated;
      report.replaced += stored.replaced;
      await this.#storeReadings(group.readings(), options.token);
      await this.#storeDocuments(group.documents, options.token);
      group = new Group(this.dictionary, this.restatements);
    };
    for (const { sequence, payload } of batches) {
      // Questions are answered in the same thread: one batch at a time is decoded without a pause.
      await nextTurn();
      const { receivedMilliseconds, records } = decodeStoredBatch(payload);
      for (const [index, record] of records.entries()) {
        if (isControl(record)) {
          await flush();
          await this.#apply(record, receivedMilliseconds);
          group = new Group(this.dictionary, this.restatements);
        } else if (record.kind === "usage-event" && record.timeMilliseconds < this.keptSince) {
          report.expired += 1;
        } else {
          group.add(record, receivedMilliseconds, sequence * mostRecordsPerBatch + index);
        }
      }
    }
    await flush();
    return report;
  }

  async #apply(record: ControlRecord, receivedMilliseconds: number): Promise<void> {
    if (record.kind === "erased") return;
    if (record.kind === "restatement") {
      await restate(this.engine, this.dictionary, this.restatements, record, receivedMilliseconds);
      this.restatements = await readRestatements(this.engine);
      return;
    }
    // What is removed stays in the roll-ups of hours and days.
    await refreshWithin(this.engine);
    const before = Math.floor(record.beforeMilliseconds / dayMilliseconds) * dayMilliseconds;
    await this.engine.run("DELETE FROM usage_events WHERE time_ms < {before:Int64}", { before: BigInt(before) });
    this.keptSince = Math.max(this.keptSince, before);
    await writeMeta(this.engine, "kept_since", this.keptSince);
  }

  async #storeReadings(readings: readonly Arrived<PoolReading>[], token: string): Promise<void> {
    if (readings.length === 0) return;
    const energy = figureOf("energy");
    for (const { record } of readings) {
      await this.engine.run("DELETE FROM pool_readings WHERE project = {project:Int32} AND id = {id:String}", {
        project: this.dictionary.numberFor("project", record.project),
        id: record.id,
      });
    }
    const rows = readings.map(({ record, receivedMilliseconds }): readonly Cell[] => [
      BigInt(receivedMilliseconds),
      BigInt(record.fromMilliseconds),
      BigInt(record.toMilliseconds),
      toWhole(energy, record.energyJoules),
      this.dictionary.numberFor("project", record.project),
      this.dictionary.numberFor("source", record.source),
      this.dictionary.numberFor("asset", record.asset),
      this.dictionary.numberFor("component", record.component),
      this.dictionary.numberFor("energy_basis", record.energyBasis),
      record.id,
    ]);
    await this.dictionary.save(this.engine, `${token} readings`);
    await this.engine.insert("pool_readings", columnsOf(rows), token);
  }

  async #storeDocuments(
    documents: readonly (Arrived<LedgerDocument> & { readonly version: number })[],
    token: string,
  ): Promise<void> {
    if (documents.length === 0) return;
    const rows = documents.map(({ record, receivedMilliseconds, version }): readonly Cell[] => [
      BigInt(version),
      BigInt(receivedMilliseconds),
      BigInt(record.timeMilliseconds),
      this.dictionary.numberFor("project", record.project),
      record.kind,
      record.id,
      record.author ?? "",
      JSON.stringify(record.body),
    ]);
    await this.dictionary.save(this.engine, `${token} documents`);
    await this.engine.insert("documents", columnsOf(rows), token);
  }
}

/** Options of {@link Store.open}. */
export interface StoreOptions {
  /** How long before an event the arrivals are searched for its id. */
  readonly windowMilliseconds?: number;
}

/** An id that comes again within this time, counted by arrival, counts once. */
export const usualWindowMilliseconds = 7 * 86_400_000;

/** Records that one batch may hold: the version of a document is made of both numbers. */
export const mostRecordsPerBatch = 100_000;

const dayMilliseconds = 86_400_000;
const nothing: FillReport = { batches: 0, added: 0, repeated: 0, replaced: 0, expired: 0 };

interface StoreState {
  readonly restatements: readonly RestatedScope[];
  readonly offset: number;
  readonly keptSince: number;
}

async function stateOf(engine: Engine): Promise<StoreState> {
  return {
    restatements: await readRestatements(engine),
    offset: await readMeta(engine, "offset"),
    keptSince: await readMeta(engine, "kept_since"),
  };
}

/** The roll-ups, within a transaction that is open already. */
async function refreshWithin(engine: Engine): Promise<void> {
  await refreshRollups({ ...engine, atomically: (work) => work() });
}

function isControl(record: StoredRecord): record is ControlRecord {
  return record.kind === "retention" || record.kind === "erased" || record.kind === "restatement";
}

interface Arrived<T> {
  readonly record: T;
  readonly receivedMilliseconds: number;
}

/** Records that are stored together. The same id within the group: the latest wins. */
class Group {
  readonly events: EventColumns;
  readonly #readings = new Map<string, Arrived<PoolReading>>();
  readonly documents: (Arrived<LedgerDocument> & { readonly version: number })[] = [];

  constructor(dictionary: Dictionary, restatements: readonly RestatedScope[]) {
    this.events = new EventColumns(dictionary, restatements);
  }

  add(record: Exclude<StoredRecord, ControlRecord>, receivedMilliseconds: number, version: number): void {
    switch (record.kind) {
      case "usage-event": {
        this.events.add(record, receivedMilliseconds);
        break;
      }
      case "pool-reading": {
        this.#readings.set(`${record.project}\0${record.id}`, { record, receivedMilliseconds });
        break;
      }
      case "run":
      case "run-samples":
      case "activity":
      case "setting":
      case "method":
      case "factor-set":
      case "project":
      case "key":
      case "otlp-state":
      case "token-series": {
        this.documents.push({ record, receivedMilliseconds, version });
      }
    }
  }

  readings(): readonly Arrived<PoolReading>[] {
    return [...this.#readings.values()];
  }
}
