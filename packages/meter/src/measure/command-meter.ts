import { defined } from "@wattledger/core";
import type { UseSoFar } from "../attribute/weights.ts";
import type { AcceleratorMeter } from "../channels/accelerator-meter.ts";
import type { ActivityMeter } from "../channels/activity-meter.ts";
import type { AcceleratorFinding } from "../channels/divide-accelerators.ts";
import type { LeftProcess } from "../processes/left-behind.ts";
import type { TreeFinding, TreeMeter } from "../processes/tree-meter.ts";
import type { Sample } from "../record/record.ts";
import type { WindowUse } from "../record/use.ts";

/** What the command's processes used of the machine. Absent fields are unknown. */
export type CommandUse = Omit<TreeFinding, "left"> & Pick<WindowUse, "busySeconds" | "capacitySeconds">;

/** Follows what the command's processes use: processor time, memory and accelerators. */
export interface CommandMeter {
  /** The command is this process from now on, and its descendants have `mark` in their environments. */
  readonly follow: (pid: number, mark?: string) => void;
  /** Looks at the processes if a look is due. This is the most expensive reading. */
  readonly look: (elapsedSeconds: number) => void;
  /** Looks at the processes also if no look is due. */
  readonly lookSoon: (elapsedSeconds: number) => void;
  /** The command has ended: processes that it left behind do not count from now on. Returns those that still run. */
  readonly end: () => readonly LeftProcess[];
  /** The processes at their last look, for a sample. Absent before it. */
  readonly tree: () => Sample["tree"];
  /** Use until this moment. Absent if the processes or the machine were last seen at another one. */
  readonly useAt: (elapsedSeconds: number) => UseSoFar | undefined;
  /** Use until the last look, or until the command's end. */
  readonly use: () => CommandUse;
  /** How the accelerators divide, until now or until the command's end. */
  readonly accelerators: () => AcceleratorFinding;
}

/** The meters that a {@link CommandMeter} reads. */
export interface CommandMeters {
  readonly tree: TreeMeter;
  readonly accelerators: AcceleratorMeter;
  readonly activity: Pick<ActivityMeter, "look" | "machine" | "seenSeconds" | "memoryByteSeconds">;
}

/** What is known of the command: its processes are looked at while it runs, and settled when it has ended. */
type CommandState =
  | {
      readonly kind: "running";
      /** The machine's activity at the last look at the processes: shares use figures of the same moment. */
      readonly machine: Pick<WindowUse, "busySeconds" | "capacitySeconds">;
      readonly seenSeconds: number;
    }
  | { readonly kind: "ended"; readonly processes: TreeFinding; readonly accelerators: AcceleratorFinding };

/** Joins the meters of what a command uses. The command is taken as running until {@link CommandMeter.end}. */
export function openCommandMeter({ tree, accelerators, activity }: CommandMeters): CommandMeter {
  let state: CommandState = { kind: "running", machine: {}, seenSeconds: 0 };

  const noteMachine = (): void => {
    const seenSeconds = tree.seenSeconds();
    if (state.kind === "ended" || state.seenSeconds === seenSeconds) return;
    // Processes may be looked at between two looks at the machine. Compared with the machine's earlier activity, they would seem to have done all the work.
    if (activity.seenSeconds() !== seenSeconds) activity.look(seenSeconds);
    const machine = activity.machine();
    state = {
      kind: "running",
      seenSeconds,
      machine:
        machine === undefined
          ? state.machine
          : { busySeconds: machine.busySeconds, capacitySeconds: machine.capacitySeconds },
    };
  };
  const ended = (): Extract<CommandState, { kind: "ended" }> => {
    if (state.kind === "running") {
      state = { kind: "ended", accelerators: accelerators.finish(), processes: tree.finish() };
    }
    return state;
  };
  return {
    follow: (pid, mark) => {
      tree.follow(pid, mark);
      accelerators.follow(pid, mark);
    },
    look: (elapsedSeconds) => {
      tree.look(elapsedSeconds);
      accelerators.look(elapsedSeconds);
      noteMachine();
    },
    lookSoon: (elapsedSeconds) => {
      tree.lookSoon(elapsedSeconds);
      noteMachine();
    },
    end: () => ended().processes.left,
    tree: tree.tree,
    useAt: (elapsedSeconds) => {
      const machine = activity.machine();
      const cpuSeconds = state.kind === "ended" ? state.processes.cpuSeconds : tree.tree()?.cpuSeconds;
      const isSeen = state.kind === "ended" || tree.seenSeconds() === elapsedSeconds;
      if (!isSeen || activity.seenSeconds() !== elapsedSeconds) return undefined;
      if (machine === undefined || cpuSeconds === undefined) return undefined;
      const { busySeconds, capacitySeconds } = machine;
      return {
        cpuSeconds,
        busySeconds,
        capacitySeconds,
        residentByteSeconds: tree.residentByteSeconds(),
        memoryByteSeconds: activity.memoryByteSeconds(),
        accelerators: accelerators.used(),
      };
    },
    use: () => {
      if (state.kind === "ended") {
        const { left: _, ...use } = state.processes;
        return use;
      }
      const cpuSeconds = tree.tree()?.cpuSeconds;
      return {
        ...(cpuSeconds === undefined ? {} : { cpuSeconds, ...state.machine }),
        ...defined({ meanResidentBytes: tree.meanResidentBytes() }),
      };
    },
    accelerators: () => (state.kind === "ended" ? state.accelerators : accelerators.finish()),
  };
}
