import type { Component } from "@wattledger/sensors";
import type { Attribution, IdlePolicy, Reservation, WindowUse } from "../record/use.ts";

/** The energy to split: one channel's energy over the window. */
export interface MachineEnergy {
  /** Component of the channel. */
  readonly id?: string;
  readonly component: Component;
  readonly joules: number;
  /** Power of the component when nobody uses it. Its source states the basis. */
  readonly idleWatts: number;
}

/** Splits a machine's energy between a command and all others. */
export function attribute(energy: MachineEnergy, use: WindowUse, idlePolicy: IdlePolicy): Attribution {
  const idleJoules = Math.min(energy.joules, Math.max(0, energy.idleWatts) * use.durationSeconds);
  const parts = { idleJoules, dynamicJoules: energy.joules - idleJoules };
  if (use.scope === "machine") return wholeMachine(energy.joules, parts, "the whole machine was requested");
  switch (energy.component) {
    case "dram":
      return byMemory(energy.joules, parts, use) ?? byProcessorTime(energy.joules, parts, use, idlePolicy);
    case "cpu":
    // Drives, network and the rest of a chip draw nearly all of their power at any load, so they are shared like idle processors.
    case "storage":
    case "network":
    case "other":
      return byProcessorTime(energy.joules, parts, use, idlePolicy);
    case "gpu":
      return byAccelerator(energy, parts, use);
  }
}

type Parts = Pick<Attribution, "idleJoules" | "dynamicJoules">;

/** Half a tick of /proc: assumed for a command that ended before its first tick. */
const halfTickSeconds = 0.005;
/** Two truncated counts (user and system) of 10 ms: 10 ms × sqrt(2/12). */
const tickErrorSeconds = 0.004;
/**
 * Standard deviation of the logarithm of energy per CPU second between programs. Expert value: because of vector units,
 * frequency and memory stalls, programs differ by a factor of 2 to 3, which is its 90 % range.
 */
const intensitySpread = 0.3;

function byProcessorTime(joules: number, parts: Parts, use: WindowUse, idlePolicy: IdlePolicy): Attribution {
  if (use.cpuSeconds === undefined || use.busySeconds === undefined) {
    return wholeMachine(joules, parts, "this platform does not report the command's processor time");
  }
  const inTicks = use.cpuSource === undefined || use.cpuSource === "waited-for";
  const cpuSeconds = inTicks ? Math.max(use.cpuSeconds, halfTickSeconds) : use.cpuSeconds;
  const busySeconds = Math.max(use.busySeconds, cpuSeconds);
  const capacitySeconds = Math.max(use.capacitySeconds ?? busySeconds, busySeconds);
  const share = part(cpuSeconds, busySeconds);
  const { idleJoules, dynamicJoules } = parts;
  const idle = idleShares(idlePolicy, { cpuSeconds, busySeconds, capacitySeconds }, use.reserved);
  const runIdleJoules = idleJoules * idle.run;
  const runJoules = dynamicJoules * share + runIdleJoules;
  const othersJoules = dynamicJoules * (1 - share) + idleJoules * idle.others;
  const short =
    inTicks && use.cpuSeconds < halfTickSeconds
      ? " (less than the kernel's tick of 0.01 s, so half a tick is assumed)"
      : "";
  return {
    runJoules,
    runIdleJoules,
    othersJoules,
    unassignedJoules: Math.max(0, joules - runJoules - othersJoules),
    ...parts,
    basis: "cpu-time",
    share,
    // The machine's own count is in ticks, with every source of the command's count.
    shareRelativeUncertainty: Math.hypot(
      tickErrorSeconds / Math.max(inTicks ? cpuSeconds : busySeconds, halfTickSeconds),
      (1 - share) * intensitySpread,
    ),
    explanation:
      `${use.cpuSeconds.toFixed(2)} s of the machine's ${busySeconds.toFixed(2)} busy processor seconds${short}; ` +
      `${cpuSourceSentences[use.cpuSource ?? "waited-for"]}; ${idleSentence(idlePolicy, use.reserved)}; ` +
      "uncertainty from ticks and, as an expert value, from the different power of programs",
  };
}

const cpuSourceSentences: Readonly<Record<NonNullable<WindowUse["cpuSource"]>, string>> = {
  "cgroup-created": "counted by the kernel for the command's own control group, with all processes that it left behind",
  "cgroup-alone": "counted by the kernel for a control group with only the command and its wrapper",
  "waited-for":
    "counted by the kernel for children that were waited for, and from samples of the processes; a process that detached itself and " +
    "ended unseen is not included",
};

function idleSentence(policy: IdlePolicy, reserved: Reservation | undefined): string {
  switch (policy) {
    case "cpu-time":
      return "idle power shared by processor time, like the rest";
    case "capacity":
      return "idle power by the share of all processor time; the rest is unassigned";
    case "reserved":
      return `idle power by the reserved part (${reserved?.basis ?? "all of the machine"}); the rest is unassigned`;
    case "none":
      return "idle power unassigned";
  }
}

interface ProcessorTimes {
  readonly cpuSeconds: number;
  readonly busySeconds: number;
  readonly capacitySeconds: number;
}

function idleShares(
  policy: IdlePolicy,
  { cpuSeconds, busySeconds, capacitySeconds }: ProcessorTimes,
  reserved: Reservation | undefined,
): { readonly run: number; readonly others: number } {
  switch (policy) {
    case "cpu-time":
      return { run: part(cpuSeconds, busySeconds), others: part(busySeconds - cpuSeconds, busySeconds) };
    case "capacity":
      return { run: part(cpuSeconds, capacitySeconds), others: part(busySeconds - cpuSeconds, capacitySeconds) };
    case "reserved":
      // The reservations of others are unknown here.
      return { run: Math.min(1, reserved?.share ?? 1), others: 0 };
    case "none":
      return { run: 0, others: 0 };
  }
}

function part(seconds: number, whole: number): number {
  return whole > 0 ? seconds / whole : 0;
}

/** Standard relative uncertainty of a command's part of the memory in use. Expert values. */
const memoryUncertainty: Readonly<Record<NonNullable<WindowUse["memorySource"]>, number>> = {
  cgroup: 0.05,
  proportional: 0.1,
  resident: 0.2,
};

const memorySentences: Readonly<Record<NonNullable<WindowUse["memorySource"]>, string>> = {
  cgroup: "counted by the kernel for the control group, without page cache",
  proportional: "pages that several processes share are divided among them",
  resident: "resident memory, which counts shared pages in each process",
};

function byMemory(joules: number, parts: Parts, use: WindowUse): Attribution | undefined {
  const { meanResidentBytes, meanMemoryUsedBytes, memorySource = "resident" } = use;
  // A process that has ended, but has not been waited for, has no memory: the look came too late.
  if (meanResidentBytes === undefined || meanResidentBytes === 0 || meanMemoryUsedBytes === undefined) return undefined;
  const share = Math.min(1, meanResidentBytes / Math.max(meanResidentBytes, meanMemoryUsedBytes, 1));
  return {
    runJoules: joules * share,
    runIdleJoules: parts.idleJoules * share,
    othersJoules: joules * (1 - share),
    unassignedJoules: 0,
    ...parts,
    basis: "resident-memory",
    share,
    shareRelativeUncertainty: memoryUncertainty[memorySource],
    explanation:
      `${gigabytes(meanResidentBytes)} on average of ${gigabytes(meanMemoryUsedBytes)} in use; ` +
      `${memorySentences[memorySource]}; its error is an expert value`,
  };
}

function byAccelerator({ id, joules }: MachineEnergy, parts: Parts, use: WindowUse): Attribution {
  const found = id === undefined ? undefined : use.accelerators?.[id];
  if (found === undefined) return wholeMachine(joules, parts, "it is unknown who used the gpu");
  const runIdleJoules = parts.idleJoules * found.idleShare;
  const runJoules = parts.dynamicJoules * found.dynamicShare + runIdleJoules;
  const nobodyWasThere = found.idleShare === 0 && found.dynamicShare === 0;
  return {
    runJoules,
    runIdleJoules,
    // If the command did not use the GPU, nobody is assumed to have used it.
    othersJoules: nobodyWasThere ? 0 : Math.max(0, joules - runJoules),
    unassignedJoules: nobodyWasThere ? joules : 0,
    ...parts,
    basis: found.basis,
    share: joules > 0 ? Math.min(1, runJoules / joules) : found.idleShare,
    shareRelativeUncertainty: found.relativeUncertainty,
    explanation: found.explanation,
  };
}

function wholeMachine(joules: number, parts: Parts, reason: string): Attribution {
  return {
    runJoules: joules,
    runIdleJoules: parts.idleJoules,
    othersJoules: 0,
    unassignedJoules: 0,
    ...parts,
    basis: "whole-machine",
    share: 1,
    shareRelativeUncertainty: 0,
    explanation: `${reason}: the command is attributed all of the machine's energy, an upper limit for its own`,
  };
}

function gigabytes(bytes: number): string {
  // So many digits that the share can be computed again from what is printed.
  return `${String(Number((bytes / 1e9).toPrecision(4)))} GB`;
}
