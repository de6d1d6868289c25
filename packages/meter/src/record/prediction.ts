/** What the parts of a run are counted in. */
export type PredictionBasis = "epochs" | "steps";

/** What the half-widths of intervals are multiplied by, and from how many past runs that was learnt. */
export interface Widening {
  readonly runs: number;
  readonly joules: number;
  readonly seconds: number;
}

/**
 * A figure that is not known yet. The interval is nominally at `level`; how often it holds on which kinds of runs is
 * measured and stated in docs/prediction.md.
 */
export interface Predicted {
  readonly nominal: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** What a run will come to, as its meter will show it: errors of the meter itself come on top. */
export interface Prediction {
  readonly basis: PredictionBasis;
  readonly done: number;
  readonly planned: number;
  /** From so many earlier runs it was learnt how wide the interval must be. */
  readonly pastRuns: number;
  readonly joules: Predicted;
  readonly seconds: Predicted;
}
