import type { Host, RereadableFile } from "@wattledger/sensors";
import { childrenOf, parseProcessStat, readProcessStat } from "../machine/process-stat.ts";
import type { ProcessStat } from "../machine/process-stat.ts";

/**
 * Reads processes and all below them, repeatedly. Their files stay open between readings: opening them again
 * is the largest part of the cost of a reading.
 */
export interface KeptProcesses {
  /** These processes, if they still exist, and all their descendants, by their ids. */
  readonly readBelow: (pids: Iterable<number>) => ReadonlyMap<number, ProcessStat>;
  readonly close: () => void;
}

/** Files of one process that stay open. */
interface KeptFiles {
  readonly stat: RereadableFile;
  /** The children of its first thread, which are all if it has one thread. Absent if the kernel does not list them. */
  readonly children?: RereadableFile;
}

/** Files of at most so many processes stay open: a large tree must not use up our descriptors. */
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
    // It has ended, and another process may have its number now. Or its files were not kept.
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
