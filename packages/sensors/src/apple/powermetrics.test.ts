import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { powersOf } from "../../test/readings.ts";
import type { Host, ProgramListener } from "../host/host.ts";
import { recordedHost } from "../host/recorded-host.ts";
import { parsePowermetrics } from "./powermetrics-plist.ts";
import { powermetrics } from "./powermetrics.ts";

const recorded = (name: string): string =>
  readFileSync(new URL(`../../fixtures/powermetrics/${name}.plist`, import.meta.url), "utf8");

test.for([
  {
    name: "apple-power",
    expected: { elapsedNanoseconds: 1_008_716_542, cpuWatts: 1.842, gpuWatts: 0.037, aneWatts: 0 },
  },
  { name: "apple-energy", expected: { elapsedNanoseconds: 500_000_000, cpuWatts: 3, gpuWatts: 0.5, aneWatts: 0.02 } },
  { name: "intel", expected: { elapsedNanoseconds: 1_000_000_000, cpuWatts: 7.25 } },
  { name: "apple-nan", expected: { elapsedNanoseconds: 1_000_000_000, cpuWatts: 1.5 } },
])("a document of the form '$name' is read", ({ name, expected }) => {
  expect(parsePowermetrics(recorded(name))).toEqual(expected);
});

test("a document without an elapsed time, or an empty one, is not a sample", () => {
  expect(parsePowermetrics("")).toBeUndefined();
  expect(parsePowermetrics("<plist><dict><key>processor</key><dict></dict></dict></plist>")).toBeUndefined();
});

/** A Mac on which a program can be started, and what the program prints. */
function mac(architecture = "arm64") {
  const started: { command: readonly string[]; listener: ProgramListener }[] = [];
  let stopped = 0;
  const host = recordedHost({ files: {}, platform: "darwin", architecture });
  const withPrograms: Host = {
    ...host,
    programs: {
      find: (name) => `/usr/bin/${name}`,
      start: (command, listener) => {
        started.push({ command, listener });
        return {
          stop: () => {
            stopped += 1;
          },
        };
      },
    },
  };
  return {
    host: withPrograms,
    started,
    stopped: () => stopped,
    pass: (seconds: number) => {
      host.show({ files: {}, platform: "darwin" }, seconds);
    },
    print: (text: string) => {
      for (const line of text.split("\n")) started[0]?.listener.onLine(line);
    },
  };
}

test("nothing is started before the first reading, and then by a sudo that never asks", () => {
  const { host, started } = mac();
  const sensor = powermetrics(host);
  expect(sensor.probe()).toMatchObject({ state: "ready", channels: [{ component: "cpu" }, { component: "gpu" }, {}] });
  expect(started).toEqual([]);
  expect(powersOf(sensor)).toEqual([]);
  expect(started[0]?.command.join(" ")).toBe(
    "sudo -n powermetrics --samplers cpu_power,gpu_power,ane_power -f plist -i 1000 -n 0 -b 0",
  );
});

test("documents separated by NUL are returned once each, with the time at which they arrived", () => {
  const { host, print, pass } = mac();
  const sensor = powermetrics(host);
  sensor.probe();
  powersOf(sensor);
  pass(1);
  print(`${recorded("apple-power")}\0${recorded("apple-energy")}`);
  pass(0.25);
  const readings = powersOf(sensor) ?? [];
  expect(readings.map(({ channel, watts }) => [channel, watts.ok && watts.value])).toEqual([
    ["powermetrics/cpu", 1.842],
    ["powermetrics/gpu", 0.037],
    ["powermetrics/ane", 0],
    ["powermetrics/cpu", 3],
    ["powermetrics/gpu", 0.5],
    ["powermetrics/ane", 0.02],
  ]);
  expect(readings[0]?.takenNanoseconds).toBe(1_000_000_000n);
  expect(powersOf(sensor)).toEqual([]);
});

test("a figure that this release does not print is a failure that may pass", () => {
  const { host, print } = mac();
  const sensor = powermetrics(host);
  sensor.probe();
  powersOf(sensor);
  print(recorded("apple-nan"));
  expect(powersOf(sensor)).toMatchObject([
    { channel: "powermetrics/cpu", watts: { ok: true } },
    { channel: "powermetrics/gpu", watts: { ok: false, error: { kind: "retry" } } },
    { channel: "powermetrics/ane", watts: { ok: false } },
  ]);
});

test("a sudo that wants a password ends the channels, with its message and the line that helps", () => {
  const { host, started, print } = mac();
  const sensor = powermetrics(host);
  sensor.probe();
  powersOf(sensor);
  print("sudo: a password is required");
  started[0]?.listener.onEnd();
  const [first] = powersOf(sensor) ?? [];
  expect(first?.watts).toMatchObject({
    ok: false,
    error: {
      kind: "fatal",
      cause: expect.stringMatching(/a password is required; allow sudo to run it.*cpu_power\\,gpu_power/),
    },
  });
});

test("samples from before the program's end are returned before the end is reported", () => {
  const { host, started, print } = mac();
  const sensor = powermetrics(host);
  sensor.probe();
  powersOf(sensor);
  print(recorded("apple-power"));
  started[0]?.listener.onEnd();
  expect(powersOf(sensor)[0]?.watts).toEqual({ ok: true, value: 1.842 });
  expect(powersOf(sensor)[0]?.watts.ok).toBe(false);
});

test("a Mac with an Intel processor has a package and no neural engine, whose power is not asked for", () => {
  const { host, started, print } = mac("x64");
  const sensor = powermetrics(host);
  expect(sensor.probe()).toMatchObject({ channels: [{ id: "powermetrics/cpu" }] });
  powersOf(sensor);
  print(recorded("intel"));
  expect(powersOf(sensor)).toMatchObject([{ channel: "powermetrics/cpu", watts: { ok: true, value: 7.25 } }]);
  expect(started[0]?.command).toContain("cpu_power,gpu_power");
});

test("closing ends the program", () => {
  const { host, stopped } = mac();
  const sensor = powermetrics(host);
  sensor.probe();
  powersOf(sensor);
  sensor.close();
  expect(stopped()).toBe(1);
});

test("a Mac without sudo does not have such a sensor, nor does a machine that is not a Mac", () => {
  expect(powermetrics(recordedHost({ files: {}, platform: "darwin" })).probe()).toMatchObject({ state: "absent" });
  expect(powermetrics(recordedHost({ files: {} })).probe()).toMatchObject({ state: "absent" });
});
