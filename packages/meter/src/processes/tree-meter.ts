import type { Host } from "@wattledger/sensors";
import type { WindowUse } from "../record/use.ts";
import { followByGroup } from "./cgroup.ts";
import type { CommandGroup } from "./cgroup.ts";
import { listsChildren, readProcessStat } from "../machine/process-stat.ts";
import { watchTree } from "./process-tree.ts";
import type { ProcessTree } from "./process-tree.ts";
import type { Sample } from "../record/record.ts";

/** Follows the command and its descendants: processor time and memory. */
export interface TreeMeter {
  /** The command runs as this process from now on, and its descendants have `mark` in their environments. */
  readonly follow: (pid: number, mark?: string) => void;
  /** Looks if it is time to: a walk through /proc is dear, so walking takes at most a hundredth of one processor. */
  readonly look: (elapsedSeconds: number) => void;
  /** Looks at processor time though it may not be time to, unless that took a walk which is not due yet. */
  readonly lookSoon: (elapsedSeconds: number) => void;
  readonly tree: () => Sample["tree"];
  /** When the processor time of {@link tree} was seen. */
  readonly seenSeconds: () => number;
  /** Memory, added up over time until {@link seenSeconds}. */
  readonly residentByteSeconds: () => number;
  /** Mean over time until now; absent if nobody looked yet. */
  readonly meanResidentBytes: () => number | undefined;
  /** After the command's end, once: what it all came to. What is absent is unknown. */
  readonly finish: () => TreeFinding;
}

/** What a {@link TreeMeter} found, and by what. */
export interface TreeFinding extends Pick<
  WindowUse,
  "cpuSeconds" | "cpuSource" | "meanResidentBytes" | "memorySource"
> {
  /** What a reader should hear of processes that were not or will not be counted, as sentences. */
  readonly notes: readonly string[];
}

/** Walks take at most this share of the time between them. */
const walkShare = 0.01;
/** Walks come once a second at most; a fifth is left, as the first comes a tenth late and timers are early or late themselves. */
const leastSecondsBetween = 0.8;
/** Walks through all processes of the machine, which find who has detached itself, take at most this share. */
const fullWalkShare = 0.0005;
const leastSecondsBetweenFull = 10;

/** Notes what this process's earlier children had used, so that only the command's time is counted. */
export function openTreeMeter(
  host: Host,
  walk: "all" | "from-root" = "all",
  follow: typeof followByGroup = followByGroup,
): TreeMeter {
  const waitedBefore = readProcessStat(host, "self")?.waitedCpuSeconds;
  let watched: ProcessTree | undefined;
  let group: CommandGroup | undefined;
  let latest: Sample["tree"];
  let latestSeconds = 0;
  let seenSeconds = 0;
  let nextSeconds = 0;
  let nextWalkSeconds = 0;
  let nextFullSeconds = 0;
  let childrenListed: boolean | undefined;
  let memoryByteSeconds = 0;
  let memorySource: WindowUse["memorySource"];

  const lookAtAll = (throughAll: boolean): Sample["tree"] => {
    const groupBytes = group?.memoryBytes();
    const groupSeconds = group?.cpuSeconds();
    if (groupSeconds !== undefined && groupBytes !== undefined) {
      memorySource = "cgroup";
      return { cpuSeconds: groupSeconds, residentBytes: groupBytes };
    }
    const use = watched?.look(throughAll ? "all" : "from-root");
    // A walk that finds nobody comes between the command's end and the news of it.
    if (use === undefined || use.processes === 0) return undefined;
    memorySource = memorySource === "cgroup" ? "cgroup" : use.memorySource;
    return { cpuSeconds: groupSeconds ?? use.cpuSeconds, residentBytes: groupBytes ?? use.residentBytes };
  };
  const look = (elapsedSeconds: number): void => {
    if (watched === undefined) return;
    const before = host.nowNanoseconds();
    const throughAll =
      walk === "all" && (elapsedSeconds >= nextFullSeconds || !(childrenListed ??= listsChildren(host)));
    const use = lookAtAll(throughAll);
    const walkSeconds = Number(host.nowNanoseconds() - before) / 1e9;
    if (throughAll) nextFullSeconds = elapsedSeconds + Math.max(leastSecondsBetweenFull, walkSeconds / fullWalkShare);
    nextWalkSeconds = elapsedSeconds + walkSeconds / walkShare;
    nextSeconds = Math.max(nextWalkSeconds, elapsedSeconds + leastSecondsBetween);
    if (use === undefined) return;
    // What a look finds is taken to have held since the look before it, or since the start.
    memoryByteSeconds += use.residentBytes * (elapsedSeconds - latestSeconds);
    // Moving into a group, and a count that a later one corrects, must not make a total fall.
    latest = { ...use, cpuSeconds: Math.max(use.cpuSeconds, latest?.cpuSeconds ?? 0) };
    latestSeconds = elapsedSeconds;
    seenSeconds = elapsedSeconds;
  };
  return {
    follow: (pid, mark) => {
      watched = watchTree(host, pid, mark);
      group = follow(host, pid, mark);
    },
    look: (elapsedSeconds) => {
      if (elapsedSeconds >= nextSeconds) look(elapsedSeconds);
    },
    lookSoon: (elapsedSeconds) => {
      const groupSeconds = group?.cpuSeconds();
      if (groupSeconds !== undefined && latest !== undefined) {
        latest = { ...latest, cpuSeconds: Math.max(groupSeconds, latest.cpuSeconds) };
        seenSeconds = elapsedSeconds;
      } else if (elapsedSeconds >= nextWalkSeconds) {
        look(elapsedSeconds);
      }
    },
    tree: () => latest,
    seenSeconds: () => seenSeconds,
    residentByteSeconds: () => memoryByteSeconds,
    meanResidentBytes: () => (latestSeconds > 0 ? memoryByteSeconds / latestSeconds : undefined),
    finish: () => {
      watched?.close();
      const kind = group?.kind();
      const groupSeconds = group?.cpuSeconds();
      const groupLeft = group?.close() ?? 0;
      const waited = readProcessStat(host, "self")?.waitedCpuSeconds;
      const waitedSeconds = waited === undefined || waitedBefore === undefined ? undefined : waited - waitedBefore;
      const memory =
        latestSeconds > 0 && memorySource !== undefined
          ? { meanResidentBytes: memoryByteSeconds / latestSeconds, memorySource }
          : {};
      if (kind !== undefined && groupSeconds !== undefined) {
        // What was forked and had ended before it could be moved is in the count of the waited-for only.
        const cpuSeconds = Math.max(groupSeconds, watched?.finalCpuSeconds(waitedSeconds ?? 0) ?? 0);
        return { cpuSeconds, cpuSource: `cgroup-${kind}`, ...memory, notes: leftNotes(groupLeft) };
      }
      if (waitedSeconds === undefined || watched === undefined) return { ...memory, notes: [] };
      const left = watched.findLeft();
      return {
        cpuSeconds: watched.finalCpuSeconds(waitedSeconds),
        cpuSource: "waited-for",
        ...memory,
        notes: leftNotes(left),
      };
    },
  };
}

function leftNotes(left: number): readonly string[] {
  if (left === 0) return [];
  const who =
    left === 1
      ? "a process that the command left behind goes on"
      : `${left} processes that the command left behind go on`;
  return [`${who}: what was used until the command's end is counted, what is used from then on is outside`];
}
