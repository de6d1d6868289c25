import { closeSync, readSync } from "node:fs";
import type { ArrayElement } from "../record/job-place.ts";
import { openToRead } from "../store/open-to-read.ts";
import { readRecord } from "../store/read-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { listRuns } from "../store/run-store.ts";

/** Records of the runs of a job in a store, and what could not be read, as sentences. */
export interface JobRecords {
  readonly records: readonly RunRecord[];
  readonly problems: readonly string[];
}

/**
 * The records of a job by its key, `slurm-4711.0`, of all its steps, `slurm-4711`, of an element of an array, `slurm-4711_2`, or
 * of all its elements, `slurm-4711`. Launchers without names of their own use a name again: then the latest
 * use is returned. No records: the job does not exist.
 */
export function findJobRecords(folder: string, query: string): JobRecords {
  const records: RunRecord[] = [];
  const problems: string[] = [];
  const named = listRuns(folder).map(({ path }) => ({ path, name: nameIn(path) }));
  // The last element of a Slurm array has the id of the array itself.
  const elements = named.filter(({ name }) => name !== undefined && isElement(name, query));
  const wanted =
    elements.length > 0 ? elements : named.filter(({ name }) => name !== undefined && belongs(name, query));
  for (const { path } of wanted) {
    const read = readRecord(path);
    if (read.ok) records.push(read.value);
    else problems.push(read.error.message);
  }
  return { records: usesOfName(records).at(-1) ?? [], problems };
}

/** The facts about the job at the beginning of a record. */
interface JobName {
  readonly key: string;
  readonly array?: ArrayElement;
}

function belongs({ key }: JobName, query: string): boolean {
  return key === query || key.startsWith(`${query}.`) || key.startsWith(`${query}+`);
}

function isElement({ array }: JobName, query: string): boolean {
  return array !== undefined && (query === array.key || query === `${array.key}_${array.index}`);
}

/** A job is named near the beginning of a record, before the command. */
function nameIn(path: string): JobName | undefined {
  const head = Buffer.alloc(4096);
  try {
    const descriptor = openToRead(path);
    const length = readSync(descriptor, head);
    closeSync(descriptor);
    const text = head.toString("utf8", 0, length);
    const key = /"job":\{[^}]*?"key":"([^"]*)"/.exec(text)?.[1];
    const [, array, index] = /"job":\{[^{}]*"array":\{"key":"([^"]*)","index":(\d+)/.exec(text) ?? [];
    if (key === undefined) return undefined;
    return { key, ...(array === undefined ? {} : { array: { key: array, index: Number(index) } }) };
  } catch {
    // The list of runs reports the problem.
    return undefined;
  }
}

/**
 * Records of one job's name, grouped by its uses, the latest last. Unnamed jobs of torchrun share the address by which they
 * are named: there a rank that starts again belongs to another job.
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
