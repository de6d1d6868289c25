import { defined } from "@wattledger/core";
import { settle } from "../attribute/settle.ts";
import type { ChannelFinding } from "../channels/channel-finding.ts";
import type { AcceleratorFinding } from "../channels/divide-accelerators.ts";
import type { RunScope } from "../record/lineage.ts";
import type { KnownEnergy, RunMeasurement } from "../record/measurement.ts";
import type { IdlePolicy, Reservation, WindowUse } from "../record/use.ts";
import { chooseChannels } from "./choose-channels.ts";
import type { CommandUse } from "./command-meter.ts";

/** How the energy until a moment is divided. */
export interface Division {
  /** Since the first look, s. */
  readonly elapsedSeconds: number;
  readonly idlePolicy: IdlePolicy;
  /** Absent if the command could use the whole machine. */
  readonly reserved?: Reservation | undefined;
}

/** Everything that the meters found until a moment. */
export interface MeterFindings {
  /** What is attributed to the run. */
  readonly scope: RunScope;
  readonly channels: ChannelFinding;
  /** Energy by the models, of which each serves if no instrument does. */
  readonly modelled: readonly KnownEnergy[];
  /** Why the machine's activity, which models need, could not be read. */
  readonly activityProblem: string | undefined;
  /** The whole machine's. */
  readonly machine: Pick<WindowUse, "busySeconds" | "capacitySeconds" | "meanMemoryUsedBytes">;
  readonly command: CommandUse;
  readonly accelerators: AcceleratorFinding;
  /** Whether other runs were measured on the machine at the same time. */
  readonly isShared: boolean;
  /** Sentences about the run so far. */
  readonly notes: readonly string[];
}

/** Divides what the meters found between the run and the rest of the machine. */
export function runMeasurement(findings: MeterFindings, division: Division): RunMeasurement {
  const { scope, channels, modelled, activityProblem, machine, command, accelerators, isShared } = findings;
  const { elapsedSeconds, idlePolicy, reserved } = division;
  const { known, missing, notes: replaced } = chooseChannels({ ...channels, modelled, activityProblem });
  const use: WindowUse = {
    durationSeconds: elapsedSeconds,
    ...machine,
    // The command's own figures of the machine are of the moment at which its processes were seen.
    ...command,
    ...(Object.keys(accelerators.shares).length === 0 ? {} : { accelerators: accelerators.shares }),
    ...(scope === "machine" ? { scope } : {}),
    ...defined({ reserved }),
  };
  const notes = [...findings.notes, ...replaced, ...channels.notes];
  const settled = settle({ known, missing, platform: channels.platform, use, idlePolicy, notes });
  const more = [
    ...(scope === "machine" ? [] : [...accelerators.notes, ...undividedAccelerators(settled)]),
    ...(isShared ? claimedTwice(settled) : []),
  ];
  return more.length === 0 ? settled : { ...settled, notes: [...settled.notes, ...more] };
}

/** Runs at the same time share what can be divided. The rest is attributed to each of them as a whole. */
function claimedTwice({ energy, use }: RunMeasurement): readonly string[] {
  const whole = energy.filter(({ attribution }) => attribution.basis === "whole-machine");
  if (use.scope === "machine" || whole.length === 0) return [];
  const names = whole.map(({ channel }) => channel.id).join(", ");
  return [
    `other runs were measured on this machine at the same time, and it is unknown who used ${names}: all of it is attributed to each run, so ` +
      "do not add their figures of it",
  ];
}

/** Accelerators for which no source says who uses them. */
function undividedAccelerators({ energy }: RunMeasurement): readonly string[] {
  const whole = energy.filter(
    ({ channel, attribution }) => channel.component === "gpu" && attribution.basis === "whole-machine",
  );
  if (whole.length === 0) return [];
  const names = whole.map(({ channel }) => channel.id).join(", ");
  return [
    `It is unknown who used ${names}: no variable gives the command some of the GPUs, and the driver names no processes. ` +
      "The command is attributed all of their energy, an upper limit for its own",
  ];
}
