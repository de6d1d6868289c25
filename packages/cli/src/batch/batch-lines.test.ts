import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "./batch-lines.ts";

async function linesOf(chunks: readonly Buffer[], longest?: number): Promise<readonly (string | undefined)[]> {
  const read: (string | undefined)[] = [];
  for await (const bundle of readLines(Readable.from(chunks), longest)) read.push(...bundle);
  return read;
}

test("lines are the same however the bytes come", async () => {
  const text = fc
    .array(fc.constantFrom("a", "é", "€", "🦜", "\r", "\n"), { maxLength: 40 })
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, size) => {
      const bytes = Buffer.from(whole);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const expected = whole.split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect(await linesOf(chunks)).toEqual(expected);
    }),
  );
});

test("a line that is too long leaves its place, and the byte order mark of a file is not part of the line", async () => {
  const chunks = ["\uFEFF123", "456\n", "12345", "6", "78\n12\n1234567", "8"].map((part) => Buffer.from(part));
  expect(await linesOf(chunks, 6)).toEqual(["123456", undefined, "12", undefined]);
});
