/** The unit of the parts of a run. */
export type PredictionBasis = "epochs" | "steps";

/** The factor on the half-widths of intervals, and the number of past runs that it was learnt from. */
export interface Widening {
  readonly runs: number;
  readonly joules: number;
  readonly seconds: number;
}

/**
 * A predicted figure. The interval is nominally at `level`. docs/prediction.md states how often it was measured to
 * hold, by kinds of runs.
 */
export interface Predicted {
  readonly nominal: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** Prediction for a run, as its meter will show it. The meter's own errors are additional. */
export interface Prediction {
  readonly basis: PredictionBasis;
  readonly done: number;
  readonly planned: number;
  /** Number of earlier runs from which the width of the interval was learnt. */
  readonly pastRuns: number;
  readonly joules: Predicted;
  readonly seconds: Predicted;
}
