import { attribute } from "./attribute.ts";
import type { IdlePolicy, WindowUse } from "../record/use.ts";
import type { Sample } from "../record/record.ts";
import type { RunMeasurement } from "../record/measurement.ts";

/** A point of time in a run, with what everything came to until then. */
export interface Mark {
  readonly elapsedSeconds: number;
  /** Of the whole machine by channel. To be asked for once models are chosen, as theirs are not known before. */
  readonly joules: () => Readonly<Record<string, number>>;
  readonly machine?: NonNullable<Sample["machine"]>;
  /** The command's processes, when they were last looked at. */
  readonly tree?: NonNullable<Sample["tree"]> & { readonly seenSeconds: number };
}

/** What the command used between two marks: its share of the metered components. */
export interface WindowEnergy {
  readonly seconds: number;
  readonly joules: number;
  /** By component: `cpu`, `gpu`. */
  readonly joulesByComponent: Readonly<Record<string, number>>;
}

/** The command's processes may have been seen this much of a window earlier than its ends. */
const lateShare = 0.1;

/**
 * The command's energy between two marks, from the same counters and by the same rules as that of the whole run. Shares of
 * processors and memory are those of the window; where its processes could not be looked at in time, and for all other
 * components, the share of the run so far.
 */
export function energyBetween(
  from: Mark,
  to: Mark,
  soFar: Pick<RunMeasurement, "energy" | "use">,
  idlePolicy: IdlePolicy,
): WindowEnergy {
  const seconds = to.elapsedSeconds - from.elapsedSeconds;
  const [before, after] = [from.joules(), to.joules()];
  const use = useBetween(from, to, soFar.use);
  const joulesByComponent: Record<string, number> = {};
  let joules = 0;
  for (const { channel, machineJoules, idleWatts, attribution } of soFar.energy) {
    const machine = Math.max(0, (after[channel.id] ?? 0) - (before[channel.id] ?? 0));
    const ofWindow = channel.component === "cpu" || channel.component === "dram" ? use : undefined;
    const own =
      ofWindow === undefined
        ? machineJoules > 0
          ? (machine * attribution.runJoules) / machineJoules
          : 0
        : attribute({ component: channel.component, joules: machine, idleWatts }, ofWindow, idlePolicy).runJoules;
    joulesByComponent[channel.component] = (joulesByComponent[channel.component] ?? 0) + own;
    joules += own;
  }
  return { seconds, joules, joulesByComponent };
}

/** What shares of a window are made from, or undefined where its ends were not seen in time. */
function useBetween(from: Mark, to: Mark, soFar: WindowUse): WindowUse | undefined {
  const durationSeconds = to.elapsedSeconds - from.elapsedSeconds;
  if (to.machine === undefined || to.tree === undefined || !wasSeenInTime(to, durationSeconds)) return undefined;
  // The first mark of a run comes before its processes do.
  if (from.tree === undefined ? from.elapsedSeconds > 0 : !wasSeenInTime(from, durationSeconds)) return undefined;
  const { meanMemoryUsedBytes } = soFar;
  return {
    ...soFar,
    durationSeconds,
    cpuSeconds: Math.max(0, to.tree.cpuSeconds - (from.tree?.cpuSeconds ?? 0)),
    busySeconds: Math.max(0, to.machine.busySeconds - (from.machine?.busySeconds ?? 0)),
    capacitySeconds: Math.max(0, to.machine.capacitySeconds - (from.machine?.capacitySeconds ?? 0)),
    meanResidentBytes: ((from.tree?.residentBytes ?? to.tree.residentBytes) + to.tree.residentBytes) / 2,
    ...(meanMemoryUsedBytes === undefined ? {} : { meanMemoryUsedBytes }),
  };
}

function wasSeenInTime({ elapsedSeconds, tree }: Mark, windowSeconds: number): boolean {
  return tree !== undefined && elapsedSeconds - tree.seenSeconds <= windowSeconds * lateShare;
}
