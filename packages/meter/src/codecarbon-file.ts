import { closeSync, existsSync, openSync, readSync, writeSync } from "node:fs";
import { codecarbonHeader, codecarbonLine } from "./codecarbon-csv.ts";
import type { CodecarbonRow } from "./codecarbon-csv.ts";

/**
 * Appends a row to a file of CodeCarbon's columns, which is made where there is none. Returns what went wrong, or
 * undefined: a file with other columns is left alone, as rows under the wrong names mislead whoever reads them.
 */
export function appendCodecarbonRow(path: string, row: CodecarbonRow): string | undefined {
  try {
    const isNew = !existsSync(path);
    const descriptor = openSync(path, "a+");
    try {
      const { header, endsLine } = isNew ? { header: "", endsLine: true } : look(descriptor);
      if (header === "") writeSync(descriptor, `${codecarbonHeader()}\r\n`);
      else if (header !== codecarbonHeader()) return `${path} has other columns than CodeCarbon 3.3: name another file`;
      writeSync(descriptor, `${endsLine ? "" : "\r\n"}${codecarbonLine(row)}\r\n`);
      return undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return `${path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The first line, and whether the last one is ended. A byte order mark in front is passed over. */
function look(descriptor: number): { readonly header: string; readonly endsLine: boolean } {
  const buffer = Buffer.alloc(4096);
  const length = readSync(descriptor, buffer, 0, buffer.length, 0);
  const header =
    buffer
      .toString("utf8", 0, length)
      .replace(/^\ufeff/u, "")
      .split(/\r?\n/u)[0] ?? "";
  let [last, position] = ["\n", 0];
  for (let read = length; read > 0; read = readSync(descriptor, buffer, 0, buffer.length, position)) {
    last = buffer.toString("latin1", read - 1, read);
    position += read;
  }
  return { header, endsLine: last === "\n" };
}
