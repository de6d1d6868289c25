import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { powersOf } from "../../test/readings.ts";
import type { Host, ProgramListener } from "../host/host.ts";
import { recordedHost } from "../host/recorded-host.ts";
import { raspberryPiPmic } from "./raspberry-pi-pmic.ts";

const recorded = readFileSync(new URL("../../fixtures/vcgencmd/busy.txt", import.meta.url), "utf8");
const model = { "/proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0" };

interface Played {
  readonly host: Host;
  readonly started: readonly string[][];
  readonly say: (text: string) => void;
  readonly end: () => void;
}

function pi(files: Readonly<Record<string, string>> = model, installed = true): Played {
  const started: string[][] = [];
  let listener: ProgramListener | undefined;
  const host: Host = {
    ...recordedHost({ files }),
    programs: {
      find: (name) => (installed ? `/usr/bin/${name}` : undefined),
      start: (command, to) => {
        started.push([...command]);
        listener = to;
        return { stop: () => (listener = undefined) };
      },
    },
  };
  const say = (text: string): void => {
    for (const line of text.split("\n")) listener?.onLine(line);
  };
  return { host, started, say, end: () => listener?.onEnd() };
}

test("the rails of a recorded board give the power of processor and memory", () => {
  const { host, started, say } = pi();
  const sensor = raspberryPiPmic(host);
  expect(sensor.probe()).toMatchObject({ state: "ready", channels: [{ component: "cpu" }, { component: "dram" }] });
  expect(started).toEqual([]);
  expect(powersOf(sensor)).toEqual([]);
  say(recorded);
  say(recorded);
  // Current times voltage of nine and of two rails, added up by hand.
  const expected = [
    ["raspberry-pi-pmic/cpu", expect.closeTo(10.72194247, 6)],
    ["raspberry-pi-pmic/dram", expect.closeTo(0.00861105, 6)],
  ];
  expect(powersOf(sensor).map(({ channel, watts }) => [channel, watts.ok && watts.value])).toEqual([
    ...expected,
    ...expected,
  ]);
  expect(powersOf(sensor)).toEqual([]);
});

test("a block that is cut off is dropped, and the next one is read", () => {
  const { host, say } = pi();
  const sensor = raspberryPiPmic(host);
  sensor.probe();
  powersOf(sensor);
  say(recorded.slice(0, 700));
  say(recorded);
  expect(powersOf(sensor)).toHaveLength(2);
});

test("a missing rail is a failure that names it, and never zero", () => {
  const { host, say } = pi();
  const sensor = raspberryPiPmic(host);
  sensor.probe();
  powersOf(sensor);
  say(recorded.replaceAll(/.*VDD_CORE.*\n/g, ""));
  expect(powersOf(sensor)).toMatchObject([
    { watts: { ok: false, error: { kind: "retry", cause: expect.stringContaining("VDD_CORE") } } },
    { watts: { ok: true } },
  ]);
});

test("a program that fails gives the reason", () => {
  const { host, say, end } = pi();
  const sensor = raspberryPiPmic(host);
  sensor.probe();
  powersOf(sensor);
  say("Can't open device file: /dev/vcio_gencmd\nTry creating a device file with: sudo mknod");
  end();
  expect(powersOf(sensor)[0]?.watts).toMatchObject({
    ok: false,
    error: { cause: expect.stringContaining("Can't open device file: /dev/vcio_gencmd") },
  });
});

describe("machines with nothing to read", () => {
  test.for([
    { name: "another machine", played: pi({}), reason: "not a Raspberry Pi" },
    { name: "an older board", played: pi({ "/proc/device-tree/model": "Raspberry Pi 4 Model B" }), reason: "Pi 4" },
    { name: "no program", played: pi(model, false), reason: "vcgencmd" },
  ])("$name", ({ played, reason }) => {
    expect(raspberryPiPmic(played.host).probe()).toEqual({ state: "absent", reason: expect.stringContaining(reason) });
  });
});
