import type { Host } from "../host/host.ts";
import { findHwmonChips, hwmonRemedy } from "../linux/hwmon-chips.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import type { CounterChannel, Reading, Sensor, SensorAvailability, UnreadDevice } from "../sensor/sensor.ts";
import { nothingRead } from "../sensor/unread.ts";

const id = "amd-energy-hwmon";

interface OpenSocket {
  readonly channel: CounterChannel;
  readonly file: NumberFile;
}

/**
 * Sockets of AMD processors through the hwmon driver amd_energy. The driver was part of Linux 5.8 to 5.12 and is now a module
 * from AMD. Its counts are 64-bit microjoules, so they do not wrap. It also counts single cores: they are part of their
 * socket, and we do not read them. If RAPL reads the same socket, RAPL is used.
 */
export function amdEnergyHwmon(host: Host): Sensor {
  let sockets: readonly OpenSocket[] = [];
  const close = (): void => {
    for (const { file } of sockets) file.close();
    sockets = [];
  };
  return {
    id,
    components: ["cpu"],
    probe: () => {
      close();
      const opened = openSockets(host);
      ({ sockets } = opened);
      return opened.availability;
    },
    read: () => sockets.map(readSocket),
    close,
  };
}

interface Opened {
  readonly sockets: readonly OpenSocket[];
  readonly availability: SensorAvailability;
}

function openSockets(host: Host): Opened {
  const [chip] = findHwmonChips(host, ["amd_energy"]);
  if (chip === undefined) {
    const reason = "this machine has no hwmon chip amd_energy; on AMD, RAPL is the usual source";
    return { sockets: [], availability: { state: "absent", reason } };
  }
  const sockets: OpenSocket[] = [];
  const unread: UnreadDevice[] = [];
  for (const name of host.listDirectory(chip.folder)) {
    const index = /^energy(\d+)_label$/.exec(name)?.[1];
    if (index === undefined) continue;
    const socket = /^Esocket(\d+)$/.exec(host.readText(`${chip.folder}/${name}`)?.trim() ?? "")?.[1];
    if (socket === undefined) continue;
    const path = `${chip.folder}/energy${index}_input`;
    const file = openNumberFile(host, path, { what: "a count of microjoules", sign: "unsigned" });
    if (file.ok) {
      sockets.push({ channel: channelOf(socket), file: file.value });
      continue;
    }
    const device = { component: "cpu", device: `socket:${socket}` } as const;
    unread.push(
      file.error.kind === "denied"
        ? {
            ...device,
            reason: `only root may read ${path}, because of CVE-2020-12912`,
            remedy: hwmonRemedy("amd_energy", "energy*_input"),
          }
        : { ...device, reason: `${path} exists but cannot be opened (${file.error.cause})` },
    );
  }
  return { sockets, availability: partlyRead(sockets, unread, "the hwmon chip amd_energy lists no socket") };
}

function partlyRead(
  sockets: readonly OpenSocket[],
  unread: readonly UnreadDevice[],
  nothing: string,
): SensorAvailability {
  if (sockets.length > 0) {
    const channels = sockets.map(({ channel }) => channel);
    return { state: "ready", channels, ...(unread.length === 0 ? {} : { unread }) };
  }
  return nothingRead(unread, nothing);
}

function channelOf(socket: string): CounterChannel {
  return {
    id: `${id}/socket-${socket}`,
    sensor: id,
    of: "component",
    component: "cpu",
    reads: "counter",
    method: "measured",
    evidence: `energy counter of socket ${socket}, read through the driver amd_energy; its cores are part of it and not added`,
    device: `socket:${socket}`,
    relativeUncertainty: {
      value: 0.1,
      basis: "expert value; on AMD Zen the counters are modelled from activity (Schöne et al. 2021)",
    },
    plausibleWatts: 2000,
    refreshSeconds: 0.001,
  };
}

function readSocket({ channel, file }: OpenSocket): Reading {
  const count = file.read();
  return {
    channel: channel.id,
    reads: "counter",
    counterJoules: count.ok ? { ok: true, value: count.value / 1e6 } : count,
  };
}
