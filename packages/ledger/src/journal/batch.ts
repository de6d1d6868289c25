import { crc32 } from "node:zlib";

/** One batch of the journal: bytes that were accepted together, and their place in the order of all batches. */
export interface Batch {
  /** Place among all batches of the journal: 0 is the first one. */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Bytes of a segment that hold no valid batch. */
export interface Damage {
  /** First damaged byte of the segment. */
  readonly at: number;
  readonly bytes: number;
  readonly reason: string;
  /** Whether valid batches follow. A damaged tail is cut off; damage in the middle is left as it is. */
  readonly where: "tail" | "middle";
}

/** Bytes before the payload of each batch. */
export const headerBytes = 24;

/** The largest payload that a batch may have. */
export const largestPayloadBytes = 64 * 1024 * 1024;

/** The mark at the start of each batch. 0xF7 is not a byte of UTF-8, so that no payload of text holds the mark. */
const mark = [0x57, 0x4c, 0x4a, 0xf7] as const;

/**
 * Writes a batch as the journal stores it: mark, length of the payload, sequence, checksum of the payload, checksum of the
 * header; all numbers little-endian, checksums CRC-32.
 *
 * @throws RangeError where the payload is larger than {@link largestPayloadBytes} or the sequence is not a whole number.
 */
export function encodeBatch({ sequence, payload }: Batch): Uint8Array {
  if (payload.length > largestPayloadBytes) throw new RangeError(`A batch of ${payload.length} bytes is too large.`);
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError(`${sequence} is not a sequence number.`);
  const bytes = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(bytes.buffer);
  bytes.set(mark);
  view.setUint32(4, payload.length, true);
  view.setBigUint64(8, BigInt(sequence), true);
  view.setUint32(16, crc32(payload), true);
  view.setUint32(20, crc32(bytes.subarray(0, 20)), true);
  bytes.set(payload, headerBytes);
  return bytes;
}

/**
 * Finds the batches in the bytes of a segment, piece by piece. What is damaged is passed over and reported; the search goes
 * on behind it, so that one bad batch does not hide the batches after it.
 */
export class BatchDecoder {
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes of the segment before `#rest`. */
  #passed = 0;
  #bad: { readonly at: number; readonly reason: string } | undefined;
  #goodBytes = 0;
  readonly #damages: Damage[] = [];

  /** Length of the segment up to the end of its last valid batch. */
  get goodBytes(): number {
    return this.#goodBytes;
  }

  /** Takes the next bytes of the segment and returns the batches that are now whole. */
  push(piece: Uint8Array): readonly Batch[] {
    this.#rest = joined(this.#rest, piece);
    const found: Batch[] = [];
    let at = 0;
    for (;;) {
      const seen = this.#look(at);
      if (seen.kind === "more") break;
      if (seen.kind === "batch") {
        this.#closeDamage(this.#passed + at);
        found.push(seen.batch);
        at += headerBytes + seen.batch.payload.length;
        this.#goodBytes = this.#passed + at;
      } else {
        this.#bad ??= { at: this.#passed + at, reason: seen.reason };
        at = nextMark(this.#rest, at + 1);
      }
    }
    this.#rest = copyOf(this.#rest.subarray(at));
    this.#passed += at;
    return found;
  }

  /** Says that the segment is at its end. Returns its damages in order; the last one may be its tail. */
  end(): readonly Damage[] {
    const total = this.#passed + this.#rest.length;
    const { at, reason } = this.#bad ?? { at: this.#passed, reason: "the last batch is cut short" };
    if (at < total) this.#damages.push({ at, bytes: total - at, reason, where: "tail" });
    return this.#damages;
  }

  #look(at: number): Seen {
    const bytes = this.#rest;
    const left = bytes.length - at;
    for (let index = 0; index < Math.min(left, mark.length); index += 1) {
      if (bytes[at + index] !== mark[index]) return { kind: "bad", reason: "the mark of a batch is missing" };
    }
    if (left < headerBytes) return { kind: "more" };
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, headerBytes);
    if (view.getUint32(20, true) !== crc32(bytes.subarray(at, at + 20))) {
      return { kind: "bad", reason: "the checksum of a header does not match" };
    }
    const length = view.getUint32(4, true);
    const sequence = Number(view.getBigUint64(8, true));
    if (left < headerBytes + length) return { kind: "more" };
    const payload = copyOf(bytes.subarray(at + headerBytes, at + headerBytes + length));
    if (view.getUint32(16, true) !== crc32(payload)) {
      return { kind: "bad", reason: `the checksum of batch ${sequence} does not match` };
    }
    return { kind: "batch", batch: { sequence, payload } };
  }

  #closeDamage(end: number): void {
    if (this.#bad === undefined) return;
    this.#damages.push({ ...this.#bad, bytes: end - this.#bad.at, where: "middle" });
    this.#bad = undefined;
  }
}

type Seen =
  | { readonly kind: "more" }
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "bad"; readonly reason: string };

/** Where the next mark may begin; a mark cut off by the end of the bytes counts. */
function nextMark(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(mark[0], from); at !== -1; at = bytes.indexOf(mark[0], at + 1)) {
    if (mark.every((byte, index) => at + index >= bytes.length || bytes[at + index] === byte)) return at;
  }
  return bytes.length;
}

/** A copy that shares no memory with the original: `slice` of a `Buffer` would. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
