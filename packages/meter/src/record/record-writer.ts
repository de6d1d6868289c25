import { closeSync, fstatSync, lstatSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./make-folder.ts";
import type { RecordLine } from "./record.ts";
import { storedAvailability } from "./stored-availability.ts";

/** Appends lines to a run record. Never throws: a full disk or a read-only folder must not stop a run. */
export interface RecordWriter<Line> {
  /** Path of the record, also if it could not be made. */
  readonly path: string;
  /** Appends one line in one write. Does nothing after a failure. */
  readonly write: (line: Line) => void;
  /** The failure, in words. Undefined while everything is on disk. */
  readonly problem: () => string | undefined;
  readonly close: () => void;
}

/** Makes a new record, which must not exist yet, and the folders above it, with access for their owner only. */
export function createRecord(folder: string, id: string): RecordWriter<RecordLine> {
  const path = join(folder, `${id}.jsonl`);
  const writer = openRecord<object>(path, () => {
    makeFolder(folder);
    return openSync(path, "ax", 0o600);
  });
  return {
    ...writer,
    write: (line) => {
      writer.write(stored(line));
    },
    close: () => {
      writer.close();
      // A full disk stored nothing of the new file. An empty record is of no use, so it is removed.
      if (writer.problem() !== undefined) removeIfEmpty(path);
    },
  };
}

/** Lines are written as they are, except for the findings of sensors. */
function stored(line: RecordLine): object {
  if (line.kind !== "run-started" && line.kind !== "sensors-opened") return line;
  const sensors = line.sensors.map((one) => ({ ...one, availability: storedAvailability(one.availability) }));
  return { ...line, sensors };
}

/** Opens an existing record to add lines. If its last line was cut off, that line is ended first, so that it damages no other. */
export function appendToRecord<Line extends { readonly kind: string }>(path: string): RecordWriter<Line> {
  return openRecord(path, () => {
    const descriptor = openSync(path, "a+");
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() !== "\n") {
      writeSync(descriptor, "\n");
    }
    return descriptor;
  });
}

function openRecord<Line>(path: string, open: () => number): RecordWriter<Line> {
  let descriptor: number | undefined;
  let problem: string | undefined;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      problem ??= `the run record ${path} could not be written: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  attempt(() => {
    descriptor = open();
  });
  return {
    path,
    write: (line) => {
      const target = descriptor;
      if (target === undefined || problem !== undefined) return;
      attempt(() => {
        const text = `${JSON.stringify(line)}\n`;
        // A disk that fills up stores part of a line. A later line would be unreadable, so none is written.
        if (writeSync(target, text) < Buffer.byteLength(text)) throw new Error("the disk stored only part of a line");
      });
    },
    problem: () => problem,
    close: () => {
      const target = descriptor;
      descriptor = undefined;
      if (target !== undefined) {
        attempt(() => {
          closeSync(target);
        });
      }
    },
  };
}

function removeIfEmpty(path: string): void {
  try {
    const state = lstatSync(path);
    if (state.isFile() && state.size === 0) rmSync(path);
  } catch {
    // It was never made.
  }
}

/** Readers need no more than this of a command line, and a line is written as a whole. */
const longestCommand = 16_384;

/** A command line cut to what a record keeps. */
export function shortenCommand(command: readonly string[]): {
  readonly command: readonly string[];
  readonly omittedArguments: number;
} {
  const kept: string[] = [];
  let length = 0;
  for (const argument of command) {
    length += argument.length;
    if (length > longestCommand) break;
    kept.push(argument);
  }
  return { command: kept, omittedArguments: command.length - kept.length };
}
