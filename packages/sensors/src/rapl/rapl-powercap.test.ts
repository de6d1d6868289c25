import { describe, expect, test } from "vitest";
import { countsOf } from "../../test/readings.ts";
import { recordedHost } from "../host/recorded-host.ts";
import type { Recording } from "../host/recorded-host.ts";
import type { InstrumentChannel } from "../sensor/sensor.ts";
import { raplPowercap } from "./rapl-powercap.ts";

interface Zone {
  readonly name?: string;
  readonly microjoules: number | string;
  readonly range?: number;
  readonly limitWatts?: number;
}

const intelRange = 262_143_328_850;

/** A powercap class folder from its zones by folder name. */
function tree(zones: Readonly<Record<string, Zone>>, cpuinfo = intel): Recording {
  const files: Record<string, string> = { "/proc/cpuinfo": cpuinfo, "/sys/class/powercap/": "" };
  for (const [folder, zone] of Object.entries(zones)) {
    const path = `/sys/class/powercap/${folder}`;
    if (zone.name !== undefined) files[`${path}/name`] = `${zone.name}\n`;
    files[`${path}/energy_uj`] = `${zone.microjoules}\n`;
    files[`${path}/max_energy_range_uj`] = `${zone.range ?? intelRange}\n`;
    if (zone.limitWatts !== undefined) files[`${path}/constraint_1_power_limit_uw`] = `${zone.limitWatts * 1e6}\n`;
  }
  return { files };
}

const processor = (vendor: string, family: number, model: number, name: string): string =>
  `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: ${name}\n`;
const intel = processor("GenuineIntel", 6, 85, "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz");
const sapphireRapids = processor("GenuineIntel", 6, 143, "Intel(R) Xeon(R) Platinum 8480+");
const amd = processor("AuthenticAMD", 25, 1, "AMD EPYC 7763 64-Core Processor");

/** Counters by channel, or the state of a sensor without counters. */
function joulesByChannel(recording: Recording): Readonly<Record<string, number>> | string {
  const sensor = raplPowercap(recordedHost(recording));
  const availability = sensor.probe();
  if (availability.state !== "ready") return availability.state;
  return Object.fromEntries(
    countsOf(sensor).map(({ channel, counterJoules }) => [
      channel.replace("rapl-powercap/", ""),
      counterJoules.ok ? Number(counterJoules.value.toFixed(6)) : Number.NaN,
    ]),
  );
}

function channels(recording: Recording): readonly InstrumentChannel[] {
  const availability = raplPowercap(recordedHost(recording)).probe();
  return availability.state === "ready" ? availability.channels : [];
}

const cases: readonly {
  readonly name: string;
  readonly machine: Recording;
  readonly expected: ReturnType<typeof joulesByChannel>;
}[] = [
  {
    name: "two sockets count with their memory, and core is part of its package",
    machine: tree({
      "intel-rapl:0": { name: "package-0", microjoules: 10_000_000 },
      "intel-rapl:0:0": { name: "core", microjoules: 4_000_000 },
      "intel-rapl:0:1": { name: "dram", microjoules: 1_000_000 },
      "intel-rapl:1": { name: "package-1", microjoules: 20_000_000 },
      "intel-rapl:1:0": { name: "dram", microjoules: 2_000_000 },
    }),
    expected: { "package-0": 10, "package-0/dram": 1, "package-1": 20, "package-1/dram": 2 },
  },
  {
    name: "psys is read next to its packages, and the memory-mapped view of the same package is not",
    machine: tree({
      "intel-rapl:0": { name: "psys", microjoules: 90_000_000 },
      "intel-rapl:1": { name: "package-0", microjoules: 10_000_000 },
      "intel-rapl:1:0": { name: "uncore", microjoules: 3_000_000 },
      "intel-rapl-mmio:0": { name: "package-0", microjoules: 10_000_000 },
    }),
    expected: { psys: 90, "package-0": 10 },
  },
  {
    name: "the TPMI view is read if there is not another one, before the memory-mapped one",
    machine: tree({
      "intel-rapl-mmio:0": { name: "package-0", microjoules: 1_000_000 },
      "intel-rapl-tpmi:0": { name: "package-0", microjoules: 2_000_000 },
    }),
    expected: { "package-0": 2 },
  },
  {
    name: "sub-zones are found inside their parent's folder when the class folder does not list them",
    machine: tree({
      "intel-rapl:0": { name: "package-0", microjoules: 1_000_000 },
      "intel-rapl:0/intel-rapl:0:0": { name: "dram", microjoules: 2_000_000 },
    }),
    expected: { "package-0": 1, "package-0/dram": 2 },
  },
  {
    name: "a package number of two digits is a package",
    machine: tree({
      "intel-rapl:0": { name: "package-1", microjoules: 1_000_000 },
      "intel-rapl:10": { name: "package-10", microjoules: 2_000_000 },
    }),
    expected: { "package-1": 1, "package-10": 2 },
  },
  {
    name: "dies of an Intel package are distinct",
    machine: tree({
      "intel-rapl:0": { name: "package-0-die-0", microjoules: 1_000_000 },
      "intel-rapl:1": { name: "package-0-die-1", microjoules: 1_000_000 },
    }),
    expected: { "package-0-die-0": 1, "package-0-die-1": 1 },
  },
  {
    name: "AMD's core, which is one core's register, is not counted",
    machine: tree(
      {
        "intel-rapl:0": { name: "package-0", microjoules: 5_000_000 },
        "intel-rapl:0:0": { name: "core", microjoules: 999_000_000 },
      },
      amd,
    ),
    expected: { "package-0": 5 },
  },
  {
    name: "memory of Sapphire Rapids under a kernel with the wrong unit is corrected",
    machine: tree(
      {
        "intel-rapl:0": { name: "package-0", microjoules: 1_000_000 },
        "intel-rapl:0:0": { name: "dram", microjoules: 15_300_000, range: 65_712_999_613 },
      },
      sapphireRapids,
    ),
    expected: { "package-0": 1, "package-0/dram": 61.035 },
  },
  {
    name: "the same range on an older server is right as it is",
    machine: tree({
      "intel-rapl:0": { name: "package-0", microjoules: 1_000_000 },
      "intel-rapl:0:0": { name: "dram", microjoules: 15_300_000, range: 65_712_999_613 },
    }),
    expected: { "package-0": 1, "package-0/dram": 15.3 },
  },
  {
    name: "a tree without names, as Scaphandre exports it to a guest, is read by its numbers",
    machine: tree({ "intel-rapl:0": { microjoules: 3_000_000 } }),
    expected: { "package-0": 3 },
  },
  { name: "an empty powercap folder is not a sensor", machine: tree({}), expected: "absent" },
  {
    name: "psys alone is read, and is not added to any component",
    machine: tree({ "intel-rapl:0": { name: "psys", microjoules: 1_000_000 } }),
    expected: { psys: 1 },
  },
  { name: "a machine without powercap has no sensor", machine: { files: {} }, expected: "absent" },
];

test.for(cases)("$name", ({ machine, expected }) => {
  expect(joulesByChannel(machine)).toEqual(expected);
});

test("psys is a channel of the platform, not of a component, with a large uncertainty", () => {
  const machine = tree({
    "intel-rapl:0": { name: "psys", microjoules: 90_000_000, range: 4_294_967_295_000_000 },
    "intel-rapl:1": { name: "package-0", microjoules: 10_000_000 },
  });
  const availability = raplPowercap(recordedHost(machine)).probe();
  expect(availability).toMatchObject({
    state: "ready",
    channels: [
      { id: "rapl-powercap/psys", of: "whole", relativeUncertainty: { value: 0.3 }, rangeJoules: 4_294_967_295 },
      { id: "rapl-powercap/package-0", of: "component", component: "cpu" },
    ],
  });
});

describe("a zone that cannot be read is named, and the others are read", () => {
  const machine = tree({
    "intel-rapl:0": { name: "package-0", microjoules: 10_000_000 },
    "intel-rapl:0:0": { name: "dram", microjoules: 1_000_000 },
    "intel-rapl:1": { name: "package-1", microjoules: 20_000_000 },
    "intel-rapl:2": { name: "psys", microjoules: 90_000_000 },
  });
  const all = { "package-0": 10, "package-0/dram": 1, "package-1": 20, psys: 90 };

  test.for([
    {
      folder: "intel-rapl:0:0",
      zone: "package-0/dram",
      unread: { component: "dram", device: "socket:0" },
    },
    { folder: "intel-rapl:1", zone: "package-1", unread: { component: "cpu", device: "socket:1" } },
    { folder: "intel-rapl:2", zone: "psys", unread: { device: "rapl-powercap/psys" } },
  ])("$zone", ({ folder, zone, unread }) => {
    const path = `/sys/class/powercap/${folder}/energy_uj`;
    const expected = Object.fromEntries(Object.entries(all).filter(([name]) => name !== zone));
    const denied = { ...machine, denied: [path] };
    expect(joulesByChannel(denied)).toEqual(expected);
    expect(raplPowercap(recordedHost(denied)).probe()).toMatchObject({
      state: "ready",
      unread: [{ ...unread, reason: expect.stringContaining(path), remedy: expect.stringContaining("udev") }],
    });
    const broken = { ...machine, files: { ...machine.files, [path]: "nonsense\n" } };
    expect(joulesByChannel(broken)).toEqual(expected);
    const availability = raplPowercap(recordedHost(broken)).probe();
    expect(availability.unread).toEqual([{ ...unread, reason: expect.stringContaining("nonsense") }]);
  });

  test("psys alone does not measure the packages", () => {
    const denied = ["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:1"].map(
      (folder) => `/sys/class/powercap/${folder}/energy_uj`,
    );
    expect(raplPowercap(recordedHost({ ...machine, denied })).probe()).toMatchObject({
      state: "ready",
      channels: [{ of: "whole" }],
      unread: [{ component: "cpu" }, { component: "dram" }, { component: "cpu" }],
    });
  });
});

describe("counters that repeat one another", () => {
  type Counts = Readonly<Record<string, number | string>>;
  const dies = (counts: Counts): Recording =>
    tree(
      Object.fromEntries(
        Object.entries(counts).map(([name, microjoules], index) => [`intel-rapl:${index}`, { name, microjoules }]),
      ),
      amd,
    );
  /** For each look the second counter's joules, or its kind of failure. */
  const looks = (...shown: readonly Counts[]): readonly unknown[] => {
    const [first = {}] = shown;
    const host = recordedHost(dies(first));
    const sensor = raplPowercap(host);
    sensor.probe();
    return shown.map((counts) => {
      host.show(dies(counts));
      const count = countsOf(sensor)[1]?.counterJoules;
      return count?.ok === true ? count.value : count?.error.kind;
    });
  };
  const [one, two] = ["package-0-die-0", "package-0-die-1"];

  // The rules and the cases of CodeCarbon 3.3.2 (core/rapl.py, tests/test_rapl_mmio_scanning.py), in our own words.
  test("a counter that gains as much as its twin is left out", () => {
    expect(looks({ [one]: 1e9, [two]: 1e9 }, { [one]: 1.5e9, [two]: 1.5e9 }, { [one]: 2e9, [two]: 2e9 })).toEqual([
      1000,
      "duplicate",
      "duplicate",
    ]);
  });

  test("a counter that gains something else is read, from this look on", () => {
    const [first, second] = ["package-0", "package-1"];
    expect(looks({ [first]: 1e9, [second]: 1e9 }, { [first]: 1.01e9, [second]: 2e9 })).toEqual([1000, 2000]);
  });

  test("counters that differ at the start are never suspected", () => {
    expect(looks({ [one]: 1e9, [two]: 2e9 }, { [one]: 1.5e9, [two]: 2.5e9 })).toEqual([2000, 2500]);
  });

  test("counters at zero prove nothing", () => {
    expect(looks({ [one]: 0, [two]: 0 }, { [one]: 5e8, [two]: 5e8 })).toEqual([0, 500]);
  });

  test("two views of one register are read one after the other, also just after it wrapped", () => {
    expect(looks({ [one]: 1000, [two]: 30_000 }, { [one]: 400_001_000, [two]: 400_030_000 })).toEqual([
      0.03,
      "duplicate",
    ]);
  });

  test("a wrap of both is an equal gain", () => {
    const near = intelRange - 1_000_000;
    expect(looks({ [one]: near, [two]: near }, { [one]: 5e7, [two]: 5e7 })[1]).toBe("duplicate");
  });

  test("a look that failed decides nothing, and the suspect is not read meanwhile", () => {
    expect(
      looks(
        { [one]: 1e9, [two]: 1e9 },
        { [one]: 1.5e9, [two]: "" },
        { [one]: 2e9, [two]: 2e9 },
        { [one]: 2.5e9, [two]: 2.5e9 },
      ),
    ).toEqual([1000, "retry", "retry", "duplicate"]);
  });

  test("memory with the same count as a package is a measurement of its own", () => {
    const host = recordedHost(
      tree({
        "intel-rapl:0": { name: "package-0", microjoules: 1e9 },
        "intel-rapl:0:0": { name: "dram", microjoules: 1e9 },
      }),
    );
    const sensor = raplPowercap(host);
    sensor.probe();
    host.show(
      tree({
        "intel-rapl:0": { name: "package-0", microjoules: 2e9 },
        "intel-rapl:0:0": { name: "dram", microjoules: 2e9 },
      }),
    );
    expect(countsOf(sensor).every(({ counterJoules }) => counterJoules.ok)).toBe(true);
  });
});

test("zones inside a package are named", () => {
  const zones = {
    "intel-rapl:0": { name: "package-0", microjoules: 1 },
    "intel-rapl:0:0": { name: "core", microjoules: 1 },
    "intel-rapl:0:1": { name: "uncore", microjoules: 1 },
  };
  expect(channels(tree(zones))[0]?.evidence).toBe(
    "RAPL energy counter of package-0; core and uncore are part of it and not added",
  );
});

test("a counter that only root may read is denied, with the commands that open it", () => {
  const machine = tree({ "intel-rapl:0": { name: "package-0", microjoules: 1 } });
  const availability = raplPowercap(
    recordedHost({ ...machine, denied: ["/sys/class/powercap/intel-rapl:0/energy_uj"] }),
  ).probe();
  expect(availability).toMatchObject({
    state: "denied",
    reason: expect.stringContaining("/sys/class/powercap/intel-rapl:0/energy_uj"),
    remedy: expect.stringContaining("udev"),
  });
});

test.for([
  { where: "a container", machine: tree({}), reason: /containers/ },
  {
    where: "a virtual machine",
    machine: { files: { "/proc/cpuinfo": `${intel}flags\t\t: fpu hypervisor lahf_lm\n` } },
    reason: /virtual machine/,
  },
  { where: "a machine without the driver", machine: { files: { "/proc/cpuinfo": intel } }, reason: /modprobe/ },
  { where: "an ARM machine", machine: { files: { "/proc/cpuinfo": "processor : 0\n" } }, reason: /Intel and AMD/ },
  { where: "macOS", machine: { files: {}, platform: "darwin" as const }, reason: /not Linux/ },
])("in $where the absence is explained", ({ machine, reason }) => {
  const availability = raplPowercap(recordedHost(machine)).probe();
  expect(availability.state === "absent" && availability.reason).toMatch(reason);
});

test("a counter that goes backwards is passed on, for the integration to judge", () => {
  const host = recordedHost(tree({ "intel-rapl:0": { name: "package-0", microjoules: 9_000_000 } }));
  const sensor = raplPowercap(host);
  sensor.probe();
  host.show(tree({ "intel-rapl:0": { name: "package-0", microjoules: 1_000_000 } }));
  expect(countsOf(sensor)[0]?.counterJoules).toEqual({ ok: true, value: 1 });
});

test("an empty text is a failed read of that zone only", () => {
  const host = recordedHost(
    tree({
      "intel-rapl:0": { name: "package-0", microjoules: 1 },
      "intel-rapl:1": { name: "package-1", microjoules: 1_500_000 },
    }),
  );
  const sensor = raplPowercap(host);
  sensor.probe();
  host.show(
    tree({
      "intel-rapl:0": { name: "package-0", microjoules: "" },
      "intel-rapl:1": { name: "package-1", microjoules: 2_000_000 },
    }),
  );
  const [first, second] = countsOf(sensor);
  expect(first?.counterJoules).toMatchObject({ ok: false, error: { kind: "retry" } });
  expect(second?.counterJoules).toEqual({ ok: true, value: 2 });
});

test("the largest count of a 32-bit register is exact", () => {
  expect(joulesByChannel(tree({ "intel-rapl:0": { name: "package-0", microjoules: intelRange } }))).toEqual({
    "package-0": 262_143.32885,
  });
});

test("a channel knows where its counter wraps and which power is implausible", () => {
  const limited = { name: "package-0", microjoules: 1, limitWatts: 200 };
  expect(channels(tree({ "intel-rapl:0": limited }))[0]).toMatchObject({
    rangeJoules: 262_143.32885,
    plausibleWatts: 400,
  });
  expect(channels(tree({ "intel-rapl:0": { name: "package-0", microjoules: 1 } }))[0]?.plausibleWatts).toBe(2000);
});

test("AMD's modelled counters have a larger uncertainty than Intel's measured ones", () => {
  const zones = { "intel-rapl:0": { name: "package-0", microjoules: 1 } };
  expect(channels(tree(zones))[0]?.relativeUncertainty.value).toBe(0.05);
  expect(channels(tree(zones, amd))[0]?.relativeUncertainty.value).toBe(0.1);
});
