import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { BatchDecoder } from "./batch.ts";
import type { Batch, Damage } from "./batch.ts";

/** One file of the journal. */
export interface Segment {
  readonly path: string;
  /** Sequence of its first batch; its name says so. */
  readonly first: number;
  readonly compressed: boolean;
  readonly bytes: number;
}

/** Damage and where it is. */
export interface SegmentDamage extends Damage {
  readonly path: string;
}

const plainEnding = ".journal";
const compressedEnding = ".journal.gz";
const digits = 16;

/** Path of the segment that begins with a batch. */
export function segmentPath(folder: string, first: number, compressed = false): string {
  return join(folder, `${String(first).padStart(digits, "0")}${compressed ? compressedEnding : plainEnding}`);
}

/** Segments of a journal in order. Where a segment exists in both forms, the plain one counts: the other was not finished. */
export async function listSegments(folder: string): Promise<readonly Segment[]> {
  const found = new Map<number, Segment>();
  for (const name of (await readdir(folder)).toSorted()) {
    const match = /^(\d{16})\.journal(\.gz)?$/u.exec(name);
    if (match?.[1] === undefined) continue;
    const first = Number(match[1]);
    const path = join(folder, name);
    const compressed = match[2] !== undefined;
    if (compressed && found.has(first)) continue;
    const { size } = await stat(path);
    found.set(first, { path, first, compressed, bytes: size });
  }
  return [...found.values()].toSorted((a, b) => a.first - b.first);
}

/** What a segment holds: each whole batch, and then what is damaged. */
export type SegmentPart =
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "end"; readonly goodBytes: number; readonly damages: readonly Damage[] };

/**
 * Reads a segment as a stream; memory holds a piece of it and the batches of that piece.
 *
 * @param until Reads no more bytes than this of a plain segment, for one that is being written.
 */
export async function* readSegment(segment: Segment, until?: number): AsyncGenerator<SegmentPart, void, undefined> {
  const decoder = new BatchDecoder();
  if (until !== 0) {
    try {
      for await (const piece of bytesOf(segment, until)) {
        for (const batch of decoder.push(piece)) yield { kind: "batch", batch };
      }
    } catch (error) {
      // A compressed file that is cut short or damaged gives what it gave so far, and the rest is damage.
      if (!segment.compressed || !(error instanceof Error) || !("code" in error) || !isDataError(error.code))
        throw error;
      const reason = `the compressed file is damaged: ${error.message}`;
      const found = decoder.end();
      const bytes = found.find(({ where }) => where === "tail")?.bytes ?? 0;
      const damages: Damage[] = found.filter(({ where }) => where === "middle");
      damages.push({ at: decoder.goodBytes, bytes, reason, where: "tail" });
      yield { kind: "end", goodBytes: decoder.goodBytes, damages };
      return;
    }
  }
  const damages = decoder.end();
  yield { kind: "end", goodBytes: decoder.goodBytes, damages };
}

const pieceBytes = 1024 * 1024;

async function* bytesOf(segment: Segment, until: number | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  const file = createReadStream(segment.path, {
    highWaterMark: pieceBytes,
    ...(until === undefined ? {} : { end: until - 1 }),
  });
  const stream = segment.compressed ? pipeline(file, createGunzip({ chunkSize: pieceBytes }), () => {}) : file;
  for await (const piece of stream) if (piece instanceof Uint8Array) yield piece;
}

function isDataError(code: unknown): boolean {
  return typeof code === "string" && code.startsWith("Z_");
}
