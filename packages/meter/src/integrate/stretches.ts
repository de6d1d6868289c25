/** A stretch of time, in seconds of some clock. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The same time without overlaps, in order. Stretches with no more than `gap` seconds between them become one. */
export function union(stretches: readonly Stretch[], gap = 0): readonly Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || stretch.from > last.to + gap) merged.push(stretch);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
  }
  return merged;
}

/** Length of the union, in seconds. */
export function unionSeconds(stretches: readonly Stretch[]): number {
  return union(stretches).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Of overlapping stretches of one thing the longest, so that no time counts twice. */
export function withoutOverlaps<T extends { readonly stretch: Stretch }>(parts: readonly T[]): readonly T[] {
  const kept: T[] = [];
  for (const part of parts.toSorted((a, b) => seconds(b.stretch) - seconds(a.stretch))) {
    const { from, to } = part.stretch;
    // Clocks that were read one after the other let neighbours overlap by a little.
    const most = Math.max(0.05, 0.01 * (to - from));
    if (kept.every(({ stretch }) => Math.min(to, stretch.to) - Math.max(from, stretch.from) <= most)) kept.push(part);
  }
  return kept;
}

function seconds({ from, to }: Stretch): number {
  return to - from;
}
