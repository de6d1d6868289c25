import { mkdirSync, readFileSync, rmdirSync, writeFile, writeFileSync } from "node:fs";
import type { Host } from "@wattledger/sensors";
import { childrenOf, readProcessStat, scheduledSeconds } from "../machine/process-stat.ts";
import { runMarksOf } from "../machine/run-mark.ts";
import { processorSeconds } from "./processor-seconds.ts";

/** A control group (cgroup v2) that holds the command. The kernel counts all processes that were in it, also ended ones. */
export interface CommandGroup {
  /** How the group holds the command. Undefined if it does not, or if the command ended before it was moved there. */
  readonly kind: () => GroupKind | undefined;
  /** Processor time of all processes that were in it. Undefined if it cannot be read. Microseconds, not ticks. */
  readonly cpuSeconds: () => number | undefined;
  /** Memory in use without page cache, which the machine also counts as free. Undefined if the group has no such count. */
  readonly memoryBytes: () => number | undefined;
  /**
   * Removes the group after the command's end, and returns the ids of its processes that still run: they were counted until
   * now and are not counted any further.
   */
  readonly close: () => readonly number[];
}

/**
 * `created`: made for the command, which was moved there right after its start. `alone`: the group of this process
 * itself, with no other process, as in a container, a Slurm task or a systemd scope.
 */
export type GroupKind = "created" | "alone";

/** Operations on the file system of control groups. Paths are absolute. Tests pass a fake. */
export interface GroupFiles {
  readonly read: (path: string) => string | undefined;
  /** Throws if it is not allowed. */
  readonly makeFolder: (path: string) => void;
  /** Throws if it is not allowed. */
  readonly write: (path: string, text: string) => void;
  /** Like `write`, but without blocking. Undefined: it worked. */
  readonly writeLater: (path: string, text: string, done: (problem: unknown) => void) => void;
  /** Throws while a process is in it. */
  readonly removeFolder: (path: string) => void;
}

/** How much of its time this process may use, and whether systemd owns the tree of groups. */
export interface GroupSituation {
  /** Processor time of this process itself, which a group of kind `alone` includes. */
  readonly ownCpuSeconds: () => number;
  readonly isRoot: boolean;
  readonly files: GroupFiles;
}

/** The real file system. */
export const machineGroups: GroupSituation = {
  ownCpuSeconds: processorSeconds,
  isRoot: process.getuid?.() === 0,
  files: {
    read: (path) => {
      try {
        return readFileSync(path, "utf8");
      } catch {
        // Absent and unreadable are one answer here.
        return undefined;
      }
    },
    makeFolder: (path) => {
      mkdirSync(path);
    },
    write: (path, text) => {
      writeFileSync(path, text);
    },
    writeLater: (path, text, done) => {
      writeFile(path, text, done);
    },
    removeFolder: (path) => {
      rmdirSync(path);
    },
  },
};

/**
 * Follows a command that has just started as `pid` by a control group, if version 2 exists and this user may use it:
 * by the group of this process, if no other process is in it, or else by a new one below it. No group is made if systemd owns the
 * tree and has not delegated this part of it to a user (root may write everywhere, but only its owner should).
 */
export function followByGroup(
  host: Host,
  pid: number,
  mark?: string,
  situation: GroupSituation = machineGroups,
): CommandGroup | undefined {
  const own = ownGroup(host);
  if (own === undefined) return undefined;
  return openAlone(own, pid, situation) ?? create(host, own, { pid, mark }, situation);
}

/** Folder of the group that this process is in. */
function ownGroup(host: Host): string | undefined {
  // Systems in transition mount version 2 next to version 1, without memory.
  const root = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].find(
    (path) => host.readText(`${path}/cgroup.controllers`) !== undefined,
  );
  const path = /^0::(\/.*)$/m.exec(host.readText("/proc/self/cgroup") ?? "")?.[1];
  // A path that leaves the namespace cannot be followed.
  if (root === undefined || path === undefined || path.startsWith("/..")) return undefined;
  return path === "/" ? root : `${root}${path}`;
}

function openAlone(folder: string, pid: number, situation: GroupSituation): CommandGroup | undefined {
  const { files, ownCpuSeconds } = situation;
  const members = files.read(`${folder}/cgroup.procs`)?.trim().split("\n").map(Number);
  // The root of all groups has no type and counts the machine.
  if (members === undefined || files.read(`${folder}/cgroup.type`) === undefined) return undefined;
  if (!members.includes(process.pid) || members.some((member) => member !== process.pid && member !== pid)) {
    return undefined;
  }
  const usageBefore = usageSeconds(files, folder);
  if (usageBefore === undefined) return undefined;
  const ownBefore = ownCpuSeconds();
  return {
    kind: () => "alone",
    cpuSeconds: () => {
      const usage = usageSeconds(files, folder);
      return usage === undefined ? undefined : Math.max(0, usage - usageBefore - (ownCpuSeconds() - ownBefore));
    },
    memoryBytes: () => memoryInUse(files, folder),
    close: () => {
      const left = files.read(`${folder}/cgroup.procs`)?.trim().split("\n").map(Number) ?? [];
      return left.filter((member) => member !== process.pid && member !== pid && member > 0);
    },
  };
}

/** The command's first process, and the mark that all its descendants have. */
interface Command {
  readonly pid: number;
  readonly mark: string | undefined;
}

function create(host: Host, parent: string, command: Command, situation: GroupSituation): CommandGroup | undefined {
  const { pid } = command;
  const { files, isRoot } = situation;
  if (isRoot && systemdOwns(host)) return undefined;
  const startTicks = readProcessStat(host, "self")?.startTicks ?? 0;
  const folder = `${parent}/${groupPrefix}${process.pid}-${startTicks}`;
  try {
    files.makeFolder(folder);
  } catch {
    // This user may not divide the group: the ordinary case of a login without delegation.
    return undefined;
  }
  let state: "moving" | "in" | "failed" | "closed" = "moving";
  let secondsBefore = 0;
  const remove = (): void => {
    try {
      files.removeFolder(folder);
    } catch {
      // A process is in it, or it is already being removed. The next wrapper removes empty groups.
    }
  };
  // The kernel may wait some 20 ms for a quiet moment before it moves a process. The command runs meanwhile.
  files.writeLater(`${folder}/cgroup.procs`, String(pid), (problem) => {
    const closed = state === "closed";
    state = closed ? "closed" : isNothing(problem) ? "in" : "failed";
    if (state === "in") secondsBefore = moveDescendants(host, files, folder, command);
    else remove();
    sweep(host, files, parent);
  });
  return {
    kind: () => (state === "in" ? "created" : undefined),
    cpuSeconds: () => {
      const usage = state === "in" ? usageSeconds(files, folder) : undefined;
      return usage === undefined ? undefined : usage + secondsBefore;
    },
    memoryBytes: () => (state === "in" ? memoryInUse(files, folder) : undefined),
    close: () => {
      if (state !== "in") {
        state = "closed";
        return [];
      }
      state = "closed";
      const left = files.read(`${folder}/cgroup.procs`)?.trim().split("\n").filter(Boolean) ?? [];
      for (const member of left) attemptWrite(files, `${parent}/cgroup.procs`, member);
      remove();
      return left.map(Number);
    },
  };
}

const groupPrefix = "wattledger-";

/** The folder that shows systemd, as in `sd_booted(3)`. Some images run systemd as process 1 without it. */
function systemdOwns(host: Host): boolean {
  return host.listDirectory("/run/systemd/system").length > 0 || host.readText("/proc/1/comm")?.trim() === "systemd";
}

/**
 * Processes that the command started before it was moved are moved too, also detached ones. Returns the processor
 * time that all of these had used before: the group does not count it.
 */
function moveDescendants(host: Host, files: GroupFiles, folder: string, { pid, mark }: Command): number {
  const countedSeconds = usageSeconds(files, folder) ?? 0;
  const inside = new Set(files.read(`${folder}/cgroup.procs`)?.trim().split("\n").filter(Boolean));
  inside.add(String(pid));
  const insideSeconds = [...inside].reduce((sum, member) => sum + (usedSeconds(host, member) ?? 0), 0);
  let seconds = Math.max(0, insideSeconds - countedSeconds);
  const move = (member: string): void => {
    if (!inside.has(member)) {
      inside.add(member);
      const used = usedSeconds(host, member);
      if (used !== undefined && attemptWrite(files, `${folder}/cgroup.procs`, member)) seconds += used;
    }
    for (const child of childrenOf(host, member)) move(child);
  };
  move(String(pid));
  for (const name of host.listDirectory("/proc")) {
    // Process numbers grow until they start again from low numbers: the command's descendants have higher ones.
    if (!/^\d+$/.test(name) || Number(name) <= pid || inside.has(name) || mark === undefined) continue;
    if (runMarksOf(host, Number(name)).includes(mark)) move(name);
  }
  return seconds;
}

/** Processor time of a process and of those that it has waited for. Undefined if it has ended. */
function usedSeconds(host: Host, pid: string): number | undefined {
  const stat = readProcessStat(host, pid);
  return stat === undefined
    ? undefined
    : Math.max(stat.cpuSeconds, scheduledSeconds(host, pid)) + stat.waitedCpuSeconds;
}

/** Removes groups that killed wrappers left behind. */
function sweep(host: Host, files: GroupFiles, parent: string): void {
  for (const name of host.listDirectory(parent)) {
    const [, pid, startTicks] = /^wattledger-(\d+)-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || readProcessStat(host, pid)?.startTicks === Number(startTicks)) continue;
    try {
      files.removeFolder(`${parent}/${name}`);
    } catch {
      // The command of a killed wrapper still runs in it.
    }
  }
}

function attemptWrite(files: GroupFiles, path: string, text: string): boolean {
  try {
    files.write(path, text);
    return true;
  } catch {
    // The process has ended, or this user may not move it.
    return false;
  }
}

function isNothing(problem: unknown): boolean {
  return problem === null || problem === undefined;
}

function usageSeconds(files: GroupFiles, folder: string): number | undefined {
  const digits = /^usage_usec (\d+)$/m.exec(files.read(`${folder}/cpu.stat`) ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits) / 1e6;
}

/** `memory.current` also counts cached files, which the kernel frees on demand. Shared memory is not freed. */
function memoryInUse(files: GroupFiles, folder: string): number | undefined {
  const current = Number.parseInt(files.read(`${folder}/memory.current`) ?? "", 10);
  if (Number.isNaN(current)) return undefined;
  const stat = files.read(`${folder}/memory.stat`) ?? "";
  const field = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(stat)?.[1] ?? 0);
  return Math.max(0, current - field("file") + field("shmem"));
}
