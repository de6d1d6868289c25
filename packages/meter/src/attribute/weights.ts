import type { RunMeasurement } from "../record/measurement.ts";
import type { AcceleratorShare, IdlePolicy, WindowUse } from "../record/use.ts";
import { attribute } from "./attribute.ts";

/**
 * By channel, the energy that the command had used by a moment: the integral over time of the machine's power and the
 * command's share of it. Only ratios matter: they divide the command's energy among its phases and epochs.
 */
export type Weights = Readonly<Record<string, number>>;

/** Work until a moment, added up since the start of the run. */
export interface UseSoFar {
  readonly cpuSeconds: number;
  /** Of the whole machine. */
  readonly busySeconds: number;
  readonly capacitySeconds: number;
  /** Memory over time: the command's, and all memory in use on the machine. */
  readonly residentByteSeconds: number;
  readonly memoryByteSeconds: number;
  /** Of accelerators whose processes are known, by channel. */
  readonly accelerators: Readonly<Record<string, BoardUse>>;
}

/** The use of a board by processes, added up over time. */
export interface BoardUse {
  readonly ownBusySeconds: number;
  readonly allBusySeconds: number;
  /** Time with processes on the board, divided by their memory, or evenly if that is unknown. */
  readonly ownThereSeconds: number;
  readonly allThereSeconds: number;
}

/** A moment of a run. */
export interface Moment {
  readonly elapsedSeconds: number;
  /** Energy of the whole machine by channel. */
  readonly joules: () => Readonly<Record<string, number>>;
  /** Absent if the command's processes were not looked at in this moment. */
  readonly use?: UseSoFar;
  /** The weights, once they are settled. */
  readonly weights?: Weights;
}

/** A moment whose use and weights are settled. Later ones start from it. */
export interface SettledMoment {
  readonly elapsedSeconds: number;
  readonly joules: Readonly<Record<string, number>>;
  readonly use: UseSoFar;
  readonly weights: Weights;
  /** The command's share of each channel in the interval that ended here. */
  readonly shares: Weights;
}

/** The start of every run. */
export const runStart: SettledMoment = {
  elapsedSeconds: 0,
  joules: {},
  use: {
    cpuSeconds: 0,
    busySeconds: 0,
    capacitySeconds: 0,
    residentByteSeconds: 0,
    memoryByteSeconds: 0,
    accelerators: {},
  },
  weights: {},
  shares: {},
};

/** What is known about the run as a whole. */
export type RunSoFar = Pick<RunMeasurement, "energy" | "use">;

/**
 * Added to every weight, in J per J of the machine: a command without any observed activity still used its
 * energy at some time.
 */
const leastShare = 1e-9;

/** Weights never fall from one moment to the next. `moments` are in order of time, none before `base`. */
export function weightsAt(
  base: SettledMoment,
  moments: readonly Moment[],
  run: RunSoFar,
  idlePolicy: IdlePolicy,
): readonly SettledMoment[] {
  const joules = joulesAt(base, moments, run);
  const settled: SettledMoment[] = [];
  let from = base;
  let at = 0;
  while (at < moments.length) {
    // An interval ends where the command's processes were looked at. Moments inside it divide it by energy.
    const found = moments.findIndex(({ use }, index) => index >= at && use !== undefined);
    const end = found === -1 ? moments.length : found + 1;
    const within = moments.slice(at, end).map((moment, index) => ({ ...moment, joules: joules[at + index] ?? {} }));
    const done = settleInterval(from, within, run, idlePolicy);
    settled.push(...done);
    from = done.at(-1) ?? from;
    at = end;
  }
  return settled;
}

type Known = Omit<Moment, "joules"> & Pick<SettledMoment, "joules">;

function settleInterval(
  from: SettledMoment,
  moments: readonly Known[],
  run: RunSoFar,
  idlePolicy: IdlePolicy,
): readonly SettledMoment[] {
  const last = moments.at(-1);
  if (last === undefined) return [];
  const shares =
    last.use === undefined ? latestShares(from, run) : sharesBetween(from, { ...last, use: last.use }, run, idlePolicy);
  let before = from.weights;
  return moments.map((moment) => {
    const entries = run.energy.map(({ channel: { id } }): [string, number] => {
      const added = (moment.joules[id] ?? 0) - (from.joules[id] ?? 0);
      const weight = (from.weights[id] ?? 0) + Math.max(0, added) * ((shares[id] ?? 0) + leastShare);
      return [id, Math.max(weight, before[id] ?? 0)];
    });
    before = moment.weights ?? Object.fromEntries(entries);
    return {
      elapsedSeconds: moment.elapsedSeconds,
      joules: moment.joules,
      use: moment.use ?? from.use,
      weights: before,
      shares: moment.use === undefined ? from.shares : shares,
    };
  });
}

/** Until the next look at the command's processes, their activity is assumed to continue as before. */
function latestShares({ shares }: SettledMoment, { energy }: RunSoFar): Weights {
  return Object.fromEntries(energy.map(({ channel: { id }, attribution }) => [id, shares[id] ?? attribution.share]));
}

/** The command's share of each channel between two moments at which its processes were looked at. */
function sharesBetween(
  from: SettledMoment,
  to: Known & Pick<SettledMoment, "use">,
  run: RunSoFar,
  idlePolicy: IdlePolicy,
): Weights {
  const durationSeconds = to.elapsedSeconds - from.elapsedSeconds;
  const use = useBetween(from.use, to.use, durationSeconds, run.use);
  return Object.fromEntries(
    run.energy.map(({ channel: { id, component }, idleWatts }) => {
      const joules = Math.max(0, (to.joules[id] ?? 0) - (from.joules[id] ?? 0));
      if (joules === 0) return [id, 0];
      return [id, attribute({ id, component, joules, idleWatts }, use, idlePolicy).runJoules / joules];
    }),
  );
}

function useBetween(from: UseSoFar, to: UseSoFar, durationSeconds: number, run: WindowUse): WindowUse {
  const {
    cpuSeconds: _cpu,
    cpuSource: _source,
    meanResidentBytes: _resident,
    meanMemoryUsedBytes: _memory,
    accelerators = {},
    ...rest
  } = run;
  const grown = (field: "cpuSeconds" | "busySeconds" | "capacitySeconds"): number =>
    Math.max(0, to[field] - from[field]);
  const mean = (field: "residentByteSeconds" | "memoryByteSeconds"): number =>
    durationSeconds > 0 ? Math.max(0, to[field] - from[field]) / durationSeconds : 0;
  return {
    ...rest,
    durationSeconds,
    cpuSeconds: grown("cpuSeconds"),
    // If the kernel counted no tick in an interval, nothing is assumed: the tick is in another interval.
    cpuSource: "cgroup-created",
    busySeconds: grown("busySeconds"),
    capacitySeconds: grown("capacitySeconds"),
    meanResidentBytes: mean("residentByteSeconds"),
    meanMemoryUsedBytes: mean("memoryByteSeconds"),
    accelerators: Object.fromEntries(
      Object.entries(accelerators).map(([id, share]) => [
        id,
        { ...share, ...boardShares(share, from.accelerators[id], to.accelerators[id]) },
      ]),
    ),
  };
}

const unusedBoard: BoardUse = { ownBusySeconds: 0, allBusySeconds: 0, ownThereSeconds: 0, allThereSeconds: 0 };

function boardShares(
  { basis, dynamicShare, idleShare }: AcceleratorShare,
  from: BoardUse = unusedBoard,
  to: BoardUse | undefined,
): Pick<AcceleratorShare, "dynamicShare" | "idleShare"> {
  if (basis !== "processes" || to === undefined) return { dynamicShare, idleShare };
  const there = to.allThereSeconds - from.allThereSeconds;
  const busy = to.allBusySeconds - from.allBusySeconds;
  // No process used it, so its energy belongs to nobody.
  if (there <= 0) return { dynamicShare: 0, idleShare: 0 };
  const ofIdle = (to.ownThereSeconds - from.ownThereSeconds) / there;
  return { idleShare: ofIdle, dynamicShare: busy > 0 ? (to.ownBusySeconds - from.ownBusySeconds) / busy : ofIdle };
}

/** Joules of each moment. A channel that had not been read yet is interpolated between the readings before and after. */
function joulesAt(
  base: SettledMoment,
  moments: readonly Moment[],
  { energy }: RunSoFar,
): readonly Readonly<Record<string, number>>[] {
  const told = moments.map(({ joules }) => joules());
  const filled = told.map((): Record<string, number> => ({}));
  for (const { channel } of energy) {
    let before = { index: -1, seconds: base.elapsedSeconds, joules: base.joules[channel.id] ?? 0 };
    for (const [index, moment] of moments.entries()) {
      const known = told[index]?.[channel.id];
      if (known === undefined) continue;
      const joules = Math.max(known, before.joules);
      for (let at = before.index + 1; at <= index; at += 1) {
        const seconds = (moments[at]?.elapsedSeconds ?? 0) - before.seconds;
        const part = at === index ? 1 : seconds / (moment.elapsedSeconds - before.seconds);
        const own = filled[at];
        if (own !== undefined) own[channel.id] = before.joules + (joules - before.joules) * part;
      }
      before = { index, seconds: moment.elapsedSeconds, joules };
    }
    for (const own of filled.slice(before.index + 1)) own[channel.id] = before.joules;
  }
  return filled;
}
