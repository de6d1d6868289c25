import file from "./data/interval-coverage.json" with { type: "json" };

/** How often the 90 % intervals of a method held what others measured or published: docs/evaluation.md. */
export interface IntervalCoverage {
  /** What has the interval, in words. */
  readonly what: string;
  /** What it was checked against, in words. */
  readonly against: string;
  /** Whether that was measured. What others estimated proves little. */
  readonly measured: boolean;
  readonly held: number;
  readonly of: number;
}

/** The checks of a method's intervals, the one with the most comparisons first; none if its intervals were not checked. */
export function intervalCoverage(methodId: string): readonly IntervalCoverage[] {
  return file.rows
    .filter(({ methods }) => methods.includes(methodId))
    .map(({ what, against, measured, held, of }) => ({ what, against, measured, held, of }))
    .toSorted((a, b) => b.of - a.of);
}
