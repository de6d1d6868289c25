import type { Result } from "@wattledger/core";

/**
 * What the pipeline does next: `retry` asks again, `gone` says once that the device is away and asks again, as it may come
 * back, `fatal` says so and drops the channel, `duplicate` says so and drops the channel with all that it counted.
 */
export interface ReadFailure {
  readonly kind: "retry" | "gone" | "fatal" | "duplicate";
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

/** What a C function of a foreign library takes: numbers by value, memory by a typed array that it may write to. */
export type ForeignValue = number | bigint | null | Uint8Array | Uint32Array | BigUint64Array;

/** A shared library of the system whose functions can be called. */
export interface ForeignLibrary {
  /** A function by its C prototype, `int` its result; undefined where this release of the library lacks it. */
  readonly find: (prototype: string) => ((...values: readonly ForeignValue[]) => number) | undefined;
}

/** What is told of a program that runs beside the measurement. */
export interface ProgramListener {
  /** A line of its output or of its complaints, without the line's end. */
  readonly onLine: (line: string) => void;
  /** It is over, or could not be started. Called once, and not after `stop`. */
  readonly onEnd: () => void;
}

/** Programs of the machine that can be asked for what no file tells. */
export interface Programs {
  /** Where a program of this name is on the search path; undefined: nowhere. */
  readonly find: (name: string) => string | undefined;
  /**
   * Starts a program that runs beside the measurement. It is no child of this process once it runs: its processor time
   * must not count as the measured command's. `stop` ends it.
   */
  readonly start: (command: readonly [string, ...string[]], listener: ProgramListener) => { readonly stop: () => void };
}

/** All of the outside world a sensor may touch; tests pass a recording. Paths are absolute, as on the real machine. */
export interface Host {
  readonly platform: "linux" | "darwin" | "other";
  /** As Node names it: `x64`, `arm64`. */
  readonly architecture: string;
  readonly openForReading: (path: string) => Result<RereadableFile, OpenFailure>;
  /** The whole text of a small file, or undefined where there is none or it may not be read. */
  readonly readText: (path: string) => string | undefined;
  /** The bytes of a small file that is no text; undefined likewise. */
  readonly readBytes: (path: string) => Uint8Array | undefined;
  /** Names in a folder, sorted; empty where there is none. */
  readonly listDirectory: (path: string) => readonly string[];
  /**
   * Names what of the machine can be seen from here: two processes with one view see the same devices. Absent: all of it.
   */
  readonly view?: () => string;
  /** Monotone clock, one for all processes. On Linux it stands still while the machine sleeps. */
  readonly nowNanoseconds: () => bigint;
  /** Opens a library by the name that the system's loader knows. Absent: this host has none to offer. */
  readonly openLibrary?: (name: string) => Result<ForeignLibrary, OpenFailure>;
  /** Absent: this host starts no programs. */
  readonly programs?: Programs;
  /** Present where the platform is not Linux. */
  readonly systemFacts?: () => SystemFacts;
}
