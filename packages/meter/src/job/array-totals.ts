import { groupBy } from "@wattledger/core/group-by";
import type { RunStarted } from "../record/record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { rankSeconds, totalsOfJob } from "./job-totals.ts";
import type { JobTotals } from "./job-totals.ts";

/**
 * Adds up the records of a job, or of several elements of a job array. The order of the records, duplicate records and
 * late records make no difference. Undefined for no records.
 */
export function jobTotals(records: readonly RunRecord[]): JobTotals | undefined {
  const elements = groupBy(records, ({ started }) => elementOf(started));
  if (elements.size < 2) return totalsOfJob(records);
  return addElements(
    [...elements.values()].flatMap((ofElement) => totalsOfJob(ofElement) ?? []),
    records,
  );
}

/** A name for each element of an array. The same for all records of a job outside an array. */
function elementOf({ job }: RunStarted): string {
  return job?.array === undefined ? "" : `${job.array.key}_${job.array.index}`;
}

/** The elements of an array are jobs of their own, and their use adds up. */
function addElements(elements: readonly JobTotals[], records: readonly RunRecord[]): JobTotals | undefined {
  const [first] = elements;
  if (first === undefined) return undefined;
  const arrays = records.flatMap(({ started }) => started.job?.array ?? []);
  const key = arrays[0]?.key ?? first.key;
  const sum = (of: (element: JobTotals) => number): number => total(elements.map(of));
  const nodes = elements.flatMap((element) => element.nodes);
  const expectedNodes = sum(({ expectedNodes: expected, nodes: own }) => Math.max(expected ?? 0, own.length));
  const expectedRanks = elements.flatMap(({ ranks }) => ranks.expected ?? []);
  const indices = [...new Set(arrays.map(({ index }) => index))].toSorted((a, b) => a - b);
  return {
    key,
    launcher: first.launcher,
    startedAt: elements.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
    durationSeconds: rankSeconds(records),
    attempts: [...new Set(elements.flatMap(({ attempts }) => attempts))].toSorted(),
    ranks: {
      recorded: sum(({ ranks }) => ranks.recorded),
      ...(expectedRanks.length === elements.length ? { expected: total(expectedRanks) } : {}),
      failed: sum(({ ranks }) => ranks.failed),
      open: sum(({ ranks }) => ranks.open),
    },
    nodes,
    expectedNodes,
    nodeCoverage: expectedNodes > 0 ? nodes.length / expectedNodes : 0,
    factor: nodes.length > 0 ? expectedNodes / nodes.length : 1,
    elements: indices,
    notes: [
      `${key} is an array: ${indices.length} of its elements left records here (${indices.join(", ")}), and their figures are added; ` +
        `for one element, use ${key}_${indices[0] ?? 0}`,
      ...new Set(elements.flatMap(({ notes }) => notes)),
    ],
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
