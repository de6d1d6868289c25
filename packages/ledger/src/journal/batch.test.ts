import fc from "fast-check";
import { expect, test } from "vitest";
import { BatchDecoder, encodeBatch, headerBytes } from "./batch.ts";
import type { Batch, Damage } from "./batch.ts";

const payloads = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 });

function segment(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts.map((payload, sequence) => encodeBatch({ sequence, payload })));
}

function decode(bytes: Uint8Array, pieceBytes = bytes.length): { batches: Batch[]; damages: readonly Damage[] } {
  const decoder = new BatchDecoder();
  const batches: Batch[] = [];
  for (let at = 0; at < bytes.length; at += Math.max(1, pieceBytes)) {
    batches.push(...decoder.push(bytes.slice(at, at + Math.max(1, pieceBytes))));
  }
  return { batches, damages: decoder.end() };
}

test("the reader returns what was written, for pieces of any size", () => {
  fc.assert(
    fc.property(payloads, fc.integer({ min: 1, max: 100 }), (parts, pieceBytes) => {
      const { batches, damages } = decode(segment(parts), pieceBytes);
      expect(batches).toEqual(parts.map((payload, sequence) => ({ sequence, payload: new Uint8Array(payload) })));
      expect(damages).toEqual([]);
    }),
  );
});

test("a segment cut anywhere gives each whole batch, and the rest is a damaged tail", () => {
  fc.assert(
    fc.property(payloads, fc.nat(), fc.integer({ min: 1, max: 50 }), (parts, cut, pieceBytes) => {
      const whole = segment(parts);
      const kept = cut % (whole.length + 1);
      const { batches, damages } = decode(whole.subarray(0, kept), pieceBytes);
      const ends = parts.map((_, index) => segment(parts.slice(0, index + 1)).length);
      const expected = ends.filter((end) => end <= kept);
      expect(batches).toHaveLength(expected.length);
      const tail = kept - (expected.at(-1) ?? 0);
      expect(damages.map(({ bytes, where }) => [bytes, where])).toEqual(tail === 0 ? [] : [[tail, "tail"]]);
    }),
  );
});

test("zeros or garbage after the last batch are one damaged tail", () => {
  for (const garbage of [new Uint8Array(65_536), new Uint8Array(500).fill(0x57), Buffer.from("WLJ\u00f7", "latin1")]) {
    const whole = segment([Buffer.from("a"), Buffer.from("b")]);
    const { batches, damages } = decode(Buffer.concat([whole, garbage]), 1000);
    expect(batches).toHaveLength(2);
    expect(damages).toMatchObject([{ at: whole.length, bytes: garbage.length, where: "tail" }]);
  }
});

test("one flipped bit loses its own batch alone, and is reported", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
      fc.nat(),
      (parts, bit) => {
        const bytes = new Uint8Array(segment(parts));
        const at = Math.floor(bit / 8) % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
        const { batches, damages } = decode(bytes, 17);
        const ends = parts.map((_, index) => segment(parts.slice(0, index + 1)).length);
        const hit = ends.findIndex((end) => at < end);
        expect(batches.map(({ sequence }) => sequence)).toEqual([...parts.keys()].filter((index) => index !== hit));
        expect(damages).toHaveLength(1);
      },
    ),
  );
});

test("the form on disk is as documented", () => {
  const bytes = encodeBatch({ sequence: 258, payload: Buffer.from("hi") });
  expect(bytes).toHaveLength(headerBytes + 2);
  // Computed with Python: zlib.crc32(b"hi") = 0xd8932aac; then of the first 20 bytes.
  expect(Buffer.from(bytes).toString("hex")).toBe("574c4af7020000000201000000000000ac2a93d8d584da8a6869");
  expect(() => encodeBatch({ sequence: -1, payload: new Uint8Array(0) })).toThrow(RangeError);
});
