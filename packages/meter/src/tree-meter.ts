import type { Host } from "@wattledger/sensors";
import { readProcessStat } from "./process-stat.ts";
import { watchTree } from "./process-tree.ts";
import type { ProcessTree } from "./process-tree.ts";
import type { Sample } from "./record.ts";

/** Follows the command and its descendants: processor time and resident memory. */
export interface TreeMeter {
  /** The command runs as this process from now on. */
  readonly follow: (pid: number) => void;
  /** Looks if it is time to: a walk through /proc is dear, so walking takes at most a hundredth of one processor. */
  readonly look: (elapsedSeconds: number) => void;
  readonly tree: () => Sample["tree"];
  /** Mean over time; absent if nobody looked while the command ran. */
  readonly meanResidentBytes: () => number | undefined;
  /** After the command's end; absent where the platform does not tell. */
  readonly finalCpuSeconds: () => number | undefined;
}

/** Walks take at most this share of the time between them. */
const walkShare = 0.01;
/** Walks come once a second at most; a tenth is left for timers that are early. */
const leastSecondsBetween = 0.9;

/** Notes what this process's earlier children had used, so that only the command's time is counted. */
export function openTreeMeter(host: Host): TreeMeter {
  const waitedBefore = readProcessStat(host, "self")?.waitedCpuSeconds;
  let watched: ProcessTree | undefined;
  let latest: Sample["tree"];
  let latestSeconds = 0;
  let nextSeconds = 0;
  let residentByteSeconds = 0;
  const look = (elapsedSeconds: number): void => {
    if (watched === undefined || elapsedSeconds < nextSeconds) return;
    const before = host.nowNanoseconds();
    const use = watched.look();
    const walkSeconds = Number(host.nowNanoseconds() - before) / 1e9;
    nextSeconds = elapsedSeconds + Math.max(leastSecondsBetween, walkSeconds / walkShare);
    // A walk that finds nobody comes between the command's end and the news of it.
    if (use === undefined || use.processes === 0) return;
    // What a look finds is taken to have held since the look before it, or since the start.
    residentByteSeconds += use.residentBytes * (elapsedSeconds - latestSeconds);
    latest = { cpuSeconds: use.cpuSeconds, residentBytes: use.residentBytes };
    latestSeconds = elapsedSeconds;
  };
  return {
    follow: (pid) => {
      watched = watchTree(host, pid);
    },
    look,
    tree: () => latest,
    meanResidentBytes: () => (latestSeconds > 0 ? residentByteSeconds / latestSeconds : undefined),
    finalCpuSeconds: () => {
      const waited = readProcessStat(host, "self")?.waitedCpuSeconds;
      if (waited === undefined || waitedBefore === undefined) return undefined;
      return watched?.finalCpuSeconds(waited - waitedBefore);
    },
  };
}
