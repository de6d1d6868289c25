import type { Metric, Point } from "../otlp/signals.ts";

/** What is remembered of a series of points: the last one. Times in nanoseconds as texts, so that it can be written as JSON. */
export interface SeriesState {
  readonly start: string;
  readonly time: string;
  readonly value: number;
  readonly count?: number;
  /** The shortest time between two points that was seen, in ms. */
  readonly intervalMilliseconds?: number;
}

/** How much a series grew, and from when to when. */
export interface Increment {
  readonly fromNanoseconds: bigint;
  readonly toNanoseconds: bigint;
  readonly amount: number;
  /** Calls, of a histogram. */
  readonly count?: number;
}

/** A series after one more point. */
export interface Advanced {
  readonly state: SeriesState;
  readonly increment?: Increment;
  /** What was odd, for the sender. */
  readonly note?: string;
}

/** Whether a counter begins at zero when its sender starts, or was running long before: a meter of the hardware. */
export type CounterOrigin = "sender" | "hardware";

/**
 * Takes the next point of a counter. A fall is a reset: the new value counts whole. The first value of a counter of the hardware, and of
 * one without a start time, is of an unknown period and counts nothing.
 */
export function advanceCounter(
  previous: SeriesState | undefined,
  point: Point,
  { temporality, origin }: { readonly temporality: Metric["temporality"]; readonly origin: CounterOrigin },
): Advanced {
  const { startNanoseconds: start, timeNanoseconds: time, value, count } = point;
  const state: SeriesState = {
    start: String(start),
    time: String(time),
    value,
    ...(count === undefined ? {} : { count }),
  };
  if (value < 0) return kept(previous, state, "A counter is negative; the point was not read.");
  if (previous !== undefined && time <= BigInt(previous.time)) return { state: previous };
  const whole = (from: bigint): Advanced => ({
    state,
    ...(from < time ? { increment: increment(from, point, { value: 0, count: 0 }) } : {}),
  });
  if (temporality === "delta") {
    if (previous === undefined || start >= BigInt(previous.time)) return whole(start === 0n ? time : start);
    if (start === BigInt(previous.start) && value >= previous.value)
      return {
        state,
        increment: increment(BigInt(previous.time), point, previous),
        note: "Delta points overlap and grow from one start: they were read as cumulative.",
      };
    return { ...whole(BigInt(previous.time)), note: "Delta points overlap. Check the clock of the sender." };
  }
  if (previous === undefined) {
    if (origin === "hardware" || start === 0n || start >= time)
      return { state, note: "The first value of a counter is of an unknown period; it is the base of the next one." };
    return whole(start);
  }
  const last = BigInt(previous.time);
  const fell = value < previous.value;
  const isNewStart = start !== 0n && start > BigInt(previous.start) && start >= last;
  if (fell || (isNewStart && origin === "sender")) return whole(start > last ? start : last);
  return { state, increment: increment(last, point, previous) };
}

/**
 * Takes the next point of a power. The energy between two points is the mean of their powers over the time, where the gap is not longer
 * than the series allows; over a longer gap nothing is known.
 */
export function advancePower(previous: SeriesState | undefined, { timeNanoseconds: time, value }: Point): Advanced {
  const bare: SeriesState = { start: "0", time: String(time), value };
  if (value < 0) return kept(previous, bare, "A power is negative; the point was not read.");
  if (previous === undefined) return { state: bare };
  const last = BigInt(previous.time);
  if (time <= last) return { state: previous };
  const gapMilliseconds = Number(time - last) / 1e6;
  const usual = previous.intervalMilliseconds;
  const allowed = usual === undefined ? firstGapMilliseconds : Math.min(longestGapMilliseconds, gapFactor * usual);
  if (gapMilliseconds > allowed)
    return { state: usual === undefined ? bare : { ...bare, intervalMilliseconds: usual }, note: gapNote };
  const seconds = gapMilliseconds / 1000;
  return {
    state: { ...bare, intervalMilliseconds: Math.min(gapMilliseconds, usual ?? gapMilliseconds) },
    increment: { fromNanoseconds: last, toNanoseconds: time, amount: ((previous.value + value) / 2) * seconds },
  };
}

const firstGapMilliseconds = 120_000;
const longestGapMilliseconds = 600_000;
const gapFactor = 2.5;
const gapNote = "Points of a power are too far apart: the energy between them is unknown.";

/** The mean of a series' gap, as the rules above have it; a negative value leaves the series as it was. */
function kept(previous: SeriesState | undefined, state: SeriesState, note: string): Advanced {
  return { state: previous ?? { ...state, value: 0 }, note };
}

function increment(
  from: bigint,
  { timeNanoseconds, value, count }: Point,
  before: { readonly value: number; readonly count?: number },
): Increment {
  return {
    fromNanoseconds: from,
    toNanoseconds: timeNanoseconds,
    amount: value - before.value,
    ...(count === undefined ? {} : { count: Math.max(0, count - (before.count ?? 0)) }),
  };
}
