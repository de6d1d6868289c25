import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readRecord } from "../store/read-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { compareRun, comparedTools } from "./compare.ts";
import type { RunComparison, ToolSaying } from "./compare.ts";

// Two recorded runs in France. `gpus`: a server with two sockets that RAPL reads, memory that it reads, and two GPUs with
// counters, over 270 s in five stretches. `virt`: a virtual machine of eight threads without any instrument, over 60 s.

function recordOf(id: string): RunRecord {
  const path = fileURLToPath(new URL(`../../test/compared-store/runs/${id}.jsonl`, import.meta.url));
  const record = readRecord(path);
  if (!record.ok) throw new Error(record.error.message);
  return record.value;
}

async function compare(record: RunRecord): Promise<RunComparison> {
  const compared = await compareRun(record);
  if (!compared.ok) throw new Error(compared.error);
  return compared.value;
}

const gpus = recordOf("20261120-090000-gpus");
const virtual = recordOf("20261120-100000-virt");

function find({ tools }: RunComparison, id: string): ToolSaying {
  const tool = tools.find((one) => one.id === id);
  if (tool === undefined) throw new Error(`No tool ${id}.`);
  return tool;
}

async function joulesBy(record: RunRecord, id: string): Promise<number> {
  const tool = find(await compare(record), id);
  if (tool.kind === "silence") throw new Error(tool.reason);
  return tool.energyKilowattHours * 3.6e6;
}

/** Energy of the channels whose id begins so, J. */
function machineJoules(record: RunRecord, prefix: string): number {
  const { energy = [] } = record.finished ?? {};
  return energy.reduce((sum, one) => sum + (one.channel.id.startsWith(prefix) ? one.machineJoules : 0), 0);
}

const packages = machineJoules(gpus, "rapl-powercap/package");
const memories = machineJoules(gpus, "rapl-powercap/dram");
const boards = machineJoules(gpus, "nvidia/");

test("the record contains the figures of this test", () => {
  expect([packages, memories, boards]).toEqual([66_780, 11_220, 116_730]);
});

test.for([
  ["pyjoules", packages + memories + boards],
  ["zeus", boards],
  // Means over two sockets and over two GPUs, times the PUE.
  ["carbontracker", ((packages + boards) / 2) * 1.58],
  // Memory by its table: 16 modules, 70 W. Its joule is too long by 8e-7.
  ["codecarbon", (packages + boards) * 1.0000008 + 70 * 270],
  // Above the lowest power of each socket, through the supply.
  ["energyusage", (packages - (95 + 90) * 270) / 0.8],
] as const)("%s on a server with counters is its own arithmetic over them", async ([id, joules]) => {
  expect((await joulesBy(gpus, id)) / joules).toBeCloseTo(1, 9);
});

test("CodeCarbon's process mode leaves counters whole and takes the command's memory", async () => {
  const memory = [9e9, 24e9, 25e9, 25e9, 20e9].map(
    (bytes, index) => tableWatts(bytes / 2 ** 30) * (index < 4 ? 60 : 30),
  );
  const joules = (packages + boards) * 1.0000008 + memory.reduce((sum, one) => sum + one, 0);
  expect(wattHoursInProcessMode(await compare(gpus)) / (joules / 3600)).toBeCloseTo(1, 2);
});

test("CodeCarbon's process mode without a counter is the command's share of the design power", async () => {
  const tool = find(await compare(virtual), "codecarbon");
  if (tool.kind === "silence") throw new Error(tool.reason);
  expect(wattHoursInProcessMode(await compare(virtual))).toBeLessThan(tool.energyKilowattHours * 1000);
  expect(tool.why).toMatch(/in its process mode, .* of the design power/);
});

test("perun has no process mode, and its row says so", async () => {
  const tool = find(await compare(gpus), "perun");
  expect(tool.kind === "figures" && tool.why).toContain("has no mode for one process");
});

/** The card of CodeCarbon: modules of 16 GiB from 2 GiB on, 5 W each, and never less than two are charged. */
function tableWatts(gibibytes: number): number {
  return 5 * (gibibytes <= 16 ? 2 : 4);
}

function wattHoursInProcessMode(comparison: RunComparison): number {
  const tool = find(comparison, "codecarbon");
  return Number(/in its process mode, .* would say ([\d.]+) Wh/.exec(tool.kind === "figures" ? tool.why : "")?.[1]);
}

test("of two GPUs Energy Meter counts the first", async () => {
  const first = machineJoules(gpus, "nvidia/GPU-0");
  expect((await joulesBy(gpus, "energy-meter")) / (packages + memories + first)).toBeCloseTo(1, 9);
});

test("perun's trapezoids over counters differ from the counted energy", async () => {
  const joules = await joulesBy(gpus, "perun");
  expect(Math.abs(joules - (packages + memories + boards))).toBeGreaterThan(100);
  const level = { ...gpus, samples: [] };
  expect(await joulesBy(level, "perun")).toBeCloseTo(packages + memories + boards, 6);
});

test("Experiment Impact Tracker divides the package by processor time, and adds the facility", async () => {
  const joules = (await joulesBy(gpus, "experiment-impact-tracker")) / 1.58;
  expect(joules).toBeGreaterThan(boards);
  expect(joules).toBeLessThan(packages + memories + boards);
});

test("Eco2AI counts the share of the design power that the command used, its memory, and whole GPUs", async () => {
  const stretches = [
    { seconds: 60, cores: 6, bytes: 9e9 },
    { seconds: 60, cores: 20, bytes: 24e9 },
    { seconds: 60, cores: 22, bytes: 25e9 },
    { seconds: 60, cores: 21, bytes: 25e9 },
    { seconds: 30, cores: 6, bytes: 20e9 },
  ];
  const processors = stretches.reduce((sum, { seconds, cores }) => sum + ((205 * 2 * cores) / 128) * seconds, 0);
  const memory = stretches.reduce((sum, { seconds, bytes }) => sum + 0.375 * (bytes / 1024 ** 3) * seconds, 0);
  expect((await joulesBy(gpus, "eco2ai")) / (processors + memory + boards)).toBeCloseTo(1, 9);
});

test("without instruments CodeCarbon uses its cubic curve, stretch by stretch, and its table of memory", async () => {
  // The processor's name is not a known model, so 4 W a thread.
  const watts = [0.5, 0.75, 0.25].map((load) => 4 * 8 * (0.1 + 0.9 * load ** 3));
  const joules = watts.reduce((sum, one) => sum + one * 20, 0) + 20 * 60;
  expect((await joulesBy(virtual, "codecarbon")) / joules).toBeCloseTo(1, 9);
});

test("without instruments Carbontracker has half of the first processor in its list that holds the name, times its PUE", async () => {
  expect((await joulesBy(virtual, "carbontracker")) / (60 * 60 * 1.58)).toBeCloseTo(1, 9);
});

test("a tool that cannot use the run says why", async () => {
  const comparison = await compare(virtual);
  const silent = comparison.tools.flatMap((tool) => (tool.kind === "silence" ? [[tool.id, tool.reason] as const] : []));
  expect(silent.map(([id]) => id)).toEqual([
    "energy-meter",
    "energyusage",
    "experiment-impact-tracker",
    "perun",
    "pyjoules",
    "zeus",
  ]);
  for (const [, reason] of silent) expect(reason.length).toBeGreaterThan(30);
});

test("carbon uses the tool's own table if it has one, or else the run's intensity", async () => {
  const comparison = await compare(gpus);
  const grams = comparison.tools.map((tool) =>
    tool.kind === "silence" ? [] : [tool.id, tool.intensity.source, Math.round(tool.intensity.gramsPerKilowattHour)],
  );
  expect(grams).toEqual([
    ["carbontracker", "run", 44],
    ["codecarbon", "tool", 56],
    ["eco2ai", "tool", 68],
    ["energy-meter", "run", 44],
    ["energyusage", "tool", 425],
    ["experiment-impact-tracker", "run", 44],
    ["perun", "tool", 275],
    ["pyjoules", "run", 44],
    ["zeus", "run", 44],
  ]);
  for (const tool of comparison.tools) {
    if (tool.kind === "silence") continue;
    const { carbonGrams, energyKilowattHours, intensity } = tool;
    expect(carbonGrams / (energyKilowattHours * intensity.gramsPerKilowattHour), tool.id).toBeCloseTo(1, 9);
  }
});

test("for a place that is in no table a tool uses the world's mean or the run's intensity, and says so", async () => {
  const { started } = gpus;
  // Without a recorded footprint it is computed again.
  const elsewhere = { ...gpus, others: [], started: { ...started, options: { ...started.options, zone: "WORLD" } } };
  const comparison = await compare(elsewhere);
  const basis = (id: string): string => {
    const tool = find(comparison, id);
    return tool.kind === "silence" ? "" : tool.intensity.basis;
  };
  expect(basis("codecarbon")).toBe("its world mean");
  expect(basis("eco2ai")).toBe("its world mean");
  expect(basis("energyusage")).toContain("the run's own intensity, because its tables do not contain the place");
});

test("ratios are relative to Wattledger's energy, and each figure has its reason", async () => {
  const { own, tools } = await compare(gpus);
  for (const tool of tools) {
    if (tool.kind === "silence") continue;
    expect(tool.ratio).toBeCloseTo(tool.energyKilowattHours / (own.energy?.nominal ?? Number.NaN), 12);
    expect(tool.why).toMatch(/^[A-Z0-9].*\. Carbon by .*\.$/u);
    expect(tool.leavesOut.length).toBeGreaterThan(0);
  }
});

test("tools are in order of id, once each", () => {
  const ids = comparedTools.map(({ method }) => method.id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
});
