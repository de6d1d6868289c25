import { closeSync, fstatSync, readSync } from "node:fs";
import type { Host } from "@wattledger/sensors";
import { openToRead } from "./open-to-read.ts";
import { readRecord, runState } from "./read-record.ts";
import type { RunRecord } from "./read-record.ts";
import { listRuns } from "./run-store.ts";

/** Looks for runs that are still running. Records of ended runs are not read twice. */
export interface RunningRuns {
  readonly look: () => readonly RunRecord[];
}

/** Opens the store of a folder. Runs of other users and other stores are not seen. */
export function openRunningRuns(folder: string, host: Host): RunningRuns {
  const over = new Set<string>();
  return {
    look: () =>
      listRuns(folder).flatMap(({ path }) => {
        if (over.has(path)) return [];
        const record = hasEnd(path) ? undefined : readRecord(path);
        if (record?.ok === true && runState(record.value, host) === "running") return [record.value];
        over.add(path);
        return [];
      }),
  };
}

/** Larger than the last lines of a record: its end and its footprint. */
const tailBytes = 256 * 1024;

/** Whether a record has its end, by its last bytes alone: most records do, and all are checked at the beginning. */
function hasEnd(path: string): boolean {
  try {
    const descriptor = openToRead(path);
    try {
      const { size } = fstatSync(descriptor);
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      readSync(descriptor, tail, 0, tail.length, size - tail.length);
      return tail.includes('{"kind":"run-finished"') || tail.includes('{"kind":"run-recovered"');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // It was removed since it was listed, or this user may not read it: not a running run of this user.
    return true;
  }
}
