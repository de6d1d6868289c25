import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { codecarbonHeader, codecarbonLine } from "@wattledger/meter";
import type { CodecarbonRow } from "@wattledger/meter";

/**
 * Appends a row to a file with CodeCarbon's columns, which is made if it is not there. A file with other columns is left as
 * it is: a row that stands under the wrong names is worse than none. Gives what went wrong, or undefined.
 */
export function appendCsv(path: string, row: CodecarbonRow): string | undefined {
  try {
    const descriptor = openSync(path, "a+");
    try {
      return append(descriptor, row);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** More than CodeCarbon's header of any release. */
const longestHeader = 4096;

function append(descriptor: number, row: CodecarbonRow): string | undefined {
  const { size } = fstatSync(descriptor);
  const start = Buffer.alloc(Math.min(size, longestHeader));
  readSync(descriptor, start, 0, start.length, 0);
  const text = start.toString("utf8");
  const [, header = text, lineEnd = "\r\n"] = /^(.*?)(\r?\n)/.exec(text) ?? [];
  if (size > 0 && header.replaceAll('"', "") !== codecarbonHeader()) {
    return "it has other columns than those of CodeCarbon 3.2.1 and later; name another file";
  }
  const last = Buffer.alloc(1);
  const ends = size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() === "\n");
  const lines = [...(size === 0 ? [codecarbonHeader()] : []), codecarbonLine(row)];
  // In one write, so that runs that end together do not mix their rows.
  const bytes = Buffer.from(`${ends ? "" : lineEnd}${lines.map((line) => line + lineEnd).join("")}`);
  return writeSync(descriptor, bytes) < bytes.length ? "the disk took only a part of the row" : undefined;
}
