import type { PlaceHints } from "@wattledger/factors/hints";
import type { Channel, SensorAvailability } from "@wattledger/sensors";
import type { Gap } from "./gap.ts";
import type { JobPlace } from "./job-place.ts";
import type { RunLineage, RunScope } from "./lineage.ts";
import type { MachineFacts } from "./machine-facts.ts";
import type { RunMeasurement } from "./measurement.ts";
import type { ProgressLine, RunProgress } from "./progress.ts";
import type { IdlePolicy } from "./use.ts";

/*
 * A run record is a JSON Lines file. Each line is an object with a `kind`, appended in one write after its event
 * has happened. A record that ends early therefore contains everything until then. The first line is `run-started`.
 * Readers skip unknown kinds. record-schema.ts has the same types in zod. It is a separate file because writing must not
 * wait for zod to load.
 */

/** Names the format and its version. A reader refuses a version above its own. */
export const recordSchemaId = "wattledger/run-record/1";

/** First line: the command, the machine, and the instruments that measure it. Command and folder stay on the machine. */
export interface RunStarted {
  readonly kind: "run-started";
  readonly schema: typeof recordSchemaId;
  readonly id: string;
  readonly name?: string;
  readonly project?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The project, name and other groups of the run. Absent if nothing was given. */
  readonly lineage?: RunLineage;
  /** ISO 8601, UTC. A label: durations come from a monotone clock. */
  readonly startedAt: string;
  readonly command: readonly string[];
  /** Number of arguments left out at the end of `command`, because they were long. */
  readonly omittedArguments: number;
  readonly workingDirectory: string;
  /** The wrapper, as the kernel knows it: it separates a running run from one that was cut short. */
  readonly wrapper: { readonly pid: number; readonly startTicks?: number; readonly bootId?: string };
  /** Its place in a job of many processes. Absent outside of a job. */
  readonly job?: JobPart;
  /** Id of the run whose wrapper is around this one's, and which includes everything that this one counts. Absent without one. */
  readonly within?: string;
  /** Id of the run whose wrapper sampled the machine's devices when this run started. Absent if this one's did. */
  readonly sampledBy?: string;
  readonly machine: MachineFacts;
  /** The machine's facts about its place. They are used if no zone is given. Absent in older records. */
  readonly place?: PlaceHints;
  readonly sensors: readonly SensorReport[];
  readonly options: RunOptions;
}

/** A run's place in its job, and its role there. */
export interface JobPart extends JobPlace {
  /**
   * `sampler`: it measures its node for all ranks there. `rank`: it leaves that to another, and records only its own
   * process. `successor`: a record without a command, of a rank that continued to measure when the sampler before it
   * had ended, or that measures boards which the sampler cannot see. `job`: not a process, but put together from all records
   * of the job on a node when they were read.
   */
  readonly role: "sampler" | "rank" | "successor" | "job";
  /** Id of the run that measured the node when this one started. Of ranks only. */
  readonly measuredBy?: string;
}

/** The options of the run. */
export interface RunOptions {
  readonly intervalSeconds: number;
  readonly idlePolicy: IdlePolicy;
  /** Absent in records from before this option: `process`. */
  readonly scope?: RunScope;
  /** Grid zone as given. Absent if none was given. */
  readonly zone?: string;
  /** Power usage effectiveness as given. Absent if none was given. */
  readonly pue?: number;
}

/** The findings of one sensor on the machine. */
export interface SensorReport {
  readonly id: string;
  readonly availability: SensorAvailability;
}

/** The findings of all sensors, if they were unknown when the run started. They replace those of the first line. */
export interface SensorsOpened {
  readonly kind: "sensors-opened";
  readonly elapsedSeconds: number;
  readonly sensors: readonly SensorReport[];
}

/** The models that are used instead of instruments. They are chosen after the start, because looking up their parameters takes time. */
export interface ModelsResolved {
  readonly kind: "models-resolved";
  readonly elapsedSeconds: number;
  readonly models: readonly { readonly channel: Channel; readonly idleWatts: number }[];
}

/** Running totals since the start. They stay valid if lines are left out, so long runs write them less and less often. */
export interface Sample {
  readonly kind: "sample";
  readonly elapsedSeconds: number;
  /** Of the whole machine by channel, with wraps and gaps handled. Models from when they were chosen. */
  readonly joules: Readonly<Record<string, number>>;
  readonly machine?: {
    readonly busySeconds: number;
    readonly capacitySeconds: number;
    readonly memoryUsedBytes: number;
  };
  /** The command and its descendants: total processor time, memory at the last look. */
  readonly tree?: { readonly cpuSeconds: number; readonly residentBytes: number };
}

/** A stretch in which a counter was missing or wrong. */
export interface GapFound extends Gap {
  readonly kind: "gap";
  readonly channel: string;
}

/** A channel whose instrument went away. It is not read again, or only when it is back; then a gap states how long it was away. */
export interface SensorLost {
  readonly kind: "sensor-lost";
  readonly channel: string;
  readonly elapsedSeconds: number;
  readonly cause: string;
}

/** Last line of the measurement: the command's end and the results. */
export interface RunFinished extends RunMeasurement {
  readonly kind: "run-finished";
  /** As a shell reports it: 128 plus the signal's number if a signal ended the command. */
  readonly exitCode: number;
  /** Name of the signal that ended the command: `SIGTERM`. */
  readonly signal?: string;
  /** Progress of the command. Absent if the run was not followed. */
  readonly progress?: RunProgress;
}

/** Added later by `runs recover` to a record without an end: the run's result until its last sample. */
export interface RunRecovered extends RunMeasurement {
  readonly kind: "run-recovered";
  /** ISO 8601, UTC: when it was recovered, by the wall clock. The run ended at its last sample or after it. */
  readonly recoveredAt: string;
}

/** Every kind of line that the meter writes. */
export type RecordLine =
  | ProgressLine
  | RunStarted
  | SensorsOpened
  | ModelsResolved
  | Sample
  | GapFound
  | SensorLost
  | RunFinished
  | RunRecovered;
