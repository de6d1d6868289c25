import { defined } from "@wattledger/core/defined";
import type { PlaceHints } from "@wattledger/factors/hints";
import type { Host, SensorFactory } from "@wattledger/sensors";
import { accountRun } from "../account/account.ts";
import type { AccountedRun } from "../account/account.ts";
import { modelsForMachine } from "../machine/machine-models.ts";
import { readMachineFacts } from "../machine/machine.ts";
import { openRunMeter } from "../measure/run-meter.ts";
import type { MachineFacts } from "../record/machine-facts.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import { recordSchemaId } from "../record/record.ts";
import type { RunStarted } from "../record/record.ts";

/** The subject of the watch, and its assumed place. */
export interface WatchOptions {
  readonly host: Host;
  readonly sensorFactories: readonly SensorFactory[];
  readonly intervalSeconds: number;
  readonly startedAt: Date;
  readonly zone?: string;
  readonly pue?: number;
  readonly place: PlaceHints;
}

/** The whole machine in the figures of its meters and models. */
export interface MachineView {
  readonly machine: MachineFacts;
  /** Since the watch began. */
  readonly elapsedSeconds: number;
  /** Mean power since the look before, of each meter or model by its id. Absent if it reported nothing. */
  readonly watts: ReadonlyMap<string, number>;
  /** Share of all processors that was busy since then. Absent if the machine does not report it. */
  readonly busyShare?: number;
  readonly memoryUsedBytes?: number;
  /** Everything since the watch began, by all programs. */
  readonly measurement: RunMeasurement;
  /** Its footprint, or the reason if a given zone or PUE is wrong. */
  readonly accounted: AccountedRun | { readonly problem: string };
}

/** Follows a machine without running anything on it. */
export interface MachineWatch {
  /** Looks at everything once, and returns the use since the look before. */
  readonly look: () => Promise<MachineView>;
  readonly close: () => void;
}

/** Opens all sensors of a machine and looks once. Components without an instrument use models, as in a run. */
export async function watchMachine(options: WatchOptions): Promise<MachineWatch> {
  const { host, sensorFactories, intervalSeconds } = options;
  const machine = readMachineFacts(host);
  const meter = openRunMeter({ host, factories: sensorFactories, scope: "machine", intervalSeconds });
  const start = host.nowNanoseconds();
  const elapsed = (): number => Number(host.nowNanoseconds() - start) / 1e9;
  meter.look(0);
  meter.openLate(elapsed);
  meter.useModels(await modelsForMachine(machine));
  let before = meter.sample(0);
  return {
    look: async () => {
      const elapsedSeconds = elapsed();
      meter.look(elapsedSeconds);
      const now = meter.sample(elapsedSeconds);
      const seconds = elapsedSeconds - before.elapsedSeconds;
      const watts = new Map<string, number>();
      for (const [id, joules] of Object.entries(now.joules)) {
        // Nothing was counted before the first look. A meter that appears later has no look before its first.
        const then = before.joules[id] ?? (before.elapsedSeconds === 0 ? 0 : undefined);
        if (then !== undefined && seconds > 0) watts.set(id, Math.max(0, joules - then) / seconds);
      }
      const [busy, capacity] = [difference(now, before, "busySeconds"), difference(now, before, "capacitySeconds")];
      before = now;
      const measurement = meter.soFar({ elapsedSeconds, idlePolicy: "cpu-time" });
      const accounted = await accountRun(startOf(options, machine), measurement, "succeeded");
      return {
        machine,
        elapsedSeconds,
        watts,
        ...(busy === undefined || capacity === undefined || capacity <= 0
          ? {}
          : { busyShare: Math.min(1, busy / capacity) }),
        ...(now.machine === undefined ? {} : { memoryUsedBytes: now.machine.memoryUsedBytes }),
        measurement,
        accounted: accounted.ok
          ? accounted.value
          : { problem: accounted.error.map(({ message }) => message).join(" ") },
      };
    },
    close: meter.close,
  };
}

type Machine = { readonly machine?: { readonly busySeconds: number; readonly capacitySeconds: number } };

function difference(now: Machine, before: Machine, field: "busySeconds" | "capacitySeconds"): number | undefined {
  if (now.machine === undefined || before.machine === undefined) return undefined;
  return Math.max(0, now.machine[field] - before.machine[field]);
}

/** A watch is accounted like a run of the whole machine, but it is not a run, and nothing of it is recorded. */
function startOf({ startedAt, place, zone, pue, intervalSeconds }: WatchOptions, machine: MachineFacts): RunStarted {
  return {
    kind: "run-started",
    schema: recordSchemaId,
    id: "watch",
    tags: {},
    startedAt: startedAt.toISOString(),
    command: [],
    omittedArguments: 0,
    workingDirectory: "",
    wrapper: { pid: 0 },
    machine,
    place,
    sensors: [],
    options: {
      intervalSeconds,
      idlePolicy: "cpu-time",
      scope: "machine",
      ...defined({ zone, pue }),
    },
  };
}
