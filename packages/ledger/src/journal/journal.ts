import { mkdir } from "node:fs/promises";
import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { encodeBatch, largestPayloadBytes } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { removeLeftovers, rewriteSegment } from "./rewrite.ts";
import { isCode, openSegmentFile, syncFolder } from "./segment-file.ts";
import type { OpenSegmentFile, SegmentFile } from "./segment-file.ts";
import { listSegments, readSegment, segmentPath } from "./segments.ts";
import type { Segment, SegmentDamage } from "./segments.ts";
import { compressSegment, removeSegments } from "./shrink.ts";

/** Why a batch was not accepted. Nothing of it is in the journal. */
export interface AppendFailure {
  /** `disk-full` and `write-failed` may pass: try again. `too-large`: send smaller batches. `closed`: the journal was closed. */
  readonly kind: "disk-full" | "write-failed" | "too-large" | "closed";
  readonly message: string;
}

/** What {@link openJournal} needs. */
export interface JournalOptions {
  readonly folder: string;
  /** A segment that has reached this size is sealed, and the next batch begins another. */
  readonly segmentBytes?: number;
  readonly openFile?: OpenSegmentFile;
}

/** An append-only sequence of batches on disk. */
export interface Journal {
  /** Appends a batch. The answer comes when the batch is on disk (`fdatasync`); batches that wait together share one sync. */
  readonly append: (payload: Uint8Array) => Promise<Result<{ readonly sequence: number }, AppendFailure>>;
  /** Durable batches from a sequence on, in order, as a stream. Ends at the last batch that is durable when it gets there. */
  readonly read: (from?: number) => AsyncGenerator<Batch, void, undefined>;
  /** Sequence that the next batch will get; every batch before it is durable. */
  readonly next: () => number;
  /** Damage found when the journal was opened or read. The damaged tail of the last segment was cut off. */
  readonly damages: () => readonly SegmentDamage[];
  /** Ends the current segment, so that it can be compressed, copied or removed. */
  readonly seal: () => Promise<void>;
  readonly segments: () => Promise<readonly Segment[]>;
  /** Compresses sealed segments whose batches all lie before a sequence. Returns how many. */
  readonly compress: (before: number) => Promise<number>;
  /** Removes sealed segments whose batches all lie before a sequence. The caller holds a copy of them. Returns how many. */
  readonly remove: (before: number) => Promise<number>;
  /** Writes sealed segments again with other payloads of some batches. Returns how many segments changed. */
  readonly rewrite: (change: (batch: Batch) => Uint8Array | undefined) => Promise<number>;
  /** Waits for what was appended, and closes the file. */
  readonly close: () => Promise<void>;
}

const usualSegmentBytes = 64 * 1024 * 1024;
const mostBytesPerSync = 16 * 1024 * 1024;

/** Opens the journal of a folder, and creates it if it does not exist. A damaged tail is cut off and reported. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { folder, segmentBytes = usualSegmentBytes, openFile = openSegmentFile } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  const damages: SegmentDamage[] = [];
  const start = await findEnd(folder, damages);
  const writer = new Writer({ folder, segmentBytes, openFile, next: start.next });
  if (start.last !== undefined) await writer.continueIn(start.last.path, start.last.goodBytes, start.last.bytes);

  return {
    append: (payload) => writer.append(payload),
    read: (from = 0) => readBatches(folder, from, writer, damages),
    next: () => writer.next,
    damages: () => damages,
    seal: () => writer.seal(),
    segments: () => listSegments(folder),
    compress: async (before) => {
      const sealed = await sealedBefore(folder, before, writer.next);
      const plain = sealed.filter(({ compressed }) => !compressed);
      for (const segment of plain) await compressSegment(folder, segment);
      return plain.length;
    },
    remove: async (before) => removeSegments(folder, await sealedBefore(folder, before, writer.next)),
    rewrite: async (change) => {
      await writer.seal();
      let count = 0;
      for (const segment of await listSegments(folder)) if (await rewriteSegment(folder, segment, change)) count += 1;
      return count;
    },
    close: () => writer.close(),
  };
}

/** Segments that end before a sequence: the next segment, or without one the next batch, tells where one ends. */
async function sealedBefore(folder: string, before: number, next: number): Promise<readonly Segment[]> {
  const segments = await listSegments(folder);
  // The last segment stays: its name keeps the count of batches.
  return segments.slice(0, -1).filter((_, index) => (segments[index + 1]?.first ?? next) <= before);
}

interface JournalEnd {
  readonly next: number;
  readonly last: { readonly path: string; readonly goodBytes: number; readonly bytes: number } | undefined;
}

/** Reads the last segment to find the next sequence, and reports its damage. Earlier segments are read when asked for. */
async function findEnd(folder: string, damages: SegmentDamage[]): Promise<JournalEnd> {
  const last = (await listSegments(folder)).at(-1);
  if (last === undefined) return { next: 0, last: undefined };
  let next = last.first;
  let goodBytes = 0;
  for await (const part of readSegment(last)) {
    if (part.kind === "batch") next = Math.max(next, part.batch.sequence + 1);
    else {
      ({ goodBytes } = part);
      damages.push(...part.damages.map((damage) => ({ ...damage, path: last.path })));
    }
  }
  return { next, last: last.compressed ? undefined : { path: last.path, goodBytes, bytes: last.bytes } };
}

async function* readBatches(
  folder: string,
  from: number,
  writer: Writer,
  damages: SegmentDamage[],
): AsyncGenerator<Batch, void, undefined> {
  let wanted = from;
  while (wanted < writer.next) {
    const segments = await listSegments(folder);
    const index = segments.findLastIndex(({ first }) => first <= wanted);
    const segment = segments[Math.max(index, 0)];
    if (segment === undefined) return;
    const following = segments[Math.max(index, 0) + 1]?.first ?? writer.next;
    const until = writer.durableBytes(segment.path);
    const newest = writer.next;
    for await (const part of readSegment(segment, until)) {
      if (part.kind === "end") {
        for (const damage of part.damages) addOnce(damages, { ...damage, path: segment.path });
      } else if (part.batch.sequence >= wanted && part.batch.sequence < following) {
        wanted = part.batch.sequence + 1;
        yield part.batch;
      }
    }
    // Batches that are damaged are passed over; reading continues in the next segment.
    wanted = Math.max(wanted, Math.min(following, newest));
  }
}

function addOnce(damages: SegmentDamage[], damage: SegmentDamage): void {
  if (!damages.some(({ path, at }) => path === damage.path && at === damage.at)) damages.push(damage);
}

interface Waiting {
  readonly payload: Uint8Array;
  readonly settle: (result: Result<{ readonly sequence: number }, AppendFailure>) => void;
}

/** Writes waiting batches together and syncs once: the only thing that changes a segment that is not sealed. */
class Writer {
  next: number;
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #openFile: OpenSegmentFile;
  #file: SegmentFile | undefined;
  #path = "";
  #durable = 0;
  #waiting: Waiting[] = [];
  #work: Promise<void> = Promise.resolve();
  #working = false;
  #closed = false;

  constructor(options: Required<JournalOptions> & { readonly next: number }) {
    this.next = options.next;
    this.#folder = options.folder;
    this.#segmentBytes = options.segmentBytes;
    this.#openFile = options.openFile;
  }

  async continueIn(path: string, goodBytes: number, bytes: number): Promise<void> {
    const file = await this.#openFile(path);
    if (goodBytes < bytes) {
      await file.truncate(goodBytes);
      await file.sync();
    }
    this.#file = file;
    this.#path = path;
    this.#durable = goodBytes;
  }

  /** Durable length of the segment that is being written; undefined for every other, which is durable as a whole. */
  durableBytes(path: string): number | undefined {
    return path === this.#path ? this.#durable : undefined;
  }

  append(payload: Uint8Array): ReturnType<Journal["append"]> {
    if (this.#closed) return Promise.resolve(fail({ kind: "closed", message: "The journal is closed." }));
    if (payload.length > largestPayloadBytes) {
      const message = `The batch has ${payload.length} bytes; the journal takes ${largestPayloadBytes}. Send smaller batches.`;
      return Promise.resolve(fail({ kind: "too-large", message }));
    }
    return new Promise((settle) => {
      this.#waiting.push({ payload, settle });
      if (this.#working) return;
      this.#working = true;
      this.#work = this.#work.then(() => this.#writeWaiting());
    });
  }

  seal(): Promise<void> {
    this.#work = this.#work.then(() => this.#closeFile());
    return this.#work;
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.seal();
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const first = this.next;
      const parts = group.map(({ payload }, index) => encodeBatch({ sequence: first + index, payload }));
      const failure = await this.#writeGroup(parts);
      if (failure === undefined) this.next = first + group.length;
      for (const [index, { settle }] of group.entries()) {
        settle(failure === undefined ? ok({ sequence: first + index }) : fail(failure));
      }
    }
    this.#working = false;
  }

  #takeGroup(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { payload } of this.#waiting) {
      if (count > 0 && bytes + payload.length > mostBytesPerSync) break;
      bytes += payload.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(parts: readonly Uint8Array[]): Promise<AppendFailure | undefined> {
    try {
      if (this.#durable >= this.#segmentBytes) await this.#closeFile();
      const file = this.#file ?? (await this.#begin());
      await file.write(parts, this.#durable);
      await file.sync();
      this.#durable += parts.reduce((sum, { length }) => sum + length, 0);
      return undefined;
    } catch (error) {
      await this.#undo();
      return failureOf(error, this.#folder);
    }
  }

  async #begin(): Promise<SegmentFile> {
    const path = segmentPath(this.#folder, this.next);
    const file = await this.#openFile(path);
    // A file of this name may be left from a batch that was refused.
    await file.truncate(0);
    await syncFolder(this.#folder);
    this.#file = file;
    this.#path = path;
    this.#durable = 0;
    return file;
  }

  /**
   * Takes a refused group out of the file. If this fails too, another segment begins with the next batch, and readers pass over
   * what is left of the refused group: its sequences belong to that segment.
   */
  async #undo(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    try {
      await file.truncate(this.#durable);
      await file.sync();
    } catch {
      this.#file = undefined;
      this.#path = "";
      await file.close().catch(() => {});
    }
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#path = "";
    this.#durable = 0;
    await file?.close();
  }
}

function failureOf(error: unknown, folder: string): AppendFailure {
  const words = error instanceof Error ? error.message : String(error);
  if (isCode(error, "ENOSPC", "EDQUOT")) {
    return {
      kind: "disk-full",
      message: `The disk of ${folder} is full. Make room, then send the batch again. (${words})`,
    };
  }
  return { kind: "write-failed", message: `The journal in ${folder} could not be written: ${words}` };
}
