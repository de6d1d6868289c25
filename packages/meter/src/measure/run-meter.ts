import { defined } from "@wattledger/core/defined";
import { channelsOf } from "@wattledger/sensors";
import type { Component, EnergyModel, Host, SensorFactory } from "@wattledger/sensors";
import type { Moment } from "../attribute/weights.ts";
import { openAcceleratorMeter } from "../channels/accelerator-meter.ts";
import { openActivityMeter } from "../channels/activity-meter.ts";
import type { ActivityMeter } from "../channels/activity-meter.ts";
import { openChannelMeter } from "../channels/channel-meter.ts";
import type { LookOptions } from "../channels/channel-meter.ts";
import type { Environment } from "../machine/launcher.ts";
import type { LeftProcess } from "../processes/left-behind.ts";
import { openTreeMeter } from "../processes/tree-meter.ts";
import type { RunScope } from "../record/lineage.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { GapFound, Sample, SensorLost, SensorReport } from "../record/record.ts";
import type { Sampling } from "../sampler/sampling.ts";
import { openCommandMeter } from "./command-meter.ts";
import { runMeasurement } from "./run-measurement.ts";
import type { Division, MeterFindings } from "./run-measurement.ts";

/** Everything that is read around a command: instruments, the machine's activity, the use by the command's processes. */
export interface RunMeter {
  readonly reports: readonly SensorReport[];
  /** Longest time between two looks that is safe for every counter. */
  readonly longestPeriodSeconds: number;
  /** Whether looks should come at uneven times, because a gauge misreads a load that stays in step with them. */
  readonly wantsUnevenLooks: boolean;
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
  readonly soFar: (division: Division) => RunMeasurement;
  /** Everything, after a last look when the command had ended. `notes` are sentences about the run. */
  readonly finish: (division: Division, notes: readonly string[]) => RunMeasurement;
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
  const command = openCommandMeter({
    tree: openTreeMeter({ host }),
    accelerators: openAcceleratorMeter({
      host,
      environment,
      readers: channels.accelerators,
      isCounted: channels.isRead,
    }),
    activity,
  });
  const standsIn = (model: EnergyModel): boolean => !isCovered(channels.reports(), model.channel.component);
  let standIns: ReadonlySet<string> = new Set();

  const look = (elapsedSeconds: number, options: LookOptions = {}): readonly (GapFound | SensorLost)[] => {
    const found = channels.look(elapsedSeconds, options);
    activity.look(elapsedSeconds);
    sampling?.looked();
    return found;
  };
  const moment = (elapsedSeconds: number): Moment => {
    const measured = channels.mark(elapsedSeconds);
    const modelled = activity.mark();
    const use = command.useAt(elapsedSeconds);
    return {
      elapsedSeconds,
      joules: () => ({
        ...measured(),
        ...Object.fromEntries(Object.entries(modelled()).filter(([id]) => standIns.has(id))),
      }),
      ...defined({ use }),
    };
  };
  const measurement = (division: Division, notes: readonly string[]): RunMeasurement =>
    runMeasurement(
      {
        scope,
        channels: channels.finish(division.elapsedSeconds),
        modelled: activity.finish(division.elapsedSeconds),
        activityProblem: activity.problem(),
        machine: machineUse(activity),
        command: command.use(),
        accelerators: command.accelerators(),
        isShared: sampling?.wasShared() === true,
        notes,
      },
      division,
    );

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
    follow: command.follow,
    look,
    lookAtTree: command.look,
    endTree: command.end,
    useModels: (models) => {
      // All of them run, because an instrument may later turn out to report nothing.
      activity.useModels(models);
      const used = models.filter(standsIn);
      standIns = new Set(used.map(({ channel }) => channel.id));
      return used;
    },
    sample: (elapsedSeconds) => {
      const machine = activity.machine();
      const tree = command.tree();
      const modelled = Object.entries(activity.joules()).filter(([id]) => standIns.has(id));
      return {
        kind: "sample",
        elapsedSeconds,
        joules: { ...channels.joules(elapsedSeconds), ...Object.fromEntries(modelled) },
        ...defined({ machine, tree }),
      };
    },
    moment,
    lookNow: (elapsedSeconds) => {
      const found = look(elapsedSeconds, { exactly: true });
      sampling?.ask();
      command.lookSoon(elapsedSeconds);
      return { moment: moment(elapsedSeconds), found };
    },
    soFar: (division) => measurement(division, []),
    finish: (division, notes) => {
      command.end();
      return measurement(division, notes);
    },
    close: () => {
      sampling?.leave();
      channels.close();
      activity.close();
    },
  };
}

function isCovered(reports: readonly SensorReport[], component: Component): boolean {
  return reports.some(({ availability }) =>
    channelsOf(availability).some((channel) => channel.component === component),
  );
}

/** Use of the whole machine until the last look. */
function machineUse(activity: ActivityMeter): MeterFindings["machine"] {
  const machine = activity.machine();
  return defined({
    busySeconds: machine?.busySeconds,
    capacitySeconds: machine?.capacitySeconds,
    meanMemoryUsedBytes: activity.meanMemoryUsedBytes(),
  });
}
