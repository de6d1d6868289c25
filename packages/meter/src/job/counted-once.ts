import type { RunRecord } from "../store/read-record.ts";
import { usesOfName } from "./job-records.ts";
import { totalsOfJob } from "./job-totals.ts";

/** Records of a store whose figures may be added: each measured thing is in exactly one of them. */
export interface CountedOnce {
  /** In order of their starts. A job of several processes is one record for each of its nodes, put together from its ranks'. */
  readonly records: readonly RunRecord[];
  /** Number of records left out because the run around them includes all of theirs. */
  readonly inner: number;
  /** Ids of runs and names of jobs that are still running: they have no result yet. */
  readonly goingOn: readonly string[];
}

/**
 * Leaves out runs within other runs of the store, and puts the ranks of jobs together. `others` are ids of further runs of the store
 * that are not counted here.
 */
export function countedOnce(
  records: readonly RunRecord[],
  goesOn: (record: RunRecord) => boolean,
  others: Iterable<string> = [],
): CountedOnce {
  const ids = new Set([...records.map(({ started }) => started.id), ...others]);
  const outer = records.filter(({ started }) => started.within === undefined || !ids.has(started.within));
  const lone = outer.filter(({ started }) => started.job === undefined);
  const jobs = new Map<string, RunRecord[]>();
  for (const record of outer) {
    const key = record.started.job?.key;
    if (key === undefined) continue;
    // Steps of one Slurm job, `slurm-4711.0`, and its script share its nodes.
    const name = /^slurm-[^.+]+/.exec(key)?.[0] ?? key;
    jobs.set(name, [...(jobs.get(name) ?? []), record]);
  }
  const uses = [...jobs].flatMap(([name, ofName]) => usesOfName(ofName).map((use) => ({ name, use })));
  const ended = uses.filter(({ use }) => !use.some(goesOn));
  const counted = [...lone.filter((run) => !goesOn(run)), ...ended.flatMap(({ name, use }) => nodesOfJob(name, use))];
  return {
    records: counted.toSorted((a, b) => (a.started.startedAt < b.started.startedAt ? -1 : 1)),
    inner: records.length - outer.length,
    goingOn: [
      ...lone.filter(goesOn).map(({ started }) => started.id),
      ...uses.filter(({ use }) => use.some(goesOn)).map(({ name }) => name),
    ],
  };
}

/** A record for each measured node of a job. For a job of a single record, that record. */
function nodesOfJob(name: string, records: readonly RunRecord[]): readonly RunRecord[] {
  const [first] = records;
  if (records.length === 1 && first !== undefined) return [first];
  // Here each node counts for itself.
  const totals = totalsOfJob(records, "left-out");
  if (totals === undefined) return [];
  const { nodes, notes } = totals;
  const exitCodes = records.flatMap(({ started, finished }) =>
    started.job?.role === "successor" || finished === undefined ? [] : [finished.exitCode],
  );
  return nodes.map(({ started, measurement }, index): RunRecord => {
    const { job, within: _within, ...rest } = started;
    const {
      rank: _rank,
      localRank: _localRank,
      measuredBy: _measuredBy,
      ...place
    } = job ?? {
      launcher: totals.launcher,
      key: name,
      attempt: "0",
    };
    return {
      path: records.find((record) => record.started.id === started.id)?.path ?? "",
      started: {
        ...rest,
        id: nodes.length === 1 ? name : `${name}/${index + 1}`,
        job: { ...place, key: name, role: "job" },
      },
      samples: [],
      gaps: [],
      lost: [],
      progress: [],
      finished: {
        kind: "run-finished",
        exitCode: Math.max(0, ...exitCodes),
        ...measurement,
        notes: [...measurement.notes, ...notes],
      },
      // The price that it was shown with is the same for all of them.
      others: records.flatMap(({ others }) => others.filter(({ kind }) => kind === "price")),
      problems: [],
    };
  });
}
