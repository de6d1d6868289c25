import { defined } from "@wattledger/core";
import { integrateChannel } from "../src/integrate/channel-integral.ts";
import { nextMoment, unevenMoment } from "../src/integrate/schedule.ts";
import type { IntegratedEnergy } from "../src/integrate/tally.ts";

/*
 * Power over time whose energy is known, and instruments of every kind that look at it, integrated as in a run.
 */

/** In (0, 1). */
type Random = () => number;

/** Power over time, and what else happens in the time of a run. */
export interface SyntheticTrace {
  readonly name: string;
  /** Watts at a time, drawn again for each run. Asked for times in order. */
  readonly draw: (random: Random) => (seconds: number) => number;
  /** Looks in this time fail, or are not made at all, as the meter was stopped. */
  readonly failing?: Stretch;
  readonly unread?: Stretch;
  /** Counters wrap at so many joules, or start again at this time. */
  readonly rangeJoules?: number;
  readonly resetSeconds?: number;
}

interface Stretch {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** A counter, or a gauge that shows the mean of the time before. */
export interface SyntheticInstrument {
  readonly name: string;
  readonly refreshSeconds: number;
  /** Of a gauge: time of which it shows the mean; absent: it is a counter. */
  readonly averageSeconds?: number;
  /** Of a counter: joules of one step. */
  readonly stepJoules?: number;
}

const idle = 80;
const busy = 400;
const runSeconds = 120;

function square(period: number): SyntheticTrace["draw"] {
  return (random) => {
    const phase = random();
    const duty = 0.3 + 0.4 * random();
    return (seconds) => ((((seconds / period + phase) % 1) + 1) % 1 < duty ? busy : idle);
  };
}

const step: SyntheticTrace["draw"] = (random) => {
  const at = runSeconds * random();
  return (seconds) => (seconds < at ? idle : busy);
};

/** Bursts of 50 to 550 ms, a second apart on average. */
const bursts: SyntheticTrace["draw"] = (random) => {
  const starts: [number, number][] = [];
  for (let at = -2; at < runSeconds + 2; at -= Math.log(random())) starts.push([at, at + 0.05 + 0.5 * random()]);
  let next = 0;
  let until = Number.NEGATIVE_INFINITY;
  return (seconds) => {
    for (let start = starts[next]; start !== undefined && start[0] <= seconds; start = starts[next]) {
      until = Math.max(until, start[1]);
      next += 1;
    }
    return seconds < until ? busy : idle;
  };
};

export const traces: readonly SyntheticTrace[] = [
  { name: "constant", draw: () => () => busy },
  { name: "step", draw: step },
  { name: "ramp", draw: () => (seconds) => idle + ((busy - idle) * seconds) / runSeconds },
  { name: "bursts", draw: bursts },
  { name: "period of 1 s", draw: square(1) },
  { name: "period of 7 s", draw: square(7) },
  { name: "period of 130 ms", draw: square(0.13) },
  { name: "step, reads fail for 10 s", draw: step, failing: { fromSeconds: 50, toSeconds: 60 } },
  { name: "bursts, reads fail for 10 s", draw: bursts, failing: { fromSeconds: 50, toSeconds: 60 } },
  { name: "bursts, meter stopped for 20 s", draw: bursts, unread: { fromSeconds: 50, toSeconds: 70 } },
  { name: "step, counter wraps at 3000 J", draw: step, rangeJoules: 3000 },
  { name: "period of 7 s, counter reset", draw: square(7), resetSeconds: 61.3 },
];

export const instruments: readonly SyntheticInstrument[] = [
  { name: "counter, renewed each ms", refreshSeconds: 0.001, stepJoules: 61e-6 },
  { name: "counter, each 100 ms", refreshSeconds: 0.1, stepJoules: 1e-3 },
  { name: "counter, each second", refreshSeconds: 1, stepJoules: 1 },
  { name: "power, instant", refreshSeconds: 0.01, averageSeconds: 0 },
  { name: "power, instant, each second", refreshSeconds: 1, averageSeconds: 0 },
  { name: "power, mean of 1 s, each 100 ms", refreshSeconds: 0.1, averageSeconds: 1 },
  { name: "power, mean of 1 s, each second", refreshSeconds: 1, averageSeconds: 1 },
];

/** Whether an instrument counts energy, so that no power between two looks is lost. */
export function isCounter({ averageSeconds }: SyntheticInstrument): boolean {
  return averageSeconds === undefined;
}

/** What happened in one run, and what the meter says of it. */
export interface Tried {
  readonly truthJoules: number;
  readonly energy: IntegratedEnergy;
  /** Power as a rule without a clock of its own would have read it: at these times, evenly. */
  readonly wattsAt: (seconds: number) => number;
  readonly endSeconds: number;
}

const plausibleWatts = 1000;
/** Time before the run for instruments that look back. */
const beforeSeconds = 3;
const gridSeconds = 0.001;

/** Runs a meter that looks each second at an instrument on a trace. */
export function tryOut(trace: SyntheticTrace, instrument: SyntheticInstrument, random: Random): Tried {
  const endSeconds = runSeconds - random();
  const joulesAt = cumulative(trace.draw(random));
  const renewedAt = renewals(instrument.refreshSeconds, random);
  const meanBefore = (seconds: number, over: number): number => (joulesAt(seconds) - joulesAt(seconds - over)) / over;
  const read = readerOf(trace, instrument, joulesAt, renewedAt);
  const common = {
    id: "synthetic",
    sensor: "synthetic",
    of: "component",
    component: "other",
    evidence: "synthetic",
    method: "measured",
    relativeUncertainty: { value: 0, basis: "synthetic" },
    plausibleWatts,
    refreshSeconds: instrument.refreshSeconds,
  } as const;
  const { averageSeconds } = instrument;
  const integral =
    averageSeconds === undefined
      ? integrateChannel(
          {
            ...common,
            reads: "counter",
            ...defined({ rangeJoules: trace.rangeJoules }),
          },
          1,
        )
      : integrateChannel({ ...common, reads: "power", averageSeconds }, 1);
  const isUneven = averageSeconds !== undefined && averageSeconds < 1 && instrument.refreshSeconds < 1;
  for (const seconds of moments(endSeconds, isUneven, random)) {
    if (isWithin(seconds, trace.unread)) continue;
    integral.take(
      seconds,
      isWithin(seconds, trace.failing)
        ? { ok: false, error: { kind: "retry", cause: "EIO" } }
        : { ok: true, value: read(seconds) },
    );
  }
  return {
    truthJoules: joulesAt(endSeconds) - joulesAt(0),
    energy: integral.energyUntil(endSeconds),
    wattsAt: (seconds) =>
      meanBefore(
        renewedAt(seconds),
        averageSeconds === undefined ? gridSeconds : Math.max(gridSeconds, averageSeconds),
      ),
    endSeconds,
  };
}

/** The start, every second as a session keeps it, and the end. */
function moments(endSeconds: number, isUneven: boolean, random: Random): readonly number[] {
  const all = [0];
  for (let moment = nextMoment(0, 1); moment < endSeconds; moment = nextMoment(moment, 1)) {
    const due = isUneven ? unevenMoment(moment, 1, random) : moment;
    if (due < endSeconds) all.push(due);
  }
  return [...all, endSeconds];
}

function readerOf(
  { resetSeconds = Number.POSITIVE_INFINITY, rangeJoules = Number.POSITIVE_INFINITY }: SyntheticTrace,
  { averageSeconds, stepJoules = 0 }: SyntheticInstrument,
  joulesAt: (seconds: number) => number,
  renewedAt: (seconds: number) => number,
): (seconds: number) => number {
  return (seconds) => {
    const at = renewedAt(seconds);
    if (averageSeconds !== undefined) {
      const over = Math.max(averageSeconds, gridSeconds);
      return (joulesAt(at) - joulesAt(at - over)) / over;
    }
    const counted = joulesAt(at) - (seconds < resetSeconds ? 0 : joulesAt(resetSeconds));
    const stepped = Math.floor(counted / stepJoules) * stepJoules;
    return rangeJoules === Number.POSITIVE_INFINITY ? stepped : stepped % rangeJoules;
  };
}

/** The time of the last renewal, which is in no step with the run. */
function renewals(refreshSeconds: number, random: Random): (seconds: number) => number {
  const phase = random() * refreshSeconds;
  return (seconds) => Math.floor((seconds - phase) / refreshSeconds) * refreshSeconds + phase;
}

/** Joules since before the start, exact to a thousandth of a second of one jump. */
function cumulative(watts: (seconds: number) => number): (seconds: number) => number {
  const cells = Math.round((runSeconds + beforeSeconds + 1) / gridSeconds);
  const joules = new Float64Array(cells + 1);
  for (let cell = 0; cell < cells; cell += 1) {
    const middle = (cell + 0.5) * gridSeconds - beforeSeconds;
    joules[cell + 1] = (joules[cell] ?? 0) + watts(middle) * gridSeconds;
  }
  return (seconds) => {
    const place = (seconds + beforeSeconds) / gridSeconds;
    const cell = Math.max(0, Math.min(cells - 1, Math.floor(place)));
    const [from, to] = [joules[cell] ?? 0, joules[cell + 1] ?? 0];
    return from + (to - from) * (place - cell);
  };
}

function isWithin(seconds: number, stretch: Stretch | undefined): boolean {
  return stretch !== undefined && seconds >= stretch.fromSeconds && seconds < stretch.toSeconds;
}
