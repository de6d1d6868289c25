import type { PlaceHints } from "@wattledger/factors/hints";
import type { EnergyModel, Host, SensorFactory } from "@wattledger/sensors";
import type { OutputWatch } from "../command/output-pipe.ts";
import type { RunLineage, RunScope } from "../record/lineage.ts";
import type { MachineFacts } from "../record/machine-facts.ts";
import type { RunFinished, RunStarted } from "../record/record.ts";
import type { IdlePolicy } from "../record/use.ts";
import type { Companion, RunningRun } from "./companion.ts";

/** Everything that a measurement needs from outside. It reaches nothing else outside, except the command itself. */
export interface MeasureOptions {
  readonly host: Host;
  readonly sensorFactories: readonly SensorFactory[];
  /** Chooses models for this machine. Called when the command runs or has ended, so it may load large modules. */
  readonly resolveModels: (machine: MachineFacts) => Promise<readonly EnergyModel[]>;
  /** The command's environment. Launchers also describe the job there. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdinIsTerminal: boolean;
  readonly workingDirectory: string;
  readonly intervalSeconds: number;
  readonly idlePolicy: IdlePolicy;
  readonly name?: string;
  readonly project?: string;
  /** Further sentences for the reader of the figures. Absent: none. */
  readonly notes?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly lineage?: RunLineage;
  /** What is attributed to the run; its share of the machine unless given. */
  readonly scope?: RunScope;
  readonly zone?: string;
  /** The facts about the machine's place, used if no zone is given. Called when the command has started. */
  readonly placeHints?: () => PlaceHints;
  readonly pue?: number;
  /** Follows the run. Called when the command has started. Loading must not delay this call. */
  readonly accompany?: (run: RunningRun) => Companion;
  /** Called instead of `accompany` if another run measures this one, with the reason. */
  readonly unaccompanied?: (reason: string) => void;
  /** Reads the command's output and error output, which then are pipes. Called once for each of the two. */
  readonly watchOutput?: () => OutputWatch;
  /** Folder for records. Absent: no record is written. */
  readonly recordFolder?: string;
  /** Wall clock for labels. Durations come from the host's monotone clock. */
  readonly wallClock: () => Date;
  /** Numbers in [0, 1), for the run's id. */
  readonly random: () => number;
}

/** The result. A command that could not be started leaves no record. */
export type Measured =
  | { readonly kind: "not-started"; readonly exitCode: 126 | 127; readonly message: string }
  | {
      readonly kind: "finished";
      readonly started: RunStarted;
      readonly finished: RunFinished;
      /** Path of the record, and what was lost of it. Absent if no record was requested. */
      readonly record?: { readonly path: string; readonly problem?: string };
    };
