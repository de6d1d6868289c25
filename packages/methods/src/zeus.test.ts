import { evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { expect, test } from "vitest";
import { keptByZeus, zeus } from "./zeus.ts";

const none = { counters: [], samples: [] };

test("the cost of 1,000 J in 10 s at even weights and 300 W at most is 2,000", () => {
  const window = { ...none, counters: [{ before: 0, after: 1000 }], duration: 10, maximumPower: 300 };
  expect(evaluate(zeus, window, ["cost"]).cost).toBe(2000);
});

test("the total is the GPUs alone, with processors and memory shown separately", () => {
  const counters = [
    { before: 100, after: 400 },
    { before: 50, after: 250 },
    { kind: "cpu", before: 200, after: 20, wraps: 1, range: 262 },
    { kind: "dram", before: 0, after: 7 },
  ];
  const wanted = ["gpuEnergy", "cpuEnergy", "dramEnergy", "energy"] as const;
  expect(evaluate(zeus, { counters, samples: [], duration: 1 }, wanted)).toMatchObject({
    gpuEnergy: 500,
    cpuEnergy: 82,
    dramEnergy: 7,
    energy: 500 / 3.6e6,
  });
});

test.for([
  // What the original's own get_energy gave for these readings.
  { name: "flat 100 W over 10 s", powers: Array.from({ length: 11 }, () => 100), energy: 1000, kept: 0 },
  { name: "100 W, then 400 W from the fifth second on", powers: stepAt(5, 10), energy: 2650, kept: 1250 },
])("$name: all readings give the trapezoids, those that it keeps give less", ({ powers, energy, kept }) => {
  const samples = powers.map((power, time) => ({ time, power, gpu: 0 }));
  expect(energyOf(samples)).toBe(energy);
  expect(energyOf(keptByZeus(samples))).toBe(kept);
});

test("readings of two GPUs are kept and integrated apart", () => {
  const one = [0, 1, 2].map((time) => ({ gpu: 0, time, power: 100 }));
  const other = [0, 1, 2].map((time) => ({ gpu: 1, time, power: 100 + 10 * time }));
  expect(energyOf([...one, ...other])).toBe(200 + 220);
  expect(keptByZeus([...one, ...other])).toHaveLength(1 + 3);
});

test("a window in which nothing was seen is the power at a moment times its length", () => {
  const window = { counters: [{ before: 5, after: 5 }], samples: [], duration: 0.05, instantPower: 200 };
  expect(evaluate(zeus, window, ["gpuEnergy"]).gpuEnergy).toBe(10);
});

function stepAt(seconds: number, end: number): readonly number[] {
  return Array.from({ length: end + 1 }, (_, time) => (time < seconds ? 100 : 400));
}

function energyOf(samples: readonly Row[]): number {
  return evaluate(zeus, { counters: [], samples }, ["integratedEnergy"]).integratedEnergy;
}
