import type { PowerChannel } from "@wattledger/sensors";
import { count, emptyTally, fill, highestWattsOf, settleTally } from "./tally.ts";
import type { IntegratedEnergy, Tally } from "./tally.ts";

/** What integration must know about a gauge, and the nominal time between its figures. */
export type GaugeLimits = Pick<PowerChannel, "plausibleWatts" | "averageSeconds" | "refreshSeconds"> & {
  readonly nominalSeconds: number;
};

/** One look at a gauge: its power, or why it showed none. */
export type GaugeLook =
  | { readonly elapsedSeconds: number; readonly watts: number }
  | { readonly elapsedSeconds: number; readonly cause: string };

/** The state of the integration of one gauge: plain data, made by {@link startGauge}. */
export interface GaugeState extends Tally {
  readonly startSeconds: number;
  readonly last?: { readonly elapsedSeconds: number; readonly watts: number };
  /** Why the latest looks failed. */
  readonly failure?: string;
  /** Jumps from one figure to the next, squared and summed, in W², and their number. */
  readonly jumps: { readonly squaredWatts: number; readonly count: number };
  /** The first figure. Between it and the last is the error from a delay of the instrument. */
  readonly firstWatts?: number;
  /** The error from power between the figures: standard errors in J of each interval, squared and summed, and summed. */
  readonly unseen: { readonly squaredJoules: number; readonly joules: number };
}

/** Begins a gauge at the time from which its energy is needed. */
export function startGauge(startSeconds: number): GaugeState {
  const jumps = { squaredWatts: 0, count: 0 };
  return { startSeconds, ...emptyTally, jumps, unseen: { squaredJoules: 0, joules: 0 } };
}

/** Two figures further apart than so many nominal intervals have a gap between them, and no straight line. */
const gapAfterIntervals = 3;

/**
 * Takes the next figure. Instant power is integrated by trapezoids. An average over the time since about the last
 * figure is by itself the energy of that time. A value that no instrument can show counts as a failed look. Unlike a
 * counter, a gauge does not heal a gap: the missed time is filled with recent power.
 */
export function addPower(state: GaugeState, look: GaugeLook, limits: GaugeLimits): GaugeState {
  if ("cause" in look) return { ...state, failure: look.cause };
  const { elapsedSeconds, watts } = look;
  if (!(watts >= 0 && watts <= limits.plausibleWatts)) return { ...state, failure: `${watts} W is not plausible` };
  const { last } = state;
  if (last === undefined) return firstPower(state, look, limits);
  const seconds = elapsedSeconds - last.elapsedSeconds;
  if (seconds <= 0) return state;
  const closed = { ...state, last: look };
  delete closed.failure;
  if (seconds > gapAfterIntervals * limits.nominalSeconds) {
    const detail = state.failure ?? "no figure arrived";
    return fill(closed, {
      reason: "read-failed",
      fromSeconds: last.elapsedSeconds,
      toSeconds: elapsedSeconds,
      detail,
    });
  }
  const jumpWatts = watts - last.watts;
  const unseenSeconds = Math.max(0, seconds - limits.averageSeconds);
  const joules = isAverageOf(seconds, limits) ? watts * seconds : ((last.watts + watts) / 2) * seconds;
  const jumps = { squaredWatts: state.jumps.squaredWatts + jumpWatts ** 2, count: state.jumps.count + 1 };
  return count({ ...closed, jumps, unseen: addUnseen(state, unseenSeconds * jumpWatts) }, joules, seconds);
}

/**
 * What a jump J between two figures d apart shows about the power between them. If power changes seldom, the one jump was at any
 * time: J d / √12. If it changes more often than it is looked at, each figure is an independent draw, and a pair of draws is J = √2 σ
 * apart: J d / √2. This is larger, and it is used, because figures do not show which case applies.
 */
function addUnseen({ unseen }: GaugeState, jouleJump: number): GaugeState["unseen"] {
  const joules = Math.abs(jouleJump) / Math.SQRT2;
  return { squaredJoules: unseen.squaredJoules + joules ** 2, joules: unseen.joules + joules };
}

/** Whether a trailing average covers the interval so nearly that it is the interval's own mean. */
function isAverageOf(seconds: number, { averageSeconds }: GaugeLimits): boolean {
  return averageSeconds > 0 && seconds <= 2 * averageSeconds;
}

function firstPower(state: GaugeState, look: NonNullable<GaugeState["last"]>, limits: GaugeLimits): GaugeState {
  const { elapsedSeconds } = look;
  const { startSeconds } = state;
  const begun = {
    ...state,
    firstWatts: look.watts,
    last: { ...look, elapsedSeconds: Math.max(startSeconds, elapsedSeconds) },
  };
  delete begun.failure;
  const seconds = elapsedSeconds - startSeconds;
  if (seconds <= 0) return begun;
  const held = hold(begun, Math.min(seconds, limits.nominalSeconds));
  if (seconds <= limits.nominalSeconds) return held;
  const stretch = { fromSeconds: startSeconds, toSeconds: elapsedSeconds - limits.nominalSeconds };
  return fill(held, { ...stretch, reason: "read-failed", detail: state.failure ?? "no figure yet" });
}

/** Uses the last figure for a time next to it without any figure. */
function hold(state: GaugeState, seconds: number): GaugeState {
  const { last, jumps } = state;
  if (last === undefined || seconds <= 0) return state;
  // A single figure does not show how much power changes: assume by as much as its own value.
  const squaredJump = jumps.count > 0 ? jumps.squaredWatts / jumps.count : last.watts ** 2;
  const held = { ...state, unseen: addUnseen(state, seconds * Math.sqrt(squaredJump)) };
  return count(held, last.watts * seconds, seconds);
}

/** Closes the window at `endSeconds` and returns its energy. Does not change `state`: it can be called at any time. */
export function gaugeEnergyUntil(state: GaugeState, endSeconds: number, limits: GaugeLimits): IntegratedEnergy {
  const closed = closeTail(state, endSeconds, limits);
  return settleTally(
    closed,
    endSeconds - closed.startSeconds,
    Math.hypot(unseenJoules(closed, limits), endJoules(closed, limits)),
  );
}

/**
 * Errors of intervals are independent if the looks are uneven. An instrument that renews itself no more often than it is looked at sets the
 * looks itself: a periodic load stays in step with them, and the errors add up (jumps up and jumps down with opposite signs).
 */
function unseenJoules({ unseen }: GaugeState, { refreshSeconds, nominalSeconds }: GaugeLimits): number {
  return refreshSeconds < nominalSeconds ? Math.sqrt(unseen.squaredJoules) : unseen.joules / Math.sqrt(6);
}

/**
 * A gauge's figure is up to one renewal old, which shifts its energy in time: uniform in [0, r]. The part of the power that an average does not
 * show is missing at both ends, up to all of it.
 */
function endJoules(state: GaugeState, { averageSeconds, refreshSeconds }: GaugeLimits): number {
  const { firstWatts = 0, last, jumps } = state;
  const typicalJump = jumps.count > 0 ? Math.sqrt(jumps.squaredWatts / jumps.count) : 0;
  const shift = Math.max(typicalJump, Math.abs((last?.watts ?? firstWatts) - firstWatts));
  const hidden = averageSeconds > 0 ? highestWattsOf(state) / Math.SQRT2 : 0;
  return Math.hypot(refreshSeconds * shift, averageSeconds * hidden) / Math.sqrt(3);
}

function closeTail(state: GaugeState, endSeconds: number, limits: GaugeLimits): GaugeState {
  const { last, failure } = state;
  if (last === undefined) {
    const detail = failure ?? "never read";
    return fill(state, { reason: "read-failed", fromSeconds: state.startSeconds, toSeconds: endSeconds, detail });
  }
  const heldUntil = Math.min(endSeconds, last.elapsedSeconds + limits.nominalSeconds);
  const held = hold(state, heldUntil - last.elapsedSeconds);
  const detail = failure ?? "no further figure";
  return fill(held, { reason: "read-failed", fromSeconds: heldUntil, toSeconds: endSeconds, detail });
}
