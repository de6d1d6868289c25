import { readFileSync } from "node:fs";
import { caseFileSchema } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import { caseAdapters } from "./cases.ts";

// A case that is marked as a quirk repeats a defect of the original. Without being asked to, a method gives what its
// readings come to; these values follow from the inputs of the cases by hand.

const joules = (value: number): number => value / 3.6e6;

test.for([
  { method: "energy-meter", name: "without-idle-disk-and-gpu", right: { gpu_j: 255 * 36 } },
  { method: "energy-meter", name: "disk-busier-than-duration-goes-negative", right: { disk_j: 30 } },
  { method: "perun", name: "counter-rising-power-loses-energy", right: { energy_j: 300 } },
  {
    method: "experiment-impact-tracker",
    name: "attribution-with-dram",
    right: { absolute_w: 90, attributed_w: 0.5 * 80 + 0.25 * 10 },
  },
  { method: "experiment-impact-tracker", name: "attribution-sole-process-loses-dram", right: { attributed_w: 75 } },
  {
    method: "experiment-impact-tracker",
    name: "gpu-duplicate-pmon-lines-collapse",
    right: { mean_abs_util: 0.25, attributed_w: (200 * 25) / 75 },
  },
  {
    method: "energyusage",
    name: "two-packages-with-core-domain-double-count",
    right: { baseline_w: 40, running_w: 110 },
  },
  { method: "energyusage", name: "unknown-location-falls-to-us-energy-mix", right: { state_lb_per_mwh: 998.443 } },
  { method: "energyusage", name: "equivalences-as-coded", right: { miles: 4.05e-6 / 0.409 } },
  { method: "eco2ai", name: "name-without-pattern-gets-zero-tdp", right: { tdp_w: 100.1 } },
  // The conversion from joules stays the original's, 8e-7 too high.
  { method: "codecarbon", name: "rapl-mirrored-dies-double-counted", right: { power_w: 50, energy_kwh: joules(500) } },
  { method: "codecarbon", name: "gpu-by-uuid-selects-nothing", right: { energy_kwh: joules(3000) } },
  { method: "codecarbon", name: "gpu-counter-reset-goes-negative", right: { energy_kwh: joules(500) } },
])("$method, $name: not repeated unless asked", ({ method, name, right }) => {
  const got = runOf(method, name)(false);
  for (const [key, value] of Object.entries(right)) {
    expect(Number(got[key]) / value, key).toBeCloseTo(1, 5);
    expect(Number(runOf(method, name)(true)[key]) / value, `${key} in compatibility mode`).not.toBeCloseTo(1, 5);
  }
});

test("a GPU that is named by its UUID is tracked", () => {
  expect(runOf("codecarbon", "gpu-by-uuid-selects-nothing")(false)["tracked_indices"]).toEqual([0]);
});

function runOf(method: string, name: string): (compatibility: boolean) => Readonly<Record<string, unknown>> {
  const text = readFileSync(`${import.meta.dirname}/${method}.cases.json`, "utf8");
  const one = caseFileSchema.parse(JSON.parse(text)).cases.find((candidate) => candidate.name === name);
  const adapter = caseAdapters.find((candidate) => candidate.method === method && candidate.kind === one?.kind);
  if (one === undefined || adapter === undefined) throw new Error(`No case ${name} of ${method}.`);
  return (compatibility) => {
    const result = adapter.run(one.inputs, compatibility);
    if (typeof result !== "object" || result === null) throw new Error(`${name} has no results.`);
    return { ...result };
  };
}
