import type { CounterChannel, GaugeChannel, SensorAvailability, UnreadDevice } from "./sensor.ts";

/** All channels of an instrument, counters and gauges; none where it is not ready. */
export function channelsOf(availability: SensorAvailability): readonly (CounterChannel | GaugeChannel)[] {
  return availability.state === "ready" ? [...availability.channels, ...(availability.gauges ?? [])] : [];
}

/**
 * Drops the channels whose device an earlier sensor reads already, so that no board is counted twice: `nvidia-smi`
 * behind NVML, `amd-smi` behind the kernel's own files. `taken` remembers between calls, in the order of the registry.
 * A sensor that loses all its channels that way is absent, as there is nothing left for it to do.
 */
export function distinctChannels(availability: SensorAvailability, taken: Map<string, string>): SensorAvailability {
  if (availability.state !== "ready") return availability;
  const before = new Map(taken);
  const keep = ({ id, component, device }: CounterChannel | GaugeChannel): boolean => {
    if (device === undefined) return true;
    const key = `${component} ${device}`;
    if (before.has(key)) return false;
    taken.set(key, id);
    return true;
  };
  const channels = availability.channels.filter(keep);
  const gauges = (availability.gauges ?? []).filter(keep);
  const { platform, platformGauges } = availability;
  if (channels.length + gauges.length === 0 && platform === undefined && platformGauges === undefined) {
    const [first] = channelsOf(availability);
    const by = before.get(`${first?.component} ${first?.device}`) ?? "another sensor";
    return { state: "absent", reason: `not needed: ${by} reads the same device` };
  }
  const { gauges: _, ...rest } = availability;
  return { ...rest, channels, ...(gauges.length === 0 ? {} : { gauges }) };
}

/** Hardware that some sensor saw and that no channel is of, each once: what a run leaves out though it is there. */
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
