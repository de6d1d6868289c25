import type { InstrumentChannel, SensorAvailability } from "@wattledger/sensors";

// Apart from the schemas: a command must not wait for zod.

/** Fields of a channel that the name of its list says. */
const toldByList: readonly string[] = ["of", "reads"];

/** A {@link SensorAvailability} as a record keeps it: the reverse of `availabilitySchema`. */
export function storedAvailability(availability: SensorAvailability): object {
  if (availability.state !== "ready") return availability;
  const { channels, ...rest } = availability;
  const list = (of: InstrumentChannel["of"], reads: InstrumentChannel["reads"]): readonly object[] =>
    channels
      .filter((channel) => channel.of === of && channel.reads === reads)
      .map((channel) => Object.fromEntries(Object.entries(channel).filter(([name]) => !toldByList.includes(name))));
  const named = {
    gauges: list("component", "power"),
    platform: list("whole", "counter"),
    platformGauges: list("whole", "power"),
  };
  return {
    ...rest,
    channels: list("component", "counter"),
    ...Object.fromEntries(Object.entries(named).filter(([, some]) => some.length > 0)),
  };
}
