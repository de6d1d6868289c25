import type { CounterChannel, GaugeChannel, SensorAvailability } from "./sensor.ts";

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
