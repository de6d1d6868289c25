import type { RunScope } from "./lineage.ts";

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
