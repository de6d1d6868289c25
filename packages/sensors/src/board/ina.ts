import type { Result } from "@wattledger/core";
import type { Host, OpenFailure, ReadFailure } from "../host/host.ts";
import { findHwmonChips, hwmonRemedy } from "../linux/hwmon-chips.ts";
import { openNumberFile } from "../linux/number-file.ts";
import type { NumberFile } from "../linux/number-file.ts";
import type { Component, PowerChannel, PowerReading, Sensor, UnreadDevice } from "../sensor/sensor.ts";
import { nothingRead } from "../sensor/unread.ts";

const id = "ina";

interface OpenRail {
  readonly channel: PowerChannel;
  readonly millivolts: NumberFile;
  readonly milliamperes: NumberFile;
}

/**
 * INA3221 monitors of NVIDIA Jetson boards, rail by rail: power is voltage times current. A rail that feeds the whole board
 * (`VDD_IN`, `POM_5V_IN`, a total) includes the others and is shown only. Inputs 4 to 7 are voltages over shunts.
 */
export function ina(host: Host): Sensor {
  let rails: readonly OpenRail[] = [];
  const close = (): void => {
    for (const { millivolts, milliamperes } of rails) {
      millivolts.close();
      milliamperes.close();
    }
    rails = [];
  };
  return {
    id,
    components: ["cpu", "gpu", "dram", "other"],
    // Power, unlike a counter, need not be read before the command starts.
    opensAfterStart: true,
    probe: () => {
      close();
      const chips = findHwmonChips(host, ["ina3221"]);
      if (chips.length === 0)
        return { state: "absent", reason: "this machine has no hwmon chip ina3221; NVIDIA Jetson boards have them" };
      const { opened, unread } = openRails(
        host,
        chips.map(({ folder }) => folder),
      );
      rails = opened;
      if (rails.length === 0) return nothingRead(unread, "the hwmon chips ina3221 name no rail");
      const channels = rails.map(({ channel }) => channel);
      return { state: "ready", channels, ...(unread.length === 0 ? {} : { unread }) };
    },
    read: () => rails.map(readRail),
    close,
  };
}

/** The rails that can be read, and those that exist but cannot. */
function openRails(
  host: Host,
  folders: readonly string[],
): { readonly opened: readonly OpenRail[]; readonly unread: readonly UnreadDevice[] } {
  const opened: OpenRail[] = [];
  const unread: UnreadDevice[] = [];
  for (const folder of folders) {
    for (const input of [1, 2, 3]) {
      const label = host.readText(`${folder}/in${input}_label`)?.trim();
      // An input that is not connected has the label NC.
      if (label === undefined || label === "" || label === "NC") continue;
      const voltage = `${folder}/in${input}_input`;
      const current = `${folder}/curr${input}_input`;
      const millivolts = openNumberFile(host, voltage, { what: "millivolts", sign: "signed" });
      if (!millivolts.ok) {
        unread.push(unreadRail(label, voltage, millivolts.error));
        continue;
      }
      const milliamperes = openNumberFile(host, current, { what: "milliamperes", sign: "signed" });
      if (!milliamperes.ok) {
        millivolts.value.close();
        unread.push(unreadRail(label, current, milliamperes.error));
        continue;
      }
      opened.push({ channel: channelOf(label), millivolts: millivolts.value, milliamperes: milliamperes.value });
    }
  }
  return { opened, unread };
}

function unreadRail(label: string, path: string, { kind, cause }: OpenFailure): UnreadDevice {
  const device = { ...(isTotal(label) ? {} : { component: partOf(label).component }), device: `rail ${label}` };
  return kind === "denied"
    ? { ...device, reason: `this user may not read ${path}`, remedy: hwmonRemedy("ina3221", "*_input") }
    : { ...device, reason: `${path} cannot be opened (${cause})` };
}

function channelOf(label: string): OpenRail["channel"] {
  const common = {
    id: `${id}/${label.toLowerCase()}`,
    sensor: id,
    reads: "power",
    method: "measured",
    relativeUncertainty: {
      value: 0.05,
      basis: "expert value; an INA3221 has 1 %, and its shunt and small currents add to that",
    },
    averageSeconds: 0,
    plausibleWatts: 200,
    refreshSeconds: 0.01,
  } as const;
  if (isTotal(label)) {
    return {
      ...common,
      of: "whole",
      covers: "the whole board",
      evidence: `INA3221, rail ${label}, which feeds the others`,
    };
  }
  const { component, words } = partOf(label);
  return { ...common, of: "component", component, evidence: `INA3221, rail ${label}${words}` };
}

function isTotal(label: string): boolean {
  return /(^|_)IN$/i.test(label) || /total/i.test(label);
}

/** A rail feeds a part of the board for all programs. Variables such as CUDA_VISIBLE_DEVICES do not divide it. */
const undivided = "; the whole rail, which visible devices do not divide";

/** The component of a rail, from the parts in its name on Nano, TX2, Xavier and Orin. */
function partOf(label: string): { readonly component: Component; readonly words: string } {
  const parts = label.toUpperCase().split(/[_ ]/);
  const has = (...names: readonly string[]): boolean => names.some((name) => parts.includes(name));
  if (has("CPU") && has("GPU")) return { component: "cpu", words: ", which feeds processor and GPU together" };
  if (has("CPU")) return { component: "cpu", words: "" };
  if (has("GPU"))
    return { component: "gpu", words: `${has("SOC") ? ", with the rest of the system on chip" : ""}${undivided}` };
  if (has("DDR", "VDDRQ") || label.toUpperCase().startsWith("VDDQ")) return { component: "dram", words: "" };
  return { component: "other", words: "" };
}

function readRail({ channel, millivolts, milliamperes }: OpenRail): PowerReading {
  return { channel: channel.id, reads: "power", watts: product(millivolts.read(), milliamperes.read()) };
}

function product(
  millivolts: Result<number, ReadFailure>,
  milliamperes: Result<number, ReadFailure>,
): Result<number, ReadFailure> {
  if (!millivolts.ok) return millivolts;
  if (!milliamperes.ok) return milliamperes;
  // A rail without load shows some milliamperes below zero.
  return { ok: true, value: Math.max(0, (millivolts.value * milliamperes.value) / 1e6) };
}
