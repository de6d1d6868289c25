import type { PlaceHints } from "@wattledger/factors/hints";
import type { EnergyModel, Host, SensorFactory } from "@wattledger/sensors";
import type { IdlePolicy } from "../record/use.ts";
import type { Companion, RunningRun } from "./companion.ts";
import type { RunLineage, RunScope } from "../record/lineage.ts";
import type { MachineFacts } from "../record/machine-facts.ts";
import type { OutputWatch } from "../command/output-pipe.ts";
import type { RunFinished, RunStarted } from "../record/record.ts";

/** What a measurement needs from outside; nothing of the world is reached around it but the command itself. */
export interface MeasureOptions {
  readonly host: Host;
  readonly sensorFactories: readonly SensorFactory[];
  /** Chooses models for this machine. Called when the command runs or has ended, so it may load what it likes. */
  readonly resolveModels: (machine: MachineFacts) => Promise<readonly EnergyModel[]>;
  /** The command's environment; also tells of launchers. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdinIsTerminal: boolean;
  readonly workingDirectory: string;
  readonly intervalSeconds: number;
  readonly idlePolicy: IdlePolicy;
  readonly name?: string;
  readonly project?: string;
  /** What a reader of the figures should hear, as sentences, besides what measuring finds out; absent: nothing. */
  readonly notes?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly lineage?: RunLineage;
  /** What the run bears; its share of the machine unless given. */
  readonly scope?: RunScope;
  readonly zone?: string;
  /** What the machine tells of its place, for when no zone is given. Called when the command has started. */
  readonly placeHints?: () => PlaceHints;
  readonly pue?: number;
  /** Follows the run. Called when the command has started; what it loads must not delay this call. */
  readonly accompany?: (run: RunningRun) => Companion;
  /** Called in place of `accompany` where this run is not measured by itself, with the reason. */
  readonly unaccompanied?: (reason: string) => void;
  /** Sees the command's output and errors, which then are pipes. Called once for each of the two. */
  readonly watchOutput?: () => OutputWatch;
  /** Where records are kept; absent: none is written. */
  readonly recordFolder?: string;
  /** For labels; durations come from the host's monotone clock. */
  readonly wallClock: () => Date;
  /** Numbers in [0, 1), for the run's id. */
  readonly random: () => number;
}

/** How it went. A command that could not be started leaves no record. */
export type Measured =
  | { readonly kind: "not-started"; readonly exitCode: 126 | 127; readonly message: string }
  | {
      readonly kind: "finished";
      readonly started: RunStarted;
      readonly finished: RunFinished;
      /** Where the record is; a problem says what was lost of it. Absent if none was wanted. */
      readonly record?: { readonly path: string; readonly problem?: string };
    };
