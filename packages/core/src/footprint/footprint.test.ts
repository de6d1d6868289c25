import { expect, test } from "vitest";
import * as z from "zod";
import { activityKinds } from "../activity/activity-kind.ts";
import { activitySchema } from "../activity/activity.ts";
import type { Activity } from "../activity/activity.ts";
import { footprintSchema } from "./footprint-schema.ts";
import type { Footprint, Impact } from "./footprint.ts";
import { footprintVersion, impactCategories } from "./footprint.ts";

const activities: readonly Activity[] = [
  {
    kind: "compute-run",
    name: "train digits",
    startedAt: "2026-03-01T12:00:00+01:00",
    zone: "FR",
    pue: 1.2,
    workloadStage: "training",
    durationSeconds: 14.2,
    cpuModel: "AMD EPYC 7763 64-Core Processor",
    processorCores: 2,
    meanLoad: 0.97,
    memoryBytes: 2 ** 33,
    accelerators: [{ model: "NVIDIA H100", count: 8, meanLoad: 0.6 }],
    energyJoules: { cpu: 812.5, dram: 30 },
  },
  {
    kind: "llm-request",
    model: "example-7b",
    provider: "example",
    outputTokens: 400,
    inputTokens: 1200,
    latencySeconds: 3.1,
  },
  { kind: "media-request", medium: "image", count: 4, widthPixels: 1024, heightPixels: 1024, steps: 30 },
  {
    kind: "training-plan",
    tokens: 1e12,
    activeParametersBillions: 7,
    accelerators: [{ model: "NVIDIA H100", count: 512 }],
  },
  { kind: "device-use", device: "laptop", count: 1, durationSeconds: 3600, meanPowerWatts: 22 },
  { kind: "service-use", service: "object storage", provider: "example", amount: 12, unit: "GB" },
];

const operational: Impact = {
  category: "gwp",
  phase: "operational",
  accounting: "location",
  amount: { quantity: { unit: "gCO2e", nominal: 3.2, mean: 3.4, low: 1.1, high: 8.2, level: 0.9 } },
  label: "scope 2 + 3.3 (life cycle)",
  scopes: ["2", "3.3"],
  nature: "attributed",
  covers: { asset: "host", from: "2026-03-01T12:00:00+01:00", to: "2026-03-01T12:00:14+01:00", stage: "use" },
  factorBasis: "life-cycle production average location",
};

const footprint: Footprint = {
  schema: footprintVersion,
  id: "run-1",
  of: {
    kind: "compute-run",
    name: "train digits",
    functionalUnit: { amount: 1, unit: "run" },
    workloadStage: "training",
    lineage: { experiment: "digits", outcome: "succeeded" },
  },
  owner: { project: "examples" },
  made: {
    method: { id: "measured", version: "1.0" },
    factorSet: "2026-03",
    boundary: { components: ["cpu"], overheads: ["pue"], lifeCycle: ["use"], excludes: ["network"] },
    quality: { measuredEnergyShare: 0.9, notes: ["No zone was given: the world average is used."] },
  },
  energy: { quantity: { unit: "kWh", nominal: 0.007, mean: 0.007, low: 0.006, high: 0.008, level: 0.9 } },
  impacts: [
    operational,
    { ...operational, category: "water", amount: { quantity: null, reason: "no factor for this zone" } },
  ],
};

test("each kind of activity has an example that the schema takes", () => {
  expect(activities.map((activity) => activity.kind)).toEqual([...activityKinds]);
  for (const activity of activities)
    expect(activitySchema.parse(JSON.parse(JSON.stringify(activity)))).toEqual(activity);
});

test.for<[string, object]>([
  ["a kind that there is not", { kind: "mining" }],
  ["no kind", { durationSeconds: 1 }],
  ["an unknown key", { kind: "compute-run", durationSeconds: 1, colour: "green" }],
  ["a misspelt key", { kind: "compute-run", durationSeconds: 1, energyJoule: { cpu: 1 } }],
  ["a component that there is not", { kind: "compute-run", durationSeconds: 1, energyJoules: { fan: 1 } }],
  ["nothing that must be there", { kind: "compute-run" }],
  ["a negative duration", { kind: "compute-run", durationSeconds: -1 }],
  ["a load above 1", { kind: "compute-run", durationSeconds: 1, meanLoad: 97 }],
  ["a PUE below 1", { kind: "compute-run", durationSeconds: 1, pue: 0.9 }],
  ["half a token", { kind: "llm-request", outputTokens: 0.5 }],
  ["a day without its offset", { kind: "compute-run", durationSeconds: 1, startedAt: "2026-03-01T12:00:00" }],
  ["a number as text", { kind: "compute-run", durationSeconds: "1" }],
])("an activity with %s is refused", ([, activity]) => {
  expect(activitySchema.safeParse(activity).success).toBe(false);
});

test("a footprint is stored and read back", () => {
  expect(footprintSchema.parse(JSON.parse(JSON.stringify(footprint)))).toEqual(footprint);
  for (const activity of activities) {
    const of = { ...footprint.of, kind: activity.kind, activity };
    expect(footprintSchema.safeParse({ ...footprint, of }).success).toBe(true);
  }
});

test("every impact category can be stated", () => {
  const impacts = impactCategories.map((category) => ({ ...operational, category }));
  expect(footprintSchema.safeParse({ ...footprint, impacts }).success).toBe(true);
  expect(new Set(impactCategories).size).toBe(22);
});

const { quantity } = operational.amount.quantity === null ? { quantity: {} } : operational.amount;

test.for<[string, object]>([
  ["another version", { schema: "wattledger/footprint/2" }],
  ["an unknown key", { carbon: 3 }],
  ["an interval whose low end is above its high end", { energy: { quantity: { ...quantity, low: 9, high: 8 } } }],
  ["a quantity that is null without a reason", { energy: { quantity: null } }],
  ["a quantity that is null for an empty reason", { energy: { quantity: null, reason: "" } }],
  ["a quantity with a reason for not being there", { energy: { quantity, reason: "unknown" } }],
  ["a zero for what is unknown", { energy: 0 }],
  ["no energy at all", { energy: undefined }],
  ["a share above 1", { made: { ...footprint.made, quality: { measuredEnergyShare: 90, notes: [] } } }],
  ["a functional unit of nothing", { of: { ...footprint.of, functionalUnit: { amount: 0, unit: "run" } } }],
  ["a category that there is not", { impacts: [{ ...operational, category: "co2" }] }],
  ["a scope that there is not", { impacts: [{ ...operational, scopes: ["4"] }] }],
  ["no asset that it covers", { impacts: [{ ...operational, covers: { stage: "use" } }] }],
  ["an unknown key within an impact", { impacts: [{ ...operational, grams: 3 }] }],
])("a footprint with %s is refused", ([, change]) => {
  expect(footprintSchema.safeParse({ ...footprint, ...change }).success).toBe(false);
});

test("the schemas can be written as JSON Schema, for readers in other languages", () => {
  expect(z.toJSONSchema(footprintSchema)).toMatchObject({ type: "object", additionalProperties: false });
  expect(z.toJSONSchema(activitySchema)).toHaveProperty("oneOf");
});
