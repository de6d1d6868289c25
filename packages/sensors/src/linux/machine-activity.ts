import type { Result } from "@wattledger/core";
import type { Host, ReadFailure, RereadableFile } from "../host/host.ts";

/** What the machine has done since it started, and how much of its memory is in use now. */
export interface MachineActivity {
  /** Processor time spent working, over all processors, without time that a hypervisor gave to others (stolen time). */
  readonly busySeconds: number;
  /** Processor time that passed, working, idle or stolen, over all processors. */
  readonly capacitySeconds: number;
  /** Memory that the machine has. */
  readonly memoryBytes: number;
  /** Memory in use: total less what is available without swapping. */
  readonly memoryUsedBytes: number;
}

/** Reads {@link MachineActivity} through open descriptors. */
export interface MachineActivityReader {
  readonly read: () => Result<MachineActivity, ReadFailure>;
  readonly close: () => void;
}

/**
 * Clock ticks a second in /proc/stat and /proc/PID/stat. The kernel reports in USER_HZ, which is 100 on every
 * architecture on which Node runs under Linux (only Alpha and IA-64 differ) and does not depend on CONFIG_HZ. Asking
 * `getconf CLK_TCK` would start a process before the command's own.
 */
export const ticksPerSecond = 100;

/** Opens the files of {@link MachineActivity}. */
export function openMachineActivity(host: Host): Result<MachineActivityReader, ReadFailure> {
  const { systemFacts } = host;
  if (systemFacts !== undefined) return { ok: true, value: { read: () => fromSystem(systemFacts), close: () => {} } };
  const stat = host.openForReading("/proc/stat");
  if (!stat.ok) return { ok: false, error: { kind: "gone", cause: `/proc/stat: ${stat.error.cause}` } };
  const meminfo = host.openForReading("/proc/meminfo");
  if (!meminfo.ok) {
    stat.value.close();
    return { ok: false, error: { kind: "gone", cause: `/proc/meminfo: ${meminfo.error.cause}` } };
  }
  return {
    ok: true,
    value: {
      read: () => fromProcfs(stat.value, meminfo.value),
      close: () => {
        stat.value.close();
        meminfo.value.close();
      },
    },
  };
}

type ActivityResult = Result<MachineActivity, ReadFailure>;

function fromSystem(systemFacts: NonNullable<Host["systemFacts"]>): ActivityResult {
  const facts = systemFacts();
  return {
    ok: true,
    value: {
      busySeconds: facts.busySeconds,
      capacitySeconds: facts.busySeconds + facts.idleSeconds,
      memoryBytes: facts.memoryBytes,
      memoryUsedBytes: facts.memoryBytes - facts.memoryFreeBytes,
    },
  };
}

function fromProcfs(stat: RereadableFile, meminfo: RereadableFile): ActivityResult {
  const statText = stat.read();
  if (!statText.ok) return statText;
  const meminfoText = meminfo.read();
  if (!meminfoText.ok) return meminfoText;
  const times = parseProcessorTimes(statText.value);
  const memory = parseMemory(meminfoText.value);
  if (times === undefined)
    return { ok: false, error: { kind: "retry", cause: "/proc/stat has no line for all processors" } };
  if (memory === undefined) return { ok: false, error: { kind: "retry", cause: "/proc/meminfo has no MemTotal" } };
  return { ok: true, value: { ...times, ...memory } };
}

function parseProcessorTimes(text: string): Pick<MachineActivity, "busySeconds" | "capacitySeconds"> | undefined {
  const line = /^cpu +([\d ]+)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  // guest and guest_nice follow, but the kernel has already counted them in user and nice. Old kernels print fewer values.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/ +/)
    .map(Number);
  const busy = user + nice + system + irq + softirq;
  return {
    busySeconds: busy / ticksPerSecond,
    capacitySeconds: (busy + idle + iowait + steal) / ticksPerSecond,
  };
}

function parseMemory(text: string): Pick<MachineActivity, "memoryBytes" | "memoryUsedBytes"> | undefined {
  const total = kibibytes(text, "MemTotal");
  if (total === undefined) return undefined;
  // Linux has MemAvailable since 3.14. Without it, free memory understates what is available.
  const available = kibibytes(text, "MemAvailable") ?? kibibytes(text, "MemFree") ?? 0;
  return { memoryBytes: total * 1024, memoryUsedBytes: Math.max(0, total - available) * 1024 };
}

function kibibytes(text: string, name: string): number | undefined {
  const label = `${name}:`;
  const start = text.startsWith(label) ? 0 : text.indexOf(`\n${label}`) + 1;
  if (start === 0 && !text.startsWith(label)) return undefined;
  const value = Number.parseInt(text.slice(start + label.length), 10);
  return Number.isNaN(value) ? undefined : value;
}
