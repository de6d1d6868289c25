import { closeSync, readSync } from "node:fs";
import { openToRead } from "./open-to-read.ts";

/** One line of a file, without its end. */
export type Line =
  | { readonly kind: "whole"; readonly text: string }
  /** The last line, without a newline at its end: a writer was stopped in the middle of it. */
  | { readonly kind: "cut"; readonly text: string }
  /** A line too long for this kind of file. Its text is not kept. */
  | { readonly kind: "too-long" };

const chunkBytes = 65_536;

/** Bytes of too long lines that are passed over. What is behind more of them is not read. */
const mostSkippedBytes = 256 * 1024 * 1024;

/**
 * The lines of a text file one by one, for any size of the file: never more than `longestBytes` of a line is in memory. A line
 * is too long as soon as it has one byte more, so that a reader who stops there waits for none of the rest. Throws the file
 * system's error.
 */
export function* readLines(path: string, longestBytes: number): Generator<Line, void, undefined> {
  const descriptor = openToRead(path);
  try {
    const chunk = Buffer.alloc(chunkBytes);
    let parts: Buffer[] = [];
    let length = 0;
    let skipped = 0;
    const take = (part: Buffer): void => {
      length += part.length;
      // The chunk is used again, so the part that is kept is copied.
      if (length <= longestBytes) parts.push(Buffer.from(part));
      else parts = [];
    };
    let isTold = false;
    /** The line that ends here, or that turns out to be too long here. Undefined if that was said before. */
    const give = (kind: "whole" | "cut"): Line | undefined => {
      const line: Line = length > longestBytes ? { kind: "too-long" } : { kind, text: Buffer.concat(parts).toString() };
      const given = isTold ? undefined : line;
      parts = [];
      length = 0;
      isTold = false;
      return given;
    };
    for (;;) {
      const size = readSync(descriptor, chunk, 0, chunkBytes, null);
      if (size === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0 && end < size; end = chunk.indexOf(10, start)) {
        take(chunk.subarray(start, end));
        const line = give("whole");
        if (line !== undefined) yield line;
        start = end + 1;
      }
      take(chunk.subarray(start, size));
      if (length <= longestBytes) continue;
      skipped += size - start;
      if (!isTold) yield { kind: "too-long" };
      isTold = true;
      if (skipped > mostSkippedBytes) return;
    }
    const last = length > 0 ? give("cut") : undefined;
    if (last !== undefined) yield last;
  } finally {
    closeSync(descriptor);
  }
}
