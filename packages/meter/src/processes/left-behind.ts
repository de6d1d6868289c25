import type { Host } from "@wattledger/sensors";
import { readProcessStat } from "../machine/process-stat.ts";

/** A process of the command that still ran when the command ended. Ids are used again, so its start identifies it. */
export interface LeftProcess {
  readonly pid: number;
  readonly startTicks: number;
}

/** Adds the starts of processes. Those that have ended meanwhile are left out. */
export function leftProcesses(host: Host, pids: readonly number[]): readonly LeftProcess[] {
  return pids.flatMap((pid) => {
    const startTicks = readProcessStat(host, String(pid))?.startTicks;
    return startTicks === undefined ? [] : [{ pid, startTicks }];
  });
}

/** Those that still run. A process that has ended and was not waited for does not run. */
export function stillRunning(host: Host, left: readonly LeftProcess[]): readonly LeftProcess[] {
  return left.filter(({ pid, startTicks }) => {
    const stat = readProcessStat(host, String(pid));
    return stat?.startTicks === startTicks && stat.state !== "Z";
  });
}

/**
 * A helper of the command ends when it sees that the command has ended: the resource tracker of Python's `spawn` and of loky takes
 * some ten milliseconds. During this time it is not left behind.
 */
const graceSeconds = 0.3;
const lookEverySeconds = 0.02;

/** Waits a moment for helpers of the command to end, if there are any, and returns those that still run. */
export async function awaitHelpers(host: Host, left: readonly LeftProcess[]): Promise<readonly LeftProcess[]> {
  let running = stillRunning(host, left);
  for (let waited = 0; running.length > 0 && waited < graceSeconds; waited += lookEverySeconds) {
    await new Promise((resolve) => {
      setTimeout(resolve, lookEverySeconds * 1000);
    });
    running = stillRunning(host, running);
  }
  return running;
}

/** Sentences for the reader about processes that still run after the command's end. */
export function leftNotes(left: readonly LeftProcess[]): readonly string[] {
  if (left.length === 0) return [];
  const who =
    left.length === 1
      ? "1 process that the command started still runs"
      : `${left.length} processes that the command started still run`;
  return [`${who}: the figures include their use until the command's end, and nothing after it`];
}
