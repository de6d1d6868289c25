import { openMachineActivity } from "@wattledger/sensors";
import type { ActivityInterval, EnergyModel, Host, MachineActivity } from "@wattledger/sensors";
import { noGaps } from "../record/gap.ts";
import type { KnownEnergy } from "../record/measurement.ts";
import type { Sample } from "../record/record.ts";

/**
 * Follows the machine's activity, and turns it into energy once models are known. Until then the intervals are kept, so
 * that a model chosen late gives the same energy as one chosen at the start.
 */
export interface ActivityMeter {
  readonly look: (elapsedSeconds: number) => void;
  readonly useModels: (models: readonly EnergyModel[]) => void;
  /** Time of the last look that read anything. */
  readonly seenSeconds: () => number | undefined;
  /** Totals since the first look. Absent if the machine does not report them. */
  readonly machine: () => Sample["machine"];
  /** Mean over the looks of memory in use, weighted by time. */
  readonly meanMemoryUsedBytes: () => number | undefined;
  /** Memory in use, added up over time. */
  readonly memoryByteSeconds: () => number;
  readonly joules: () => Readonly<Record<string, number>>;
  /** Joules up to the last look, to be called when models are known. */
  readonly mark: () => () => Readonly<Record<string, number>>;
  readonly finish: (elapsedSeconds: number) => readonly KnownEnergy[];
  /** Why the last attempt read nothing. */
  readonly problem: () => string | undefined;
  readonly close: () => void;
}

interface RunningModel {
  readonly model: EnergyModel;
  joules: number;
}

/** A point of time. Before models are known it is only the number of intervals before it. */
interface ActivityMark {
  readonly interval?: number;
  joules?: Readonly<Record<string, number>>;
}

/** Opens the sources of the machine's activity. Without them every later answer is "unknown". */
export function openActivityMeter(host: Host): ActivityMeter {
  const opened = openMachineActivity(host);
  let problem = opened.ok ? undefined : opened.error.cause;
  let first: MachineActivity | undefined;
  let last: { readonly elapsedSeconds: number; readonly activity: MachineActivity } | undefined;
  let intervals: ActivityInterval[] = [];
  let running: readonly RunningModel[] | undefined;
  let memoryByteSeconds = 0;
  let intervalSeconds = 0;
  const marks: ActivityMark[] = [];

  const take = (interval: ActivityInterval): void => {
    if (running === undefined) intervals.push(interval);
    else for (const one of running) one.joules += one.model.joules(interval);
  };
  const look = (elapsedSeconds: number): void => {
    if (!opened.ok) return;
    const read = opened.value.read();
    problem = read.ok ? undefined : read.error.cause;
    // A failed read leaves the interval open: these are counters, so the next read includes all.
    if (!read.ok) return;
    const activity = read.value;
    first ??= activity;
    if (last !== undefined && elapsedSeconds > last.elapsedSeconds) {
      const interval = intervalBetween(last, { elapsedSeconds, activity });
      take(interval);
      intervalSeconds += interval.durationSeconds;
      memoryByteSeconds += ((last.activity.memoryUsedBytes + activity.memoryUsedBytes) / 2) * interval.durationSeconds;
    }
    last = { elapsedSeconds, activity };
  };
  const joules = (): Readonly<Record<string, number>> =>
    Object.fromEntries((running ?? []).map(({ model, joules: one }) => [model.channel.id, one]));
  const settleMarks = (interval: number): void => {
    for (const mark of marks) if (mark.interval === interval) mark.joules = joules();
  };
  return {
    look,
    useModels: (models) => {
      running = models.map((model) => ({ model, joules: 0 }));
      for (const [index, interval] of intervals.entries()) {
        settleMarks(index);
        take(interval);
      }
      settleMarks(intervals.length);
      intervals = [];
    },
    seenSeconds: () => last?.elapsedSeconds,
    machine: () =>
      first === undefined || last === undefined
        ? undefined
        : {
            busySeconds: Math.max(0, last.activity.busySeconds - first.busySeconds),
            capacitySeconds: Math.max(0, last.activity.capacitySeconds - first.capacitySeconds),
            memoryUsedBytes: last.activity.memoryUsedBytes,
          },
    meanMemoryUsedBytes: () => (intervalSeconds > 0 ? memoryByteSeconds / intervalSeconds : undefined),
    memoryByteSeconds: () => memoryByteSeconds,
    joules,
    mark: () => {
      const mark: ActivityMark = running === undefined ? { interval: intervals.length } : { joules: joules() };
      if (running === undefined) marks.push(mark);
      return () => mark.joules ?? {};
    },
    finish: (elapsedSeconds) =>
      (intervalSeconds > 0 ? (running ?? []) : []).map((one) => knownEnergy(one, intervalSeconds / elapsedSeconds)),
    problem: () => problem,
    close: () => {
      if (opened.ok) opened.value.close();
    },
  };
}

function intervalBetween(
  before: { readonly elapsedSeconds: number; readonly activity: MachineActivity },
  after: { readonly elapsedSeconds: number; readonly activity: MachineActivity },
): ActivityInterval {
  return {
    durationSeconds: after.elapsedSeconds - before.elapsedSeconds,
    // Sometimes the kernel lets iowait fall, and with it the time that passed.
    busySeconds: Math.max(0, after.activity.busySeconds - before.activity.busySeconds),
    capacitySeconds: Math.max(0, after.activity.capacitySeconds - before.activity.capacitySeconds),
  };
}

function knownEnergy({ model, joules }: RunningModel, coverage: number): KnownEnergy {
  return {
    channel: model.channel,
    joules,
    imputedJoules: 0,
    coverage: Math.min(1, coverage),
    edgeJoules: 0,
    idleWatts: model.idleWatts,
    idleBasis: "the model's power of an idle component",
    gaps: noGaps,
  };
}
