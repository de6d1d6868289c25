import { addGap, noGaps } from "../record/gap.ts";
import type { Gap, GapList } from "../record/gap.ts";

/** What the integration of one channel has added up so far, whatever its rule. */
export interface Tally {
  readonly measuredJoules: number;
  readonly measuredSeconds: number;
  readonly imputedJoules: number;
  readonly imputedSeconds: number;
  /** Mean power of about the last minute: what a gap is filled with. */
  readonly recentWatts?: number;
  /** Lowest and highest mean power of an interval long enough to mean something. */
  readonly lowestWatts?: number;
  readonly highestWatts?: number;
  readonly gaps: GapList;
}

/** Nothing yet. */
export const emptyTally: Tally = {
  measuredJoules: 0,
  measuredSeconds: 0,
  imputedJoules: 0,
  imputedSeconds: 0,
  gaps: noGaps,
};

/** Energy of a channel over a window, or that nothing is known of it. */
export type IntegratedEnergy =
  | {
      readonly state: "known";
      /** Measured and imputed together. */
      readonly joules: number;
      readonly imputedJoules: number;
      /** Share of the window that the instrument itself speaks of. */
      readonly coverage: number;
      /**
       * Standard error from when the instrument was looked at: at the window's ends, in gaps and, of a gauge, between looks.
       */
      readonly edgeJoules: number;
      readonly lowestWatts?: number;
      readonly gaps: GapList;
    }
  | { readonly state: "unknown"; readonly gaps: GapList };

const recentSeconds = 60;
/** Shorter intervals show the instrument's renewal rather than power. */
const meaningfulSeconds = 0.5;

/** Adds energy that the instrument told of an interval. */
export function count<S extends Tally>(tally: S, joules: number, seconds: number): S {
  const watts = joules / seconds;
  const weight = tally.recentWatts === undefined ? 1 : 1 - Math.exp(-seconds / recentSeconds);
  const isMeaningful = seconds >= meaningfulSeconds;
  return {
    ...tally,
    measuredJoules: tally.measuredJoules + joules,
    measuredSeconds: tally.measuredSeconds + seconds,
    recentWatts: (tally.recentWatts ?? 0) * (1 - weight) + watts * weight,
    ...(isMeaningful ? { lowestWatts: Math.min(watts, tally.lowestWatts ?? watts) } : {}),
    ...(isMeaningful ? { highestWatts: Math.max(watts, tally.highestWatts ?? watts) } : {}),
  };
}

/** Beyond this, recent power says nothing of a gap. */
const longestImputedSeconds = 600;

/** A gap before it is decided what is done about it. */
export type Stretch = Omit<Gap, "handling" | "imputedJoules">;

/** Fills a stretch with recent power, or with `joules` where they are known better, or leaves it out. */
export function fill<S extends Tally>(tally: S, stretch: Stretch, joules?: number): S {
  const { fromSeconds, toSeconds } = stretch;
  if (toSeconds <= fromSeconds) return tally;
  if (joules === undefined && tally.recentWatts === undefined) {
    return { ...tally, gaps: addGap(tally.gaps, { ...stretch, handling: "missing", imputedJoules: 0 }) };
  }
  const filledTo = joules === undefined ? Math.min(toSeconds, fromSeconds + longestImputedSeconds) : toSeconds;
  const imputedJoules = joules ?? (tally.recentWatts ?? 0) * (filledTo - fromSeconds);
  const gaps = addGap(tally.gaps, { ...stretch, toSeconds: filledTo, handling: "imputed", imputedJoules });
  const rest: Gap = { ...stretch, fromSeconds: filledTo, handling: "missing", imputedJoules: 0 };
  return {
    ...tally,
    imputedJoules: tally.imputedJoules + imputedJoules,
    imputedSeconds: tally.imputedSeconds + filledTo - fromSeconds,
    gaps: filledTo < toSeconds ? addGap(gaps, rest) : gaps,
  };
}

/** Closes the books: what is known of a window of `durationSeconds`, with a standard error that is not the instrument's own. */
export function settleTally(tally: Tally, durationSeconds: number, edgeJoules: number): IntegratedEnergy {
  const { measuredJoules, measuredSeconds, imputedJoules, gaps, lowestWatts } = tally;
  if (measuredSeconds === 0 && imputedJoules === 0) return { state: "unknown", gaps };
  return {
    state: "known",
    joules: measuredJoules + imputedJoules,
    imputedJoules,
    coverage: durationSeconds > 0 ? Math.min(1, measuredSeconds / durationSeconds) : 1,
    edgeJoules: Math.hypot(edgeJoules, gapJoules(tally)),
    ...(lowestWatts === undefined ? {} : { lowestWatts }),
    gaps,
  };
}

/** The highest power that was seen, for bounds. */
export function highestWattsOf({ highestWatts, measuredJoules, measuredSeconds }: Tally): number {
  return highestWatts ?? (measuredSeconds > 0 ? measuredJoules / measuredSeconds : 0);
}

/** The 90 % interval reaches this many standard errors: `normalQuantile(0.95)` of core, which is not loaded before a command starts. */
export const reachOf90 = 1.6448536269514722;

/**
 * Standard error of what gaps were filled with. In all of them the power may have been the lowest or the highest that was seen: the
 * 90 % interval reaches the further one.
 */
function gapJoules({ imputedJoules, imputedSeconds, lowestWatts, highestWatts }: Tally): number {
  if (imputedSeconds === 0 || lowestWatts === undefined || highestWatts === undefined) return 0;
  const watts = imputedJoules / imputedSeconds;
  return (imputedSeconds * Math.max(0, highestWatts - watts, watts - lowestWatts)) / reachOf90;
}
