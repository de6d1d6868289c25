import type { Result } from "@wattledger/core";

/**
 * What the caller does after a failed read. `retry`: ask again. `gone`: report once that the device is away, and ask again,
 * because it may come back. `fatal`: report it and drop the channel. `duplicate`: report it and drop the channel with all that it counted.
 */
export interface ReadFailure {
  readonly kind: "retry" | "gone" | "fatal" | "duplicate";
  readonly cause: string;
}

/** A file that is read again and again through one descriptor, each time from its start. */
export interface RereadableFile {
  /** The first 4096 bytes as text: a whole sysfs attribute, or as much of a procfs table as we read again. */
  readonly read: () => Result<string, ReadFailure>;
  readonly close: () => void;
}

/** Why a file could not be opened: it does not exist, this user may not read it, or another reason. */
export interface OpenFailure {
  readonly kind: "absent" | "denied" | "failed";
  readonly cause: string;
}

/** What the operating system reports about the machine on platforms without procfs. */
export interface SystemFacts {
  readonly processorModel: string;
  readonly logicalProcessors: number;
  /** Sum over processors since the machine started. */
  readonly busySeconds: number;
  readonly idleSeconds: number;
  readonly memoryBytes: number;
  readonly memoryFreeBytes: number;
}

/** Arguments of a C function: numbers by value, memory as a typed array that the function may write to. */
export type ForeignValue = number | bigint | null | Uint8Array | Uint32Array | BigUint64Array;

/** A shared library of the system whose functions can be called. */
export interface ForeignLibrary {
  /** A function by its C prototype; its result is an `int`. Undefined if this release of the library does not have it. */
  readonly find: (prototype: string) => ((...values: readonly ForeignValue[]) => number) | undefined;
}

/** Callbacks for a program that runs next to the measured command. */
export interface ProgramListener {
  /** A line of its output or of its error output, without the line's end. */
  readonly onLine: (line: string) => void;
  /** The program ended, or could not be started. Called once, and not after `stop`. */
  readonly onEnd: () => void;
}

/** Programs of the machine that report what is in no file. */
export interface Programs {
  /** Path of a program on the search path. Undefined: it is not there. */
  readonly find: (name: string) => string | undefined;
  /**
   * Starts a program next to the measured command. The running program is not a child of this process, because its processor
   * time must not count as the command's. `stop` ends it.
   */
  readonly start: (command: readonly [string, ...string[]], listener: ProgramListener) => { readonly stop: () => void };
}

/** Everything outside that a sensor may use. Tests pass a recording. Paths are absolute, as on the real machine. */
export interface Host {
  readonly platform: "linux" | "darwin" | "other";
  /** Node's name: `x64`, `arm64`. */
  readonly architecture: string;
  readonly openForReading: (path: string) => Result<RereadableFile, OpenFailure>;
  /** The whole text of a small file. Undefined if it does not exist or may not be read. */
  readonly readText: (path: string) => string | undefined;
  /** The bytes of a small binary file. Undefined if it does not exist or may not be read. */
  readonly readBytes: (path: string) => Uint8Array | undefined;
  /** Names in a folder, sorted. Empty if the folder does not exist. */
  readonly listDirectory: (path: string) => readonly string[];
  /**
   * Names the part of the machine that is visible from here. Two processes with the same view see the same devices. Absent: all of it.
   */
  readonly view?: () => string;
  /** Monotone clock, the same for all processes. On Linux it stops while the machine sleeps. */
  readonly nowNanoseconds: () => bigint;
  /** Opens a library by the name that the system's loader knows. Absent: this host has no libraries. */
  readonly openLibrary?: (name: string) => Result<ForeignLibrary, OpenFailure>;
  /** Absent: this host cannot start programs. */
  readonly programs?: Programs;
  /** Present if the platform is not Linux. */
  readonly systemFacts?: () => SystemFacts;
}
