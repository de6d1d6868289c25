import { readFileSync } from "node:fs";
import { evaluate } from "@wattledger/core";
import { caseFileSchema } from "@wattledger/core/schemas";
import { cloudCarbonFootprint } from "@wattledger/methods";
import { billedUsage, billingTables } from "@wattledger/methods/cloud-billing";
import type { BillingRow } from "@wattledger/methods/cloud-billing";
import { expect, test } from "vitest";
import { impactFrameworkPlugins } from "./impact-framework-sci/plugins.ts";
import { caseKinds } from "./index.ts";

// A case that is marked as a quirk repeats a defect of the original. Without being asked to, a method gives what its
// readings come to; these values follow from the inputs of the cases by hand.

const joules = (value: number): number => value / 3.6e6;

test.for([
  { method: "energy-meter", name: "without-idle-disk-and-gpu", right: { gpu_j: 255 * 36 } },
  { method: "energy-meter", name: "disk-busier-than-duration-goes-negative", right: { disk_j: 30 } },
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
  // All memory dies are counted, not one of four or six: the original's sum and the dies that it leaves out.
  { method: "ademe-gpu", name: "NVIDIA GH200", right: { gwp_kg: 213.252_930_393_661_61 } },
  { method: "ademe-gpu", name: "NVIDIA Tesla P100 PCIe 16GB", right: { gwp_kg: 140.337_027_619_448_63 } },
  { method: "ademe-gpu", name: "NVIDIA A100 PCIe 40GB", right: { gwp_kg: 203.446_215_350_526_5 } },
  { method: "ademe-gpu", name: "NVIDIA A100 SXM4 40GB", right: { gwp_kg: 202.845_519_873_738_23 } },
  { method: "eco2ai", name: "name-without-pattern-gets-zero-tdp", right: { tdp_w: 100.1 } },
  {
    method: "cloud-carbon-footprint",
    name: "aws-s3-standard",
    right: { kwh: (5000 * 24 * 29 * 0.65 * 6 * 1.135) / 1e6 },
  },
  // The drives' constants stand the right way round: 100 kg an SSD, not 50.
  {
    method: "sci",
    name: "impact framework sci-embodied: 8 GPUs, 96 vCPU, 1152 GB, half used, one day",
    right: { m_gco2e: 4683.832762557077 + (8 * 50_000 * 86_400 * 0.5) / 126_144_000 },
  },
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

// Nobody said where the machine is: unknown, not Quebec. A cloud that was detected is kept, with both digits of its region.
test.for([
  ["geo-both-fail", { iso3: null, country: null, region: null, lat: null, lon: null, iso2: null }],
  ["cloud-detect-aws", { provider: "aws", region: "eu-west-1", private: false }],
  ["cloud-detect-gcp-two-digit-region", { provider: "gcp", region: "europe-west12", private: false }],
] as const)("codecarbon, %s: a place is what was said of it", async ([name, right]) => {
  expect(await answerOf("codecarbon", name)(false)).toEqual(right);
  expect(await answerOf("codecarbon", name)(true)).not.toEqual(right);
});

test("a GPU that is named by its UUID is tracked", () => {
  expect(runOf("codecarbon", "gpu-by-uuid-selects-nothing")(false)["tracked_indices"]).toEqual([0]);
});

// Cases that are not marked expect these defects too, so the adapters repeat them; methods and tables by themselves do not.

function meanOf(count: number, others: object): number {
  const samples = Array.from({ length: count }, () => ({ value: 50 }));
  return evaluate(impactFrameworkPlugins, { samples, ...others }, ["sampleMean"]).sampleMean;
}

test("Impact Framework: a mean over time counts its last sample unless asked not to", () => {
  expect(meanOf(10, {})).toBe(50);
  expect(meanOf(10, { lastSample: "dropped" })).toBe(45);
  expect(meanOf(2, { lastSample: "dropped" })).toBe(25);
});

test("Cloud Carbon Footprint: an instance is charged for its rented hours, and its making adds no energy", () => {
  const row: BillingRow = {
    provider: "aws",
    service: "AmazonEC2",
    usageType: "BoxUsage:m5.xlarge",
    unit: "Hrs",
    amount: 24,
  };
  const usage = billedUsage(billingTables(), row);
  if (usage.kind !== "estimated") throw new Error(usage.reason);
  const got = evaluate(cloudCarbonFootprint, { ...usage.inputs, intensity: 379.069 }, ["energy", "embodied"]);
  expect(got.embodied).toBeCloseTo((1_610_379.2 * (24 / 35_040) * 4) / 96, 6);
  expect(got.energy).toBeCloseTo(0.2674968 + 0.1346683856, 9);
});

/** What an adapter answers to a case, with or without compatibility. */
function answerOf(fileName: string, name: string): (compatibility: boolean) => unknown {
  const text = readFileSync(`${import.meta.dirname}/${fileName}/cases.json`, "utf8");
  const { method, cases } = caseFileSchema.parse(JSON.parse(text));
  const one = cases.find((candidate) => candidate.name === name);
  const adapter = caseKinds.find((candidate) => candidate.method === method && candidate.kind === one?.kind);
  if (one === undefined || adapter?.run === undefined) throw new Error(`No case ${name} in ${fileName}.`);
  const { run } = adapter;
  return (compatibility) => run(one.inputs, compatibility, name);
}

/** The results of a case, of its first row where there are several, with or without compatibility. */
function runOf(fileName: string, name: string): (compatibility: boolean) => Readonly<Record<string, unknown>> {
  return (compatibility) => {
    const results = answerOf(fileName, name)(compatibility);
    const result: unknown = Array.isArray(results) ? results[0] : results;
    if (typeof result !== "object" || result === null) throw new Error(`${name} has no results.`);
    return { ...result };
  };
}
