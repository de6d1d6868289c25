import { evaluate, resolve, valuesOf } from "@wattledger/core";
import type { Given, Method } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { methods } from "../index.ts";

async function filled(id: string, given: Given) {
  const method: Method | undefined = methods.find((one) => one.id === id);
  if (method === undefined) throw new Error(`No method ${id}.`);
  const resolved = await resolve(method, given, families);
  if (!resolved.ok) return { refused: resolved.error.map(({ message }) => message) };
  const wanted = Object.keys(method.equations).filter((name) => !name.startsWith("market"));
  return { inputs: resolved.value, values: evaluate<string, string, string>(method, valuesOf(resolved.value), wanted) };
}

// Power and share of use by BoaviztAPI's profiles, × 8760 h.
test.for([
  ["smartphone", 1 * 0.3 * 8.76],
  ["tablet", 7.5 * 0.3 * 8.76],
  ["laptop", 75 * 0.3 * 8.76],
  ["monitor", 55 * 0.3 * 8.76],
  ["desktop", 175 * 0.3 * 8.76],
  ["wifi-hub", 10 * 8.76],
] as const)("boavizta-terminal: a %s takes %d kWh in a year", async ([device, kilowattHours]) => {
  const { values } = await filled("boavizta-terminal", { device, duration: 8760, zone: "FR" });
  expect(values?.["energy"]).toBeCloseTo(kilowattHours, 9);
});

test("boavizta-terminal: a device without a profile is refused", async () => {
  const { refused } = await filled("boavizta-terminal", { device: "printer", duration: 8760, zone: "FR" });
  expect(refused).toContainEqual(expect.stringContaining("unknown device"));
});

// Measured power of a machine for each accelerator: Strubell et al. 2019, table 3; Patterson et al. 2021, table 4.
test.for([
  ["P100", 1415.78 / 8],
  ["P100", 1515.43 / 8],
  ["GTX 1080 Ti", 517.66 / 3],
  ["V100", 12_041.51 / 64],
  ["V100", 330],
  ["V100", 342],
  ["TPU v3", 310],
  ["TPU v3", 289],
  ["TPU v3", 288],
  ["TPU v3", 245],
] as const)("training-estimate: its interval for the %s holds the measured %d W", async ([accelerator, watts]) => {
  const given = { activeParametersBillions: 1, tokensBillions: 1, peak: 100, accelerator };
  const { inputs } = await filled("training-estimate", given);
  const [limit, share] = [inputs?.["limit"], inputs?.["smallMachine"]];
  if (limit?.kind !== "number" || share?.kind !== "number" || share.distribution?.kind !== "interval")
    throw new Error("no figures");
  expect(watts).toBeGreaterThan(limit.value * share.distribution.low);
  expect(watts).toBeLessThan(limit.value * share.distribution.high);
});

test.for([
  ["A100", 127.6, "A100 SXM 80GB"],
  ["A100-40GB", 127.6, undefined],
  ["H100", 273.4, undefined],
  ["B200", 530.2, undefined],
  ["L40S", 273.4, "L40S"],
] as const)("making a %s is %d kg, and another's figure is announced", async ([accelerator, kilograms, named]) => {
  const given = { activeParametersBillions: 1, tokensBillions: 1, peak: 100, accelerator };
  const { inputs } = await filled("training-estimate", given);
  const one = inputs?.["acceleratorEmbodied"];
  if (one?.kind !== "number" || one.origin.kind !== "factor") throw new Error("no figure");
  expect(one.value).toBeCloseTo(kilograms, 9);
  const announced = one.origin.fallbacks.map((step) => /^No figure for making the (.*) is known/u.exec(step)?.[1]);
  expect(announced).toEqual(named === undefined ? [] : [named]);
});

async function intensityOf(id: string, zone: string, name = "intensity") {
  const method: Method | undefined = methods.find((one) => one.id === id);
  const declared = method?.inputs[name];
  if (declared === undefined) throw new Error(`no ${name}`);
  const resolved = await resolve({ inputs: { [name]: declared }, equations: {}, tables: {} }, { zone }, families);
  const one = resolved.ok ? resolved.value[name] : undefined;
  if (one?.kind !== "number" || one.origin.kind !== "factor") throw new Error("no figure");
  return { value: one.value, fallbacks: one.origin.fallbacks };
}

// Each tool's own table, in the unit of its method.
test.for([
  ["codecarbon", "DE", 0.380_950_47],
  ["codecarbon", "FR", 0.056_038_59],
  ["eco2ai", "DE", 332.495],
  ["carbontracker", "DE", 344.13992],
  ["cumulator", "FR", 118],
  ["mlco2-impact", "aws:eu-west-3", 0.105],
  ["experiment-impact-tracker", "DE", 380.304_285_9],
  ["green-algorithms", "DE", 338.66],
] as const)("%s takes its own intensity of %s, %d", async ([id, zone, value]) => {
  const found = await intensityOf(id, zone);
  expect(found.value).toBeCloseTo(value, 4);
  expect(found.fallbacks).toEqual([]);
});

test("energyusage takes its own rate of a state", async () => {
  expect((await intensityOf("energyusage", "US-CA", "rate")).value).toBeCloseTo(452.541, 6);
});

test.for([
  ["cloud-carbon-footprint", "DE", "Give intensity= to repeat"],
  ["llmcarbon", "DE", "Give intensity= to repeat"],
  ["mlco2-impact", "DE", "not from ML CO2 Impact"],
  ["experiment-impact-tracker", "CN", "not from Experiment Impact Tracker"],
] as const)("%s of %s says that its intensity is not the original's", async ([id, zone, said]) => {
  expect((await intensityOf(id, zone)).fallbacks).toContainEqual(expect.stringContaining(said));
});

// Table 4 of arXiv 2505.09598v1, Wh per query of 300, 1000 and 1500 output tokens, with the paper's PUE of each host.
test.for([
  ["gpt-4.1-nano", 1.12, [0.1, 0.27, 0.454]],
  ["openai/gpt-4o", 1.12, [0.42, 1.21, 1.788]],
  ["claude-3.7-sonnet", 1.14, [0.84, 2.78, 5.52]],
  ["o3", 1.12, [7.03, 21.41, 39.22]],
  ["deepseek-r1", 1.27, [23.82, 29, 33.63]],
] as const)("jegham: %s comes out as in the paper", async ([model, pue, published]) => {
  for (const [index, outputTokens] of [300, 1000, 1500].entries()) {
    const { values } = await filled("jegham", { model, outputTokens, pue, zone: "US", wueSite: 0 });
    const ratio = ((values?.["energy"] ?? Number.NaN) * 1000) / (published[index] ?? Number.NaN);
    expect(Math.abs(ratio - 1)).toBeLessThan(index === 2 ? 0.12 : 0.18);
  }
});

test("jegham: a model that the paper's figures are not held of is said", async () => {
  const { inputs } = await filled("jegham", { model: "gpt-4o-mini", outputTokens: 300, zone: "US", facility: "azure" });
  const one = inputs?.["throughput"];
  expect(one?.kind === "number" && one.origin.kind === "factor" ? one.origin.fallbacks : []).toContainEqual(
    expect.stringContaining("no figure of the paper for gpt-4o-mini"),
  );
});

// Schneider et al. 2025: the TPU's figure holds tray, host and rack; 2800 kg is our server around eight GPUs.
test.for([
  ["TPU v4", 0],
  ["H100", 2800],
] as const)("around a %s, %d kg of server are added", async ([accelerator, kilograms]) => {
  for (const [id, given] of [
    ["training-estimate", { activeParametersBillions: 1, tokensBillions: 1, peak: 100 }],
    ["self-hosted-inference", { work: 1, period: 24, accelerators: 8, busyShare: 0.5 }],
  ] as const) {
    const { inputs } = await filled(id, { ...given, accelerator, limit: 300 });
    const one = inputs?.["serverEmbodied"];
    expect(one?.kind === "number" ? one.value : undefined).toBe(kilograms);
  }
});
