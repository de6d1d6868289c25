import type { Component } from "@wattledger/sensors";
import type { RunScope } from "../record/lineage.ts";

/**
 * Who bears the energy that a machine draws only because it is on. `cpu-time`: whoever worked, in proportion, so that
 * nothing is left over and a lone command on an idle machine bears all. `capacity`: each by the share of the machine's
 * processor time that it took, and the rest stays unassigned. `reserved`: each by the part of the machine that was set
 * aside for it, by a container's limit or a batch system, whether it worked or not; the rest stays unassigned. `none`:
 * nobody.
 */
export type IdlePolicy = "cpu-time" | "capacity" | "reserved" | "none";

/** What the command and its machine did in the window, from which shares are made. */
export interface WindowUse {
  readonly durationSeconds: number;
  /** What the run is to bear; absent: its share. */
  readonly scope?: RunScope;
  /** Processor time of the command and its descendants; absent where the platform does not tell. */
  readonly cpuSeconds?: number;
  /**
   * How `cpuSeconds` was counted: by the kernel for a control group made for the command, or for the one that the wrapper
   * was alone in; or for children that were waited for, and by looking. Absent in older records: the last.
   */
  readonly cpuSource?: "cgroup-created" | "cgroup-alone" | "waited-for";
  /** Part of the machine's processors that was set aside for the command; absent if all of it could be used. */
  readonly reserved?: Reservation;
  /** Of the whole machine; absent where it could not be read. */
  readonly busySeconds?: number;
  readonly capacitySeconds?: number;
  /** Mean over time of the tree's memory; absent if it ended before anyone looked. */
  readonly meanResidentBytes?: number;
  /** How memory was counted: by the kernel for a group; by process with shared pages divided, or with them in each. */
  readonly memorySource?: "cgroup" | "proportional" | "resident";
  /** The command's part of accelerators, by channel; those that are not in it cannot be divided. */
  readonly accelerators?: Readonly<Record<string, AcceleratorShare>>;
  /** Mean over time of the machine's memory in use. */
  readonly meanMemoryUsedBytes?: number;
}

/** A command's part of one accelerator. */
export interface AcceleratorShare {
  /** By whose processes the driver says use it, or by what the environment gives the command. */
  readonly basis: "processes" | "visible-devices";
  /** Of what work adds, and of what it draws idle; in [0, 1]. */
  readonly dynamicShare: number;
  readonly idleShare: number;
  readonly relativeUncertainty: number;
  /** How it came about, for people. */
  readonly explanation: string;
}

/** A part of the machine that was set aside. */
export interface Reservation {
  /** In (0, 1]. */
  readonly share: number;
  /** Who says so, for people: "4 of 64 processors by the container's limit". */
  readonly basis: string;
}

/** What is to be split: the energy of one channel over the window. */
export interface MachineEnergy {
  /** Of the channel. */
  readonly id?: string;
  readonly component: Component;
  readonly joules: number;
  /** What the component draws when nobody works; its basis is stated by whoever found it. */
  readonly idleWatts: number;
}

/** How a channel's energy divides. The three parts add up to the machine's energy, and none is negative. */
export interface Attribution {
  readonly runJoules: number;
  /**
   * Of `runJoules` what the command bears of the energy that the machine draws idle: its baseline. The rest is what its
   * work added. Absent in records from before it was kept.
   */
  readonly runIdleJoules?: number;
  readonly othersJoules: number;
  /** Energy of an idle machine that nobody is given. */
  readonly unassignedJoules: number;
  /** The machine's energy in two parts: what it would have drawn idle, and what work added. */
  readonly idleJoules: number;
  readonly dynamicJoules: number;
  readonly basis: "cpu-time" | "resident-memory" | "processes" | "visible-devices" | "whole-machine";
  /** The share that `basis` gave the command, in [0, 1]. */
  readonly share: number;
  /** Standard relative uncertainty of the share; who says so is in `explanation`. */
  readonly shareRelativeUncertainty: number;
  /** How the share came about, for people. */
  readonly explanation: string;
}

/** Splits a machine's energy between a command and everybody else. */
export function attribute(energy: MachineEnergy, use: WindowUse, idlePolicy: IdlePolicy): Attribution {
  const idleJoules = Math.min(energy.joules, Math.max(0, energy.idleWatts) * use.durationSeconds);
  const parts = { idleJoules, dynamicJoules: energy.joules - idleJoules };
  if (use.scope === "machine") return wholeMachine(energy.joules, parts, "the whole machine was asked for");
  switch (energy.component) {
    case "dram":
      return byMemory(energy.joules, parts, use) ?? byProcessorTime(energy.joules, parts, use, idlePolicy);
    case "cpu":
    // Drives, network and the rest of a chip draw nearly all of their power whoever works: shared like idle processors.
    case "storage":
    case "network":
    case "other":
      return byProcessorTime(energy.joules, parts, use, idlePolicy);
    case "gpu":
      return byAccelerator(energy, parts, use);
  }
}

type Parts = Pick<Attribution, "idleJoules" | "dynamicJoules">;

/** Half the tick in which /proc counts: what is assumed of a command that ended before its first. */
const halfTickSeconds = 0.005;
/** Two truncated counts (user and system) of 10 ms: 10 ms × sqrt(2/12). */
const tickErrorSeconds = 0.004;
/**
 * Standard deviation of the logarithm of energy per CPU second between programs. Expert value: vector units, frequency
 * and memory stalls make a factor of 2 to 3 between programs, which is its 90 % range.
 */
const intensitySpread = 0.3;

function byProcessorTime(joules: number, parts: Parts, use: WindowUse, idlePolicy: IdlePolicy): Attribution {
  if (use.cpuSeconds === undefined || use.busySeconds === undefined) {
    return wholeMachine(joules, parts, "the command's processor time is not known on this platform");
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
    inTicks && use.cpuSeconds < halfTickSeconds ? " (less than the kernel's tick of 0.01 s: half a tick assumed)" : "";
  return {
    runJoules,
    runIdleJoules,
    othersJoules,
    unassignedJoules: Math.max(0, joules - runJoules - othersJoules),
    ...parts,
    basis: "cpu-time",
    share,
    // The machine's own count is in ticks, whoever counts the command's.
    shareRelativeUncertainty: Math.hypot(
      tickErrorSeconds / Math.max(inTicks ? cpuSeconds : busySeconds, halfTickSeconds),
      (1 - share) * intensitySpread,
    ),
    explanation:
      `${use.cpuSeconds.toFixed(2)} s of the machine's ${busySeconds.toFixed(2)} busy processor seconds${short}; ` +
      `${cpuSourceSentences[use.cpuSource ?? "waited-for"]}; ${idleSentence(idlePolicy, use.reserved)}; ` +
      "uncertainty from ticks and, as an expert value, from unlike power of programs",
  };
}

const cpuSourceSentences: Readonly<Record<NonNullable<WindowUse["cpuSource"]>, string>> = {
  "cgroup-created": "counted by the kernel for a control group of the command's own, with all that it left behind",
  "cgroup-alone": "counted by the kernel for the control group that the command and its wrapper had to themselves",
  "waited-for":
    "counted by the kernel for children that were waited for, and by looking at processes: what detached itself and ended " +
    "unseen is outside",
};

function idleSentence(policy: IdlePolicy, reserved: Reservation | undefined): string {
  switch (policy) {
    case "cpu-time":
      return "idle power shared like the rest, by processor time";
    case "capacity":
      return "idle power by the share of all processor time, the rest unassigned";
    case "reserved":
      return `idle power by what was set aside (${reserved?.basis ?? "all of the machine"}), the rest unassigned`;
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
      // What others have set aside is not known from here.
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
  proportional: "pages that several processes share divided among them",
  resident: "resident memory, which counts shared pages in each process",
};

function byMemory(joules: number, parts: Parts, use: WindowUse): Attribution | undefined {
  const { meanResidentBytes, meanMemoryUsedBytes, memorySource = "resident" } = use;
  // A process that has ended, but has not been waited for, has no memory: it was not looked at in time.
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
      `${memorySentences[memorySource]}; expert value for its error`,
  };
}

function byAccelerator({ id, joules }: MachineEnergy, parts: Parts, use: WindowUse): Attribution {
  const found = id === undefined ? undefined : use.accelerators?.[id];
  if (found === undefined) return wholeMachine(joules, parts, "who used the gpu is not known");
  const runIdleJoules = parts.idleJoules * found.idleShare;
  const runJoules = parts.dynamicJoules * found.dynamicShare + runIdleJoules;
  const nobodyWasThere = found.idleShare === 0 && found.dynamicShare === 0;
  return {
    runJoules,
    runIdleJoules,
    // Where the command was not, nobody is known to have been.
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
    explanation: `${reason}: the command bears all of the machine's energy, which is the most that can be its own`,
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
