import { defined } from "@wattledger/core/defined";
import { houseZ } from "@wattledger/core/house-level";
import { addGap, noGaps } from "../record/gap.ts";
import type { Gap, GapList } from "../record/gap.ts";

/** The sums so far of one channel's integration, for counters and gauges. */
export interface Tally {
  readonly measuredJoules: number;
  readonly measuredSeconds: number;
  readonly imputedJoules: number;
  readonly imputedSeconds: number;
  /** Mean power of about the last minute. It fills gaps. */
  readonly recentWatts?: number;
  /** Lowest and highest mean power of an interval that is long enough to be meaningful. */
  readonly lowestWatts?: number;
  readonly highestWatts?: number;
  readonly gaps: GapList;
  /** Stretches before any power was known. They are filled when it is. */
  readonly pending: readonly Stretch[];
  /** Time that is not filled. */
  readonly missingSeconds: number;
}

/** A gap before it is decided how it is handled. */
export type Stretch = Omit<Gap, "handling" | "imputedJoules">;

/** The state at the start. */
export const emptyTally: Tally = {
  measuredJoules: 0,
  measuredSeconds: 0,
  imputedJoules: 0,
  imputedSeconds: 0,
  gaps: noGaps,
  pending: [],
  missingSeconds: 0,
};

/** Energy of a channel over a window, or that it is unknown. */
export type IntegratedEnergy =
  | {
      readonly state: "known";
      /** Measured and imputed together. */
      readonly joules: number;
      readonly imputedJoules: number;
      /** Share of the window that the instrument itself measured. */
      readonly coverage: number;
      /**
       * Standard error from the times of the looks: at the window's ends, in gaps and, for a gauge, between looks.
       */
      readonly edgeJoules: number;
      readonly lowestWatts?: number;
      readonly gaps: GapList;
    }
  | { readonly state: "unknown"; readonly gaps: GapList };

const recentSeconds = 60;
/** Shorter intervals show the instrument's renewal rather than power. */
const meaningfulSeconds = 0.5;

/** Adds energy that the instrument reported for an interval. */
export function count<S extends Tally>(tally: S, joules: number, seconds: number): S {
  const watts = joules / seconds;
  const weight = tally.recentWatts === undefined ? 1 : 1 - Math.exp(-seconds / recentSeconds);
  const isMeaningful = seconds >= meaningfulSeconds;
  const counted = {
    ...tally,
    measuredJoules: tally.measuredJoules + joules,
    measuredSeconds: tally.measuredSeconds + seconds,
    recentWatts: (tally.recentWatts ?? 0) * (1 - weight) + watts * weight,
    ...(isMeaningful ? { lowestWatts: Math.min(watts, tally.lowestWatts ?? watts) } : {}),
    ...(isMeaningful ? { highestWatts: Math.max(watts, tally.highestWatts ?? watts) } : {}),
  };
  return counted.measuredSeconds >= meaningfulSeconds ? fillPending(counted) : counted;
}

/** Fills the time before the first known power with the power measured since. */
function fillPending<S extends Tally>(tally: S): S {
  const { pending, measuredJoules, measuredSeconds } = tally;
  if (pending.length === 0 || measuredSeconds === 0) return tally;
  const meanWatts = measuredJoules / measuredSeconds;
  return pending.reduce<S>((before, stretch) => fillAt(before, stretch, meanWatts), { ...tally, pending: [] });
}

/** In a longer gap, recent power is not used. */
const longestImputedSeconds = 600;

/** Fills a stretch with recent power, or with `joules` if they are better known, or leaves it out. */
export function fill<S extends Tally>(tally: S, stretch: Stretch, joules?: number): S {
  const { fromSeconds, toSeconds } = stretch;
  if (toSeconds <= fromSeconds) return tally;
  if (joules !== undefined) return impute(tally, stretch, joules);
  return tally.recentWatts === undefined
    ? { ...tally, pending: withStretch(tally.pending, stretch) }
    : fillAt(tally, stretch, tally.recentWatts);
}

/** A stretch that continues the last one becomes part of it: a counter that fails at every look must not fill memory. */
function withStretch(pending: readonly Stretch[], stretch: Stretch): readonly Stretch[] {
  const last = pending.at(-1);
  const goesOn = last !== undefined && (last.toSeconds === stretch.fromSeconds || pending.length >= mostPending);
  return goesOn ? [...pending.slice(0, -1), { ...last, toSeconds: stretch.toSeconds }] : [...pending, stretch];
}

const mostPending = 100;

function fillAt<S extends Tally>(tally: S, stretch: Stretch, watts: number): S {
  const { fromSeconds, toSeconds } = stretch;
  const filledTo = Math.min(toSeconds, fromSeconds + longestImputedSeconds);
  const filled = impute(tally, { ...stretch, toSeconds: filledTo }, watts * (filledTo - fromSeconds));
  return filledTo < toSeconds ? leaveOut(filled, { ...stretch, fromSeconds: filledTo }) : filled;
}

function impute<S extends Tally>(tally: S, stretch: Stretch, imputedJoules: number): S {
  return {
    ...tally,
    imputedJoules: tally.imputedJoules + imputedJoules,
    imputedSeconds: tally.imputedSeconds + stretch.toSeconds - stretch.fromSeconds,
    gaps: addGap(tally.gaps, { ...stretch, handling: "imputed", imputedJoules }),
  };
}

function leaveOut<S extends Tally>(tally: S, stretch: Stretch): S {
  return {
    ...tally,
    missingSeconds: tally.missingSeconds + stretch.toSeconds - stretch.fromSeconds,
    gaps: addGap(tally.gaps, { ...stretch, handling: "missing", imputedJoules: 0 }),
  };
}

/** Returns what is known about a window of `durationSeconds`, with a standard error that does not include the instrument's own. */
export function settleTally(open: Tally, durationSeconds: number, edgeJoules: number): IntegratedEnergy {
  // If no power was ever known, a gap cannot be filled.
  const filled = fillPending(open);
  const tally = filled.pending.reduce<Tally>(leaveOut, filled);
  const { measuredJoules, measuredSeconds, imputedJoules, gaps, lowestWatts } = tally;
  if (measuredSeconds === 0 && imputedJoules === 0) return { state: "unknown", gaps };
  return {
    state: "known",
    joules: measuredJoules + imputedJoules,
    imputedJoules,
    coverage: durationSeconds > 0 ? Math.min(1, measuredSeconds / durationSeconds) : 1,
    edgeJoules: Math.hypot(edgeJoules, gapJoules(tally)),
    ...defined({ lowestWatts }),
    gaps,
  };
}

/** The highest observed power, for bounds. */
export function highestWattsOf({ highestWatts, measuredJoules, measuredSeconds }: Tally): number {
  return highestWatts ?? (measuredSeconds > 0 ? measuredJoules / measuredSeconds : 0);
}

/**
 * Standard error of gaps. In filled gaps the power may have been the lowest or the highest observed. In gaps that
 * were left out it may have been the highest. The 90 % interval reaches the furthest of these.
 */
function gapJoules(tally: Tally): number {
  const { imputedJoules, imputedSeconds, missingSeconds } = tally;
  const highest = highestWattsOf(tally);
  const lowest = tally.lowestWatts ?? highest;
  const watts = imputedSeconds > 0 ? imputedJoules / imputedSeconds : highest;
  const ofFilled = imputedSeconds * Math.max(0, highest - watts, watts - lowest);
  return (ofFilled + missingSeconds * highest) / houseZ;
}
