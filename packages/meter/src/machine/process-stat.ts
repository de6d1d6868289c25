import { ticksPerSecond } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";

/** One line of /proc/PID/stat, as far as the meter needs it. */
export interface ProcessStat {
  readonly pid: number;
  /** One letter: `R` runs, `S` sleeps, `T` is stopped, `Z` has ended and was not waited for. */
  readonly state: string;
  readonly parentPid: number;
  readonly processGroup: number;
  /** Foreground process group of the controlling terminal; -1 without one. */
  readonly terminalForegroundGroup: number;
  /** Ticks since the machine started. Pids are used again, but the pid and the start together identify a process. */
  readonly startTicks: number;
  /** Processor time of the process itself. */
  readonly cpuSeconds: number;
  /** Processor time of its descendants that have ended and been waited for. */
  readonly waitedCpuSeconds: number;
  readonly threads: number;
  readonly residentPages: number;
}

/** Reads a process by its id, or this one by "self". Undefined if it has ended, or without procfs. */
export function readProcessStat(host: Host, pid: string): ProcessStat | undefined {
  const text = host.readText(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcessStat(text);
}

/** Parses the line. Field numbers below are those of proc(5) less three, because the text before them is cut off. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  // The second field is the program's name, which may contain spaces and parentheses.
  const end = text.lastIndexOf(")");
  const pid = Number.parseInt(text, 10);
  if (end < 0 || Number.isNaN(pid)) return undefined;
  // The fields after the memory are not needed.
  const fields = text.slice(end + 2).split(" ", 22);
  const number = (index: number): number => Number(fields[index] ?? Number.NaN);
  const stat: ProcessStat = {
    pid,
    state: fields[0] ?? "",
    parentPid: number(1),
    processGroup: number(2),
    terminalForegroundGroup: number(5),
    startTicks: number(19),
    cpuSeconds: (number(11) + number(12)) / ticksPerSecond,
    waitedCpuSeconds: (number(13) + number(14)) / ticksPerSecond,
    threads: number(17),
    residentPages: Math.max(0, number(21)),
  };
  return Number.isNaN(stat.cpuSeconds + stat.waitedCpuSeconds + stat.startTicks) ? undefined : stat;
}

/**
 * Processor time of the threads that a process has now, in nanoseconds ({@link ProcessStat} counts ticks); 0 if the kernel
 * does not report it (CONFIG_SCHED_INFO).
 */
export function scheduledSeconds(host: Host, pid: string): number {
  const nanoseconds = host
    .listDirectory(`/proc/${pid}/task`)
    .map((thread) => Number.parseInt(host.readText(`/proc/${pid}/task/${thread}/schedstat`) ?? "", 10));
  return nanoseconds.reduce((sum, one) => sum + (Number.isNaN(one) ? 0 : one), 0) / 1e9;
}

/** Ids of a process's children, started by any of its threads. Empty if the kernel was built without such lists. */
export function childrenOf(host: Host, pid: string): readonly string[] {
  return host
    .listDirectory(`/proc/${pid}/task`)
    .flatMap((thread) => host.readText(`/proc/${pid}/task/${thread}/children`)?.trim().split(" ") ?? [])
    .filter((child) => child !== "");
}

/** Whether the kernel lists children at all (CONFIG_PROC_CHILDREN). */
export function listsChildren(host: Host): boolean {
  return host
    .listDirectory("/proc/self/task")
    .some((task) => host.readText(`/proc/self/task/${task}/children`) !== undefined);
}

/** Bytes of a memory page, from the kernel's own description of this process's memory; 4096 if it does not report them. */
export function readPageBytes(host: Host): number {
  // Only the first mapping is needed: the whole file takes the kernel milliseconds to write.
  const opened = host.openForReading("/proc/self/smaps");
  if (!opened.ok) return 4096;
  const text = opened.value.read();
  opened.value.close();
  const kibibytes = text.ok ? /^KernelPageSize: +(\d+) kB$/m.exec(text.value)?.[1] : undefined;
  return kibibytes === undefined ? 4096 : Number(kibibytes) * 1024;
}
