import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";
import type { Component, PowerChannel, PowerReading, Sensor, SensorAvailability } from "../sensor/sensor.ts";
import { parsePowermetrics } from "./powermetrics-plist.ts";
import type { PowermetricsSample } from "./powermetrics-plist.ts";

const id = "powermetrics";
const sampleSeconds = 1;

/**
 * Apple's `powermetrics`. Only root may run it, so it is started with `sudo -n`, which never asks for a password. It runs next to
 * the measured command and prints a property list each second. It is a slow source: each document is returned at the next
 * look, with the time at which it arrived. Current releases report no power of memory.
 */
export function powermetrics(host: Host): Sensor {
  let running: Running | undefined;
  let channels: readonly PartChannel[] = [];
  const close = (): void => {
    running?.stop();
    running = undefined;
  };
  return {
    id,
    components: ["cpu", "gpu", "other"],
    // The first sample always ends a second after its start.
    opensAfterStart: true,
    probe: () => {
      close();
      const availability = lookForProgram(host);
      if (availability !== undefined) return availability;
      channels = channelsOf(host.architecture);
      return { state: "ready", channels: channels.map(({ channel }) => channel) };
    },
    read: () => {
      // Started at the first look and not during the probe, so that `wattledger doctor` does not start it.
      running ??= start(host);
      const { samples, failure } = running.take();
      if (failure !== undefined && samples.length === 0) {
        return channels.map(({ channel }) => ({
          channel: channel.id,
          reads: "power",
          watts: { ok: false, error: { kind: "fatal", cause: failure } },
        }));
      }
      return samples.flatMap((sample) => channels.map((one) => readingOf(one, sample)));
    },
    close,
  };
}

/** What the sudoers line must allow, word for word. */
function commandFor(architecture: string): readonly [string, ...string[]] {
  // Macs with Intel processors have no neural engine, and powermetrics refuses a sampler that it does not know.
  const samplers = architecture === "arm64" ? "cpu_power,gpu_power,ane_power" : "cpu_power,gpu_power";
  const every = String(sampleSeconds * 1000);
  return ["powermetrics", "--samplers", samplers, "-f", "plist", "-i", every, "-n", "0", "-b", "0"];
}

function lookForProgram(host: Host): SensorAvailability | undefined {
  if (host.platform !== "darwin") return { state: "absent", reason: "powermetrics is a program of macOS" };
  const { programs } = host;
  if (programs?.find("powermetrics") === undefined || programs.find("sudo") === undefined) {
    return { state: "absent", reason: "powermetrics or sudo is not on the search path" };
  }
  return undefined;
}

interface PartChannel {
  readonly channel: PowerChannel;
  readonly part: "cpuWatts" | "gpuWatts" | "aneWatts";
}

function channelsOf(architecture: string): readonly PartChannel[] {
  const apple = architecture === "arm64";
  const cpu: PartChannel = {
    channel: channelOf("cpu", "cpu", apple ? "CPU power without memory" : "package power"),
    part: "cpuWatts",
  };
  if (!apple) return [cpu];
  return [
    cpu,
    {
      channel: channelOf(
        "gpu",
        "gpu",
        "GPU power without memory, of all programs, which visible devices do not divide",
      ),
      part: "gpuWatts",
    },
    { channel: channelOf("other", "ane", "power of the neural engine, of all programs"), part: "aneWatts" },
  ];
}

function channelOf(component: Component, name: string, what: string): PowerChannel {
  return {
    id: `${id}/${name}`,
    sensor: id,
    of: "component",
    component,
    reads: "power",
    method: "measured",
    evidence: `powermetrics, ${what}, if sudo runs it without a password`,
    relativeUncertainty: {
      value: 0.2,
      basis: "expert value; Apple calls the figures estimates, not fit for comparing devices (powermetrics(1))",
    },
    averageSeconds: sampleSeconds,
    plausibleWatts: 500,
    refreshSeconds: sampleSeconds,
  };
}

/** A sample, and the time at which its document arrived. */
interface Arrived extends PowermetricsSample {
  readonly takenNanoseconds: bigint;
}

interface Running {
  /** Samples since the last call, and why no more will come, if so. */
  readonly take: () => { readonly samples: readonly Arrived[]; readonly failure?: string };
  readonly stop: () => void;
}

/** Every document is much shorter than this. Output without an end is dropped. */
const longestDocument = 4_000_000;

function start(host: Host): Running {
  const command = commandFor(host.architecture);
  let samples: Arrived[] = [];
  let document = "";
  let firstWords = "";
  let failure: string | undefined;
  const program = host.programs?.start(["sudo", "-n", ...command], {
    onLine: (line) => {
      // A NUL separates documents. It is at the beginning of the next document's first line.
      const text = line.replaceAll("\0", "");
      if (text.startsWith("<?xml")) document = "";
      if (firstWords === "" && !text.trimStart().startsWith("<")) firstWords = text.trim().slice(0, 200);
      if (document.length < longestDocument) document += `${text}\n`;
      if (text.trim() !== "</plist>") return;
      const sample = parsePowermetrics(document);
      document = "";
      if (sample !== undefined) samples.push({ ...sample, takenNanoseconds: host.nowNanoseconds() });
    },
    onEnd: () => {
      failure = `powermetrics ended${firstWords === "" ? "" : `: ${firstWords}`}; ${sudoersHint(command)}`;
    },
  });
  return {
    take: () => {
      const taken = samples;
      samples = [];
      return { samples: taken, ...defined({ failure }) };
    },
    stop: () => {
      program?.stop();
    },
  };
}

function sudoersHint(command: readonly string[]): string {
  // In sudoers a comma separates commands, so a comma within a word is escaped.
  const words = command.join(" ").replaceAll(",", "\\,");
  return `allow sudo to run it without a password: echo "$USER ALL=(root) NOPASSWD: /usr/bin/${words}" | sudo tee /etc/sudoers.d/powermetrics`;
}

function readingOf({ channel, part }: PartChannel, sample: Arrived): PowerReading {
  const watts = sample[part];
  return {
    channel: channel.id,
    reads: "power",
    watts:
      watts === undefined
        ? { ok: false, error: { kind: "retry", cause: "powermetrics did not print this figure" } }
        : { ok: true, value: watts },
    takenNanoseconds: sample.takenNanoseconds,
  };
}
