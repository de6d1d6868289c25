import { describe, expect, test } from "vitest";
import { amdProcessorGraphics, amdWithoutPower } from "../../test/gpu-machines.ts";
import { powersOf } from "../../test/readings.ts";
import type { Host } from "../host/host.ts";
import { recordedHost } from "../host/recorded-host.ts";
import type { Recording } from "../host/recorded-host.ts";
import { amdSmi } from "./amd-smi.ts";

const list = '[{"gpu": 0, "bdf": "0000:03:00.0"}]';
const metric = (watts: number | string, joules: number | string): string =>
  JSON.stringify([{ gpu: 0, power: { socket_power: watts }, energy: { total_energy_consumption: { value: joules } } }]);

/** A machine with one AMD board. The test gives the programs' answers, which arrive at once. */
function machine(
  installed: readonly string[],
  recording: Recording = amdWithoutPower,
): { readonly host: Host; readonly asked: string[]; readonly answer: (text: string, laterSeconds?: number) => void } {
  const recorded = recordedHost(recording);
  const asked: string[] = [];
  let text = "";
  const host: Host = {
    ...recorded,
    programs: {
      find: (name) => (installed.includes(name) ? `/opt/rocm/bin/${name}` : undefined),
      start: (command, { onLine, onEnd }) => {
        asked.push(command.slice(1).join(" "));
        queueMicrotask(() => {
          for (const line of (command[1] === "list" ? list : text).split("\n")) onLine(line);
          onEnd();
        });
        return { stop: () => {} };
      },
    },
  };
  const answer = (next: string, laterSeconds = 0): void => {
    text = next;
    recorded.show(recording, laterSeconds);
  };
  return { host, asked, answer };
}

/** Lets the program's answers arrive. */
async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Looks, lets the program answer, and looks again. */
async function look(sensor: ReturnType<typeof amdSmi>): Promise<unknown> {
  powersOf(sensor);
  await settled();
  return powersOf(sensor).map(({ watts }) => (watts.ok ? watts.value : watts.error.cause));
}

describe("amd-smi", () => {
  test("addresses are asked for once, then figures every ten seconds", async () => {
    const { host, asked, answer } = machine(["amd-smi", "rocm-smi"]);
    const sensor = amdSmi(host);
    expect(sensor.probe()).toMatchObject({ state: "ready", channels: [{ device: "pci:0000:03:00.0" }] });
    expect(asked).toEqual([]);
    answer(metric(300, "N/A"));
    expect(await look(sensor)).toEqual([300]);
    answer(metric(310, "N/A"), 9);
    expect(await look(sensor)).toEqual([]);
    answer(metric(320, "N/A"), 1);
    expect(await look(sensor)).toEqual([320]);
    expect(asked).toEqual(["list --json", "metric --power --energy --json", "metric --power --energy --json"]);
  });

  test("a counter gives the mean since the last answer, so that no energy in between is lost", async () => {
    const { host, answer } = machine(["amd-smi"]);
    const sensor = amdSmi(host);
    sensor.probe();
    answer(metric(300, 10_000));
    expect(await look(sensor)).toEqual([300]);
    answer(metric(300, 12_500), 10);
    expect(await look(sensor)).toEqual([250]);
  });

  test.for([
    { name: "disagrees with the power", joules: 90_000 },
    { name: "was set back", joules: 0 },
  ])("a counter that $name is not used", async ({ joules }) => {
    const { host, answer } = machine(["amd-smi"]);
    const sensor = amdSmi(host);
    sensor.probe();
    answer(metric(300, 10_000));
    await look(sensor);
    answer(metric(300, joules), 10);
    expect(await look(sensor)).toEqual([300]);
  });

  test("an answer without figures is a failed reading that quotes it", async () => {
    const { host, answer } = machine(["amd-smi"]);
    const sensor = amdSmi(host);
    sensor.probe();
    answer("ERROR: amdgpu is not loaded");
    expect(await look(sensor)).toEqual([expect.stringContaining("amdgpu is not loaded")]);
  });
});

test("rocm-smi is used without amd-smi, and prints the addresses itself", async () => {
  const { host, asked, answer } = machine(["rocm-smi"]);
  const sensor = amdSmi(host);
  sensor.probe();
  answer('{"card0": {"PCI Bus": "0000:03:00.0", "Average Graphics Package Power (W)": "203.0"}}');
  expect(await look(sensor)).toEqual([203]);
  expect(asked).toEqual(["--showbus --showpower --showenergycounter --json"]);
});

test.for([
  { name: "no program", recording: amdWithoutPower, installed: [], unread: 1, words: "search path" },
  {
    name: "the processor's own graphics alone",
    recording: amdProcessorGraphics,
    installed: ["amd-smi"],
    unread: 0,
    words: "no board",
  },
  { name: "no board", recording: { files: {} }, installed: ["amd-smi"], unread: 0, words: "no board" },
])("absent with $name", ({ recording, installed, unread, words }) => {
  const availability = amdSmi(machine(installed, recording).host).probe();
  expect(availability).toMatchObject({ state: "absent", reason: expect.stringContaining(words) });
  expect(availability.unread ?? []).toHaveLength(unread);
});
