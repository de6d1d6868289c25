import { accessSync, closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { cpus, freemem, totalmem } from "node:os";
import type { Result } from "@wattledger/core";
import { openForeignLibrary } from "./foreign-library.ts";
import type { Host, OpenFailure, ReadFailure, RereadableFile, SystemFacts } from "./host.ts";
import { machinePrograms } from "./machine-programs.ts";

/** Where the kernel's file systems are. A container may have the host's mounted at another path, next to its own. */
export interface MachineHostOptions {
  /** Read instead of `/sys`. */
  readonly sysfsRoot?: string;
  /** Read instead of `/proc`. */
  readonly procfsRoot?: string;
  /** `process.platform`, unless a test sets another. */
  readonly platform?: string;
  /** Files that are opened instead of libraries of the system, by their names. */
  readonly libraries?: Readonly<Record<string, string>>;
  /** Environment with the search path for programs: `process.env` unless a test sets another. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const readBytes = 4096;

/** The machine that runs this process. Reads are synchronous: on sysfs and procfs they take microseconds and cannot hang. */
export function machineHost(options: MachineHostOptions = {}): Host {
  const platform = options.platform ?? process.platform;
  const locate = (path: string): string => relocate(path, options);
  // One buffer for all files: reads are synchronous, so two never overlap.
  const buffer = Buffer.alloc(readBytes);
  const host: Host = {
    platform: platform === "linux" || platform === "darwin" ? platform : "other",
    architecture: process.arch,
    openForReading: (path) => openForReading(locate(path), buffer),
    readText: (path) => attempt(() => readFileSync(locate(path), "utf8")),
    readBytes: (path) => attempt(() => readFileSync(locate(path))),
    listDirectory: (path) => attempt(() => readdirSync(locate(path)).toSorted()) ?? [],
    view: () => viewOf(options),
    nowNanoseconds: () => process.hrtime.bigint(),
    openLibrary: (name) => openForeignLibrary(options.libraries?.[name] ?? name),
    programs: machinePrograms(options.environment ?? process.env),
  };
  return platform === "linux" ? host : { ...host, systemFacts };
}

function relocate(path: string, options: MachineHostOptions): string {
  if (options.sysfsRoot !== undefined && isBelow(path, "/sys")) return options.sysfsRoot + path.slice("/sys".length);
  if (options.procfsRoot !== undefined && isBelow(path, "/proc"))
    return options.procfsRoot + path.slice("/proc".length);
  return path;
}

/** Batch systems and containers hide devices by their files, and processes by a namespace. */
function viewOf({ sysfsRoot, procfsRoot, libraries }: MachineHostOptions): string {
  const boards = (attempt(() => readdirSync("/dev")) ?? [])
    .filter((name) => /^nvidia\d+$/.test(name))
    .map((name) => `/dev/${name}`);
  const renderers = (attempt(() => readdirSync("/dev/dri")) ?? [])
    .filter((name) => name.startsWith("renderD"))
    .map((name) => `/dev/dri/${name}`);
  const usable = [...boards, ...renderers]
    .toSorted()
    .filter((path) => attempt(() => accessSync(path, constants.R_OK | constants.W_OK) ?? true) === true);
  const processes = attempt(() => readlinkSync("/proc/self/ns/pid"));
  return JSON.stringify([sysfsRoot, procfsRoot, libraries, processes, usable]);
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function openForReading(path: string, buffer: Buffer): Result<RereadableFile, OpenFailure> {
  try {
    const descriptor = openSync(path, "r");
    return {
      ok: true,
      value: {
        read: () => readAgain(descriptor, buffer),
        close: () => {
          closeSync(descriptor);
        },
      },
    };
  } catch (error) {
    const code = errorCode(error);
    const kind = code === "EACCES" || code === "EPERM" ? "denied" : code === "ENOENT" ? "absent" : "failed";
    return { ok: false, error: { kind, cause: code } };
  }
}

function readAgain(descriptor: number, buffer: Buffer): Result<string, ReadFailure> {
  try {
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return { ok: true, value: buffer.toString("latin1", 0, length) };
  } catch (error) {
    const code = errorCode(error);
    // The kernel removed the device while the file was open. Any other failure may pass.
    const gone = code === "ENODEV" || code === "ENOENT" || code === "ENXIO" || code === "ESTALE";
    return { ok: false, error: { kind: gone ? "gone" : "retry", cause: code } };
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // The interface has one answer for absent and for unreadable.
    return undefined;
  }
}

function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return String(error);
}

function systemFacts(): SystemFacts {
  const processors = cpus();
  let busyMilliseconds = 0;
  let idleMilliseconds = 0;
  for (const { times } of processors) {
    busyMilliseconds += times.user + times.nice + times.sys + times.irq;
    idleMilliseconds += times.idle;
  }
  return {
    processorModel: processors[0]?.model ?? "",
    logicalProcessors: processors.length,
    busySeconds: busyMilliseconds / 1000,
    idleSeconds: idleMilliseconds / 1000,
    memoryBytes: totalmem(),
    memoryFreeBytes: freemem(),
  };
}
