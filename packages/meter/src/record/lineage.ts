import type { WorkloadStage } from "@wattledger/core";

/** The project, name and other groups of a run. A field that was not given is absent. */
export interface RunLineage {
  readonly stage?: WorkloadStage;
  readonly experiment?: string;
  /** Id of the run that this one continues or belongs to. */
  readonly parentRun?: string;
  readonly model?: string;
  readonly modelVersion?: string;
}

/** The energy attributed to a run: its share of the machine, or all of the machine's energy during the run. */
export type RunScope = "process" | "machine";
