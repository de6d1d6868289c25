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
  expect(refused).toContainEqual(expect.stringContaining("no device is called"));
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
  const announced = one.origin.fallbacks.map((step) => /^No figure of making the (.*) is held/u.exec(step)?.[1]);
  expect(announced).toEqual(named === undefined ? [] : [named]);
});

test.for([
  ["codecarbon", { duration: 3600, zone: "DE" }],
  ["eco2ai", { zone: "DE" }],
  ["mlco2-impact", { power: 300, time: 1, zone: "DE" }],
  ["green-algorithms", { runtime: 1, memory: 8, zone: "DE" }],
] as const)("%s says that its intensity is not the original's", async ([id, given]) => {
  const method: Method | undefined = methods.find((one) => one.id === id);
  const declared = method?.inputs["intensity"];
  if (declared === undefined) throw new Error("no intensity");
  const alone = { inputs: { intensity: declared }, equations: {}, tables: {} };
  const resolved = await resolve(alone, { zone: given.zone }, families);
  const one = resolved.ok ? resolved.value["intensity"] : undefined;
  expect(one?.kind === "number" && one.origin.kind === "factor" ? one.origin.fallbacks : []).toContainEqual(
    expect.stringContaining("Give intensity= to repeat"),
  );
});
