/** A stretch in which a channel's counter did not say what it should have, and what was done about it. */
export interface Gap {
  readonly reason: "read-failed" | "reset" | "implausible" | "wrap-ambiguous" | "stuck";
  /** `healed`: the counter told later what the stretch had used. `imputed`: filled in. `missing`: left out. */
  readonly handling: "healed" | "imputed" | "missing";
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** What was filled in; 0 unless imputed. */
  readonly imputedJoules: number;
  /** What was seen, for people. */
  readonly detail: string;
}

/** Gaps in order; a counter that fails over and over would else fill memory. */
export interface GapList {
  readonly gaps: readonly Gap[];
  /** Gaps beyond the first hundred: their effect is in the totals, their description is not kept. */
  readonly unlisted: number;
}

/** No gaps. */
export const noGaps: GapList = { gaps: [], unlisted: 0 };

const mostListed = 100;

/** Adds a gap; one that goes on where the last ended is the same gap. */
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
