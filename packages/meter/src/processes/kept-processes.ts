import type { Host, RereadableFile } from "@wattledger/sensors";
import { childrenOf, parseProcessStat, readProcessStat } from "../machine/process-stat.ts";
import type { ProcessStat } from "../machine/process-stat.ts";

/**
 * Reads processes and all below them, again and again. Their files stay open from one reading to the next: to open them anew
 * is the greatest part of what a reading costs.
 */
export interface KeptProcesses {
  /** These processes, as far as they are there, and all their descendants, by their ids. */
  readonly readBelow: (pids: Iterable<number>) => ReadonlyMap<number, ProcessStat>;
  readonly close: () => void;
}

/** Files of one process that stay open. */
interface KeptFiles {
  readonly stat: RereadableFile;
  /** What its first thread has forked, which is all where it has no other; absent where the kernel does not list it. */
  readonly children?: RereadableFile;
}

/** Of so many processes files are kept open: a tree of many is not to take all the descriptors that we may have. */
const mostKept = 16;
/** A list of this length may have been cut off: see {@link RereadableFile}. */
const wholeListLength = 4000;

/** Opens nothing yet. */
export function keepProcesses(host: Host): KeptProcesses {
  const kept = new Map<number, KeptFiles>();
  const release = (pid: number): void => {
    const files = kept.get(pid);
    files?.stat.close();
    files?.children?.close();
    kept.delete(pid);
  };
  const readStat = (pid: number): ProcessStat | undefined => {
    const text = kept.get(pid)?.stat.read();
    if (text?.ok === true) return parseProcessStat(text.value);
    // It has ended, and its number may be another's by now; or it was not kept.
    if (text !== undefined) release(pid);
    if (kept.size < mostKept) {
      const opened = open(host, pid);
      if (opened !== undefined) kept.set(pid, opened);
    }
    return readProcessStat(host, String(pid));
  };
  const readChildren = ({ pid, threads }: ProcessStat): readonly string[] => {
    const list = threads === 1 ? kept.get(pid)?.children?.read() : undefined;
    if (list?.ok !== true || list.value.length > wholeListLength) return childrenOf(host, String(pid));
    return list.value === "" ? [] : list.value.trim().split(" ");
  };
  return {
    readBelow: (pids) => {
      const found = new Map<number, ProcessStat>();
      const visit = (pid: number): void => {
        if (found.has(pid)) return;
        const stat = readStat(pid);
        if (stat === undefined) return;
        found.set(pid, stat);
        for (const child of readChildren(stat)) visit(Number(child));
      };
      for (const pid of pids) visit(pid);
      for (const pid of kept.keys()) if (!found.has(pid)) release(pid);
      return found;
    },
    close: () => {
      for (const pid of kept.keys()) release(pid);
    },
  };
}

function open(host: Host, pid: number): KeptFiles | undefined {
  const stat = host.openForReading(`/proc/${pid}/stat`);
  if (!stat.ok) return undefined;
  const children = host.openForReading(`/proc/${pid}/task/${pid}/children`);
  return { stat: stat.value, ...(children.ok ? { children: children.value } : {}) };
}
