import type { RunScope } from "./lineage.ts";

/**
 * To whom the idle energy of a machine is attributed. `cpu-time`: to the programs that worked, in proportion, so that
 * nothing is left over and a lone command on an idle machine gets all. `capacity`: to each program by its share of the machine's
 * whole processor time; the rest stays unassigned. `reserved`: to each program by the part of the machine that is reserved
 * for it, by a container's limit or a batch system, at any load; the rest stays unassigned. `none`:
 * nobody.
 */
export type IdlePolicy = "cpu-time" | "capacity" | "reserved" | "none";

/** The activity of the command and its machine in the window. Shares are made from it. */
export interface WindowUse {
  readonly durationSeconds: number;
  /** What is attributed to the run. Absent: its share. */
  readonly scope?: RunScope;
  /** Processor time of the command and its descendants. Absent if the platform does not report it. */
  readonly cpuSeconds?: number;
  /**
   * Source of `cpuSeconds`: the kernel's count for a control group made for the command, or for the one in which the wrapper
   * was alone; or its count for children that were waited for, plus samples. Absent in older records: the last one.
   */
  readonly cpuSource?: "cgroup-created" | "cgroup-alone" | "waited-for";
  /** Part of the machine's processors that is reserved for the command. Absent if it could use all of them. */
  readonly reserved?: Reservation;
  /** Of the whole machine. Absent if it could not be read. */
  readonly busySeconds?: number;
  readonly capacitySeconds?: number;
  /** Mean over time of the tree's memory. Absent if the command ended before the first look. */
  readonly meanResidentBytes?: number;
  /** Source of the memory: the kernel's count for a group; or by process, with shared pages divided, or with them in each. */
  readonly memorySource?: "cgroup" | "proportional" | "resident";
  /** The command's part of accelerators, by channel. A channel that is not listed cannot be divided. */
  readonly accelerators?: Readonly<Record<string, AcceleratorShare>>;
  /** Mean over time of the machine's memory in use. */
  readonly meanMemoryUsedBytes?: number;
}

/** A command's part of one accelerator. */
export interface AcceleratorShare {
  /** From the processes that the driver reports, or from the devices that the environment gives the command. */
  readonly basis: "processes" | "visible-devices";
  /** Share of the energy that work adds, and of the idle energy; in [0, 1]. */
  readonly dynamicShare: number;
  readonly idleShare: number;
  readonly relativeUncertainty: number;
  /** How it was computed, in words. */
  readonly explanation: string;
}

/** A reserved part of the machine. */
export interface Reservation {
  /** In (0, 1]. */
  readonly share: number;
  /** Who reserved it, in words: "4 of 64 processors by the container's limit". */
  readonly basis: string;
}

/** How a channel's energy divides. The three parts add up to the machine's energy, and none is negative. */
export interface Attribution {
  readonly runJoules: number;
  /**
   * The part of `runJoules` that comes from the machine's idle energy: the command's baseline. The rest is the energy that its
   * work added. Absent in older records.
   */
  readonly runIdleJoules?: number;
  readonly othersJoules: number;
  /** Idle energy of the machine that is attributed to nobody. */
  readonly unassignedJoules: number;
  /** The machine's energy in two parts: the idle energy, and the energy that work added. */
  readonly idleJoules: number;
  readonly dynamicJoules: number;
  readonly basis: "cpu-time" | "resident-memory" | "processes" | "visible-devices" | "whole-machine";
  /** The share that `basis` gave the command, in [0, 1]. */
  readonly share: number;
  /** Standard relative uncertainty of the share. `explanation` states its basis. */
  readonly shareRelativeUncertainty: number;
  /** How the share was computed, in words. */
  readonly explanation: string;
}
