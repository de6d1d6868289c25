import { defined } from "@wattledger/core/defined";
import type { Country } from "@wattledger/factors";
import type { Component } from "@wattledger/sensors";
import type { MachineFacts } from "../record/machine-facts.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { Sample } from "../record/record.ts";
import type { RunRecord } from "../store/read-record.ts";

/** The facts of a recorded run that other tools would have read, and the facts in our tables about its machine. */
export interface RunFacts {
  readonly durationSeconds: number;
  readonly machine: MachineFacts;
  /** The run from one recorded look to the next. One stretch if nothing was sampled in between. */
  readonly stretches: readonly Stretch[];
  /** Instruments of the whole machine. Wattledger's models are not among them. */
  readonly instruments: readonly Instrument[];
  /** Absent if the platform does not report it. */
  readonly cpuSeconds?: number;
  readonly busySeconds?: number;
  /** Thermal design power of one processor package, W. Absent for a name that is not in the tables. */
  readonly tdpWatts?: number;
  /** The same by Carbontracker's own list. Undefined if it does not find the name there. */
  readonly carbontrackerTdpWatts?: number | undefined;
  /** Absent if the place is unknown. */
  readonly country?: Country;
  /** Carbon intensity that the run itself was accounted with, gCO2e/kWh. */
  readonly intensityGrams: number;
}

/** One instrument's figure of a component of the machine. */
export interface Instrument {
  readonly id: string;
  readonly component: Component;
  /** Whether it counts energy. Otherwise it shows power. */
  readonly counts: boolean;
  /** Over the whole run, of the whole machine. */
  readonly joules: number;
  readonly idleWatts: number;
}

/** The activity between two looks. */
export interface Stretch {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Energy of the whole machine, by instrument or model. */
  readonly joules: Readonly<Record<string, number>>;
  /** Of the whole machine. */
  readonly busySeconds?: number;
  readonly capacitySeconds?: number;
  readonly memoryUsedBytes?: number;
  /** Of the command and its descendants. */
  readonly cpuSeconds?: number;
  readonly residentBytes?: number;
}

/** Collects the facts of a run. Facts from tables are arguments. */
export function factsOf(
  record: Pick<RunRecord, "started" | "samples">,
  measurement: RunMeasurement,
  known: Pick<RunFacts, "tdpWatts" | "carbontrackerTdpWatts" | "country" | "intensityGrams">,
): RunFacts {
  const { machine, sensors } = record.started;
  const gauges = new Set(
    sensors.flatMap(({ availability }) =>
      availability.state === "ready"
        ? availability.channels.filter(({ reads }) => reads === "power").map(({ id }) => id)
        : [],
    ),
  );
  const { durationSeconds, cpuSeconds, use } = measurement;
  return {
    durationSeconds,
    machine,
    stretches: stretchesOf(record.samples, measurement),
    instruments: measurement.energy
      .filter(({ channel }) => channel.method === "measured")
      .map(({ channel: { id, component }, machineJoules: joules, idleWatts }) => ({
        id,
        component,
        counts: !gauges.has(id),
        joules,
        idleWatts,
      })),
    ...defined({ cpuSeconds, busySeconds: use.busySeconds }),
    ...known,
  };
}

/** Totals at a moment of the run. */
type Totals = Pick<Sample, "elapsedSeconds" | "joules" | "machine" | "tree">;

function stretchesOf(samples: readonly Sample[], measurement: RunMeasurement): readonly Stretch[] {
  const end = totalsAtEnd(measurement, samples.at(-1));
  const inside = samples.filter(({ elapsedSeconds }) => elapsedSeconds > 0 && elapsedSeconds < end.elapsedSeconds);
  let before: Totals = { elapsedSeconds: 0, joules: {} };
  return [...inside, end].map((after) => {
    const stretch = between(before, after);
    before = after;
    return stretch;
  });
}

/** Memory at the end is that of the last look, because a command that has ended has no memory. */
function totalsAtEnd({ durationSeconds, energy, cpuSeconds, use }: RunMeasurement, last: Sample | undefined): Totals {
  const { busySeconds, capacitySeconds } = use;
  const memoryUsedBytes = last?.machine?.memoryUsedBytes ?? use.meanMemoryUsedBytes ?? 0;
  const residentBytes = last?.tree?.residentBytes ?? use.meanResidentBytes ?? 0;
  return {
    elapsedSeconds: durationSeconds,
    joules: Object.fromEntries(energy.map(({ channel, machineJoules }) => [channel.id, machineJoules])),
    ...(busySeconds === undefined || capacitySeconds === undefined
      ? {}
      : { machine: { busySeconds, capacitySeconds, memoryUsedBytes } }),
    ...(cpuSeconds === undefined ? {} : { tree: { cpuSeconds, residentBytes } }),
  };
}

function between(before: Totals, after: Totals): Stretch {
  const joules = Object.entries(after.joules).map(([id, total]): [string, number] => [
    id,
    Math.max(0, total - (before.joules[id] ?? 0)),
  ]);
  const { machine, tree } = after;
  return {
    startSeconds: before.elapsedSeconds,
    durationSeconds: after.elapsedSeconds - before.elapsedSeconds,
    joules: Object.fromEntries(joules),
    ...(machine === undefined
      ? {}
      : {
          busySeconds: Math.max(0, machine.busySeconds - (before.machine?.busySeconds ?? 0)),
          capacitySeconds: Math.max(0, machine.capacitySeconds - (before.machine?.capacitySeconds ?? 0)),
          memoryUsedBytes: machine.memoryUsedBytes,
        }),
    ...(tree === undefined
      ? {}
      : {
          cpuSeconds: Math.max(0, tree.cpuSeconds - (before.tree?.cpuSeconds ?? 0)),
          residentBytes: tree.residentBytes,
        }),
  };
}

/** The instruments of a component. */
export function instrumentsOf({ instruments }: RunFacts, component: Component): readonly Instrument[] {
  return instruments.filter((one) => one.component === component);
}

/** Power of some instruments in a stretch, W. */
export function wattsIn({ joules, durationSeconds }: Stretch, instruments: readonly Instrument[]): number {
  return instruments.reduce((sum, { id }) => sum + (joules[id] ?? 0), 0) / durationSeconds;
}

/** Busy share of all processors in a stretch; 0 if unknown. */
export function loadIn({ busySeconds, capacitySeconds }: Stretch): number {
  return busySeconds === undefined || capacitySeconds === undefined || capacitySeconds === 0
    ? 0
    : Math.min(1, busySeconds / capacitySeconds);
}

/** Busy share of all processors over the run, 0 to 1. Ticks may add up to a little more. Undefined if unknown. */
export function meanLoad({ stretches }: Pick<RunFacts, "stretches">): number | undefined {
  const known = stretches.filter(({ busySeconds }) => busySeconds !== undefined);
  if (known.length === 0) return undefined;
  const capacity = known.reduce((sum, { capacitySeconds = 0 }) => sum + capacitySeconds, 0);
  const busy = known.reduce((sum, { busySeconds = 0 }) => sum + busySeconds, 0);
  return capacity === 0 ? 0 : Math.min(1, busy / capacity);
}
