import type { Mark } from "../attribute/mark.ts";
import type { Weights } from "../attribute/weights.ts";
import type { ProgressLine, RunProgress } from "../record/progress.ts";
import type { RunStarted } from "../record/record.ts";
import type { RunMeasurement } from "../record/measurement.ts";

/** A run under way, as its companion sees it. */
export interface RunningRun {
  readonly started: RunStarted;
  readonly elapsedSeconds: () => number;
  /** Reads every instrument now. */
  readonly mark: () => Mark;
  /** When models have been chosen, which asking for it hastens. Marks from before are then complete as well. */
  readonly modelsChosen: () => Promise<void>;
  /** Of now, or of the run's end: what the energy in {@link soFar} is divided by. */
  readonly weights: () => Weights;
  /** All that is known up to the last look. */
  readonly soFar: () => RunMeasurement;
  readonly record: (line: ProgressLine) => void;
  /** Sends the command SIGTERM. */
  readonly askToEnd: () => void;
}

/** Follows a run while it lasts: phases, epochs, budget. It never delays the command, nor ends it but by `askToEnd`. */
export interface Companion {
  /** The command has ended. `last` is the last look, `measurement` what everything came to. */
  readonly end: (last: Mark, measurement: RunMeasurement) => Promise<RunProgress | undefined>;
}
