import type { CounterChannel } from "@wattledger/sensors";
import { addGap } from "../record/gap.ts";
import { count, emptyTally, fill, highestWattsOf, settleTally } from "./tally.ts";
import type { IntegratedEnergy, Tally } from "./tally.ts";

export type { IntegratedEnergy as CounterEnergy } from "./tally.ts";

/** What integration must know about a counter: where it wraps, which power is implausible, how often it moves. */
export type CounterLimits = Pick<CounterChannel, "rangeJoules" | "plausibleWatts" | "refreshSeconds">;

/** One look at a counter: its state, or why it could not be read. */
export type CounterLook =
  | { readonly elapsedSeconds: number; readonly counterJoules: number }
  | { readonly elapsedSeconds: number; readonly cause: string };

/** The state of the integration of one counter: plain data, made by {@link startCounter}. */
export interface CounterState extends Tally {
  readonly startSeconds: number;
  /** The last valid state of the counter. The time since then is one open interval. */
  readonly last?: { readonly elapsedSeconds: number; readonly counterJoules: number };
  /** Until when the counter did not move, if it did not. */
  readonly stillUntilSeconds?: number;
  /** Why the latest looks failed. */
  readonly failure?: string;
}

/** Begins a channel at the time from which its energy is needed. */
export function startCounter(startSeconds: number): CounterState {
  return { startSeconds, ...emptyTally };
}

/**
 * Takes the next look. A counter heals gaps by itself: after failed looks the difference covers the whole time, so
 * the interval stays open and nothing is lost. A value that cannot be right (a reset, more power than the part can
 * draw) is filled with recent power and listed as a gap.
 */
export function addLook(state: CounterState, look: CounterLook, limits: CounterLimits): CounterState {
  if ("cause" in look) return { ...state, failure: look.cause };
  const { last } = state;
  if (last === undefined) return firstLook(state, look, limits);
  if (look.counterJoules === last.counterJoules) return { ...state, stillUntilSeconds: look.elapsedSeconds };
  const closed = { ...state, last: look };
  delete closed.stillUntilSeconds;
  delete closed.failure;
  const seconds = look.elapsedSeconds - last.elapsedSeconds;
  const step = judge(look.counterJoules - last.counterJoules, last.counterJoules, seconds, state, limits);
  const stretch = { fromSeconds: last.elapsedSeconds, toSeconds: look.elapsedSeconds };
  switch (step.kind) {
    case "accepted": {
      const counted = count(closed, step.joules, seconds);
      if (state.failure === undefined) return counted;
      const gap = { ...stretch, reason: "read-failed", handling: "healed", imputedJoules: 0 } as const;
      return { ...counted, gaps: addGap(counted.gaps, { ...gap, detail: state.failure }) };
    }
    case "guessed":
      return fill(closed, { ...stretch, reason: "wrap-ambiguous", detail: step.detail }, step.joules);
    case "refused":
      return fill(closed, { ...stretch, reason: step.reason, detail: step.detail });
  }
}

function firstLook(state: CounterState, look: NonNullable<CounterState["last"]>, limits: CounterLimits): CounterState {
  const begun = { ...state, last: look };
  delete begun.failure;
  if (look.elapsedSeconds <= state.startSeconds) return begun;
  // A counter that renews itself every r seconds shows its count of up to r seconds ago: such a delay is not a late start.
  if (look.elapsedSeconds <= state.startSeconds + limits.refreshSeconds) {
    return { ...begun, last: { ...look, elapsedSeconds: state.startSeconds } };
  }
  const stretch = { fromSeconds: state.startSeconds, toSeconds: look.elapsedSeconds };
  return fill(begun, { ...stretch, reason: "read-failed", detail: state.failure ?? "not read" });
}

type Step =
  | { readonly kind: "accepted"; readonly joules: number }
  | { readonly kind: "guessed"; readonly joules: number; readonly detail: string }
  | { readonly kind: "refused"; readonly reason: "reset" | "implausible"; readonly detail: string };

function judge(
  difference: number,
  previous: number,
  seconds: number,
  state: CounterState,
  limits: CounterLimits,
): Step {
  const { rangeJoules = Number.POSITIVE_INFINITY, plausibleWatts, refreshSeconds } = limits;
  // The counter may be one renewal ahead at the end and one behind at the start.
  const most = plausibleWatts * (seconds + 2 * refreshSeconds);
  if (seconds > rangeJoules / plausibleWatts) return nearestTurn(difference, seconds, most, state, rangeJoules);
  const wrapped = difference < 0 && previous > rangeJoules / 2 && difference + rangeJoules <= most;
  const joules = wrapped ? difference + rangeJoules : difference;
  if (joules < 0) {
    const detail = `the counter fell by ${(-joules).toFixed(1)} J without a wrap`;
    return { kind: "refused", reason: "reset", detail };
  }
  if (joules > most) {
    const detail = `${joules.toFixed(1)} J in ${seconds.toFixed(3)} s would be ${Math.round(joules / seconds)} W`;
    return { kind: "refused", reason: "implausible", detail };
  }
  return { kind: "accepted", joules };
}

/** After so long a time the counter may have wrapped several times: choose the number that recent power suggests. */
function nearestTurn(difference: number, seconds: number, most: number, state: CounterState, range: number): Step {
  const least = difference < 0 ? difference + range : difference;
  const turns = Math.max(0, Math.round(((state.recentWatts ?? 0) * seconds - least) / range));
  const joules = least + turns * range;
  const detail = `the counter may have wrapped more than once in ${seconds.toFixed(0)} s; ${turns} more wraps assumed`;
  // A counter that fell by more than its range is not valid; the result would be negative.
  return joules >= 0 && joules <= most
    ? { kind: "guessed", joules, detail }
    : { kind: "refused", reason: "implausible", detail: `${joules.toFixed(0)} J in ${seconds.toFixed(0)} s` };
}

/** A counter that has not moved for so many renewals does not count. */
const stuckRenewals = 100;

/** Closes the window at `endSeconds` and returns its energy. Does not change `state`: it can be called at any time. */
export function energyUntil(state: CounterState, endSeconds: number, limits: CounterLimits): IntegratedEnergy {
  const closed = closeTail(state, endSeconds, limits);
  // The counter's value is up to one renewal r old, at either end: an error uniform in [0, r P]. The worst case (root mean
  // square r P / √3) has the highest power at one end and none at the other.
  const edgeJoules = (limits.refreshSeconds * highestWattsOf(closed)) / Math.sqrt(3);
  return settleTally(closed, endSeconds - closed.startSeconds, edgeJoules);
}

function closeTail(state: CounterState, endSeconds: number, limits: CounterLimits): CounterState {
  const { last } = state;
  if (last === undefined) {
    const detail = state.failure ?? "never read";
    return fill(state, { reason: "read-failed", fromSeconds: state.startSeconds, toSeconds: endSeconds, detail });
  }
  const stillUntil = state.stillUntilSeconds ?? last.elapsedSeconds;
  const stillSeconds = stillUntil - last.elapsedSeconds;
  const stuck = stillSeconds > stuckRenewals * limits.refreshSeconds || state.recentWatts === undefined;
  const still = { reason: "stuck", fromSeconds: last.elapsedSeconds, toSeconds: stillUntil } as const;
  const seen = stuck
    ? fill(state, { ...still, detail: "the counter did not move" })
    : { ...state, measuredSeconds: state.measuredSeconds + stillSeconds };
  const detail = state.failure ?? "no further reading";
  return fill(seen, { reason: "read-failed", fromSeconds: stillUntil, toSeconds: endSeconds, detail });
}
