import type { WorkloadStage } from "@wattledger/core";

/** What a run is part of. What was not given is absent. */
export interface RunLineage {
  readonly stage?: WorkloadStage;
  readonly experiment?: string;
  /** Id of the run that this one continues or belongs to. */
  readonly parentRun?: string;
  readonly model?: string;
  readonly modelVersion?: string;
}

/** What a run bears: its share of the machine, or all that the machine used while it lasted. */
export type RunScope = "process" | "machine";
