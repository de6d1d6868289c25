import type { AcceleratorReader, ReadFailure, Sensor, SensorAvailability } from "@wattledger/sensors";
import type { SharedSensor } from "./shared-sensor.ts";

/** A sensor, shared or not. */
export type AnySensor = Sensor & Partial<Pick<SharedSensor, "readExactly">>;

/**
 * A sensor whose defects cost its own readings only: what it throws becomes a failed reading of each of its channels, with the
 * message as its cause, or an absent sensor. The command and the other sensors go on.
 */
export function guardedSensor(inner: AnySensor): AnySensor {
  let counters: readonly string[] = [];
  let gauges: readonly string[] = [];
  const { readExactly, readPower, accelerators } = inner;
  const readWith = (read: AnySensor["read"]): ReturnType<AnySensor["read"]> =>
    attempt(read, (error) => counters.map((channel) => ({ channel, counterJoules: { ok: false, error } })));
  return {
    ...inner,
    probe: () => {
      const availability = attempt(inner.probe, ({ cause }): SensorAvailability => ({
        state: "absent",
        reason: cause,
      }));
      if (availability.state === "ready") {
        counters = idsOf(availability.channels, availability.platform);
        gauges = idsOf(availability.gauges, availability.platformGauges);
      }
      return availability;
    },
    read: () => readWith(inner.read),
    ...(readExactly === undefined ? {} : { readExactly: () => readWith(readExactly) }),
    ...(readPower === undefined
      ? {}
      : {
          readPower: () =>
            attempt(readPower, (error) => gauges.map((channel) => ({ channel, watts: { ok: false, error } }))),
        }),
    ...(accelerators === undefined ? {} : { accelerators: guardedReader(accelerators) }),
    close: () => {
      attempt(inner.close, () => undefined);
    },
  };
}

function guardedReader(inner: AcceleratorReader): AcceleratorReader {
  const { askForInstances } = inner;
  return {
    devices: () => attempt(inner.devices, () => []),
    uses: () => attempt(inner.uses, () => []),
    ...(askForInstances === undefined
      ? {}
      : {
          askForInstances: () => {
            attempt(askForInstances, () => undefined);
          },
        }),
  };
}

/** The error may be of any kind: it is a defect of the sensor, and the next reading may do. */
function attempt<T>(work: () => T, instead: (failure: ReadFailure) => T): T {
  try {
    return work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return instead({ kind: "retry", cause: `the sensor failed: ${message}` });
  }
}

function idsOf(...lists: readonly (readonly { readonly id: string }[] | undefined)[]): readonly string[] {
  return lists.flatMap((list) => (list ?? []).map(({ id }) => id));
}
