import type { Host } from "../host/host.ts";
import { followPower } from "../sensor/power-stream.ts";
import type { PowerStream } from "../sensor/power-stream.ts";
import type { Component, PowerChannel, Sensor, SensorAvailability } from "../sensor/sensor.ts";
import { openPmicReader } from "./pmic-lines.ts";

const id = "raspberry-pi-pmic";
const programName = "vcgencmd";

/**
 * The power management chip of a Raspberry Pi 5, through `vcgencmd pmic_read_adc` once a second: current times voltage of each rail.
 * The processor's channel is the chip and the board without memory and HDMI, because no rail feeds the cores alone. No rail
 * includes devices on the 5 V supply (USB, drives, hats) or the losses of conversion.
 */
export function raspberryPiPmic(host: Host): Sensor {
  let stream: PowerStream | undefined;
  let program: string | undefined;
  const close = (): void => {
    stream?.stop();
    [stream, program] = [undefined, undefined];
  };
  return {
    id,
    components: ["cpu", "dram"],
    // Power, unlike a counter, need not be read before the command starts.
    opensAfterStart: true,
    probe: () => {
      close();
      const found = findProgram(host);
      if (typeof found !== "string") return found;
      program = found;
      return { state: "ready", channels: [cpu, dram] };
    },
    // Started at the first look, so that `wattledger doctor` does not start it.
    read: () => {
      if (program === undefined) return [];
      stream ??= followPower(host, {
        channels: [cpu.id, dram.id],
        // The loop ends when the program fails. The first line of its output then gives the reason.
        commands: [["/bin/sh", "-c", `while "$0" pmic_read_adc; do sleep 1; done`, program]],
        isUnknown: () => false,
        parse: openPmicReader({ cpu: cpu.id, dram: dram.id }),
      });
      return stream.take();
    },
    close,
  };
}

function findProgram(host: Host): string | SensorAvailability {
  const model = (host.readText("/proc/device-tree/model") ?? "").replaceAll("\0", "").trim();
  if (!/^Raspberry Pi (5|500|Compute Module 5)/.test(model)) {
    const reason = model === "" ? "this is not a Raspberry Pi" : `${model} has no chip that measures its rails`;
    return { state: "absent", reason };
  }
  return (
    host.programs?.find(programName) ?? {
      state: "absent",
      reason: `the program ${programName} is not on the search path; on Raspberry Pi OS, install the package raspi-utils`,
    }
  );
}

const cpu = gauge("cpu", "cpu", "nine rails of the chip and the board, without memory and HDMI");
const dram = gauge("dram", "dram", "the two rails of the memory");

function gauge(name: string, component: Component, rails: string): PowerChannel {
  return {
    id: `${id}/${name}`,
    sensor: id,
    of: "component",
    component,
    reads: "power",
    method: "measured",
    evidence: `current times voltage of ${rails}, from ${programName} pmic_read_adc`,
    relativeUncertainty: {
      value: 0.15,
      basis:
        "expert value: readings vary, and a meter at the plug shows 1.15 times the sum of all rails and 0.6 W more " +
        "(jfikar/RPi5-power, 2024)",
    },
    averageSeconds: 0,
    plausibleWatts: 60,
    refreshSeconds: 1,
  };
}
