import { closeSync, openSync, readSync } from "node:fs";
import { readRecord } from "../store/read-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { listRuns } from "../store/run-store.ts";

/** Records of the runs of a job in a store, and what could not be read, as sentences. */
export interface JobRecords {
  readonly records: readonly RunRecord[];
  readonly problems: readonly string[];
}

/**
 * The records of a job by its key, `slurm-4711.0`, or of all its steps, `slurm-4711`; `last` is no job. Of a name that
 * was used again, as launchers without names of their own do, the latest use. No records: there is no such job.
 */
export function findJobRecords(folder: string, query: string): JobRecords {
  const records: RunRecord[] = [];
  const problems: string[] = [];
  for (const { path } of listRuns(folder)) {
    if (!belongs(keyIn(path), query)) continue;
    const read = readRecord(path);
    if (read.ok) records.push(read.value);
    else problems.push(read.error.message);
  }
  return { records: usesOfName(records).at(-1) ?? [], problems };
}

function belongs(key: string | undefined, query: string): boolean {
  return key !== undefined && (key === query || key.startsWith(`${query}.`) || key.startsWith(`${query}+`));
}

/** A job's key stands near the beginning of a record, before the command. */
function keyIn(path: string): string | undefined {
  const head = Buffer.alloc(4096);
  try {
    const descriptor = openSync(path, "r");
    const length = readSync(descriptor, head);
    closeSync(descriptor);
    return /"job":\{[^}]*?"key":"([^"]*)"/.exec(head.toString("utf8", 0, length))?.[1];
  } catch {
    // Whoever lists the runs will say what is wrong with it.
    return undefined;
  }
}

/**
 * Records of one job's name as those of its uses, the latest last. Unnamed jobs of torchrun are called by an address that
 * they share: there a rank that starts again is of another job.
 */
export function usesOfName(records: readonly RunRecord[]): readonly (readonly RunRecord[])[] {
  const uses: RunRecord[][] = [];
  let use: RunRecord[] = [];
  let seen = new Set<string>();
  for (const record of records.toSorted((a, b) => (a.started.startedAt < b.started.startedAt ? -1 : 1))) {
    const { job } = record.started;
    if (job === undefined) continue;
    if (job.role !== "successor" && job.key.startsWith("torchrun-")) {
      const place = `${job.key} ${job.attempt} ${job.rank ?? "script"}`;
      if (seen.has(place)) {
        uses.push(use);
        use = [];
        seen = new Set();
      }
      seen.add(place);
    }
    use.push(record);
  }
  return use.length === 0 ? uses : [...uses, use];
}
