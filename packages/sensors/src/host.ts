import type { Result } from "@wattledger/core";

/** What the pipeline does next: `retry` keeps the channel, `gone` drops it quietly, `fatal` drops it loudly. */
export interface ReadFailure {
  readonly kind: "retry" | "gone" | "fatal";
  readonly cause: string;
}

/** A file that is read again and again through one descriptor, always from its start. */
export interface RereadableFile {
  /** The first 4096 bytes as text: all of a sysfs attribute, and the part of a procfs table that anyone rereads. */
  readonly read: () => Result<string, ReadFailure>;
  readonly close: () => void;
}

/** Why a file could not be opened: it is not there, we may not, or something else. */
export interface OpenFailure {
  readonly kind: "absent" | "denied" | "failed";
  readonly cause: string;
}

/** What the operating system tells any program about the machine where there is no procfs. */
export interface SystemFacts {
  readonly processorModel: string;
  readonly logicalProcessors: number;
  /** Summed over processors since the machine started. */
  readonly busySeconds: number;
  readonly idleSeconds: number;
  readonly memoryBytes: number;
  readonly memoryFreeBytes: number;
}

/** All of the outside world a sensor may touch; tests pass a recording. Paths are absolute, as on the real machine. */
export interface Host {
  readonly platform: "linux" | "darwin" | "other";
  /** As Node names it: `x64`, `arm64`. */
  readonly architecture: string;
  readonly openForReading: (path: string) => Result<RereadableFile, OpenFailure>;
  /** The whole text of a small file, or undefined where there is none or it may not be read. */
  readonly readText: (path: string) => string | undefined;
  /** Names in a folder, sorted; empty where there is none. */
  readonly listDirectory: (path: string) => readonly string[];
  /** Monotone clock. On Linux it stands still while the machine sleeps. */
  readonly nowNanoseconds: () => bigint;
  /** Present where the platform is not Linux. */
  readonly systemFacts?: () => SystemFacts;
}
