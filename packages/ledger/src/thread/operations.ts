import { existsSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openClickHouse } from "../engine/clickhouse.ts";
import { openDuckDb } from "../engine/duckdb.ts";
import type { Engine, Parameters, Row } from "../engine/engine.ts";
import { probeDuckDb, putAside } from "../engine/probe.ts";
import type { Batch } from "../journal/batch.ts";
import { JournalCursor } from "../journal/cursor.ts";
import { listSegments } from "../journal/segments.ts";
import { answerTo } from "../questions/answer.ts";
import type { Question, QuestionName, Questions } from "../questions/answer.ts";
import { tablesOfVersion2 } from "../sql/former-tables.ts";
import { tables } from "../sql/tables.ts";
import { exportEvents } from "../store/export.ts";
import type { ExportOptions } from "../store/export.ts";
import { refreshRollups } from "../store/rollups.ts";
import { Store } from "../store/store.ts";
import type { FillReport } from "../store/store.ts";
import { compareSums } from "../store/verify.ts";
import type { Verified } from "../store/verify.ts";

/** Which engine holds the tables. */
export type EngineChoice =
  | { readonly kind: "duckdb"; readonly memoryLimit?: string; readonly threads?: number }
  | { readonly kind: "clickhouse"; readonly url: string };

/** What the thread of the engine needs to begin. */
export interface ThreadOptions {
  /** Folder of the ledger. */
  readonly folder: string;
  readonly engine: EngineChoice;
  /** Sequence that the next batch of the journal gets. */
  readonly next: number;
  /** Batches that the journal had when the ledger was opened: an engine file is expected then. */
  readonly batchesAtOpen: number;
  readonly windowMilliseconds?: number;
  /** Whether the tables are emptied first: they are filled from the journal again. DuckDB's file was put aside then. */
  readonly emptied?: boolean;
  /** Mark of files that are put aside: a time. */
  readonly mark: string;
}

/** What the thread of the engine can be asked. */
export interface Operations {
  /** Takes in the journal up to a sequence. */
  readonly takeIn: (argument: { readonly end: number }) => Promise<FillReport & { readonly offset: number }>;
  readonly query: (argument: { readonly sql: string; readonly parameters?: Parameters }) => Promise<readonly Row[]>;
  readonly answer: <Name extends QuestionName>(argument: Question<Name>) => Promise<Questions[Name]["answer"]>;
  /** Computes the roll-ups of the hours that changed. */
  readonly refresh: (argument: null) => Promise<number>;
  readonly exportEvents: (argument: ExportOptions) => Promise<null>;
  /** Compares events, roll-ups and journal. */
  readonly verify: (argument: { readonly end: number }) => Promise<Verified>;
  readonly close: (argument: null) => Promise<null>;
}

/** The engine of a ledger with its operations, and what happened when it was opened, in sentences. */
export interface OpenedEngine {
  readonly operations: Operations;
  readonly interrupt: () => void;
  readonly offset: number;
  readonly notices: readonly string[];
}

/** Opens the engine of a ledger. A database that cannot be opened, or that is ahead of the journal, is put aside. */
export async function openEngine(options: ThreadOptions): Promise<OpenedEngine> {
  const notices: string[] = [];
  const path = join(options.folder, "engine.duckdb");
  const clean = `${path}.closed`;
  const journal = join(options.folder, "journal");
  await mkdir(options.folder, { recursive: true });
  if (options.engine.kind === "duckdb") await mendFile(path, clean, options, notices);
  const openStore = async (): Promise<Store> => Store.open(await openOf(options.engine, path), windowOf(options));
  if (options.emptied === true && options.engine.kind === "clickhouse") await dropTables(options.engine);
  let store = await openStore();
  if (options.engine.kind === "duckdb" && store.offset > options.next) {
    await store.engine.close();
    await putAside(path, options.mark);
    notices.push(
      `The engine had ${store.offset} batches and the journal has ${options.next}: the engine was put aside and is rebuilt from the journal.`,
    );
    store = await openStore();
  }
  rmSync(clean, { force: true });
  const begins = await firstBatch(journal);
  if (store.offset < begins) {
    await store.engine.close();
    throw new Error(
      `The engine has ${store.offset} batches and the journal begins with batch ${begins}: the batches between were expired. Put them back from a backup with restoreSegments, then open the ledger again.`,
    );
  }
  const cursor = new JournalCursor(journal, store.offset);
  const { engine } = store;

  const takeIn: Operations["takeIn"] = async ({ end }) => {
    let report: FillReport = { batches: 0, added: 0, repeated: 0, replaced: 0, expired: 0 };
    for await (const group of groupsOf(cursor.upTo(end))) report = sumOf(report, await store.takeIn(group));
    return { ...report, offset: store.offset };
  };
  return {
    notices,
    offset: store.offset,
    interrupt: () => {
      engine.interrupt();
    },
    operations: {
      takeIn,
      query: ({ sql, parameters }) => engine.reader.query(sql, parameters),
      answer: (question) =>
        engine.snapshot(({ query }) => {
          const { dictionary, keptSince, restatements } = store;
          return answerTo({ query, dictionary, keptSince, restatements }, question);
        }),
      exportEvents: async (query) => {
        await exportEvents(engine, store.restatements, query);
        return null;
      },
      refresh: () => refreshRollups(engine, "settled"),
      verify: async ({ end }) => {
        await takeIn({ end });
        await refreshRollups(engine);
        if ((await firstBatch(journal)) > 0) return compareSums(engine, undefined);
        const copy = await Store.open(await openDuckDb({ path: ":memory:" }), windowOf(options));
        try {
          const again = new JournalCursor(journal, 0);
          for await (const group of groupsOf(again.upTo(end))) await copy.takeIn(group);
          await refreshRollups(copy.engine);
          return await compareSums(engine, copy.engine);
        } finally {
          await copy.engine.close();
        }
      },
      close: async () => {
        await engine.close();
        if (options.engine.kind === "duckdb") writeFileSync(clean, "");
        return null;
      },
    },
  };
}

async function mendFile(path: string, clean: string, options: ThreadOptions, notices: string[]): Promise<void> {
  if (!existsSync(path)) {
    if (options.batchesAtOpen > 0) {
      notices.push(
        `The engine file in ${options.folder} is missing: it is built from the journal's ${options.next} batches.`,
      );
    }
    // A log without its database would be taken for the log of the new one.
    await putAside(path, options.mark);
    return;
  }
  if (existsSync(clean)) return;
  const { memoryLimit = "1GB" } = options.engine.kind === "duckdb" ? options.engine : {};
  const problem = await probeDuckDb(path, memoryLimit);
  if (problem === undefined) return;
  const names = await putAside(path, options.mark);
  notices.push(
    `The engine file could not be opened (${problem}). It was put aside as ${names.join(" and ")} and is rebuilt from the journal's ${options.next} batches.`,
  );
}

/** Sequence of the first batch that the journal has. */
async function firstBatch(journal: string): Promise<number> {
  return (await listSegments(journal))[0]?.first ?? 0;
}

async function dropTables(choice: EngineChoice): Promise<void> {
  const engine = await openOf(choice, "");
  for (const { name } of [...tables, ...tablesOfVersion2]) await engine.run(`DROP TABLE IF EXISTS ${name}`);
  await engine.close();
}

function openOf(engine: EngineChoice, path: string): Promise<Engine> {
  return engine.kind === "clickhouse" ? openClickHouse(engine.url) : openDuckDb({ ...engine, path });
}

function windowOf({ windowMilliseconds }: ThreadOptions): { readonly windowMilliseconds?: number } {
  return windowMilliseconds === undefined ? {} : { windowMilliseconds };
}

const groupBytes = 16 * 1024 * 1024;

/** Batches in groups of some bytes: the engine wants thousands of rows per transaction. */
async function* groupsOf(batches: AsyncIterable<Batch>): AsyncGenerator<readonly Batch[], void, undefined> {
  let group: Batch[] = [];
  let bytes = 0;
  for await (const batch of batches) {
    group.push(batch);
    bytes += batch.payload.length;
    if (bytes < groupBytes) continue;
    yield group;
    group = [];
    bytes = 0;
  }
  if (group.length > 0) yield group;
}

function sumOf(a: FillReport, b: FillReport): FillReport {
  return {
    batches: a.batches + b.batches,
    added: a.added + b.added,
    repeated: a.repeated + b.repeated,
    replaced: a.replaced + b.replaced,
    expired: a.expired + b.expired,
  };
}
