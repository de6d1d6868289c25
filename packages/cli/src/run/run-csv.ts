import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { codecarbonHeader, codecarbonLine } from "@wattledger/meter";
import type { CodecarbonRow } from "@wattledger/meter";

/**
 * Appends a row to a file with CodeCarbon's columns, which is made if it is not there. A file with other columns is left as
 * it is: a row under the wrong names is worse than no row. Gives what went wrong, or undefined.
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
  // Excel saves a byte order mark before the first name; the columns are the same.
  const names = header.replace(/^\uFEFF/u, "").replaceAll('"', "");
  if (size > 0 && names !== codecarbonHeader()) {
    return "it has other columns than those of CodeCarbon 3.2.1 and later; name another file";
  }
  const last = lastBytes(descriptor, size);
  const ends = size === 0 || last.endsWith("\n");
  const lines = [...(size === 0 ? [codecarbonHeader()] : []), codecarbonLine(row)];
  // As the file ends: a program may have written its rows otherwise than its header.
  const end = size === 0 || last.endsWith("\r\n") ? "\r\n" : ends ? "\n" : lineEnd;
  // In one write, so that runs that end together do not mix their rows.
  const bytes = Buffer.from(`${ends ? "" : end}${lines.map((line) => line + end).join("")}`);
  return writeSync(descriptor, bytes) < bytes.length ? "the disk took only a part of the row" : undefined;
}

function lastBytes(descriptor: number, size: number): string {
  const last = Buffer.alloc(Math.min(size, 2));
  readSync(descriptor, last, 0, last.length, size - last.length);
  return last.toString("latin1");
}
