import type { IdlePolicy } from "../record/use.ts";
import type { Mark } from "./mark.ts";
import { runStart, weightsAt } from "./weights.ts";
import type { Moment, RunSoFar, SettledMoment, Weights } from "./weights.ts";

/** Follows the command's use over time, so that its energy can be divided among parts of its time. */
export interface RunTrace {
  /** Adds a moment, the latest so far. */
  readonly add: (moment: Moment) => Mark;
  /** Weights of now. They divide the command's whole energy until now. */
  readonly weights: () => Weights;
}

/** Moments stay open for this time, because instruments that others read report late. */
const openSeconds = 5;
/** Moments are settled in batches, because each batch needs all that is known about the run. */
const leastOpen = 32;

interface Point {
  moment: Moment;
}

/** Begins at the run's start. `soFar` returns what is known about the run now. It is called before moments are settled. */
export function openTrace(idlePolicy: IdlePolicy, soFar: () => RunSoFar): RunTrace {
  let base: SettledMoment = runStart;
  let open: Point[] = [];
  /** Settles all moments up to one. The weights of a moment never change after they were returned. */
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
