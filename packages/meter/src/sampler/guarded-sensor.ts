import type {
  AcceleratorReader,
  InstrumentChannel,
  ReadFailure,
  Reading,
  Sensor,
  SensorAvailability,
} from "@wattledger/sensors";
import type { SharedSensor } from "./shared-sensor.ts";

/** A sensor, shared or not. */
export type AnySensor = Sensor & Partial<Pick<SharedSensor, "readExactly">>;

/**
 * A sensor whose defects affect only its own readings: an exception becomes a failed reading of each of its channels, with the
 * message as its cause, or an absent sensor. The command and the other sensors continue.
 */
export function guardedSensor(inner: AnySensor): AnySensor {
  let channels: readonly InstrumentChannel[] = [];
  const { readExactly, accelerators } = inner;
  const readWith = (read: AnySensor["read"]): ReturnType<AnySensor["read"]> =>
    attempt(read, (error) => channels.map((channel) => failedReading(channel, error)));
  return {
    ...inner,
    probe: () => {
      const availability = attempt(inner.probe, ({ cause }): SensorAvailability => ({
        state: "absent",
        reason: cause,
      }));
      channels = availability.state === "ready" ? availability.channels : [];
      return availability;
    },
    read: () => readWith(inner.read),
    ...(readExactly === undefined ? {} : { readExactly: () => readWith(readExactly) }),
    ...(accelerators === undefined ? {} : { accelerators: guardedReader(accelerators) }),
    close: () => {
      attempt(inner.close, () => undefined);
    },
  };
}

function failedReading({ id, reads }: InstrumentChannel, error: ReadFailure): Reading {
  const failed = { ok: false, error } as const;
  return reads === "counter" ? { channel: id, reads, counterJoules: failed } : { channel: id, reads, watts: failed };
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

/** The error may be of any kind: it is a defect of the sensor, and the next reading may work. */
function attempt<T>(work: () => T, instead: (failure: ReadFailure) => T): T {
  try {
    return work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return instead({ kind: "retry", cause: `the sensor failed: ${message}` });
  }
}
