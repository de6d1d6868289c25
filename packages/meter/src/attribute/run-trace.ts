import type { IdlePolicy } from "../record/use.ts";
import type { Mark } from "./mark.ts";
import { runStart, weightsAt } from "./weights.ts";
import type { Moment, RunSoFar, SettledMoment, Weights } from "./weights.ts";

/** Follows what the command used over time, so that its energy can be divided among parts of its time. */
export interface RunTrace {
  /** Adds a moment, the latest so far. */
  readonly add: (moment: Moment) => Mark;
  /** Weights of now: what the whole of the command's energy until now is divided by. */
  readonly weights: () => Weights;
}

/** Moments are kept open so long, as instruments that others read tell of them late. */
const openSeconds = 5;
/** Moments are settled in batches, as what is known of the whole run must be put together for it. */
const leastOpen = 32;

interface Point {
  moment: Moment;
}

/** Begins at the run's start. `soFar` gives what is known of the run now; it is asked when something has to be settled. */
export function openTrace(idlePolicy: IdlePolicy, soFar: () => RunSoFar): RunTrace {
  let base: SettledMoment = runStart;
  let open: Point[] = [];
  /** Settles all moments until one; what was told of a moment once stays. */
  const settle = (until: Point, run: RunSoFar): Weights => {
    if (until.moment.weights !== undefined) return until.moment.weights;
    const found = settleOpen(run);
    const last = open.indexOf(until);
    for (const [index, point] of open.entries()) {
      const weights = found[index]?.weights;
      if (index <= last && weights !== undefined) point.moment = { ...point.moment, weights };
    }
    const seen = open.findLastIndex(({ moment: { use } }, index) => index <= last && use !== undefined);
    base = found[seen] ?? base;
    open = open.slice(seen + 1);
    return until.moment.weights ?? {};
  };
  const settleOpen = (run: RunSoFar, ...later: readonly Moment[]): readonly SettledMoment[] =>
    weightsAt(base, [...open.map(({ moment }) => moment), ...later], run, idlePolicy);
  return {
    add: (moment) => {
      const point: Point = { moment };
      open.push(point);
      const old = open.findLast((one) => one.moment.elapsedSeconds < moment.elapsedSeconds - openSeconds);
      if (old !== undefined && open.length >= leastOpen) settle(old, soFar());
      return { elapsedSeconds: moment.elapsedSeconds, weights: () => point.moment.weights ?? settle(point, soFar()) };
    },
    weights: () => {
      const run = soFar();
      const joules = Object.fromEntries(run.energy.map(({ channel, machineJoules }) => [channel.id, machineJoules]));
      const now: Moment = { elapsedSeconds: run.use.durationSeconds, joules: () => joules };
      return settleOpen(run, now).at(-1)?.weights ?? base.weights;
    },
  };
}
