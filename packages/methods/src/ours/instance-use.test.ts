import { evaluate, givenFor, resolve, valuesOf } from "@wattledger/core";
import type { Activity, Given } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { billedUsage, billingTables } from "../cloud-carbon-footprint/cloud-billing.ts";
import { cloudCarbonFootprint } from "../cloud-carbon-footprint/cloud-carbon-footprint.ts";
import { instanceUse } from "./instance-use.ts";

const hours = 720;

/** What the method says of an instance, on the terms on which Cloud Carbon Footprint counts: four years, never idle. */
async function said(given: Given): Promise<Readonly<Record<string, number>>> {
  const terms = { time: hours, pue: 1, intensity: 1, lifetime: 4, utilisation: 1 };
  const resolved = await resolve(instanceUse, { ...terms, ...given }, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join("\n"));
  return evaluate(instanceUse, valuesOf(resolved.value));
}

const tables = billingTables();

test.for([
  ["aws", "AmazonEC2", "BoxUsage:m5.2xlarge", "m5.2xlarge"],
  ["aws", "AmazonEC2", "BoxUsage:c5a.24xlarge", "c5a.24xlarge"],
  ["aws", "AmazonEC2", "BoxUsage:p3.8xlarge", "p3.8xlarge"],
  ["aws", "AmazonEC2", "BoxUsage:p4d.24xlarge", "p4d.24xlarge"],
  ["azure", "Virtual Machines", "D4s v3", "Standard_D4s_v3"],
  ["azure", "Virtual Machines", "ND96asr A100 v4", "Standard_ND96asr_A100_v4"],
] as const)(
  "%s %s %s is as on its bill: processors, accelerators and making",
  async ([provider, service, type, name]) => {
    const unit = provider === "aws" ? "Hrs" : "1 Hour";
    const billed = billedUsage(tables, { provider, service, usageType: type, unit, amount: hours });
    if (billed.kind !== "estimated") throw new Error(billed.reason);
    const theirs = evaluate(cloudCarbonFootprint, { ...billed.inputs, pue: 1, intensity: 1 }, [
      "compute",
      "accelerators",
      "embodied",
    ]);
    const { processorPower = 0, acceleratorPower = 0, embodied } = await said({ instance: name });
    expect((processorPower * hours) / 1000).toBeCloseTo(theirs.compute, 9);
    expect((acceleratorPower * hours) / 1000).toBeCloseTo(theirs.accelerators, 9);
    expect((embodied ?? 0) / theirs.embodied).toBeCloseTo(1, 9);
  },
);

test.for([
  // 1952 GB, of which two processors' worth of 27.71 GB is in the power.
  ["x1.32xlarge", 1952 - 2 * 27.71],
  ["x1.16xlarge", (1952 - 2 * 27.71) / 2],
  // 192 GB of the server against 98.12 and 81.32 that a Cascade Lake and a Skylake had, on average.
  ["c5.24xlarge", 192 - 98.12],
  ["c5a.large", ((192 - 129.78) * 4) / 192],
] as const)("%s has %s GB above what the measured servers had", async ([instance, gigabytes]) => {
  expect((await said({ instance }))["extraMemory"]).toBeCloseTo(gigabytes, 6);
});

test("more load, more time and more instances take more, in proportion", async () => {
  const one = await said({ instance: "n1-standard-4", load: 0.2 });
  const more = await said({ instance: "n1-standard-4", load: 0.4 });
  const two = await said({ instance: "n1-standard-4", load: 0.2, instances: 2, time: hours / 2 });
  expect(more["energy"]).toBeGreaterThan(one["energy"] ?? Number.NaN);
  expect(two["carbon"]).toBeCloseTo(one["carbon"] ?? Number.NaN, 9);
});

test("an activity with an instance is read, one without is asked for it", () => {
  const run: Activity = { kind: "compute-run", durationSeconds: 3600, instance: "D4s v3", machines: 3, meanLoad: 0.4 };
  expect(givenFor(instanceUse, run, families)).toMatchObject({
    ok: true,
    value: { instance: "D4s v3", instances: 3, load: 0.4, time: { value: 3600, unit: "s" } },
  });
  expect(givenFor(instanceUse, { kind: "compute-run", durationSeconds: 1 }, families)).toMatchObject({
    ok: false,
    error: expect.stringContaining("Standard_D4s_v3"),
  });
});

test("accelerators whose power is not published are asked for, not left out", async () => {
  await expect(said({ instance: "trn1.32xlarge" })).rejects.toThrow(
    /AWS Trainium of aws:trn1.32xlarge is not published/u,
  );
  const given = await said({ instance: "trn1.32xlarge", acceleratorIdlePower: 800, acceleratorFullPower: 8000 });
  expect(given["acceleratorPower"]).toBe(4400);
});
