import { cpuModel, dramModel, raplPowercap, recordedHost } from "@wattledger/sensors";
import type { EnergyModel, Recording } from "@wattledger/sensors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openRunMeter } from "./run-meter.ts";
import type { RunMeter } from "./run-meter.ts";

interface Moment {
  readonly busyTicks?: number;
  readonly idleTicks?: number;
  readonly usedKibibytes?: number;
  /** Microjoules by package. */
  readonly packages?: readonly (number | "unreadable")[];
  /** The command's process. */
  readonly command?: { readonly ticks: number; readonly pages: number };
  /** Ticks of waited-for children of this process. */
  readonly waitedTicks?: number;
}

const total = 10_000_000;
const range = 65_532_610_987;

/** A machine of any number of packages at one moment. */
function machine(moment: Moment): Recording {
  const { busyTicks = 0, idleTicks = 0, usedKibibytes = 0, packages = [], command, waitedTicks = 0 } = moment;
  const files: Record<string, string> = {
    "/proc/stat": `cpu  ${busyTicks} 0 0 ${idleTicks} 0 0 0 0 0 0\n`,
    "/proc/meminfo": `MemTotal: ${total} kB\nMemAvailable: ${total - usedKibibytes} kB\n`,
    "/proc/self/stat": process({ pid: 1, waitedTicks }),
  };
  if (command !== undefined) files["/proc/2/stat"] = process({ pid: 2, ...command });
  packages.forEach((microjoules, index) => {
    const folder = `/sys/class/powercap/intel-rapl:${index}`;
    files[`${folder}/name`] = `package-${index}\n`;
    files[`${folder}/max_energy_range_uj`] = `${range}\n`;
    files[`${folder}/energy_uj`] = microjoules === "unreadable" ? "" : `${microjoules}\n`;
  });
  return { files };
}

function process(of: { pid: number; ticks?: number; waitedTicks?: number; pages?: number }): string {
  const fields = Array.from({ length: 30 }, () => 0);
  fields[0] = of.pid - 1;
  fields[10] = of.ticks ?? 0;
  fields[12] = of.waitedTicks ?? 0;
  fields[20] = of.pages ?? 0;
  return `${of.pid} (sh) S ${fields.join(" ")}\n`;
}

const models: readonly EnergyModel[] = [
  cpuModel({ thermalDesignWatts: 100, basis: "a test" }),
  dramModel({ memoryBytes: 10e9, wattsPerGigabyte: 0.5, basis: "a test" }),
];

/** Plays the moments, one second apart, and returns the meter after its last look. */
function play(
  moments: readonly Moment[],
  chooseModelsAt = 1,
): { readonly meter: RunMeter; readonly lines: readonly unknown[] } {
  const [first = {}, ...later] = moments;
  const host = recordedHost(machine(first));
  const meter = openRunMeter({ host, factories: [raplPowercap] });
  const lines: unknown[] = [...meter.look(0)];
  meter.follow(2);
  later.forEach((moment, index) => {
    host.show(machine(moment), 1);
    if (index === chooseModelsAt) meter.useModels(models);
    lines.push(...meter.look(index + 1));
    meter.lookAtTree(index + 1);
  });
  if (chooseModelsAt >= later.length) meter.useModels(models);
  return { meter, lines };
}

const finish = ({ meter }: { readonly meter: RunMeter }, seconds: number): ReturnType<RunMeter["finish"]> =>
  meter.finish({ elapsedSeconds: seconds, idlePolicy: "cpu-time" }, []);

describe("with counters of two sockets", () => {
  const moments: readonly Moment[] = [
    { packages: [range - 20_000_000, 5_000_000] },
    { packages: [30_000_000, 45_000_000], busyTicks: 100, idleTicks: 100, command: { ticks: 50, pages: 0 } },
    { packages: [80_000_000, 85_000_000], busyTicks: 200, idleTicks: 200, waitedTicks: 150 },
  ];

  test("both count, through a wrap, and only memory is modelled", () => {
    const measurement = finish(play(moments), 2);
    expect(
      measurement.energy.map(({ channel, machineJoules }) => [channel.id, Math.round(machineJoules * 1e3) / 1e3]),
    ).toEqual([
      ["rapl-powercap/package-0", 100],
      ["rapl-powercap/package-1", 80],
      ["dram-model", 10],
    ]);
    expect(measurement).toMatchObject({ missing: [], cpuSeconds: 1.5, quality: { coverage: 1 } });
    expect(measurement.energy[0]?.attribution.share).toBeCloseTo(0.75, 9);
  });

  test("a sample contains the totals so far, and no unused model", () => {
    expect(play(moments).meter.sample(2)).toMatchObject({
      joules: { "rapl-powercap/package-0": expect.closeTo(100, 3), "rapl-powercap/package-1": 80, "dram-model": 10 },
      machine: { busySeconds: 2, capacitySeconds: 4 },
      tree: { cpuSeconds: 0.5, residentBytes: 0 },
    });
    expect(Object.keys(play(moments).meter.sample(2).joules)).not.toContain("cpu-model");
  });

  test("a socket that never answers again leaves a gap that is named", () => {
    const silent = moments.map((moment, index) =>
      index === 0 ? moment : { ...moment, packages: [moment.packages?.[0] ?? 0, "unreadable"] as const },
    );
    expect(finish(play(silent), 2)).toMatchObject({
      energy: [{ channel: { id: "rapl-powercap/package-0" } }, { channel: { id: "dram-model" } }],
      missing: [{ component: "cpu", reason: expect.stringContaining("package-1") }],
    });
  });

  test("a model that replaces an instrument without readings is stated", () => {
    const still = moments.map((moment) => ({ ...moment, packages: [1_000_000, 1_000_000] as const }));
    const { energy, notes } = finish(play(still), 2);
    expect(energy.map(({ channel }) => channel.id)).toContain("cpu-model");
    expect(notes.join("; ")).toMatch(
      /cpu: an instrument exists but reported nothing \(.*package-0.*\); cpu-model is used instead/,
    );
  });

  test("a tree that vanishes is reported once, and filled with the earlier power", () => {
    const played = play([...moments, {}, {}]);
    expect(played.lines).toMatchObject([
      { kind: "sensor-lost", channel: "rapl-powercap/package-0", elapsedSeconds: 3 },
      { kind: "sensor-lost", channel: "rapl-powercap/package-1", elapsedSeconds: 3 },
    ]);
    const [first] = finish(played, 4).energy;
    expect(first).toMatchObject({ coverage: 0.5, gaps: [{ handling: "imputed", fromSeconds: 2, toSeconds: 4 }] });
    expect(first?.machineJoules).toBeCloseTo(200, -1);
  });

  test("an instrument that comes back continues, and a reset in between is not a wrap", () => {
    const back = (microjoules: number): Moment => ({ ...moments[2], packages: [microjoules, microjoules] });
    const played = play([...moments, {}, back(1_000_000), back(61_000_000)]);
    expect(played.lines).toMatchObject([
      { kind: "sensor-lost", elapsedSeconds: 3 },
      { kind: "sensor-lost", elapsedSeconds: 3 },
      { kind: "gap", reason: "reset", handling: "imputed", fromSeconds: 2, toSeconds: 4 },
      { kind: "gap", reason: "reset", handling: "imputed", fromSeconds: 2, toSeconds: 4 },
    ]);
    expect(finish(played, 5).energy[0]).toMatchObject({ coverage: 0.6 });
  });

  test("a reset is recorded when it happens", () => {
    const reset = [...moments, { ...moments[2], packages: [1_000_000, 125_000_000] }];
    expect(play(reset).lines).toMatchObject([{ kind: "gap", channel: "rapl-powercap/package-0", reason: "reset" }]);
  });

  test("counters are read at least twice as often as they can wrap", () => {
    expect(play(moments).meter.longestPeriodSeconds).toBeCloseTo(range / 1e6 / 2000 / 2, 9);
    expect(play([{}]).meter.longestPeriodSeconds).toBe(Number.POSITIVE_INFINITY);
  });
});

function withPlatform(microjoules: number): Recording {
  const recording = machine({ packages: [5_000_000 + microjoules / 2] });
  const folder = "/sys/class/powercap/intel-rapl:7";
  const files = { [`${folder}/name`]: "psys\n", [`${folder}/energy_uj`]: `${microjoules}\n` };
  return { files: { ...recording.files, ...files } };
}

describe("with an instrument of the whole platform", () => {
  const host = recordedHost(withPlatform(1_000_000));
  const meter = openRunMeter({ host, factories: [raplPowercap] });
  meter.look(0);
  host.show(withPlatform(101_000_000), 1);
  meter.look(1);

  test("its energy is reported next to the channels and is part of none", () => {
    const { energy, platform, missing } = meter.finish({ elapsedSeconds: 1, idlePolicy: "cpu-time" }, []);
    expect(energy.map(({ channel, machineJoules }) => [channel.id, machineJoules])).toEqual([
      ["rapl-powercap/package-0", 50],
    ]);
    expect(platform).toMatchObject([{ channel: { id: "rapl-powercap/psys" }, joules: 100, coverage: 1 }]);
    expect(missing.map(({ component }) => component)).toEqual(["dram"]);
  });

  test("its totals are sampled too, for comparisons", () => {
    expect(meter.sample(1).joules).toMatchObject({ "rapl-powercap/psys": 100 });
  });
});

describe("without instruments", () => {
  const history = fc.array(
    fc.record({ busyTicks: fc.nat(200), idleTicks: fc.nat(200), usedKibibytes: fc.nat(total) }),
    { minLength: 3, maxLength: 20 },
  );

  test("a model chosen late gives the same energy as one chosen at the start", () => {
    fc.assert(
      fc.property(history, (steps) => {
        let [busyTicks, idleTicks] = [0, 0];
        const moments = steps.map((step): Moment => {
          busyTicks += step.busyTicks;
          idleTicks += step.idleTicks;
          return { busyTicks, idleTicks, usedKibibytes: step.usedKibibytes };
        });
        const seconds = steps.length - 1;
        expect(finish(play(moments, seconds), seconds)).toEqual(finish(play(moments, 0), seconds));
      }),
    );
  });

  test("without models, the components are missing and not zero", () => {
    const host = recordedHost(machine({}));
    const meter = openRunMeter({ host, factories: [] });
    meter.look(0);
    meter.look(1);
    expect(finish({ meter }, 1)).toMatchObject({
      energy: [],
      missing: [
        { component: "cpu", reason: "no instrument and no model" },
        { component: "dram", reason: "no instrument and no model" },
      ],
      quality: { measuredShare: 0 },
    });
  });

  test("memory is divided by its means over time", () => {
    const command = { ticks: 0, pages: 1000 };
    const moments = [
      { usedKibibytes: 8000 },
      { usedKibibytes: 16_000, command },
      { usedKibibytes: 16_000, command: { ticks: 0, pages: 3000 } },
    ];
    const { use } = finish(play(moments), 2);
    expect(use.meanResidentBytes).toBe(2000 * 4096);
    expect(use.meanMemoryUsedBytes).toBe(14_000 * 1024);
  });
});

test("processes that are seen between two looks at the machine are not attributed earlier work of others", () => {
  const host = recordedHost(machine({}));
  const meter = openRunMeter({ host, factories: [raplPowercap] });
  meter.look(0, { exactly: true });
  meter.follow(2);
  meter.useModels(models);
  // One of two processors each for the command and for others.
  host.show(machine({ busyTicks: 20, command: { ticks: 10, pages: 1 } }), 0.1);
  meter.lookAtTree(0.1);
  host.show(machine({ busyTicks: 200, command: { ticks: 100, pages: 1 } }), 0.9);
  meter.look(1);
  const [cpu] = meter.soFar({ elapsedSeconds: 1, idlePolicy: "cpu-time" }).energy;
  expect(cpu?.attribution.share).toBeCloseTo(0.5, 9);
});
