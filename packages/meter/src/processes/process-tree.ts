import type { Host } from "@wattledger/sensors";
import { readPageBytes, readProcessStat } from "../machine/process-stat.ts";
import type { ProcessStat } from "../machine/process-stat.ts";
import { runMarksOf } from "../machine/run-mark.ts";
import { keepProcesses } from "./kept-processes.ts";
import { processorSeconds } from "./processor-seconds.ts";
import { isDue, nextAsk, readShare } from "./shared-pages.ts";
import type { PagesAsked, SharedPages } from "./shared-pages.ts";

/** The observed use of a process and its descendants so far. */
export interface TreeUse {
  /** Processor time, which never falls: the use of a process that was never waited for stays included. */
  readonly cpuSeconds: number;
  /** Memory of all processes. */
  readonly residentBytes: number;
  /** `proportional`: a page that several processes share counts once in total. `resident`: it counts in each of them. */
  readonly memorySource: "proportional" | "resident";
  readonly processes: number;
  /** Processor time spent on finding shared pages, not on the walk itself. */
  readonly pagesCostSeconds: number;
}

/** Watches a process and its descendants by walking /proc. */
export interface ProcessTree {
  /**
   * Walks now. Undefined without procfs. Costs some 50 us for each process that it reads: the first walk through all reads each
   * process of the machine, a later one those that are new and a share of the others. `from-root`: walks the tree only, and does
   * not see processes that have detached themselves since the last walk through all.
   */
  readonly look: (walk?: "all" | "from-root") => TreeUse | undefined;
  /**
   * Processor time of the whole tree after it has ended. `waitedCpuSeconds` is the growth of this process's own count of
   * waited-for descendants: exact for all of them, even the shortest. Daemons, which no ancestor waits for, are added
   * with their use when last seen.
   */
  readonly finalCpuSeconds: (waitedCpuSeconds: number) => number;
  /**
   * Looks for descendants that still run after the tree's root has ended, and returns their ids. Their use
   * is then part of `finalCpuSeconds`. Cheap: it reads only processes that were started after the root.
   */
  readonly findLeft: () => readonly number[];
  readonly close: () => void;
}

/**
 * Begins to watch the process `rootPid`, which must be a child of this one. `mark` is in its environment (see
 * {@link runVariable}): it identifies a descendant whose parents have all ended before they were seen.
 */
export function watchTree(
  host: Host,
  rootPid: number,
  mark?: string,
  ownCpuSeconds: () => number = processorSeconds,
): ProcessTree {
  const pageBytes = host.platform === "linux" ? readPageBytes(host) : 4096;
  const rootStartTicks = readProcessStat(host, String(rootPid))?.startTicks ?? 0;
  const sharedPages = openSharedPages(host, pageBytes, ownCpuSeconds);
  const processes = keepProcesses(host);
  /** Processes outside of the tree, by id. */
  let strangers: ReadonlyMap<number, string> = new Map();
  let walksThroughAll = 0;
  let members: ReadonlyMap<string, Member> = new Map();
  let lostSeconds = 0;
  let highestSeconds = 0;
  /** Whether a process that was started after the root has our mark. Each is checked once. */
  const isMarked = (stat: ProcessStat): boolean => {
    if (mark === undefined || stat.startTicks < rootStartTicks || strangers.get(stat.pid) === keyOf(stat)) return false;
    return runMarksOf(host, stat.pid).includes(mark);
  };
  /** The root, known members (init may have adopted them since), and all below them. */
  const readTree = (): readonly ProcessStat[] => {
    const found = processes.readBelow([rootPid, ...[...members.values()].map(({ stat }) => stat.pid)]);
    // If another process has the number now, it must not be added.
    return [...found.values()].filter((stat) => stat.startTicks >= rootStartTicks);
  };
  /** A stranger stays one. Its id may be given to another process, so each is read again after some walks. */
  const readMachine = (): readonly ProcessStat[] => {
    const pids = processIds(host);
    const due = walksThroughAll % walksUntilReadAgain;
    walksThroughAll += 1;
    const there = new Set(pids);
    strangers = new Map([...strangers].filter(([pid]) => there.has(pid) && pid % walksUntilReadAgain !== due));
    return read(
      host,
      pids.filter((pid) => !strangers.has(pid)),
    );
  };
  const update = (all: readonly ProcessStat[], isAll: boolean): void => {
    const found = findMembers(all, rootPid, members, isMarked);
    for (const [key, member] of members) if (!found.has(key) && member.orphan) lostSeconds += secondsOf(member.stat);
    members = found;
    if (!isAll) return;
    const others = all.filter((stat) => !found.has(keyOf(stat)));
    strangers = new Map([...strangers, ...others.map((stat) => [stat.pid, keyOf(stat)] as const)]);
  };
  return {
    look: (walk = "all") => {
      const all = walk === "all" ? readMachine() : readTree();
      if (all.length === 0) return undefined;
      update(all, walk === "all");
      let liveSeconds = 0;
      let residentPages = 0;
      for (const { stat } of members.values()) {
        liveSeconds += secondsOf(stat);
        residentPages += stat.residentPages;
      }
      highestSeconds = Math.max(highestSeconds, liveSeconds + lostSeconds);
      const { share, source, costSeconds } = sharedPages([...members.values()].map(({ stat }) => stat));
      return {
        cpuSeconds: highestSeconds,
        residentBytes: residentPages * pageBytes * share,
        memorySource: source,
        processes: members.size,
        pagesCostSeconds: costSeconds,
      };
    },
    findLeft: () => {
      // Younger processes have higher ids, unless ids have started again since.
      const younger = processIds(host).filter((pid) => pid > rootPid);
      update(read(host, younger), true);
      return [...members.values()].map(({ stat }) => stat.pid).filter((pid) => pid !== rootPid);
    },
    finalCpuSeconds: (waitedCpuSeconds) => {
      let orphanSeconds = lostSeconds;
      for (const { stat, orphan } of members.values()) if (orphan) orphanSeconds += secondsOf(stat);
      return Math.max(highestSeconds, waitedCpuSeconds + orphanSeconds);
    },
    close: processes.close,
  };
}

interface Member {
  readonly stat: ProcessStat;
  /** Its parent is outside the tree, so no ancestor's count will include its time. */
  readonly orphan: boolean;
}

function secondsOf(stat: ProcessStat): number {
  return stat.cpuSeconds + stat.waitedCpuSeconds;
}

function keyOf(stat: ProcessStat): string {
  return `${stat.pid}@${stat.startTicks}`;
}

/** A reading of the machine must not cost much more than others, and reading a hundred processes costs milliseconds. */
const walksUntilReadAgain = 8;

function processIds(host: Host): readonly number[] {
  return host.listDirectory("/proc").map(Number).filter(Number.isInteger);
}

function read(host: Host, pids: readonly number[]): readonly ProcessStat[] {
  return pids.map((pid) => readProcessStat(host, String(pid))).filter((stat) => stat !== undefined);
}

/**
 * The root, earlier members (init may have adopted them since), marked processes, and all descendants of
 * these.
 */
function findMembers(
  all: readonly ProcessStat[],
  rootPid: number,
  before: ReadonlyMap<string, Member>,
  isMarked: (stat: ProcessStat) => boolean,
): ReadonlyMap<string, Member> {
  const siblingsBelow = new Map<number, ProcessStat[]>();
  for (const stat of all) {
    const siblings = siblingsBelow.get(stat.parentPid);
    if (siblings === undefined) siblingsBelow.set(stat.parentPid, [stat]);
    else siblings.push(stat);
  }
  const pids = new Set<number>();
  const stats = new Map<string, ProcessStat>();
  const visit = (stat: ProcessStat): void => {
    if (pids.has(stat.pid)) return;
    pids.add(stat.pid);
    stats.set(keyOf(stat), stat);
    for (const child of siblingsBelow.get(stat.pid) ?? []) visit(child);
  };
  for (const stat of all) if (stat.pid === rootPid || before.has(keyOf(stat))) visit(stat);
  for (const stat of all) if (!pids.has(stat.pid) && isMarked(stat)) visit(stat);
  const found = new Map<string, Member>();
  for (const [key, stat] of stats) {
    found.set(key, { stat, orphan: stat.pid !== rootPid && !pids.has(stat.parentPid) });
  }
  return found;
}

/** Follows the share of the tree's memory that is left if shared pages count once. An answer is used until the next. */
function openSharedPages(
  host: Host,
  pageBytes: number,
  ownCpuSeconds: () => number,
): (members: readonly ProcessStat[]) => SharedPages {
  let asked: PagesAsked | undefined;
  return (members) => {
    if (members.length < 2) return { share: 1, source: "resident", costSeconds: 0 };
    const seconds = Number(host.nowNanoseconds()) / 1e9;
    const sizes = members.map(({ pid, residentPages }) => ({ pid, bytes: residentPages * pageBytes }));
    const residentBytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const pids = sizes.map(({ pid }) => pid);
    if (!isDue(asked, { seconds, pids, residentBytes }) && asked !== undefined) return { ...asked, costSeconds: 0 };
    const before = ownCpuSeconds();
    const share = readShare(host, sizes);
    const costSeconds = Math.max(0, ownCpuSeconds() - before);
    // If nothing could be read now, the earlier answer is used.
    const known = share === undefined ? (asked ?? unknownPages) : ({ share, source: "proportional" } as const);
    asked = {
      share: known.share,
      source: known.source,
      members: new Set(pids),
      residentBytes,
      atSeconds: seconds,
      nextSeconds: nextAsk(seconds, costSeconds),
    };
    return { share: asked.share, source: asked.source, costSeconds };
  };
}

const unknownPages = { share: 1, source: "resident" } as const;
