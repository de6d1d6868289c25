import { evaluate } from "@wattledger/core";
import { impactFrameworkSci } from "@wattledger/methods";
import { expect, test } from "vitest";
import { impactFrameworkPlugins as plugins, naturalSlopes } from "./plugins.ts";

test("the mean of a constant is that constant, unless the original's missing sample is asked for", () => {
  const samples = Array.from({ length: 10 }, () => ({ value: 50 }));
  expect(evaluate(plugins, { samples }, ["sampleMean"]).sampleMean).toBe(50);
  expect(evaluate(plugins, { samples, lastSample: "dropped" }, ["sampleMean"]).sampleMean).toBe(45);
});

test("a mean over time is weighted by durations unless the original's plain one is asked for", () => {
  const values = [
    { value: 10, duration: 60 },
    { value: 90, duration: 3540 },
  ];
  expect(evaluate(plugins, { values }, ["mean"]).mean).toBeCloseTo((10 * 60 + 90 * 3540) / 3600, 12);
  expect(evaluate(plugins, { values, meanBy: "count" }, ["mean"]).mean).toBe(50);
});

test("no functional units and a divisor of zero are refused unless the original's answer is asked for", () => {
  expect(() => evaluate(plugins, { value: 7, by: 0 }, ["quotient"])).toThrow("divide by zero");
  const given = { load: 50, tdp: 100, duration: 3600, intensity: 400, functionalUnits: 0 };
  expect(() => evaluate(impactFrameworkSci, given, ["score"])).toThrow("divide by zero");
  const { score, carbon } = evaluate(impactFrameworkSci, { ...given, zeroUnits: "carbon" }, ["score", "carbon"]);
  expect(score).toBe(carbon);
});

test("solid-state drives weigh what the cited source gives them", () => {
  const given = { duration: 126_144_000, ssds: 1 };
  expect(evaluate(impactFrameworkSci, given, ["embodied"]).embodied).toBe(1_100_000);
  expect(evaluate(impactFrameworkSci, { ...given, swapDrives: "yes" }, ["embodied"]).embodied).toBe(1_050_000);
});

test("each kind of curve goes through its points and has a straight line's values on one", () => {
  const points = [
    [0, 1],
    [10, 3],
    [40, 9],
  ] as const;
  const slopes = naturalSlopes(points);
  const curve = points.map(([x, y], index) => ({ x, y, slope: slopes[index] ?? 0 }));
  for (const kind of ["linear", "spline", "polynomial"]) {
    for (const value of [0, 5, 10, 33, 40])
      expect(evaluate(plugins, { kind, curve, value }, ["interpolated"]).interpolated).toBeCloseTo(1 + value / 5, 12);
  }
  expect(() => evaluate(plugins, { curve, value: 41 }, ["interpolated"])).toThrow("divide by zero");
});
