import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildFakeNvml } from "../../test/fake-nvml.ts";
import type { FakeBoard, FakeNvml } from "../../test/fake-nvml.ts";
import { countsOf, powersOf } from "../../test/readings.ts";
import { recordedHost } from "../host/recorded-host.ts";
import { channelsOf } from "../sensor/distinct-channels.ts";
import type { CounterReading, Sensor } from "../sensor/sensor.ts";
import { nvml } from "./nvml.ts";

let fake: FakeNvml;
let old: FakeNvml;
beforeAll(() => {
  fake = buildFakeNvml();
  old = buildFakeNvml(["-DOLD_DRIVER"]);
});
afterAll(() => {
  fake.remove();
  old.remove();
});

const h100: FakeBoard = {
  uuid: "GPU-6fd2a4b0-0000-1111-2222-333344445555",
  name: "NVIDIA H100 80GB HBM3",
  bus: "00000000:1B:00.0",
  arch: 9,
  limit_mw: 700_000,
  energy_mj: 5_000_000,
  instant_mw: 412_330,
  usage_mw: 409_800,
};
const other: FakeBoard = { ...h100, uuid: "GPU-aa", bus: "00000000:43:00.0", energy_mj: 7_000_000 };
const p100: FakeBoard = { uuid: "GPU-p", name: "Tesla P100", bus: "00000000:04:00.0", arch: 4, usage_mw: 31_000 };

function open(of: FakeNvml, boards: readonly FakeBoard[], rest: FakeBoard = {}): Sensor {
  of.show(boards, rest);
  return nvml(of.host);
}

/** Probes, reads everything once and closes. */
function look(sensor: Sensor): { availability: ReturnType<Sensor["probe"]>; joules: unknown; watts: unknown } {
  const availability = sensor.probe();
  const joules = countsOf(sensor).map(({ channel, counterJoules }) => [channel, counterJoules]);
  const watts = powersOf(sensor).map((reading) => [reading.channel, reading.watts]);
  sensor.close();
  return { availability, joules, watts };
}

describe("boards with an energy counter", () => {
  test("each is a channel of its own, named by its UUID, and the counters are in joules", () => {
    const { availability, joules, watts } = look(open(fake, [h100, other]));
    expect(availability).toMatchObject({
      state: "ready",
      channels: [
        { id: `nvml/${h100["uuid"]}`, component: "gpu", device: "pci:0000:1b:00.0", plausibleWatts: 1400 },
        { id: "nvml/GPU-aa", device: "pci:0000:43:00.0" },
      ],
    });
    expect(joules).toEqual([
      [`nvml/${h100["uuid"]}`, { ok: true, value: 5000 }],
      ["nvml/GPU-aa", { ok: true, value: 7000 }],
    ]);
    expect(watts).toEqual([]);
  });

  test("a counter beyond the exact integers of a double is still right to the hundredth of a joule", () => {
    const sensor = open(fake, [{ ...h100, energy_mj: "9007199254740993" }]);
    sensor.probe();
    const [before] = countsOf(sensor);
    fake.show([{ ...h100, energy_mj: "9007199254840993" }]);
    const [after] = countsOf(sensor);
    sensor.close();
    expect(joulesOf(after) - joulesOf(before)).toBeCloseTo(100, 2);
  });

  test.for([
    { rc: 15, kind: "gone", cause: "the GPU is lost" },
    { rc: 16, kind: "gone", cause: "must be reset" },
    { rc: 3, kind: "retry", cause: "not supported" },
    { rc: 999, kind: "retry", cause: "NVML code 999" },
  ])("code $rc at a read is a failure of that board alone ($kind)", ({ rc, kind, cause }) => {
    const sensor = open(fake, [h100, other]);
    sensor.probe();
    fake.show([{ ...h100, energy_rc: rc }, other]);
    const [lost, fine] = countsOf(sensor);
    expect(lost?.counterJoules).toEqual({ ok: false, error: { kind, cause: expect.stringContaining(cause) } });
    expect(fine?.counterJoules).toEqual({ ok: true, value: 7000 });
    fake.show([h100, other]);
    expect(countsOf(sensor)[0]?.counterJoules).toEqual({ ok: true, value: 5000 });
    sensor.close();
  });

  test("a board that the job may not use is left out without a message", () => {
    const { availability } = look(open(fake, [{ ...h100, handle_rc: 4 }, other]));
    expect(availability).toMatchObject({ state: "ready", channels: [{ id: "nvml/GPU-aa" }] });
    expect(availability.unread).toBeUndefined();
  });

  test("a board that is lost from the start is named as hardware that is not read", () => {
    const lost = { ...h100, energy_rc: 15, instant_rc: 15, usage_rc: 15 };
    expect(look(open(fake, [lost, other])).availability).toMatchObject({
      state: "ready",
      channels: [{ id: "nvml/GPU-aa" }],
      unread: [{ component: "gpu", device: "pci:0000:1b:00.0", reason: expect.stringContaining("lost") }],
    });
  });

  test("a partitioned board counts as a whole, and its instances are known", () => {
    const mig = { ...h100, mig: 1, "mig.0.uuid": "MIG-1", "mig.0.gi": 3, "mig.0.ci": 0, "mig.2.uuid": "MIG-2" };
    const sensor = open(fake, [{ ...mig, "mig.2.gi": 5, "mig.2.ci": 1 }]);
    const availability = sensor.probe();
    expect(channelsOf(availability)).toMatchObject([{ evidence: expect.stringContaining("all its MIG instances") }]);
    expect(sensor.accelerators?.devices()[0]?.instances).toEqual([
      { uuid: "MIG-1", gpuInstance: 3, computeInstance: 0 },
      { uuid: "MIG-2", gpuInstance: 5, computeInstance: 1 },
    ]);
    sensor.close();
  });
});

test.for([
  { name: "attributes", told: { "mig.0.slices": 3 }, slices: 3 },
  { name: "the profile in its name", told: { "mig.0.name": "NVIDIA H100 80GB HBM3 MIG 1c.4g.40gb" }, slices: 1 },
])("the size of an instance is known by $name", ({ told, slices }) => {
  const sensor = open(fake, [{ ...h100, mig: 1, "mig.0.uuid": "MIG-1", "mig.0.gi": 3, "mig.0.ci": 0, ...told }]);
  sensor.probe();
  expect(sensor.accelerators?.devices()[0]?.instances).toMatchObject([{ uuid: "MIG-1", slices }]);
  sensor.close();
});

test("a board that reports no energy keeps its number among the others; one without a handle is named", () => {
  const lost = { ...h100, energy_rc: 15, instant_rc: 15, usage_rc: 15 };
  const sensor = open(fake, [lost, { ...h100, handle_rc: 15 }, other]);
  expect(sensor.probe()).toMatchObject({
    state: "ready",
    unread: [{ device: "pci:0000:1b:00.0" }, { device: "board 1", reason: expect.stringContaining("lost") }],
  });
  expect(sensor.accelerators?.devices().map(({ pciAddress }) => pciAddress)).toEqual(["0000:1b:00.0", "0000:43:00.0"]);
  sensor.close();
});

describe("a module of processor and GPU, such as Grace Hopper", () => {
  const module = { ...p100, arch: 9, name: "NVIDIA GH200 480GB", usage_rc: 3, module_mw: 900_000 };

  test("the GPU's own power is read, not the module's", () => {
    const looked = look(open(fake, [{ ...module, instant_mw: 400_000 }]));
    expect(looked.watts).toEqual([["nvml/GPU-p", { ok: true, value: 400 }]]);
    expect(looked.availability).toMatchObject({
      channels: [{ evidence: expect.stringContaining("of the GPU with its memory") }],
    });
  });

  test("the GPU's own counter is read, not the module's power", () => {
    const looked = look(open(fake, [{ ...module, energy_mj: 7_000_000 }]));
    expect(looked.joules).toEqual([["nvml/GPU-p", { ok: true, value: 7000 }]]);
    expect(looked.watts).toEqual([]);
  });

  test("a module's power alone is not taken for the GPU's, and the message says so", () => {
    const reason = expect.stringContaining("the power of its module only");
    expect(look(open(fake, [module, other])).availability).toMatchObject({
      channels: [{ id: "nvml/GPU-aa" }],
      unread: [{ component: "gpu", reason }],
    });
    expect(look(open(fake, [module])).availability).toMatchObject({ state: "absent", reason });
  });
});

describe("boards without an energy counter", () => {
  test.for([
    {
      name: "instant power by its field",
      board: { arch: 9, instant_mw: 400_000, usage_mw: 390_000 },
      watts: 400,
      averageSeconds: 0,
    },
    { name: "Hopper: an average over a second", board: { arch: 9, usage_mw: 390_000 }, watts: 390, averageSeconds: 1 },
    {
      name: "A100: instant",
      board: { arch: 7, name: "NVIDIA A100-SXM4-80GB", usage_mw: 90_000 },
      watts: 90,
      averageSeconds: 0,
    },
    { name: "Pascal: instant", board: { arch: 4, usage_mw: 31_000 }, watts: 31, averageSeconds: 0 },
  ])("$name", ({ board, watts, averageSeconds }) => {
    const looked = look(open(fake, [{ ...p100, ...board }]));
    expect(looked.availability).toMatchObject({
      state: "ready",
      channels: [{ id: "nvml/GPU-p", averageSeconds }],
    });
    expect(looked.watts).toEqual([["nvml/GPU-p", { ok: true, value: watts }]]);
    expect(looked.joules).toEqual([]);
  });

  test("a driver without the newer functions is read by the older one", () => {
    const looked = look(open(old, [p100]));
    expect(looked.watts).toEqual([["nvml/GPU-p", { ok: true, value: 31 }]]);
  });

  test("an empty answer and zero are not readings", () => {
    const sensor = open(fake, [p100]);
    sensor.probe();
    fake.show([{ ...p100, usage_mw: 0 }]);
    expect(powersOf(sensor)[0]?.watts).toMatchObject({ ok: false, error: { kind: "retry" } });
    fake.show([{ ...p100, usage_rc: 3 }]);
    expect(powersOf(sensor)[0]?.watts).toMatchObject({ ok: false, error: { kind: "retry" } });
    sensor.close();
  });
});

describe("which processes use a board", () => {
  const busy: FakeBoard = {
    ...h100,
    "sample.0": "100 60 1000000",
    "sample.1": "200 20 1000000",
    "sample.2": "100 80 2000000",
    "running.0": "100 1000000000",
    "running.1": "300 -1",
  };

  test("shares are means over the samples since the last call, and memory is reported if known", () => {
    const sensor = open(fake, [busy]);
    sensor.probe();
    const channel = `nvml/${h100["uuid"]}`;
    expect(sensor.accelerators?.uses()).toEqual([
      { channel, pid: 100, busyShare: expect.closeTo(0.7, 9), memoryBytes: 1e9 },
      { channel, pid: 200, busyShare: expect.closeTo(0.1, 9) },
      { channel, pid: 300, busyShare: 0 },
    ]);
    // No sample is newer: only the list of processes is known.
    expect(sensor.accelerators?.uses()).toEqual([
      { channel, pid: 100, memoryBytes: 1e9 },
      { channel, pid: 300 },
    ]);
    fake.show([{ ...busy, "sample.3": "200 50 3000000" }]);
    expect(sensor.accelerators?.uses()).toMatchObject([{ pid: 100, busyShare: 0 }, { pid: 200, busyShare: 0.5 }, {}]);
    sensor.close();
  });

  test("a partitioned board and an old driver report no processes, and that is not an error", () => {
    const partitioned = open(fake, [{ ...h100, mig: 1 }]);
    partitioned.probe();
    expect(partitioned.accelerators?.uses()).toEqual([]);
    partitioned.close();
    const aged = open(old, [p100]);
    aged.probe();
    expect(aged.accelerators?.uses()).toEqual([]);
    aged.close();
  });
});

describe("machines with nothing to read", () => {
  test("without NVIDIA's driver no library is opened, and no hardware is missing", () => {
    const opened: string[] = [];
    const host = {
      ...recordedHost({ files: {} }),
      openLibrary: (name: string) => {
        opened.push(name);
        return { ok: false, error: { kind: "absent", cause: name } } as const;
      },
    };
    const availability = nvml(host).probe();
    expect(availability).toEqual({ state: "absent", reason: expect.stringContaining("driver is not loaded") });
    expect(opened).toEqual([]);
  });

  test("in a container without boards no hardware is missing", () => {
    const files = { "/proc/driver/nvidia/version": "NVRM\n", "/proc/driver/nvidia/gpus/0000:1b:00.0/information": "" };
    const availability = nvml(recordedHost({ files })).probe();
    expect(availability).toEqual({ state: "absent", reason: expect.stringContaining("container") });
  });

  test("a missing library is reported with a remedy, and the boards are named as unread", () => {
    fake.show([h100]);
    const host = { ...fake.host, openLibrary: () => ({ ok: false, error: { kind: "absent", cause: "x" } }) as const };
    expect(nvml(host).probe()).toMatchObject({
      state: "absent",
      reason: expect.stringContaining("NVIDIA_DRIVER_CAPABILITIES"),
      unread: [{ device: "pci:0000:1b:00.0" }],
    });
  });

  test.for([
    { rc: 9, words: "driver is not loaded" },
    { rc: 18, words: "restart the machine" },
    { rc: 4, words: "no permission" },
  ])("a library that does not start says why: code $rc", ({ rc, words }) => {
    const { availability } = look(open(fake, [h100], { init_rc: rc }));
    expect(availability).toMatchObject({ state: "absent", reason: expect.stringContaining(words), unread: [{}] });
  });

  test("no board", () => {
    expect(look(open(fake, [])).availability).toMatchObject({ state: "absent", reason: "NVML finds no board" });
  });
});

test("reading continues after a second probe, and returns nothing after the end", () => {
  const sensor = open(fake, [h100]);
  sensor.probe();
  sensor.probe();
  expect(countsOf(sensor)).toHaveLength(1);
  sensor.close();
  expect(countsOf(sensor)).toEqual([]);
});

function joulesOf(reading: CounterReading | undefined): number {
  return reading?.counterJoules.ok === true ? reading.counterJoules.value : Number.NaN;
}
