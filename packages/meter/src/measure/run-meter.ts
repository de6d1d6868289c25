import { defined } from "@wattledger/core";
import { channelsOf } from "@wattledger/sensors";
import type { AcceleratorReader, Component, EnergyModel, Host, SensorFactory } from "@wattledger/sensors";
import { settle } from "../attribute/settle.ts";
import type { Moment, UseSoFar } from "../attribute/weights.ts";
import { openAcceleratorMeter } from "../channels/accelerator-meter.ts";
import type { AcceleratorFinding } from "../channels/accelerator-meter.ts";
import { openActivityMeter } from "../channels/activity-meter.ts";
import { openChannelMeter } from "../channels/channel-meter.ts";
import type { LookOptions } from "../channels/channel-meter.ts";
import type { Environment } from "../machine/launcher.ts";
import type { LeftProcess } from "../processes/left-behind.ts";
import { openTreeMeter } from "../processes/tree-meter.ts";
import type { TreeFinding } from "../processes/tree-meter.ts";
import type { RunScope } from "../record/lineage.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { GapFound, Sample, SensorLost, SensorReport } from "../record/record.ts";
import type { IdlePolicy, Reservation, WindowUse } from "../record/use.ts";
import type { Sampling } from "../sampler/sampling.ts";
import { chooseChannels } from "./choose-channels.ts";

/** Everything that is read around a command: instruments, the machine's activity, the use by the command's processes. */
export interface RunMeter {
  readonly reports: readonly SensorReport[];
  /** Longest time between two looks that is safe for every counter. */
  readonly longestPeriodSeconds: number;
  /** Whether looks should come at uneven times, because a gauge misreads a load that stays in step with them. */
  readonly wantsUnevenLooks: boolean;
  /** Abilities of the open sensors to report who uses accelerators. */
  readonly accelerators: () => readonly AcceleratorReader[];
  /**
   * Opens the sensors that a command does not wait for. Call it as soon as the command runs. `opened` is called when that is
   * done: before this returns, or later if another run samples the machine.
   */
  readonly openLate: (elapsed: () => number, opened?: () => void) => void;
  /** Id of the run whose wrapper samples the devices for this one. Absent if this one does. */
  readonly sampledBy: () => string | undefined;
  /** The command is this process from now on. */
  readonly follow: (pid: number, mark?: string) => void;
  /** Reads instruments and activity once. The first look, before the command starts, is at 0 and `exactly`, as is the last. */
  readonly look: (elapsedSeconds: number, options?: LookOptions) => readonly (GapFound | SensorLost)[];
  /** After the last look: takes the other sampler's last readings of that moment, and lets others sample. */
  readonly lookBack: (endSeconds: number, elapsed: () => number) => Promise<readonly (GapFound | SensorLost)[]>;
  /** Looks at the command's processes when due. This is the most expensive reading. */
  readonly lookAtTree: (elapsedSeconds: number) => void;
  /** The command has ended: processes that it left behind do not count from now on. Returns those that still run. */
  readonly endTree: () => readonly LeftProcess[];
  /** Takes the available models, and returns those that are used. */
  readonly useModels: (models: readonly EnergyModel[]) => readonly EnergyModel[];
  /** Totals at the last look. */
  readonly sample: (elapsedSeconds: number) => Sample;
  /** The result at the last look, which was at this time. */
  readonly moment: (elapsedSeconds: number) => Moment;
  /** Looks, also at the command's processes, and returns the result until now. */
  readonly lookNow: (elapsedSeconds: number) => {
    readonly moment: Moment;
    readonly found: readonly (GapFound | SensorLost)[];
  };
  /** Everything up to the last look, while the command runs. */
  readonly soFar: (elapsedSeconds: number, idlePolicy: IdlePolicy, reserved?: Reservation) => RunMeasurement;
  /** Everything, after a last look at `elapsedSeconds` when the command had ended. */
  readonly finish: (
    elapsedSeconds: number,
    idlePolicy: IdlePolicy,
    notes: readonly string[],
    reserved?: Reservation,
  ) => RunMeasurement;
  readonly close: () => void;
}

/** What is metered, and with what. */
export interface RunMeterOptions {
  readonly host: Host;
  readonly factories: readonly SensorFactory[];
  /** What is attributed to the run; its share of the machine unless given. */
  readonly scope?: RunScope | undefined;
  /** Between two looks; a second unless stated. */
  readonly intervalSeconds?: number;
  /** The command's environment, with the variables of launchers and schedulers. */
  readonly environment?: Environment;
  /** Absent if no other run can be asked to sample the machine. */
  readonly sampling?: Sampling;
}

/** Opens all sensors of this machine. Synchronous: counters must be read before the command starts. */
export function openRunMeter({
  host,
  factories,
  scope = "process",
  intervalSeconds = 1,
  environment = {},
  sampling,
}: RunMeterOptions): RunMeter {
  const channels = openChannelMeter(host, factories, intervalSeconds);
  const activity = openActivityMeter(host);
  const tree = openTreeMeter({ host });
  const accelerators = openAcceleratorMeter(host, environment, channels.accelerators, channels.isRead);
  let acceleratorFinding: AcceleratorFinding | undefined;
  let treeFinding: TreeFinding | undefined;
  const standsIn = (model: EnergyModel): boolean => !isCovered(channels.reports(), model.channel.component);
  let standIns: ReadonlySet<string> = new Set();

  const look = (elapsedSeconds: number, options: LookOptions = {}): readonly (GapFound | SensorLost)[] => {
    const found = channels.look(elapsedSeconds, options);
    activity.look(elapsedSeconds);
    sampling?.looked();
    return found;
  };
  /** The machine's activity at the last look at the command's processes: shares use figures of the same moment. */
  let machineThen: Pick<WindowUse, "busySeconds" | "capacitySeconds"> = {};
  let thenSeconds = 0;
  const noteMachine = (): void => {
    if (tree.seenSeconds() === thenSeconds) return;
    thenSeconds = tree.seenSeconds();
    // Processes may be looked at between two looks at the machine. Compared with the machine's earlier activity, they would seem to have done all the work.
    if (activity.seenSeconds() !== thenSeconds) activity.look(thenSeconds);
    const machine = activity.machine();
    if (machine === undefined) return;
    machineThen = { busySeconds: machine.busySeconds, capacitySeconds: machine.capacitySeconds };
  };
  const useAt = (elapsedSeconds: number): UseSoFar | undefined => {
    const machine = activity.machine();
    const cpuSeconds = treeFinding === undefined ? tree.tree()?.cpuSeconds : treeFinding.cpuSeconds;
    const isSeen = treeFinding !== undefined || tree.seenSeconds() === elapsedSeconds;
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
  };
  const moment = (elapsedSeconds: number): Moment => {
    const measured = channels.mark(elapsedSeconds);
    const modelled = activity.mark();
    const use = useAt(elapsedSeconds);
    return {
      elapsedSeconds,
      joules: () => ({
        ...measured(),
        ...Object.fromEntries(Object.entries(modelled()).filter(([id]) => standIns.has(id))),
      }),
      ...defined({ use }),
    };
  };
  const measurementOf = (
    elapsedSeconds: number,
    idlePolicy: IdlePolicy,
    used: Omit<TreeFinding, "left"> & Pick<WindowUse, "busySeconds" | "capacitySeconds">,
    notes: readonly string[],
    reserved: Reservation | undefined,
  ): RunMeasurement => {
    const { known: measured, silent, platform, notes: unreadable } = channels.finish(elapsedSeconds);
    const modelled = activity.finish(elapsedSeconds);
    const { known, missing, notes: replaced } = chooseChannels(measured, silent, modelled, activity.problem());
    const divided = acceleratorFinding ?? accelerators.finish();
    const use: WindowUse = {
      ...windowUse(elapsedSeconds, activity, used),
      ...used,
      ...acceleratorPart(divided.shares),
      ...(scope === "machine" ? { scope } : {}),
      ...defined({ reserved }),
    };
    const settled = settle({ known, missing, platform }, use, idlePolicy, [...notes, ...replaced, ...unreadable]);
    const more = [
      ...(scope === "machine" ? [] : [...divided.notes, ...undividedAccelerators(settled)]),
      ...(sampling?.wasShared() === true ? claimedTwice(settled) : []),
    ];
    return more.length === 0 ? settled : { ...settled, notes: [...settled.notes, ...more] };
  };

  return {
    get reports() {
      return channels.reports();
    },
    get longestPeriodSeconds() {
      return channels.longestPeriodSeconds();
    },
    get wantsUnevenLooks() {
      return channels.wantsUnevenLooks();
    },
    accelerators: channels.accelerators,
    openLate: (elapsed, opened) => {
      const open = (): void => {
        channels.openLate(elapsed);
        opened?.();
      };
      if (sampling === undefined) open();
      else sampling.join(open);
    },
    sampledBy: () => sampling?.sampledBy(),
    lookBack: async (endSeconds, elapsed) => {
      await sampling?.latest();
      const found = channels.lookBack(endSeconds, elapsed());
      sampling?.leave();
      return found;
    },
    follow: (pid, mark) => {
      tree.follow(pid, mark);
      accelerators.follow(pid, mark);
    },
    look,
    lookAtTree: (elapsedSeconds) => {
      tree.look(elapsedSeconds);
      accelerators.look(elapsedSeconds);
      noteMachine();
    },
    endTree: () => {
      acceleratorFinding ??= accelerators.finish();
      treeFinding ??= tree.finish();
      return treeFinding.left;
    },
    useModels: (models) => {
      // All of them run, because an instrument may later turn out to report nothing.
      activity.useModels(models);
      const used = models.filter(standsIn);
      standIns = new Set(used.map(({ channel }) => channel.id));
      return used;
    },
    sample: (elapsedSeconds) => {
      const machine = activity.machine();
      const treeUse = tree.tree();
      const modelled = Object.entries(activity.joules()).filter(([id]) => standIns.has(id));
      return {
        kind: "sample",
        elapsedSeconds,
        joules: { ...channels.joules(elapsedSeconds), ...Object.fromEntries(modelled) },
        ...defined({ machine, tree: treeUse }),
      };
    },
    moment,
    lookNow: (elapsedSeconds) => {
      const found = look(elapsedSeconds, { exactly: true });
      sampling?.ask();
      tree.lookSoon(elapsedSeconds);
      noteMachine();
      return { moment: moment(elapsedSeconds), found };
    },
    soFar: (elapsedSeconds, idlePolicy, reserved) => {
      const cpuSeconds = tree.tree()?.cpuSeconds;
      const meanResidentBytes = tree.meanResidentBytes();
      const used = {
        ...(cpuSeconds === undefined ? {} : { cpuSeconds, ...machineThen }),
        ...defined({ meanResidentBytes }),
      };
      return measurementOf(elapsedSeconds, idlePolicy, used, [], reserved);
    },
    finish: (elapsedSeconds, idlePolicy, notes, reserved) => {
      const { left: _, ...used } = treeFinding ?? tree.finish();
      return measurementOf(elapsedSeconds, idlePolicy, used, notes, reserved);
    },
    close: () => {
      sampling?.leave();
      channels.close();
      activity.close();
    },
  };
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

function acceleratorPart(shares: NonNullable<WindowUse["accelerators"]>): Pick<WindowUse, "accelerators"> {
  return Object.keys(shares).length === 0 ? {} : { accelerators: shares };
}

function isCovered(reports: readonly SensorReport[], component: Component): boolean {
  return reports.some(({ availability }) =>
    channelsOf(availability).some((channel) => channel.component === component),
  );
}

function windowUse(
  durationSeconds: number,
  activity: ReturnType<typeof openActivityMeter>,
  found: Omit<TreeFinding, "left">,
): WindowUse {
  const machine = activity.machine();
  const meanMemoryUsedBytes = activity.meanMemoryUsedBytes();
  return {
    durationSeconds,
    ...found,
    ...defined({ busySeconds: machine?.busySeconds, capacitySeconds: machine?.capacitySeconds, meanMemoryUsedBytes }),
  };
}
