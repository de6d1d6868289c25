import type { Host, InstrumentChannel, Sensor, SensorAvailability, SensorFactory } from "@wattledger/sensors";
import { processDeviceVariables } from "../machine/device-variables.ts";
import type { Environment } from "../machine/launcher.ts";
import type { SeatOutcome } from "./seat.ts";
import type { SharedSensor } from "./shared-sensor.ts";

/**
 * Sensors of accelerators that read only boards whose seat is free. Several ranks may each see some boards of
 * their node, or all. Each board is then read by one of them. Sensors of other components do not change.
 */
export function seatedSensors(
  factories: readonly SensorFactory[],
  takeDevice: (device: string) => SeatOutcome,
): readonly SensorFactory[] {
  return factories.map((factory): SensorFactory => (host) => {
    const sensor = factory(host);
    return readsAcceleratorsOnly(sensor) ? seated(sensor, takeDevice) : sensor;
  });
}

/** Sensors of accelerators alone. */
export function acceleratorSensors(factories: readonly SensorFactory[], host: Host): readonly SensorFactory[] {
  return factories.filter((factory) => readsAcceleratorsOnly(factory(host)));
}

/** Whether a process was given accelerators that other ranks of its node may not see. */
export function wasGivenAccelerators(environment: Environment): boolean {
  return processDeviceVariables.some((name) => (environment[name] ?? "") !== "");
}

function readsAcceleratorsOnly({ components }: Sensor): boolean {
  return components.length > 0 && components.every((component) => component === "gpu");
}

function seated(
  sensor: Sensor & Partial<Pick<SharedSensor, "readExactly">>,
  takeDevice: (device: string) => SeatOutcome,
): Sensor {
  const isOurs = ({ device, id }: InstrumentChannel): boolean => takeDevice(device ?? id).kind !== "occupied";
  let ours: ReadonlySet<string> = new Set();
  return {
    ...sensor,
    probe: () => {
      const availability = sensor.probe();
      if (availability.state !== "ready") return availability;
      const channels = availability.channels.filter(isOurs);
      ours = new Set(channels.map(({ id }) => id));
      return ours.size === 0 ? measuredByOthers : { ...availability, channels };
    },
    read: () => sensor.read().filter(({ channel }) => ours.has(channel)),
    ...(sensor.readExactly === undefined
      ? {}
      : { readExactly: () => sensor.readExactly?.().filter(({ channel }) => ours.has(channel)) ?? [] }),
  };
}

const measuredByOthers: SensorAvailability = {
  state: "absent",
  reason: "other ranks of the job measure the boards that this rank can see",
};
