import { union } from "../integrate/stretches.ts";
import type { Stretch } from "../integrate/stretches.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { JobPart } from "../record/record.ts";
import { measurementSoFar } from "../store/interrupted.ts";
import type { RunRecord } from "../store/read-record.ts";

/** A record of the job, with the facts that every step needs. */
export interface RankRecord {
  readonly record: RunRecord;
  readonly job: JobPart;
  readonly node: string;
  readonly measurement: RunMeasurement | undefined;
  /** In seconds of the wall clock. */
  readonly stretch: Stretch;
}

/** Each record of a job once, in the order of their starts. Records outside of jobs are left out. */
export function distinctParts(records: readonly RunRecord[]): readonly RankRecord[] {
  const byId = new Map<string, RankRecord>();
  for (const record of records) {
    const { id, job, wrapper, startedAt } = record.started;
    if (job === undefined) continue;
    const measurement = record.finished ?? measurementSoFar(record);
    const from = Date.parse(startedAt) / 1000;
    const stretch = { from, to: from + (measurement?.durationSeconds ?? 0) };
    const part = { record, job, node: wrapper.bootId ?? `wrapper ${id}`, measurement, stretch };
    const before = byId.get(id);
    // If there are two copies of a record, one may have been copied before the end.
    if (before === undefined || (before.record.finished === undefined && part.stretch.to >= before.stretch.to)) {
      byId.set(id, part);
    }
  }
  return [...byId.values()].toSorted(
    (a, b) => a.stretch.from - b.stretch.from || (a.record.started.id < b.record.started.id ? -1 : 1),
  );
}

/** Ranks do not all start or end at the same instant. */
const togetherSeconds = 1;

/** When any of the ranks ran. Stretches that nearly touch are one. */
export function jobTime(ranks: readonly RankRecord[]): readonly Stretch[] {
  return union(
    ranks.map(({ stretch }) => stretch),
    togetherSeconds,
  );
}
