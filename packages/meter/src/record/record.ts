import type { PlaceHints } from "@wattledger/factors/hints";
import type { Channel, SensorAvailability } from "@wattledger/sensors";
import type { IdlePolicy } from "./use.ts";
import type { Gap } from "./gap.ts";
import type { JobPlace } from "./job-place.ts";
import type { RunLineage, RunScope } from "./lineage.ts";
import type { MachineFacts } from "./machine-facts.ts";
import type { ProgressLine, RunProgress } from "./progress.ts";
import type { RunMeasurement } from "./measurement.ts";

/*
 * A run record is a JSON Lines file. Each line is an object with a `kind`, appended in one write when what it tells of
 * has happened, so that a record tells all there was to tell whenever it breaks off. The first line is `run-started`.
 * Readers skip kinds they do not know. record-schema.ts holds the same in zod; it is apart because writing must not
 * wait for it to load.
 */

/** Names the format and its version; a reader refuses a version above its own. */
export const recordSchemaId = "wattledger/run-record/1";

/** First line: what was run, on what, and by which instruments it is measured. Command and folder stay on the machine. */
export interface RunStarted {
  readonly kind: "run-started";
  readonly schema: typeof recordSchemaId;
  readonly id: string;
  readonly name?: string;
  readonly project?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What the run is part of; absent if nothing was given. */
  readonly lineage?: RunLineage;
  /** ISO 8601, UTC. A label: durations come from a monotone clock. */
  readonly startedAt: string;
  readonly command: readonly string[];
  /** Arguments left out at the end of `command`, as they were long. */
  readonly omittedArguments: number;
  readonly workingDirectory: string;
  /** The wrapper, as the kernel knows it, to tell a run that goes on from one that was cut short. */
  readonly wrapper: { readonly pid: number; readonly startTicks?: number; readonly bootId?: string };
  /** Its place in a job of many processes; absent outside of one. */
  readonly job?: JobPart;
  /** Id of the run whose wrapper is around this one's, and which counts all that this one counts; absent if there is none. */
  readonly within?: string;
  /** Id of the run whose wrapper sampled the machine's devices when this run started; absent if this one's did. */
  readonly sampledBy?: string;
  readonly machine: MachineFacts;
  /** What the machine tells of its place; what it means is looked up where no zone is given. Absent in older records. */
  readonly place?: PlaceHints;
  readonly sensors: readonly SensorReport[];
  readonly options: RunOptions;
}

/** A run's place in its job, and what it does for the job. */
export interface JobPart extends JobPlace {
  /**
   * `sampler`: it measures its node for all ranks there. `rank`: it leaves that to another, and tells only of its own
   * process. `successor`: a record without a command, of a rank that went on measuring when the sampler before it
   * had gone, or that measures boards which the sampler cannot see. `job`: no process's, but put together from all records
   * of the job on a node, when they were read.
   */
  readonly role: "sampler" | "rank" | "successor" | "job";
  /** Id of the run that measured the node when this one started; of ranks only. */
  readonly measuredBy?: string;
}

/** What was asked for besides the command. */
export interface RunOptions {
  readonly intervalSeconds: number;
  readonly idlePolicy: IdlePolicy;
  /** Absent in records from before there was a choice: `process`. */
  readonly scope?: RunScope;
  /** Grid zone as given; absent if none was. */
  readonly zone?: string;
  /** Power usage effectiveness as given; absent if none was. */
  readonly pue?: number;
}

/** What one sensor found on the machine. */
export interface SensorReport {
  readonly id: string;
  readonly availability: SensorAvailability;
}

/** What all sensors found, where that was not known yet when the run started: it counts in place of the first line's. */
export interface SensorsOpened {
  readonly kind: "sensors-opened";
  readonly elapsedSeconds: number;
  readonly sensors: readonly SensorReport[];
}

/** The models that stand in for instruments; chosen after the start, as looking their parameters up takes time. */
export interface ModelsResolved {
  readonly kind: "models-resolved";
  readonly elapsedSeconds: number;
  readonly models: readonly { readonly channel: Channel; readonly idleWatts: number }[];
}

/** Running totals since the start. Totals survive lines that are left out, so long runs are written ever more sparsely. */
export interface Sample {
  readonly kind: "sample";
  readonly elapsedSeconds: number;
  /** Of the whole machine by channel, wraps and gaps dealt with; models from when they were chosen. */
  readonly joules: Readonly<Record<string, number>>;
  readonly machine?: {
    readonly busySeconds: number;
    readonly capacitySeconds: number;
    readonly memoryUsedBytes: number;
  };
  /** The command and its descendants: total processor time, memory at the last look. */
  readonly tree?: { readonly cpuSeconds: number; readonly residentBytes: number };
}

/** A stretch in which a counter did not say what it should have. */
export interface GapFound extends Gap {
  readonly kind: "gap";
  readonly channel: string;
}

/** A channel whose instrument went away: read no more, or only when it is back, after which a gap tells how long it was. */
export interface SensorLost {
  readonly kind: "sensor-lost";
  readonly channel: string;
  readonly elapsedSeconds: number;
  readonly cause: string;
}

/** Last line of the measurement: how the command ended and what it all came to. */
export interface RunFinished extends RunMeasurement {
  readonly kind: "run-finished";
  /** As a shell reports it: of a command that died of a signal, 128 plus the signal's number. */
  readonly exitCode: number;
  /** Name of the signal that the command died of: `SIGTERM`. */
  readonly signal?: string;
  /** What the command went through; absent if nobody followed it. */
  readonly progress?: RunProgress;
}

/** Added later to a record without an end, by `runs recover`: what the run came to until its last sample. */
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
