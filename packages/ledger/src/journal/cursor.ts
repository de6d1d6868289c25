import { createReadStream } from "node:fs";
import { BatchDecoder } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { isCode } from "./segment-file.ts";
import { listSegments, readSegment } from "./segments.ts";
import type { Segment } from "./segments.ts";

/** Reads a journal that another thread writes, and continues where it stopped: no byte of a plain segment is read twice. */
export class JournalCursor {
  /** Sequence of the next batch that the cursor gives. */
  next: number;
  readonly #folder: string;
  #segment = "";
  #at = 0;

  constructor(folder: string, next: number) {
    this.#folder = folder;
    this.next = next;
  }

  /** Batches before a sequence, which the writer says are durable. Damaged batches are passed over. */
  async *upTo(end: number): AsyncGenerator<Batch, void, undefined> {
    while (this.next < end) {
      const segments = await listSegments(this.#folder);
      const index = Math.max(
        0,
        segments.findLastIndex(({ first }) => first <= this.next),
      );
      const segment = segments[index];
      if (segment === undefined) return;
      const following = segments[index + 1]?.first ?? end;
      try {
        yield* this.#batchesOf(segment, Math.min(end, following));
      } catch (error) {
        // The segment was compressed since the folder was read.
        if (isCode(error, "ENOENT")) continue;
        throw error;
      }
      this.next = Math.max(this.next, Math.min(end, following));
    }
  }

  async *#batchesOf(segment: Segment, end: number): AsyncGenerator<Batch, void, undefined> {
    if (segment.compressed) {
      for await (const part of readSegment(segment)) {
        if (part.kind === "batch" && part.batch.sequence >= this.next && part.batch.sequence < end)
          yield this.#pass(part.batch);
      }
      return;
    }
    if (segment.path !== this.#segment) this.#at = 0;
    this.#segment = segment.path;
    const start = this.#at;
    const decoder = new BatchDecoder();
    for await (const piece of createReadStream(segment.path, { start, highWaterMark: pieceBytes })) {
      if (!(piece instanceof Uint8Array)) continue;
      for (const batch of decoder.push(piece)) {
        if (batch.sequence >= end) return;
        if (batch.sequence >= this.next) yield this.#pass(batch);
      }
      this.#at = start + decoder.goodBytes;
    }
  }

  #pass(batch: Batch): Batch {
    this.next = batch.sequence + 1;
    return batch;
  }
}

const pieceBytes = 1024 * 1024;
