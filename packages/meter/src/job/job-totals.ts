import { defined } from "@wattledger/core/defined";
import { reservationOf } from "../attribute/reservation.ts";
import { settle } from "../attribute/settle.ts";
import { union, unionSeconds, withoutOverlaps } from "../integrate/stretches.ts";
import type { Stretch } from "../integrate/stretches.ts";
import { noGaps } from "../record/gap.ts";
import type { ChannelEnergy, KnownEnergy, MissingComponent, RunMeasurement } from "../record/measurement.ts";
import type { JobPart, RunStarted } from "../record/record.ts";
import { measurementSoFar } from "../store/interrupted.ts";
import type { RunRecord } from "../store/read-record.ts";

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

/** A job's part of one node. */
export interface NodeTotals {
  /** Names the node's machine and its boot, not its host name: containers of one machine are one node. */
  readonly node: string;
  /** From the node's sampler: facts about its machine. */
  readonly started: RunStarted;
  readonly measurement: RunMeasurement;
  readonly ranks: number;
  /** Share of the job's time here that was measured. The rest is filled with the mean power. */
  readonly coverage: number;
  /** Least and most processors that a rank kept busy on average. Absent without ranks that have ended. */
  readonly busyProcessors?: { readonly least: number; readonly most: number };
}

/**
 * Adds up the records of one job. The order of the records, duplicate records and late records make no
 * difference. Undefined for no records.
 */
export function totalsOfJob(records: readonly RunRecord[]): JobTotals | undefined {
  const parts = distinct(records);
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
      ...missingNodes(nodeCount - told.length, nodeCount),
      ...missingRanks(expectedRanks, recordedRanks),
      ...(open > 0
        ? [`${rankCount(open)} without a recorded end: their processor time is not in the job's share`]
        : []),
      ...uncovered(told),
      ...new Set(ranks.flatMap(({ record }) => notesOf(record))),
    ],
  };
}

/** A record of the job, with the facts that every step needs. */
interface Part {
  readonly record: RunRecord;
  readonly job: JobPart;
  readonly node: string;
  readonly measurement: RunMeasurement | undefined;
  /** In seconds of the wall clock. */
  readonly stretch: Stretch;
}

function distinct(records: readonly RunRecord[]): readonly Part[] {
  const byId = new Map<string, Part>();
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

/** Seconds in which ranks of these records ran. */
export function rankSeconds(records: readonly RunRecord[]): number {
  return unionSeconds(jobTime(distinct(records).filter(({ job }) => job.role !== "successor")));
}

/** Ranks do not all start or end at the same instant. */
const togetherSeconds = 1;

function jobTime(ranks: readonly Part[]): readonly Stretch[] {
  return union(
    ranks.map(({ stretch }) => stretch),
    togetherSeconds,
  );
}

function nodeTotals(node: string, parts: readonly Part[]): NodeTotals | undefined {
  const ranks = parts.filter(({ job }) => job.role !== "successor");
  const samplers = parts.filter(({ job, measurement }) => job.role !== "rank" && (measurement?.energy.length ?? 0) > 0);
  const [sampler] = samplers;
  if (sampler === undefined) return undefined;
  const time = jobTime(ranks.length > 0 ? ranks : samplers);
  const durationSeconds = unionSeconds(time);
  const known = channelsOf(samplers).map((segments) => addSegments(segments, durationSeconds));
  const use = nodeUse(ranks, samplers, durationSeconds);
  const reserved = reservationOf(sampler.record.started.machine, sampler.job);
  const measurement = settle({
    known,
    missing: missingOf(sampler, known),
    platform: [],
    use: { ...use, ...defined({ reserved }) },
    idlePolicy: reserved === undefined ? sampler.record.started.options.idlePolicy : "reserved",
    notes: [],
  });
  const busy = ranks.flatMap(({ measurement: own }) =>
    own?.cpuSeconds === undefined || own.durationSeconds === 0 ? [] : [own.cpuSeconds / own.durationSeconds],
  );
  return {
    node,
    started: sampler.record.started,
    measurement,
    ranks: new Set(ranks.map(({ job }) => job.rank ?? 0)).size,
    coverage: measurement.quality.coverage,
    ...(busy.length === 0 ? {} : { busyProcessors: { least: Math.min(...busy), most: Math.max(...busy) } }),
  };
}

interface Segment {
  readonly stretch: Stretch;
  readonly energy: ChannelEnergy;
}

/** The totals of each channel over all samplers: the first's and its successors'. Two samplers that did not know of each other count once. */
function channelsOf(samplers: readonly Part[]): readonly (readonly Segment[])[] {
  const segments = samplers.flatMap(({ stretch, measurement }) =>
    (measurement?.energy ?? []).map((energy): Segment => ({ stretch, energy })),
  );
  // If one sampler had an instrument and another, for a moment, only a model, the component would count twice.
  const measured = new Set(
    segments.flatMap(({ energy: { channel } }) => (channel.method === "measured" ? [channel.component] : [])),
  );
  const speaking = segments.filter(
    ({ energy: { channel } }) => channel.method === "measured" || !measured.has(channel.component),
  );
  return [...groupBy(speaking, ({ energy }) => energy.channel.id).values()].map(withoutOverlaps);
}

function addSegments(segments: readonly Segment[], durationSeconds: number): KnownEnergy {
  const [first] = segments;
  if (first === undefined) throw new RangeError("A channel has no segment.");
  const coveredSeconds = segments.reduce((sum, { stretch }) => sum + stretch.to - stretch.from, 0);
  const joules = segments.reduce((sum, { energy }) => sum + energy.machineJoules, 0);
  const imputedJoules = segments.reduce((sum, { energy }) => sum + energy.imputedJoules, 0);
  const speaking = segments.reduce(
    (sum, { energy, stretch }) => sum + energy.coverage * (stretch.to - stretch.from),
    0,
  );
  const filledJoules =
    coveredSeconds > 0 ? (joules / coveredSeconds) * Math.max(0, durationSeconds - coveredSeconds) : 0;
  const { channel, idleWatts, idleBasis } = first.energy;
  return {
    channel,
    joules: joules + filledJoules,
    imputedJoules: imputedJoules + filledJoules,
    coverage: durationSeconds > 0 ? Math.min(1, speaking / Math.max(durationSeconds, coveredSeconds)) : 1,
    edgeJoules: 0,
    idleWatts: Math.min(idleWatts, ...segments.map(({ energy }) => energy.idleWatts)),
    idleBasis,
    gaps: {
      ...noGaps,
      gaps: segments.flatMap(({ energy }) => energy.gaps),
      unlisted: segments.reduce((sum, { energy }) => sum + energy.unlistedGaps, 0),
    },
  };
}

function nodeUse(ranks: readonly Part[], samplers: readonly Part[], durationSeconds: number): RunMeasurement["use"] {
  const used = ranks.flatMap(({ measurement }) => (measurement === undefined ? [] : [measurement.use]));
  const cpu = used.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  const sources = new Set(used.map(({ cpuSource }) => cpuSource ?? "waited-for"));
  const [source] = sources;
  const resident = used.flatMap(({ meanResidentBytes, durationSeconds: own }) =>
    meanResidentBytes === undefined ? [] : [(meanResidentBytes * own) / durationSeconds],
  );
  const machine = withoutOverlaps(
    samplers.flatMap(({ stretch, measurement }) =>
      measurement?.use.busySeconds === undefined ? [] : [{ stretch, use: measurement.use }],
    ),
  );
  const seen = machine.reduce((sum, { use }) => sum + use.durationSeconds, 0);
  const wholeTime = (of: (use: RunMeasurement["use"]) => number | undefined): number =>
    (machine.reduce((sum, { use }) => sum + (of(use) ?? 0), 0) / seen) * Math.max(seen, durationSeconds);
  const memory = machine.flatMap(({ use }) => use.meanMemoryUsedBytes ?? []);
  return {
    durationSeconds,
    ...(cpu.length === 0 ? {} : { cpuSeconds: total(cpu) }),
    // The least certain count decides for all.
    ...(cpu.length === 0 ? {} : { cpuSource: sources.size === 1 && source !== undefined ? source : "waited-for" }),
    ...(seen > 0
      ? {
          busySeconds: wholeTime(({ busySeconds }) => busySeconds),
          capacitySeconds: wholeTime(({ capacitySeconds }) => capacitySeconds),
        }
      : {}),
    ...(resident.length === 0 ? {} : { meanResidentBytes: total(resident), memorySource: "resident" }),
    ...acceleratorsOf(samplers),
    ...(memory.length === 0 ? {} : { meanMemoryUsedBytes: total(memory) / memory.length }),
  };
}

/** Shares of accelerators already are those of the whole job: a sampler knows the processes of all its ranks. */
function acceleratorsOf(samplers: readonly Part[]): Pick<RunMeasurement["use"], "accelerators"> {
  const shares = samplers.flatMap(({ measurement }) => Object.entries(measurement?.use.accelerators ?? {}));
  const all = Object.fromEntries(shares.toReversed());
  return Object.keys(all).length === 0 ? {} : { accelerators: all };
}

function missingOf(sampler: Part, known: readonly KnownEnergy[]): readonly MissingComponent[] {
  return (sampler.measurement?.missing ?? []).filter(
    ({ component }) => !known.some(({ channel }) => channel.component === component),
  );
}

/** End of the note on nodes without a record, if {@link JobTotals.factor} is used. */
export const meanStandsIn = "the mean of the others is used for them";

function missingNodes(missing: number, all: number): readonly string[] {
  if (missing <= 0) return [];
  const nodes = missing === 1 ? "1 node" : `${missing} nodes`;
  const rest = all === missing ? "the job's energy is unknown" : meanStandsIn;
  return [`${nodes} of ${all} left no measurement here: ${rest}`];
}

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

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Items in groups of one key, in the order of their first items. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
