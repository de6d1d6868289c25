import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cpuCurveUncertainty, cpuPowerShare } from "../packages/sensors/src/models/cpu-curve.ts";
import { coverage, errorsOf, fit, heldOut, readMachines, table } from "./fit-cpu-curve.mjs";

const machines = readMachines();

test("the curve in the code is the one that the fit gives", () => {
  const [idle, full, exponent] = fit(machines);
  for (const load of [0, 0.1, 0.5, 0.9, 1]) {
    expect(cpuPowerShare(load)).toBeCloseTo(idle + (full - idle) * load ** exponent, 3);
  }
});

test("the uncertainty in the code is the error on machines that were left out", () => {
  const { logError, low, high } = errorsOf(heldOut(machines));
  expect(cpuCurveUncertainty.value).toBeCloseTo(Math.sqrt(Math.expm1(logError ** 2)), 2);
  expect(cpuCurveUncertainty.basis).toContain(`${low.toFixed(2)} to ${high.toFixed(1)} times`);
});

test("the coverage in the code and the table in the docs are what the script prints", () => {
  const { inside, all } = coverage(machines);
  expect(cpuCurveUncertainty.basis).toContain(`held ${inside} of ${all} points`);
  expect(readFileSync(new URL("../docs/sensors.md", import.meta.url), "utf8")).toContain(table(machines));
});

test("the doubtful series is not among the machines", () => {
  expect(machines.map(({ points }) => points.length)).toEqual([22, 22, 20, 22]);
});
