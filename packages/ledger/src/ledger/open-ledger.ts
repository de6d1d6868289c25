import { join } from "node:path";
import { defined, fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { numberOf } from "../engine/engine.ts";
import type { Parameters, Row } from "../engine/engine.ts";
import { openJournal } from "../journal/journal.ts";
import type { AppendFailure, Journal } from "../journal/journal.ts";
import type { SegmentDamage } from "../journal/segments.ts";
import type { StoredRecord, UsageEvent } from "../model/records.ts";
import { decodeStoredBatch, encodeStoredBatch } from "../model/stored-batch.ts";
import type { Question, QuestionName, Questions } from "../questions/answer.ts";
import type { Totals, TotalsQuery } from "../questions/totals.ts";
import type { ExportOptions } from "../store/export.ts";
import { mostRecordsPerBatch } from "../store/store.ts";
import type { Verified } from "../store/verify.ts";
import type { EngineChoice } from "../thread/operations.ts";
import { backUp, expireJournal } from "./backup.ts";
import type { BackupManifest } from "./backup.ts";
import { checkRecords } from "./check-records.ts";
import type { Rejected } from "./check-records.ts";
import { EngineHost } from "./engine-host.ts";
import { eraseFromJournal } from "./erase.ts";
import type { Erasure } from "./erase.ts";
import { findRecord } from "./find-record.ts";
import type { RecordedEvent } from "./find-record.ts";
import { takeOwnership } from "./owner.ts";
import { restatementOf } from "./restatement.ts";
import type { RestateOptions } from "./restatement.ts";

/** What {@link openLedger} needs. */
export interface LedgerOptions {
  /** Folder of the ledger; made where it does not exist. */
  readonly folder: string;
  /** DuckDB in the folder unless a ClickHouse is given. Loaded when something is first asked of it or appended. */
  readonly engine?: EngineChoice;
  /** Hears what a person should know, a sentence each: a damaged tail, an engine that is rebuilt, a disk that is full. */
  readonly onNotice?: (notice: string) => void;
  readonly segmentBytes?: number;
  /** How long before an event the arrivals are searched for its id. */
  readonly windowMilliseconds?: number;
  /** The clock; it may jump. */
  readonly now?: () => number;
  /** File of the engine's thread, for a program that bundles it elsewhere. */
  readonly threadFile?: URL;
}

/** What became of an append. All that was accepted is on disk. */
export interface Appended {
  readonly accepted: number;
  readonly rejected: readonly Rejected[];
}

/** How a question is answered. */
export interface AskOptions {
  /**
   * `acknowledged`, unless stated: the answer holds everything that was acknowledged before the question. `nothing`: the answer holds
   * what the engine has now, which is up to a second older while much is appended.
   */
  readonly waitFor?: "acknowledged" | "nothing";
}

/** Why nothing was erased. */
export interface NotErased {
  readonly kind: "journal-expired";
  readonly message: string;
}

/** Why a period cannot be restated as it was asked. */
export interface NotRestated {
  readonly kind: "not-restated";
  readonly message: string;
}

/** A ledger: append, ask, close. */
export interface Ledger {
  /** Checks records and makes those that pass durable before it answers. Nothing is stored where it fails; send it again. */
  readonly append: (records: readonly unknown[]) => Promise<Result<Appended, AppendFailure>>;
  readonly totals: (query: TotalsQuery) => Promise<Totals>;
  /** Answers a question about what the tables hold: totals, time series, distributions, events, documents, pools. */
  readonly ask: <Name extends QuestionName>(
    question: Question<Name>,
    options?: AskOptions,
  ) => Promise<Questions[Name]["answer"]>;
  /** The usage event as it was recorded; undefined where the journal does not hold it any more. */
  readonly record: (event: RecordedEvent) => Promise<UsageEvent | undefined>;
  /** Runs SQL of the store's tables on what the engine has. */
  readonly query: (sql: string, parameters?: Parameters) => Promise<readonly Row[]>;
  /** Waits until the engine has all that was acknowledged before. */
  readonly settled: () => Promise<void>;
  /** Compares events, roll-ups and journal, exactly. */
  readonly verify: () => Promise<Verified>;
  /** Builds the engine from the journal again. The former engine file is put aside. */
  readonly rebuild: () => Promise<void>;
  /** Compresses the journal's sealed segments that the engine has. Returns how many. */
  readonly compressJournal: () => Promise<number>;
  /** Writes the events of a period to a file: Parquet, CSV or JSON lines. */
  readonly exportEvents: (options: ExportOptions) => Promise<void>;
  /**
   * Removes the journal's sealed segments that the engine has and that a backup holds, byte for byte in content. Until they are put back
   * with {@link restoreSegments}, the engine cannot be rebuilt, and nothing can be erased. Returns how many.
   */
  readonly expireJournal: (backup: string) => Promise<Result<{ readonly segments: number }, string>>;
  /** Copies all that is acknowledged into an empty folder, while the ledger continues. {@link restoreBackup} puts it back. */
  readonly backUp: (target: string) => Promise<BackupManifest>;
  /** Removes every event with a value of a dimension from journal and engine, for good. Returns how many. */
  readonly erase: (erasure: Erasure) => Promise<Result<{ readonly events: number }, AppendFailure | NotErased>>;
  /** Removes events before a time; the sums of hours and days stay. Whole days, in UTC. */
  readonly applyRetention: (beforeMilliseconds: number) => Promise<Result<Appended, AppendFailure>>;
  /**
   * Computes the figures of a period again by the equations of a method. Totals then have the new figures; the former ones are kept as
   * the version before. Returns the number of the restatement, for `upToRestatement`.
   */
  readonly restate: (
    options: RestateOptions,
  ) => Promise<Result<{ readonly restatement: number }, AppendFailure | NotRestated>>;
  readonly damages: () => readonly SegmentDamage[];
  /** How large the journal is, and how far the engine is behind it. Asks no engine. */
  readonly health: () => Promise<LedgerHealth>;
  readonly close: () => Promise<void>;
}

/** The state of a ledger, for those who watch it. */
export interface LedgerHealth {
  /** Batches that were ever acknowledged. */
  readonly journalBatches: number;
  /** Acknowledged batches that the engine does not have yet. */
  readonly batchesBehind: number;
  readonly journalBytes: number;
  /** Damages that were found since the ledger was opened. */
  readonly damages: number;
}

/**
 * Opens the ledger of a folder. Fails where another process has it open, and names that process.
 *
 * @throws Error where the folder cannot be written.
 */
export async function openLedger(
  options: LedgerOptions,
): Promise<Result<Ledger, { readonly kind: "held"; readonly message: string }>> {
  const { folder, onNotice = () => {}, now = Date.now } = options;
  const ownership = await takeOwnership(folder);
  if ("heldBy" in ownership) {
    const message = `The ledger in ${folder} is open in process ${ownership.heldBy}. Ask that process, or stop it first.`;
    return fail({ kind: "held", message });
  }
  const journal = await openJournal({
    folder: join(folder, "journal"),
    ...defined({ segmentBytes: options.segmentBytes }),
  });
  for (const { path, at, bytes, reason, where } of journal.damages()) {
    const done =
      where === "tail" ? "It was never acknowledged as a whole and was cut off." : "The batches around it are whole.";
    onNotice(`The journal ${path} was damaged at byte ${at}: ${bytes} bytes, ${reason}. ${done}`);
  }
  const host = new EngineHost({ ...options, onNotice, now, next: () => journal.next(), batchesAtOpen: journal.next() });
  let received = await lastReceived(journal);

  const write = async (records: readonly StoredRecord[]): Promise<AppendFailure | undefined> => {
    for (let from = 0; from < records.length; from += mostRecordsPerBatch) {
      received = Math.max(received, now());
      const some = records.slice(from, from + mostRecordsPerBatch);
      const result = await journal.append(
        encodeStoredBatch({ format: 1, receivedMilliseconds: received, records: some }),
      );
      if (!result.ok) return result.error;
      host.noticeBatches();
    }
    return undefined;
  };
  return ok({
    append: async (records) => {
      const { accepted, rejected } = checkRecords(records);
      const failure = accepted.length === 0 ? undefined : await write(accepted);
      return failure === undefined ? ok({ accepted: accepted.length, rejected }) : fail(failure);
    },
    totals: (query) => host.ask(({ operations }) => operations.answer({ question: "totals", query })),
    ask: (question, { waitFor = "acknowledged" } = {}) =>
      host.ask(({ operations }) => operations.answer(question), waitFor),
    record: (event) => findRecord(journal, event),
    query: (sql, parameters) =>
      host.ask(({ operations }) => operations.query(parameters === undefined ? { sql } : { sql, parameters })),
    settled: () => host.settled(),
    verify: () => host.ask(({ operations }) => operations.verify({ end: journal.next() })),
    rebuild: () => host.rebuild("put-aside"),
    compressJournal: async () => {
      await host.settled();
      await journal.seal();
      return journal.compress(journal.next());
    },
    exportEvents: async (query) => {
      await host.ask(({ operations }) => operations.exportEvents(query));
    },
    expireJournal: async (backup) => {
      await host.settled();
      await journal.seal();
      const expired = await expireJournal(journal, backup);
      return expired.ok ? ok(expired.value) : fail(expired.error);
    },
    backUp: (target) => backUp(journal, target, now()),
    erase: async (erasure) => {
      const begins = (await journal.segments())[0]?.first ?? 0;
      if (begins > 0) return fail(notErased(begins));
      await host.settled();
      const entry = await eraseFromJournal(journal, erasure);
      const failure = await write([entry]);
      await host.rebuild("delete");
      return failure === undefined ? ok({ events: entry.events }) : fail(failure);
    },
    applyRetention: async (beforeMilliseconds) => {
      const failure = await write([{ kind: "retention", beforeMilliseconds }]);
      return failure === undefined ? ok({ accepted: 1, rejected: [] }) : fail(failure);
    },
    restate: async (restateOptions) => {
      const record = restatementOf(restateOptions);
      if (!record.ok) return fail({ kind: "not-restated", message: record.error });
      const failure = await write([record.value]);
      if (failure !== undefined) return fail(failure);
      const rows = await host.ask(({ operations }) =>
        operations.query({ sql: "SELECT max(number) AS newest FROM restatements" }),
      );
      return ok({ restatement: numberOf(rows[0], "newest") });
    },
    damages: () => journal.damages(),
    health: async () => ({
      journalBatches: journal.next(),
      batchesBehind: host.behind(),
      journalBytes: (await journal.segments()).reduce((sum, { bytes }) => sum + bytes, 0),
      damages: journal.damages().length,
    }),
    close: async () => {
      await journal.close();
      await host.close();
      await ownership.release();
    },
  });
}

function notErased(begins: number): NotErased {
  const message = `The journal begins with batch ${begins}: earlier ones were expired, and what is erased would stay in the backup. Close the ledger, put them back with restoreSegments, and erase again.`;
  return { kind: "journal-expired", message };
}

/** When the last batch was received: later batches are not received before it, though the clock may have been set back. */
async function lastReceived(journal: Journal): Promise<number> {
  const last = journal.next() - 1;
  if (last < 0) return 0;
  for await (const { payload } of journal.read(last)) return decodeStoredBatch(payload).receivedMilliseconds;
  return 0;
}
