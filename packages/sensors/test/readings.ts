import type { CounterReading, PowerReading, Sensor } from "../src/sensor/sensor.ts";

/** What the counters of a sensor say now. */
export function countsOf(sensor: Sensor): readonly CounterReading[] {
  return sensor.read().filter((reading) => reading.reads === "counter");
}

/** What the channels of a sensor that show power say now. */
export function powersOf(sensor: Sensor): readonly PowerReading[] {
  return sensor.read().filter((reading) => reading.reads === "power");
}
