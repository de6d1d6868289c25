import type { InstrumentChannel, SensorAvailability } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { availabilitySchema, channelSchema } from "./channel-schema.ts";
import { storedAvailability } from "./stored-availability.ts";

const common = {
  sensor: "s",
  method: "measured",
  evidence: "a test",
  relativeUncertainty: { value: 0.1, basis: "a test" },
  plausibleWatts: 400,
  refreshSeconds: 0.1,
} as const;
const component = { of: "component", component: "cpu" } as const;
const whole = { of: "whole", covers: "all" } as const;
const channels: readonly InstrumentChannel[] = [
  { ...common, ...component, id: "s/counter", reads: "counter", rangeJoules: 7 },
  { ...common, ...component, id: "s/power", reads: "power", averageSeconds: 1 },
  { ...common, ...whole, id: "s/whole-counter", reads: "counter" },
  { ...common, ...whole, id: "s/whole-power", reads: "power", averageSeconds: 0 },
];

test("a record has channels in four lists, by what they measure and how they are read", () => {
  expect(storedAvailability({ state: "ready", channels })).toEqual({
    state: "ready",
    channels: [{ ...common, id: "s/counter", component: "cpu", rangeJoules: 7 }],
    gauges: [{ ...common, id: "s/power", component: "cpu", averageSeconds: 1 }],
    platform: [{ ...common, id: "s/whole-counter", covers: "all" }],
    platformGauges: [{ ...common, id: "s/whole-power", covers: "all", averageSeconds: 0 }],
  });
});

test.for<SensorAvailability>([
  { state: "ready", channels },
  { state: "ready", channels: channels.slice(0, 1), unread: [{ component: "gpu", device: "pci:1", reason: "lost" }] },
  { state: "absent", reason: "no such chip" },
  { state: "denied", reason: "for root only", remedy: "ask" },
])("what was written is read again unchanged: $state", (availability) => {
  expect(availabilitySchema.parse(storedAvailability(availability))).toEqual(availability);
});

test("the sensor of a channel is the field of that name, and not a part of the id's spelling", () => {
  const { sensor: _, ...older } = common;
  const one = { ...older, component: "cpu", id: "other/spelling/0" };
  expect(channelSchema.parse({ ...one, sensor: "rapl-powercap" })).toMatchObject({ sensor: "rapl-powercap" });
  // Older records do not have the field: their ids begin with it.
  expect(channelSchema.parse({ ...one, id: "rapl-powercap/package-0" })).toMatchObject({ sensor: "rapl-powercap" });
  expect(channelSchema.parse({ ...one, id: "dram-model" })).toMatchObject({ sensor: "dram-model" });
  const storedEarlier = { ...older, id: "s/counter", component: "cpu" };
  expect(availabilitySchema.parse({ state: "ready", channels: [storedEarlier] })).toMatchObject({
    channels: [{ sensor: "s" }],
  });
});
