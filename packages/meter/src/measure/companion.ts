import type { Mark } from "../attribute/mark.ts";
import type { Weights } from "../attribute/weights.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { ProgressLine, RunProgress } from "../record/progress.ts";
import type { RunStarted } from "../record/record.ts";

/** A run under way, as its companion sees it. */
export interface RunningRun {
  readonly started: RunStarted;
  readonly elapsedSeconds: () => number;
  /** Reads every instrument now. */
  readonly mark: () => Mark;
  /** Resolves when models have been chosen, and makes that happen sooner. Earlier marks are then complete too. */
  readonly modelsChosen: () => Promise<void>;
  /** The moment now, or the run's end: the energy in {@link soFar} is divided by it. */
  readonly weights: () => Weights;
  /** Everything up to the last look. */
  readonly soFar: () => RunMeasurement;
  readonly record: (line: ProgressLine) => void;
  /** Sends the command SIGTERM. */
  readonly askToEnd: () => void;
}

/** Follows a run while it lasts: phases, epochs, budget. It never delays the command, and ends it only by `askToEnd`. */
export interface Companion {
  /** The command has ended. `last` is the last look, `measurement` the result. */
  readonly end: (last: Mark, measurement: RunMeasurement) => Promise<RunProgress | undefined>;
}
