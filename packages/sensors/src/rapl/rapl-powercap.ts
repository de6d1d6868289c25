import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import { readProcessorFacts } from "../linux/processor.ts";
import type { ProcessorFacts } from "../linux/processor.ts";
import type { CounterChannel, CounterReading, Sensor, SensorAvailability, UnreadDevice } from "../sensor/sensor.ts";
import { nothingRead } from "../sensor/unread.ts";
import { noMirrors, watchMirrors } from "./mirrors.ts";
import type { MirrorWatch } from "./mirrors.ts";
import { channelOf, zoneDevice } from "./rapl-channel.ts";
import { findRaplZones, unitCorrection } from "./rapl-zones.ts";
import type { RaplZone } from "./rapl-zones.ts";

const id = "rapl-powercap";

interface OpenZone {
  readonly state: "open";
  readonly kind: RaplZone["kind"];
  readonly channel: CounterChannel;
  readonly file: NumberFile;
  readonly joulesPerCount: number;
}

/**
 * Running average power limit (RAPL) counters of Intel and AMD through Linux's powercap tree: processor packages and, if the
 * machine has such a zone, memory. `core` and `uncore` are part of the package (and `core` on AMD is a single core), so they
 * are named and not read. `psys` includes the packages and more, so it is a platform channel, which is never added.
 */
export function raplPowercap(host: Host): Sensor {
  let zones: readonly OpenZone[] = [];
  let mirrors: MirrorWatch = noMirrors;
  const close = (): void => {
    for (const { file } of zones) file.close();
    [zones, mirrors] = [[], noMirrors];
  };
  return {
    id,
    components: ["cpu", "dram"],
    probe: () => {
      close();
      const found = openZones(host);
      ({ zones } = found);
      mirrors = watchMirrors(zones.filter(({ kind }) => kind === "package").map(firstCount));
      return found.availability;
    },
    read: () => mirrors.judge(zones.map(readZone)),
    close,
  };
}

interface OpenedZones {
  readonly zones: readonly OpenZone[];
  readonly availability: SensorAvailability;
}

/** A zone that is broken or may not be read does not disable the others. It is named. */
function openZones(host: Host): OpenedZones {
  const tree = findRaplZones(host);
  const processor = readProcessorFacts(host);
  if (tree.kind !== "zones") {
    return { zones: [], availability: { state: "absent", reason: reasonOfAbsence(host, tree.kind, processor) } };
  }
  const zones: OpenZone[] = [];
  const unread: UnreadDevice[] = [];
  for (const zone of tree.zones) {
    const opened = openZone(host, zone, processor);
    if (opened.state === "open") zones.push(opened);
    else unread.push(opened.unread);
  }
  const rest = unread.length === 0 ? {} : { unread };
  if (zones.length > 0)
    return { zones, availability: { state: "ready", channels: zones.map(({ channel }) => channel), ...rest } };
  return { zones, availability: nothingRead(unread, "the powercap tree lists no zone") };
}

type OpenedZone = OpenZone | { readonly state: "unread"; readonly unread: UnreadDevice };

function openZone(host: Host, zone: RaplZone, processor: ProcessorFacts): OpenedZone {
  const path = `${zone.folder}/energy_uj`;
  const opened = openNumberFile(host, path, { what: "a count of microjoules", sign: "unsigned" });
  if (!opened.ok) {
    if (opened.error.kind === "denied") return denied(zone, path);
    return unreadZone(zone, `${path} exists but cannot be opened (${opened.error.cause})`);
  }
  const correction = unitCorrection(zone, processor);
  const open: OpenZone = {
    state: "open",
    kind: zone.kind,
    channel: channelOf(id, zone, processor, correction),
    file: opened.value,
    joulesPerCount: correction / 1e6,
  };
  // A register that fails when read (on some hypervisors) is found only here.
  const first = readZone(open);
  if (first.counterJoules.ok) return open;
  opened.value.close();
  const { cause } = first.counterJoules.error;
  return cause === "EACCES" || cause === "EPERM"
    ? denied(zone, path)
    : unreadZone(zone, `${path} cannot be read (${cause})`);
}

function unreadZone(zone: RaplZone, reason: string): OpenedZone {
  return { state: "unread", unread: { ...zoneDevice(id, zone), reason } };
}

function firstCount(zone: OpenZone): CounterReading & { readonly rangeJoules?: number } {
  const { rangeJoules } = zone.channel;
  return { ...readZone(zone), ...defined({ rangeJoules }) };
}

function readZone({ channel, file, joulesPerCount }: OpenZone): CounterReading {
  const count = file.read();
  const counterJoules = count.ok ? { ok: true as const, value: count.value * joulesPerCount } : count;
  return { channel: channel.id, reads: "counter", counterJoules };
}

const udevRule =
  'SUBSYSTEM=="powercap", ACTION=="add", ' +
  'RUN+="/bin/chgrp power /sys%p/energy_uj", RUN+="/bin/chmod g+r /sys%p/energy_uj"';

function denied(zone: RaplZone, path: string): OpenedZone {
  const remedy = [
    "Allow a group to read it, now and at each start of the machine (log in again to use a new group):",
    "  sudo groupadd --force power && sudo usermod --append --groups power $USER",
    `  echo '${udevRule}' | sudo tee /etc/udev/rules.d/70-rapl.rules`,
    "  sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=powercap --action=add",
  ].join("\n");
  const reason = `only root may read ${path} (Linux since 5.10, because of CVE-2020-8694)`;
  return { state: "unread", unread: { ...zoneDevice(id, zone), reason, remedy } };
}

function reasonOfAbsence(host: Host, kind: "empty" | "none", processor: ProcessorFacts): string {
  if (host.platform !== "linux") return "Wattledger reads RAPL through Linux's powercap tree, and this is not Linux";
  if (kind === "empty") {
    return (
      "/sys/class/powercap holds no readable package zone; Docker, Podman and Kubernetes hide it in containers. " +
      "Mount the host's /sys elsewhere in the container and name that folder as the sysfs root"
    );
  }
  if (processor.hypervisorFlag)
    return "/sys/class/powercap does not exist: this is a virtual machine, and few hypervisors provide RAPL";
  if (processor.vendor === "other")
    return "/sys/class/powercap does not exist: only Intel and AMD processors have RAPL";
  return "/sys/class/powercap does not exist: the kernel's driver is not loaded; try `sudo modprobe intel_rapl_msr` (also on AMD)";
}
