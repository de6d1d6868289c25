import type { Result } from "@wattledger/core";
import { defined } from "@wattledger/core/defined";
import type { Host, OpenFailure, ReadFailure } from "../host/host.ts";
import { findHwmonChips, hwmonRemedy } from "../linux/hwmon-chips.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import type { Component, PowerChannel, Sensor, UnreadDevice } from "../sensor/sensor.ts";
import { nothingRead } from "../sensor/unread.ts";

const id = "acpi-power-meter";

/** An opened meter, and the hardware that its firmware says it measures. */
interface OpenMeter {
  readonly label: string;
  readonly file: NumberFile;
  readonly averageSeconds: number;
}

/** A gauge, and how its power is computed from meters. */
interface Gauge {
  readonly channel: PowerChannel;
  readonly read: () => Result<number, ReadFailure>;
}

/**
 * Power meters of the firmware (ACPI 4.0), through hwmon. NVIDIA Grace has four a socket: CPU and SysIO are counted; memory is
 * computed as the meter of Grace less these two; the meter of the module also includes the GPU, and is shown only. Every
 * other such meter measures the whole machine at its supply, and is shown only.
 */
export function acpiPowerMeter(host: Host): Sensor {
  let meters: readonly OpenMeter[] = [];
  let gauges: readonly Gauge[] = [];
  const close = (): void => {
    for (const { file } of meters) file.close();
    [meters, gauges] = [[], []];
  };
  return {
    id,
    components: ["cpu", "dram", "other"],
    // Power, unlike a counter, need not be read before the command starts.
    opensAfterStart: true,
    probe: () => {
      close();
      const opened = openMeters(host);
      ({ meters } = opened);
      gauges = gaugesOf(meters);
      const rest = opened.unread.length === 0 ? {} : { unread: opened.unread };
      if (gauges.length > 0) return { state: "ready", channels: gauges.map(({ channel }) => channel), ...rest };
      return nothingRead(opened.unread, opened.reason);
    },
    read: () => gauges.map(({ channel, read }) => ({ channel: channel.id, reads: "power", watts: read() })),
    close,
  };
}

interface Opened {
  readonly meters: readonly OpenMeter[];
  readonly unread: readonly UnreadDevice[];
  /** Why no meter is opened. Empty if one is. */
  readonly reason: string;
}

function openMeters(host: Host): Opened {
  const chips = findHwmonChips(host, ["power_meter"]);
  if (chips.length === 0) {
    return {
      meters: [],
      unread: [],
      reason:
        "this machine has no hwmon chip power_meter: the firmware offers none, or the driver is not loaded (`sudo modprobe acpi_power_meter`; " +
        "NVIDIA Grace also needs the kernel parameter acpi_power_meter.force_cap_on=y)",
    };
  }
  const meters: OpenMeter[] = [];
  const unread: UnreadDevice[] = [];
  for (const { name, folder } of chips) {
    const path = `${folder}/power1_average`;
    const opened = openNumberFile(host, path, { what: "a power in microwatts", sign: "unsigned" });
    const label = host.readText(`${folder}/power1_oem_info`)?.trim() || name;
    if (!opened.ok) {
      unread.push({ ...meterDevice(label), ...refusal(path, opened.error) });
      continue;
    }
    const milliseconds = Number(host.readText(`${folder}/power1_average_interval`)?.trim());
    meters.push({
      label,
      file: opened.value,
      averageSeconds: milliseconds > 0 ? milliseconds / 1000 : averageSecondsUnknown,
    });
  }
  return { meters, unread, reason: "Wattledger does not know the kind of the firmware's power meters" };
}

function refusal(path: string, { kind, cause }: OpenFailure): Pick<UnreadDevice, "reason" | "remedy"> {
  return kind === "denied"
    ? {
        reason: `this user may not read ${path}`,
        remedy: hwmonRemedy("power_meter", "power1_average"),
      }
    : { reason: `${path} cannot be opened (${cause})` };
}

/** The hardware of a meter that cannot be read. */
function meterDevice(label: string): Pick<UnreadDevice, "component" | "device"> {
  const [, part, socket] = /^(CPU|SysIO) Power Socket (\d+)$/.exec(label) ?? [];
  if (part === "CPU") return { component: "cpu", device: `socket:${socket}` };
  return part === undefined ? { device: label } : { component: "other", device: `${id}/${label}` };
}

/** The usual interval in the driver's documentation. Used for meters that do not report their own. */
const averageSecondsUnknown = 1;

function gaugesOf(meters: readonly OpenMeter[]): readonly Gauge[] {
  return meters.flatMap((meter): readonly Gauge[] => {
    const [, part, socket] = /^(Module|Grace|CPU|SysIO) Power Socket (\d+)$/.exec(meter.label) ?? [];
    const read = (): Result<number, ReadFailure> => readWatts(meter);
    switch (part) {
      case "CPU":
        return [componentGauge(meter, "cpu", `${id}/cpu-${socket}`, read, { device: `socket:${socket}` })];
      case "SysIO":
        return [componentGauge(meter, "other", `${id}/sysio-${socket}`, read)];
      case "Grace":
        return graceMemory(meter, meters, socket ?? "");
      case undefined:
        return [platformGauge(meter, "the whole machine, measured by its firmware", read)];
      default:
        return [platformGauge(meter, `module ${socket}: processor, memory and GPU`, read)];
    }
  });
}

/** Memory has no meter of its own. It is the power of Grace less processor and SysIO. */
function graceMemory(grace: OpenMeter, meters: readonly OpenMeter[], socket: string): readonly Gauge[] {
  const cpu = meters.find(({ label }) => label === `CPU Power Socket ${socket}`);
  const sysIo = meters.find(({ label }) => label === `SysIO Power Socket ${socket}`);
  if (cpu === undefined || sysIo === undefined) return [];
  const read = (): Result<number, ReadFailure> => {
    const watts: number[] = [];
    for (const meter of [grace, cpu, sysIo]) {
      const one = readWatts(meter);
      if (!one.ok) return one;
      watts.push(one.value);
    }
    const [all = 0, ofCpu = 0, ofSysIo = 0] = watts;
    // Three averages of slightly different moments may give a negative difference.
    return { ok: true, value: Math.max(0, all - ofCpu - ofSysIo) };
  };
  const words = {
    device: `socket:${socket}`,
    evidence: `power meter of Grace less its CPU and SysIO meters, socket ${socket}`,
    uncertainty: { value: 0.25, basis: "expert value for the difference of three meters" },
  };
  return [componentGauge(grace, "dram", `${id}/dram-${socket}`, read, words)];
}

interface Words {
  readonly device?: string;
  readonly evidence?: string;
  readonly uncertainty?: PowerChannel["relativeUncertainty"];
}

function componentGauge(
  { label, averageSeconds }: OpenMeter,
  component: Component,
  channelId: string,
  read: Gauge["read"],
  { device, evidence = `the firmware's power meter "${label}"`, uncertainty = firmwareUncertainty }: Words = {},
): Gauge {
  const channel: PowerChannel = {
    id: channelId,
    sensor: id,
    of: "component",
    component,
    reads: "power",
    method: "measured",
    evidence,
    ...defined({ device }),
    relativeUncertainty: uncertainty,
    averageSeconds,
    plausibleWatts: 2000,
    refreshSeconds: averageSeconds,
  };
  return { channel, read };
}

function platformGauge(meter: OpenMeter, covers: string, read: Gauge["read"]): Gauge {
  const { label, averageSeconds } = meter;
  const channel: PowerChannel = {
    of: "whole",
    reads: "power",
    id: `${id}/${label.toLowerCase().replaceAll(/[^a-z\d]+/g, "-")}`,
    sensor: id,
    covers,
    method: "measured",
    evidence: `the firmware's power meter "${label}"`,
    relativeUncertainty: firmwareUncertainty,
    averageSeconds,
    plausibleWatts: 20_000,
    refreshSeconds: averageSeconds,
  };
  return { channel, read };
}

const firmwareUncertainty = {
  value: 0.1,
  basis: "expert value; the firmware states no accuracy, and meters in power supplies have 1 to 5 % of full scale",
};

function readWatts({ file }: OpenMeter): Result<number, ReadFailure> {
  const microwatts = file.read();
  return microwatts.ok ? { ok: true, value: microwatts.value / 1e6 } : microwatts;
}
