import { rm } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "@wattledger/core";
import { putAside } from "../engine/probe.ts";
import type { EngineChoice } from "../thread/operations.ts";
import { startEngine } from "../thread/remote.ts";
import type { RemoteEngine } from "../thread/remote.ts";

interface HostOptions {
  readonly folder: string;
  readonly engine?: EngineChoice;
  readonly onNotice: (notice: string) => void;
  readonly windowMilliseconds?: number;
  readonly now: () => number;
  readonly threadFile?: URL;
  /** Sequence that the next batch of the journal gets. */
  readonly next: () => number;
  readonly batchesAtOpen: number;
}

/**
 * Keeps the engine filled from the journal. It starts the engine's thread when it is first needed, and starts it again after a
 * failure: the journal has everything.
 */
export class EngineHost {
  readonly #options: HostOptions;
  #engine: Promise<RemoteEngine> | undefined;
  #offset = 0;
  #loading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** Whether the tables are emptied when the engine is started next. */
  #emptied = false;
  #closed = false;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Says that the journal has more. The engine takes it in soon, with what comes meanwhile. */
  noticeBatches(): void {
    if (this.#closed || this.#timer !== undefined || this.#loading !== undefined) return;
    const delay = this.#failures === 0 ? gatherMilliseconds : Math.min(30_000, 1000 * 2 ** this.#failures);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // What failed was told; the next attempt is planned.
      this.#load().catch(() => {});
    }, delay);
  }

  async ask<T>(
    question: (engine: RemoteEngine) => Promise<T>,
    waitFor: "acknowledged" | "nothing" = "acknowledged",
  ): Promise<T> {
    if (waitFor === "acknowledged") await this.settled();
    return question(await this.#start());
  }

  /** How many batches of the journal the engine does not have yet. */
  behind(): number {
    return Math.max(0, this.#options.next() - this.#offset);
  }

  async settled(): Promise<void> {
    const end = this.#options.next();
    await this.#start();
    while (this.#offset < end) {
      // A load that was under way may fail for a reason that has passed since, such as a full disk: one more begins then.
      const wasUnderWay = this.#loading !== undefined;
      try {
        await this.#load();
      } catch (error) {
        if (!wasUnderWay) throw error;
      }
    }
  }

  /** @param former What becomes of the former file. After an erasure it still holds what was erased, and is deleted. */
  async rebuild(former: "put-aside" | "delete"): Promise<void> {
    await this.#stop();
    if (this.#options.engine?.kind === "clickhouse") {
      this.#emptied = true;
      await this.settled();
      return;
    }
    const names = await putAside(join(this.#options.folder, "engine.duckdb"), this.#mark());
    if (former === "delete") for (const name of names) await rm(join(this.#options.folder, name));
    else if (names.length > 0) {
      this.#options.onNotice(`The engine is rebuilt from the journal; the former file is ${names.join(" and ")}.`);
    }
    await this.settled();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#timer);
    clearTimeout(this.#refreshTimer);
    this.#timer = undefined;
    this.#refreshTimer = undefined;
    await this.#loading?.catch(() => {});
    const engine = await this.#engine?.catch(() => undefined);
    this.#engine = undefined;
    if (engine === undefined) return;
    // A failed engine may not close; the thread ends all the same.
    await engine.operations.close(null).catch(() => {});
    await engine.kill();
  }

  #start(): Promise<RemoteEngine> {
    this.#engine ??= this.#open();
    return this.#engine;
  }

  async #open(): Promise<RemoteEngine> {
    const {
      folder,
      engine = { kind: "duckdb" },
      windowMilliseconds,
      threadFile,
      next,
      batchesAtOpen,
      onNotice,
    } = this.#options;
    try {
      const opened = await startEngine(
        {
          folder,
          engine,
          next: next(),
          batchesAtOpen,
          mark: this.#mark(),
          emptied: this.#emptied,
          ...defined({ windowMilliseconds }),
        },
        threadFile,
      );
      this.#offset = opened.offset;
      this.#emptied = false;
      for (const notice of opened.notices) onNotice(notice);
      return opened;
    } catch (error) {
      this.#engine = undefined;
      throw error;
    }
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined;
      if (this.#offset < this.#options.next()) this.noticeBatches();
    });
    return this.#loading;
  }

  async #loadOnce(): Promise<void> {
    const end = this.#options.next();
    try {
      const engine = await this.#start();
      await engine.operations.takeIn({ end });
      this.#offset = end;
      this.#failures = 0;
      this.#planRefresh(engine, refreshMilliseconds);
    } catch (error) {
      this.#failures += 1;
      if (this.#failures === 1) {
        const words = error instanceof Error ? error.message : String(error);
        this.#options.onNotice(
          `The engine did not take in the journal: ${words} It is tried again; what was accepted is in the journal.`,
        );
      }
      const engine = await this.#engine?.catch(() => undefined);
      this.#engine = undefined;
      await engine?.kill();
      throw error;
    }
  }

  /** Roll-ups take a tenth of the time at most; totals read what changed meanwhile from the events. */
  #planRefresh(engine: RemoteEngine, delay: number): void {
    if (this.#refreshTimer !== undefined || this.#closed) return;
    this.#refreshTimer = setTimeout(
      () => {
        const started = performance.now();
        engine.operations.refresh(null).then(
          () => {
            this.#refreshTimer = undefined;
            this.#lastRefresh = performance.now() - started;
          },
          // The thread ended; the next one computes what changed.
          () => {
            this.#refreshTimer = undefined;
          },
        );
      },
      Math.max(delay, this.#lastRefresh * 10),
    );
    this.#refreshTimer.unref();
  }

  #lastRefresh = 0;

  #mark(): string {
    return `aside-${new Date(this.#options.now()).toISOString().replaceAll(":", "-")}`;
  }
}

const gatherMilliseconds = 100;
const refreshMilliseconds = 2000;
