import type { Host } from "../host/host.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import { readProcessorFacts } from "../linux/processor.ts";
import type { ProcessorFacts } from "../linux/processor.ts";
import { channelOf } from "./rapl-channel.ts";
import { findRaplZones, unitCorrection } from "./rapl-zones.ts";
import type { RaplZone } from "./rapl-zones.ts";
import type { CounterChannel, PlatformChannel, Reading, Sensor, SensorAvailability } from "../sensor/sensor.ts";

const id = "rapl-powercap";

interface OpenZone {
  readonly channel: CounterChannel | PlatformChannel;
  readonly file: NumberFile;
  readonly joulesPerCount: number;
}

/**
 * Intel and AMD running average power limit counters through Linux's powercap tree: processor packages and, where the
 * machine has such a zone, memory. `core` and `uncore` lie inside the package (and `core` on AMD is a single core's), so
 * they are named and not read; `psys` holds the packages and more, so it is a platform channel, which nobody adds.
 */
export function raplPowercap(host: Host): Sensor {
  let zones: readonly OpenZone[] = [];
  const close = (): void => {
    for (const { file } of zones) file.close();
    zones = [];
  };
  return {
    id,
    components: ["cpu", "dram"],
    probe: () => {
      close();
      const opened = openZones(host);
      if (opened.state !== "open") return opened;
      ({ zones } = opened);
      return readyWith(zones.map(({ channel }) => channel));
    },
    read: () => zones.map(readZone),
    close,
  };
}

function readyWith(found: readonly (CounterChannel | PlatformChannel)[]): SensorAvailability {
  const platform = found.filter((channel) => "covers" in channel);
  const channels = found.filter((channel) => "component" in channel);
  return { state: "ready", channels, ...(platform.length === 0 ? {} : { platform }) };
}

type Opened =
  | { readonly state: "open"; readonly zones: readonly OpenZone[] }
  | Exclude<SensorAvailability, { readonly state: "ready" }>;

function openZones(host: Host): Opened {
  const tree = findRaplZones(host);
  const processor = readProcessorFacts(host);
  if (tree.kind !== "zones") return { state: "absent", reason: reasonOfAbsence(host, tree.kind, processor) };
  const zones: OpenZone[] = [];
  for (const zone of tree.zones) {
    const opened = openZone(host, zone, processor);
    if ("file" in opened) {
      zones.push(opened);
      continue;
    }
    // What is only shown must not cost what is counted.
    if (zone.kind === "psys" && tree.zones.length > 1) continue;
    for (const { file } of zones) file.close();
    return opened;
  }
  return { state: "open", zones: withoutMirrors(zones, processor) };
}

function openZone(
  host: Host,
  zone: RaplZone,
  processor: ProcessorFacts,
): OpenZone | Exclude<Opened, { state: "open" }> {
  const path = `${zone.folder}/energy_uj`;
  const opened = openNumberFile(host, path, { what: "a count of microjoules", sign: "unsigned" });
  if (!opened.ok) {
    if (opened.error.kind === "denied") return denied(path);
    return { state: "absent", reason: `${path} is listed but cannot be opened (${opened.error.cause})` };
  }
  const correction = unitCorrection(zone, processor);
  const open = {
    channel: channelOf(id, zone, processor, correction),
    file: opened.value,
    joulesPerCount: correction / 1e6,
  };
  // A register that faults when read (some hypervisors) shows only now.
  const first = readZone(open);
  if (first.counterJoules.ok) return open;
  opened.value.close();
  const { cause } = first.counterJoules.error;
  return cause === "EACCES" || cause === "EPERM"
    ? denied(path)
    : { state: "absent", reason: `${path} cannot be read (${cause})` };
}

function readZone({ channel, file, joulesPerCount }: OpenZone): Reading {
  const count = file.read();
  const counterJoules = count.ok ? { ok: true as const, value: count.value * joulesPerCount } : count;
  return { channel: channel.id, counterJoules };
}

/**
 * On AMD processors of several dies some kernels make one zone for each die though the register counts the whole socket,
 * and the sum is then a multiple of the truth (CodeCarbon issue 1274). Counts that agree within a joule of 65 thousand
 * are of one register.
 */
function withoutMirrors(zones: readonly OpenZone[], processor: ProcessorFacts): readonly OpenZone[] {
  if (processor.vendor !== "amd") return zones;
  const kept: { readonly zone: OpenZone; readonly packageName: string; readonly joules: number }[] = [];
  for (const zone of zones) {
    const [packageName = "", die] = zone.channel.id.split("-die-");
    const reading = readZone(zone).counterJoules;
    const joules = reading.ok ? reading.value : Number.NaN;
    const mirrored = kept.some((other) => other.packageName === packageName && Math.abs(other.joules - joules) < 1);
    if (die !== undefined && mirrored) zone.file.close();
    else kept.push({ zone, packageName, joules });
  }
  return kept.map(({ zone }) => zone);
}

const udevRule =
  'SUBSYSTEM=="powercap", ACTION=="add", ' +
  'RUN+="/bin/chgrp power /sys%p/energy_uj", RUN+="/bin/chmod g+r /sys%p/energy_uj"';

function denied(path: string): Exclude<SensorAvailability, { readonly state: "ready" }> {
  return {
    state: "denied",
    reason: `${path} may be read by root only (Linux since 5.10, because of CVE-2020-8694)`,
    remedy: [
      "Let a group read it, at each start of the machine and from now on (a new group holds after the next log-in):",
      "  sudo groupadd --force power && sudo usermod --append --groups power $USER",
      `  echo '${udevRule}' | sudo tee /etc/udev/rules.d/70-rapl.rules`,
      "  sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=powercap --action=add",
    ].join("\n"),
  };
}

function reasonOfAbsence(host: Host, kind: "empty" | "none", processor: ProcessorFacts): string {
  if (host.platform !== "linux") return "RAPL is read through Linux's powercap tree, and this is not Linux";
  if (kind === "empty") {
    return (
      "/sys/class/powercap holds no readable package zone; Docker, Podman and Kubernetes hide it in containers. " +
      "Mount the host's /sys elsewhere in the container and name that folder as the sysfs root"
    );
  }
  if (processor.hypervisorFlag)
    return "no /sys/class/powercap: this is a virtual machine, and few hypervisors pass RAPL on";
  if (processor.vendor === "other") return "no /sys/class/powercap: RAPL exists on Intel and AMD processors only";
  return "no /sys/class/powercap: the kernel's driver is not loaded; try `sudo modprobe intel_rapl_msr` (on AMD as well)";
}
