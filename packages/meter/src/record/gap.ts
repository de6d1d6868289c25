/** A stretch in which a channel's counter was missing or wrong, and how it was handled. */
export interface Gap {
  readonly reason: "read-failed" | "reset" | "implausible" | "wrap-ambiguous" | "stuck";
  /** `healed`: a later reading includes the stretch. `imputed`: filled in. `missing`: left out. */
  readonly handling: "healed" | "imputed" | "missing";
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** The energy that was filled in; 0 unless imputed. */
  readonly imputedJoules: number;
  /** The observation, in words. */
  readonly detail: string;
}

/** Gaps in order. Only some are kept: a counter that fails repeatedly must not fill memory. */
export interface GapList {
  readonly gaps: readonly Gap[];
  /** Number of gaps beyond the first hundred. Their effect is in the totals. Their description is not kept. */
  readonly unlisted: number;
}

/** No gaps. */
export const noGaps: GapList = { gaps: [], unlisted: 0 };

const mostListed = 100;

/** Adds a gap. A gap that continues the last one becomes part of it. */
export function addGap(list: GapList, gap: Gap): GapList {
  const last = list.gaps.at(-1);
  if (last !== undefined && goesOn(last, gap)) {
    const longer = { ...last, toSeconds: gap.toSeconds, imputedJoules: last.imputedJoules + gap.imputedJoules };
    return { ...list, gaps: [...list.gaps.slice(0, -1), longer] };
  }
  if (list.gaps.length >= mostListed) return { ...list, unlisted: list.unlisted + 1 };
  return { ...list, gaps: [...list.gaps, gap] };
}

function goesOn(last: Gap, gap: Gap): boolean {
  return (
    last.reason === gap.reason &&
    last.handling === gap.handling &&
    last.detail === gap.detail &&
    last.toSeconds === gap.fromSeconds
  );
}
