import type { Host } from "@wattledger/sensors";
import { readPageBytes, readProcessStat } from "./process-stat.ts";
import type { ProcessStat } from "./process-stat.ts";

/** What a process and its descendants have used so far, as far as could be seen. */
export interface TreeUse {
  /** Processor time, never falling: what a process that nobody waited for had used stays in. */
  readonly cpuSeconds: number;
  /** Resident memory of all processes; pages that they share count in each. */
  readonly residentBytes: number;
  readonly processes: number;
}

/** Watches a process and its descendants by walking /proc. */
export interface ProcessTree {
  /** Walks now; undefined where there is no procfs. Costs some 50 us for each process of the machine. */
  readonly look: () => TreeUse | undefined;
  /**
   * Processor time of the whole tree after it has ended. `waitedCpuSeconds` is by how much this process's own count of
   * waited-for descendants has grown: exact for all of them, however short their lives. Added are daemons, which no
   * ancestor waits for, with what they had used when last seen.
   */
  readonly finalCpuSeconds: (waitedCpuSeconds: number) => number;
}

/** Begins to watch the process `rootPid`, which must be a child of this one. */
export function watchTree(host: Host, rootPid: number): ProcessTree {
  const pageBytes = host.platform === "linux" ? readPageBytes(host) : 4096;
  let members: ReadonlyMap<string, Member> = new Map();
  let lostSeconds = 0;
  let highestSeconds = 0;
  return {
    look: () => {
      const all = readAll(host);
      if (all.length === 0) return undefined;
      const found = findMembers(all, rootPid, members);
      for (const [key, member] of members) if (!found.has(key) && member.orphan) lostSeconds += secondsOf(member.stat);
      members = found;
      let liveSeconds = 0;
      let residentPages = 0;
      for (const { stat } of members.values()) {
        liveSeconds += secondsOf(stat);
        residentPages += stat.residentPages;
      }
      highestSeconds = Math.max(highestSeconds, liveSeconds + lostSeconds);
      return { cpuSeconds: highestSeconds, residentBytes: residentPages * pageBytes, processes: members.size };
    },
    finalCpuSeconds: (waitedCpuSeconds) => {
      let orphanSeconds = lostSeconds;
      for (const { stat, orphan } of members.values()) if (orphan) orphanSeconds += secondsOf(stat);
      return Math.max(highestSeconds, waitedCpuSeconds + orphanSeconds);
    },
  };
}

interface Member {
  readonly stat: ProcessStat;
  /** Its parent is outside the tree: its time will be in no ancestor's count. */
  readonly orphan: boolean;
}

function secondsOf(stat: ProcessStat): number {
  return stat.cpuSeconds + stat.waitedCpuSeconds;
}

function keyOf(stat: ProcessStat): string {
  return `${stat.pid}@${stat.startTicks}`;
}

function readAll(host: Host): readonly ProcessStat[] {
  return host
    .listDirectory("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcessStat(host, name))
    .filter((stat) => stat !== undefined);
}

/** The root, whoever was a member before (and may have been handed to init since), and all descendants of these. */
function findMembers(
  all: readonly ProcessStat[],
  rootPid: number,
  before: ReadonlyMap<string, Member>,
): ReadonlyMap<string, Member> {
  const childrenOf = new Map<number, ProcessStat[]>();
  for (const stat of all) {
    const siblings = childrenOf.get(stat.parentPid);
    if (siblings === undefined) childrenOf.set(stat.parentPid, [stat]);
    else siblings.push(stat);
  }
  const pids = new Set<number>();
  const stats = new Map<string, ProcessStat>();
  const visit = (stat: ProcessStat): void => {
    if (pids.has(stat.pid)) return;
    pids.add(stat.pid);
    stats.set(keyOf(stat), stat);
    for (const child of childrenOf.get(stat.pid) ?? []) visit(child);
  };
  for (const stat of all) if (stat.pid === rootPid || before.has(keyOf(stat))) visit(stat);
  const found = new Map<string, Member>();
  for (const [key, stat] of stats) {
    found.set(key, { stat, orphan: stat.pid !== rootPid && !pids.has(stat.parentPid) });
  }
  return found;
}
