import { isOfComponent } from "./sensor.ts";
import type { ComponentChannel, InstrumentChannel, SensorAvailability, UnreadDevice } from "./sensor.ts";

/** The channels of an instrument that belong to a component. Empty if the instrument is not ready. */
export function channelsOf(availability: SensorAvailability): readonly ComponentChannel[] {
  return availability.state === "ready" ? availability.channels.filter(isOfComponent) : [];
}

/**
 * Drops the channels whose device an earlier sensor already reads, so that no board is counted twice: `nvidia-smi`
 * after NVML, `amd-smi` after the kernel's own files. `taken` remembers between calls, in the order of the registry.
 * A sensor that loses all its channels in this way is absent, because it has nothing left to read.
 */
export function distinctChannels(availability: SensorAvailability, taken: Map<string, string>): SensorAvailability {
  if (availability.state !== "ready") return availability;
  const before = new Map(taken);
  const keep = (channel: InstrumentChannel): boolean => {
    if (channel.of === "whole" || channel.device === undefined) return true;
    const key = `${channel.component} ${channel.device}`;
    if (before.has(key)) return false;
    taken.set(key, channel.id);
    return true;
  };
  const channels = availability.channels.filter(keep);
  if (channels.length > 0) return { ...availability, channels };
  const [first] = channelsOf(availability);
  const by = before.get(`${first?.component} ${first?.device}`) ?? "another sensor";
  return { state: "absent", reason: `not needed: ${by} reads the same device` };
}

/** Hardware that a sensor found and that has no channel, each once: a run leaves it out although it exists. */
export function unreadDevices(availabilities: readonly SensorAvailability[]): readonly UnreadDevice[] {
  const read = new Set(
    availabilities.flatMap((one) => channelsOf(one).map(({ component, device }) => `${component} ${device}`)),
  );
  const found = new Map<string, UnreadDevice>();
  for (const one of availabilities.flatMap(({ unread }) => unread ?? [])) {
    const key = `${one.component ?? "whole"} ${one.device}`;
    if (!read.has(key) && !found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}
