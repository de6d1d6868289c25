import type { CounterReading, PowerReading, Sensor } from "../src/sensor/sensor.ts";

/** The counters of a sensor now. */
export function countsOf(sensor: Sensor): readonly CounterReading[] {
  return sensor.read().filter((reading) => reading.reads === "counter");
}

/** The power that the channels of a sensor show now. */
export function powersOf(sensor: Sensor): readonly PowerReading[] {
  return sensor.read().filter((reading) => reading.reads === "power");
}
