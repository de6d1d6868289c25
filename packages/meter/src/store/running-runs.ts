import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Host } from "@wattledger/sensors";
import { readRecord, runState } from "./read-record.ts";
import type { RunRecord } from "./read-record.ts";
import { listRuns } from "./run-store.ts";

/** Looks for runs that go on. Records of runs that are over are not read twice. */
export interface RunningRuns {
  readonly look: () => readonly RunRecord[];
}

/** Opens the store of a folder; runs of other users and other stores are not seen. */
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

/** More than the last lines of a record: its end and its footprint. */
const tailBytes = 256 * 1024;

/** Whether a record has its end, by its last bytes alone: most records do, and all of them are looked at in the beginning. */
function hasEnd(path: string): boolean {
  try {
    const descriptor = openSync(path, "r");
    try {
      const { size } = fstatSync(descriptor);
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      readSync(descriptor, tail, 0, tail.length, size - tail.length);
      return tail.includes('{"kind":"run-finished"') || tail.includes('{"kind":"run-recovered"');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Gone since it was listed, or not ours to read: no run of ours that goes on.
    return true;
  }
}
