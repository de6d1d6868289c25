import { defined } from "@wattledger/core/defined";
import { groupBy } from "@wattledger/core/group-by";
import { reservationOf } from "../attribute/reservation.ts";
import { settle } from "../attribute/settle.ts";
import { unionSeconds, withoutOverlaps } from "../integrate/stretches.ts";
import type { Stretch } from "../integrate/stretches.ts";
import { noGaps } from "../record/gap.ts";
import type { ChannelEnergy, KnownEnergy, MissingComponent, RunMeasurement } from "../record/measurement.ts";
import type { RunStarted } from "../record/record.ts";
import { jobTime } from "./job-part.ts";
import type { RankRecord } from "./job-part.ts";

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

/** Adds up the records of one node. Undefined if none of them measured anything. */
export function nodeTotals(node: string, parts: readonly RankRecord[]): NodeTotals | undefined {
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
function channelsOf(samplers: readonly RankRecord[]): readonly (readonly Segment[])[] {
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

function nodeUse(
  ranks: readonly RankRecord[],
  samplers: readonly RankRecord[],
  durationSeconds: number,
): RunMeasurement["use"] {
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
function acceleratorsOf(samplers: readonly RankRecord[]): Pick<RunMeasurement["use"], "accelerators"> {
  const shares = samplers.flatMap(({ measurement }) => Object.entries(measurement?.use.accelerators ?? {}));
  const all = Object.fromEntries(shares.toReversed());
  return Object.keys(all).length === 0 ? {} : { accelerators: all };
}

function missingOf(sampler: RankRecord, known: readonly KnownEnergy[]): readonly MissingComponent[] {
  return (sampler.measurement?.missing ?? []).filter(
    ({ component }) => !known.some(({ channel }) => channel.component === component),
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
