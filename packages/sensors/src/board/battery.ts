import type { Result } from "@wattledger/core";
import type { Host, ReadFailure, RereadableFile } from "../host/host.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import { openReopeningFile } from "../linux/reopening-file.ts";
import type { PowerChannel, Sensor } from "../sensor/sensor.ts";

const id = "battery";
const root = "/sys/class/power_supply";

interface OpenBattery {
  readonly name: string;
  readonly status: RereadableFile;
  readonly watts: () => Result<number, ReadFailure>;
  readonly close: () => void;
}

/**
 * The battery of a laptop while it discharges. It measures the whole machine with its display, without the losses of the
 * supply. Several batteries are added. On mains the supply feeds the machine past the battery, so nothing can be measured.
 */
export function battery(host: Host): Sensor {
  let batteries: readonly OpenBattery[] = [];
  const close = (): void => {
    for (const one of batteries) one.close();
    batteries = [];
  };
  return {
    id,
    components: [],
    // Power, unlike a counter, need not be read before the command starts.
    opensAfterStart: true,
    probe: () => {
      close();
      batteries = batteriesOf(host).flatMap((name) => open(host, name));
      const problem = batteries.length === 0 ? absence(host) : dischargeProblem(batteries);
      if (problem === undefined) return { state: "ready", channels: [channel] };
      close();
      return { state: "absent", reason: problem };
    },
    read: () => (batteries.length === 0 ? [] : [{ channel: channel.id, reads: "power", watts: wattsOfAll(batteries) }]),
    close,
  };
}

const channel: PowerChannel = {
  of: "whole",
  reads: "power",
  id: `${id}/discharge`,
  sensor: id,
  covers: "the whole machine with its display, on battery",
  method: "measured",
  evidence: "discharge power from the battery's fuel gauge",
  relativeUncertainty: {
    value: 0.1,
    basis: "expert value; fuel gauges state no accuracy, and average over some seconds",
  },
  averageSeconds: 0,
  plausibleWatts: 500,
  refreshSeconds: 10,
};

/** Batteries of the machine. Batteries of mice and headsets have the scope `Device`. */
function batteriesOf(host: Host): readonly string[] {
  return host
    .listDirectory(root)
    .filter((name) => host.readText(`${root}/${name}/type`)?.trim() === "Battery")
    .filter((name) => host.readText(`${root}/${name}/scope`)?.trim() !== "Device");
}

function absence(host: Host): string {
  if (host.platform !== "linux") return "Wattledger reads batteries on Linux only, and this is not Linux";
  const [first] = batteriesOf(host);
  return first === undefined ? "the machine has no battery" : `the battery ${first} reports no power`;
}

function open(host: Host, name: string): readonly OpenBattery[] {
  const folder = `${root}/${name}`;
  const status = openReopeningFile(host, `${folder}/status`);
  if (!status.ok) return [];
  const power = openSigned(host, `${folder}/power_now`, "a power in microwatts");
  if (power !== undefined) {
    return [
      { name, status: status.value, watts: () => scaled(power.read(), 1e-6), close: closing(status.value, power) },
    ];
  }
  const current = openSigned(host, `${folder}/current_now`, "a current in microamperes");
  const voltage = openSigned(host, `${folder}/voltage_now`, "a voltage in microvolts");
  if (current !== undefined && voltage !== undefined) {
    const watts = (): Result<number, ReadFailure> => {
      const volts = scaled(voltage.read(), 1e-6);
      return volts.ok ? scaled(current.read(), 1e-6 * volts.value) : volts;
    };
    return [{ name, status: status.value, watts, close: closing(status.value, current, voltage) }];
  }
  closing(status.value, ...[current, voltage].filter((file) => file !== undefined))();
  return [];
}

function openSigned(host: Host, path: string, what: string): NumberFile | undefined {
  const opened = openNumberFile(host, path, { what, sign: "signed" });
  return opened.ok ? opened.value : undefined;
}

function closing(...files: readonly { readonly close: () => void }[]): () => void {
  return () => {
    for (const file of files) file.close();
  };
}

/** Some drivers report discharge as a negative number. */
function scaled(reading: Result<number, ReadFailure>, factor: number): Result<number, ReadFailure> {
  return reading.ok ? { ok: true, value: Math.abs(reading.value * factor) } : reading;
}

/** If there are several batteries, usually one at a time discharges. None of them may charge. */
function wattsOfAll(batteries: readonly OpenBattery[]): Result<number, ReadFailure> {
  const problem = dischargeProblem(batteries);
  if (problem !== undefined) return { ok: false, error: { kind: "retry", cause: problem } };
  let watts = 0;
  for (const one of batteries) {
    const status = one.status.read();
    if (!status.ok) return status;
    if (status.value.trim() !== "Discharging") continue;
    const own = one.watts();
    if (!own.ok) return own;
    watts += own.value;
  }
  return { ok: true, value: watts };
}

/** Why the batteries do not show the machine's power. Undefined if they do. */
function dischargeProblem(batteries: readonly OpenBattery[]): string | undefined {
  const states = batteries
    .map(({ status }) => status.read())
    .map((status) => (status.ok ? status.value.trim() : status.error.cause));
  if (states.includes("Discharging") && !states.includes("Charging")) return undefined;
  return `the battery shows no power of the machine while it is on mains (${states.join(", ")})`;
}
