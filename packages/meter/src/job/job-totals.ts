import { defined } from "@wattledger/core/defined";
import { groupBy } from "@wattledger/core/group-by";
import { unionSeconds } from "../integrate/stretches.ts";
import type { JobPart } from "../record/record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { distinctParts, jobTime } from "./job-part.ts";
import { nodeTotals } from "./node-totals.ts";
import type { NodeTotals } from "./node-totals.ts";

/** A job put together from the records of its ranks: each device once, for any number of ranks that recorded it. */
export interface JobTotals {
  readonly key: string;
  readonly launcher: JobPart["launcher"];
  readonly startedAt: string;
  /** Time in which ranks of the job ran, without the time between attempts. */
  readonly durationSeconds: number;
  /** Attempts with records, in order of their names. */
  readonly attempts: readonly string[];
  readonly ranks: {
    readonly recorded: number;
    /** From the launcher. Absent if it did not report it. */
    readonly expected?: number;
    readonly failed: number;
    /** Ranks without a recorded end: they are still running, or were killed with their wrapper. */
    readonly open: number;
  };
  readonly nodes: readonly NodeTotals[];
  /** Absent if the launcher did not report it. */
  readonly expectedNodes?: number;
  /** Share of the job's nodes with a record. If it is lower than 1, {@link factor} fills the rest. */
  readonly nodeCoverage: number;
  /** Factor on the sums of the nodes, for nodes without a record: they are assumed equal to the mean of the others. */
  readonly factor: number;
  /** Numbers of the elements of a job array that are added up here. Absent for a job alone. */
  readonly elements?: readonly number[];
  /** What a reader must know, as sentences. */
  readonly notes: readonly string[];
}

/** How the figures treat nodes without a record: by {@link JobTotals.factor}, or not at all. */
export type NodesWithoutRecord = "as-the-mean" | "left-out";

/**
 * Adds up the records of one job. The order of the records, duplicate records and late records make no
 * difference. Undefined for no records.
 */
export function totalsOfJob(
  records: readonly RunRecord[],
  without: NodesWithoutRecord = "as-the-mean",
): JobTotals | undefined {
  const parts = distinctParts(records);
  const [first] = parts;
  if (first === undefined) return undefined;
  const ranks = parts.filter(({ job }) => job.role !== "successor");
  const nodes = [...groupBy(parts, ({ node }) => node)].map(([node, ofNode]) => nodeTotals(node, ofNode));
  const told = nodes.filter((node) => node !== undefined);
  const expectedNodes = most(parts.map(({ job }) => job.nodes));
  const expectedRanks = most(parts.map(({ job }) => job.ranks));
  const nodeCount = Math.max(expectedNodes ?? 0, nodes.length);
  const open = ranks.filter(({ record }) => record.finished === undefined).length;
  const recordedRanks = new Set(ranks.map(({ job }) => job.rank ?? 0)).size;
  return {
    key: first.job.key,
    launcher: first.job.launcher,
    startedAt: first.record.started.startedAt,
    durationSeconds: unionSeconds(jobTime(ranks)),
    attempts: [...new Set(ranks.map(({ job }) => job.attempt))].toSorted(),
    ranks: {
      recorded: recordedRanks,
      ...defined({ expected: expectedRanks }),
      failed: ranks.filter(({ record }) => (record.finished?.exitCode ?? 0) !== 0).length,
      open,
    },
    nodes: told,
    ...defined({ expectedNodes }),
    nodeCoverage: nodeCount > 0 ? told.length / nodeCount : 0,
    factor: told.length > 0 ? nodeCount / told.length : 1,
    notes: [
      ...missingNodes(nodeCount - told.length, nodeCount, without),
      ...missingRanks(expectedRanks, recordedRanks),
      ...(open > 0
        ? [`${rankCount(open)} without a recorded end: their processor time is not in the job's share`]
        : []),
      ...uncovered(told),
      ...new Set(ranks.flatMap(({ record }) => notesOf(record))),
    ],
  };
}

/** Seconds in which ranks of these records ran. */
export function rankSeconds(records: readonly RunRecord[]): number {
  return unionSeconds(jobTime(distinctParts(records).filter(({ job }) => job.role !== "successor")));
}

function missingNodes(missing: number, all: number, without: NodesWithoutRecord): readonly string[] {
  if (missing <= 0) return [];
  const nodes = missing === 1 ? "1 node" : `${missing} nodes`;
  return [
    `${nodes} of ${all} left no measurement here: ${missing === all ? "the job's energy is unknown" : rest[without]}`,
  ];
}

const rest: Readonly<Record<NodesWithoutRecord, string>> = {
  "as-the-mean": "the mean of the others is used for them",
  "left-out": "they are in no figure here",
};

function missingRanks(expected: number | undefined, recorded: number): readonly string[] {
  return expected === undefined || expected <= recorded
    ? []
    : [`${recorded} of ${expected} ranks left a record: the processor time of the others is not in the job's share`];
}

function uncovered(nodes: readonly NodeTotals[]): readonly string[] {
  const least = Math.min(1, ...nodes.map(({ coverage }) => coverage));
  return least >= 0.95
    ? []
    : [
        `on the node with the least measurement, ${Math.round(least * 100)} % of the job's time was measured; mean power fills the rest`,
      ];
}

/** A rank's own reason for missing components, which another run measures, is replaced here. */
function notesOf({ finished }: RunRecord): readonly string[] {
  const reasons = new Set((finished?.missing ?? []).map(({ reason }) => reason));
  return (finished?.notes ?? []).filter((note) => !reasons.has(note));
}

function rankCount(count: number): string {
  return count === 1 ? "1 rank is" : `${count} ranks are`;
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
