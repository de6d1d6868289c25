import { evaluate } from "@wattledger/core";
import { sourceSchema } from "@wattledger/core/schemas";
import { listed, listedPower } from "@wattledger/factors/cloud-instance";
import fc from "fast-check";
import { expect, test } from "vitest";
import rules from "../data/cloud-billing-rules.json" with { type: "json" };
import { billedUsage, billingTables } from "./cloud-billing.ts";
import type { BilledUsage, BillingQuirk, BillingRow } from "./cloud-billing.ts";
import { cloudCarbonFootprint } from "./cloud-carbon-footprint.ts";

const tables = billingTables();

const aws = (usageType: string, amount: number, others: Partial<BillingRow> = {}): BillingRow => ({
  provider: "aws",
  service: "AmazonEC2",
  usageType,
  unit: "Hrs",
  amount,
  ...others,
});
const gcp = (usageType: string, amount: number, others: Partial<BillingRow> = {}): BillingRow => ({
  provider: "gcp",
  service: "Compute Engine",
  usageType,
  unit: "seconds",
  amount,
  ...others,
});
const azure = (usageType: string, amount: number, others: Partial<BillingRow> = {}): BillingRow => ({
  provider: "azure",
  service: "Virtual Machines",
  usageType,
  unit: "1 Hour",
  amount,
  ...others,
});

function inputsOf(usage: BilledUsage): Readonly<Record<string, number | undefined>> {
  if (usage.kind !== "estimated") throw new Error(usage.reason);
  return usage.inputs;
}

test.for([
  ["EC2 by the hour", aws("BoxUsage:m5.xlarge", 24), { vcpuTime: 96, minPower: 0.65, instanceTime: 24, vcpus: 4 }],
  ["its spelling in the bill of a database", aws("RDS:Multi-AZ:db.m5.xl", 1), { vcpuTime: 4 }],
  ["SageMaker, with its accelerator", aws("USE1-Train:ml.p3.2xlarge", 10), { acceleratorTime: 10, vcpuTime: 80 }],
  ["Kafka", aws("USE1-Kafka.m5.large", 10, { service: "AmazonMSK" }), { vcpuTime: 20 }],
  ["Glue", aws("ETL-DPU-Hour", 3, { service: "AWSGlue", unit: "DPU-Hour" }), { vcpuTime: 12 }],
  ["Lambda", aws("Lambda-GB-Second", 7200, { service: "AWSLambda", unit: "Second" }), { vcpuTime: 2, minPower: 0.74 }],
  [
    "Lambda on ARM",
    aws("USE2-Lambda-GB-Second-ARM", 7200, { service: "AWSLambda", unit: "seconds" }),
    { vcpuTime: 2, minPower: 0.47 },
  ],
  [
    "Redshift in seconds",
    aws("Node:dc2.large", 7200, { service: "AmazonRedshift", unit: "seconds" }),
    { vcpuTime: 4, instanceTime: 2 },
  ],
  [
    "S3 in months of gigabytes",
    aws("EUN1-TimedStorage-ByteHrs", 5000, { service: "AmazonS3", unit: "GB-Mo", date: "2024-02-10" }),
    { storageTime: 5 * 24 * 29, storagePower: 0.65, replication: 6 },
  ],
  [
    "S3 in one zone, in a mean month",
    aws("TimedStorage-ZIA-ByteHrs", 1000, { service: "AmazonS3", unit: "GB-Mo" }),
    { storageTime: 24 * 30.42, replication: 2 },
  ],
  ["memory of Fargate", aws("USE1-Fargate-GB-Hours", 8, { service: "AmazonECS", unit: "hours" }), { memoryTime: 8 }],
  ["traffic", aws("DataTransfer-Regional-Bytes", 5, { service: "AWSDataTransfer", unit: "GB" }), { traffic: 5 }],
  ["cores of Google Cloud", gcp("N2D AMD Instance Core running in Iowa", 7200), { vcpuTime: 2, maxPower: 1.69 }],
  [
    "cores of a machine, whose PUE is its region's",
    gcp("N2 Instance Core running in Iowa", 7200, { machineType: "n2-standard-8", region: "us-central1" }),
    { vcpuTime: 2, instanceTime: 0.25, largestVcpus: 128, pue: 1.11 },
  ],
  ["an accelerator of Google Cloud", gcp("Nvidia Tesla T4 GPU running in APAC", 3600), { acceleratorMinPower: 8 }],
  ["memory of Google Cloud", gcp("N2 Instance Ram", 2 ** 30 * 3600, { unit: "byte-seconds" }), { memoryTime: 1 }],
  ["traffic of Google Cloud", gcp("Network Egress", 2 ** 30, { unit: "bytes" }), { traffic: 1 }],
  ["a cluster of Kubernetes", gcp("Regional Kubernetes Clusters", 3600), { vcpuTime: 3 }],
  ["a spot machine of Azure", azure("D2 v3/D2s v3 Spot", 10), { vcpuTime: 20 }],
  [
    "a disk of Azure",
    azure("P10 LRS Disk", 2, { service: "Storage", unit: "1 /Month" }),
    { storageTime: 186.9, replication: 3 },
  ],
  ["a cache of Azure", azure("C3 Cache", 2, { service: "Redis Cache" }), { memoryTime: 12, replication: 2 }],
  ["blobs of Azure", azure("GZRS Data Stored", 1, { service: "Storage", unit: "1 GB/Month" }), { replication: 6 }],
] as const)("%s", ([, row, expected]) => {
  const inputs = inputsOf(billedUsage(tables, row));
  for (const [name, value] of Object.entries(expected)) {
    expect((inputs[name] ?? Number.NaN) / value, `${name} = ${inputs[name]}`).toBeCloseTo(1, 4);
  }
});

test.for([
  ["excluded", aws("ECS-EC2-vCPU-Hours", 1, { unit: "vCPU-Hours" }), "its EC2 instances"],
  ["excluded", aws("EU-DataTransfer-Out-Bytes", 1, { service: "AmazonCloudFront", unit: "GB" }), "content delivery"],
  ["excluded", gcp("Service Charge", 1), "a charge"],
  ["unknown", aws("NatGateway-Hours", 1), "nothing is known"],
  ["unknown", aws("BoxUsage:m5.xlarge", 1, { unit: "Hr" }), 'the unit "Hr" is not known'],
  ["unknown", aws("BoxUsage:zz9.large", 1), "its vCPUs are not on the bill"],
  ["unknown", aws("BoxUsage:p5.48xlarge", 1, { vcpus: 192 }), "without its accelerators"],
  ["unknown", gcp("Nvidia H100 80GB GPU running in Americas", 1), "no such accelerator, only Nvidia T4"],
  ["unknown", gcp("Licence of something", 1), "no rule fits"],
] as const)("%s: %s says why", ([kind, row, reason]) => {
  const usage = billedUsage(tables, row);
  expect(usage).toMatchObject({ kind, reason: expect.stringContaining(reason) });
});

test("an instance that the tables lack counts by its vCPUs, and says so", () => {
  const usage = billedUsage(tables, aws("BoxUsage:m7i.xlarge", 10, { vcpus: 4 }));
  expect(usage).toMatchObject({ inputs: { vcpuTime: 40, minPower: 0.74, maxPower: 3.5 } });
  expect(usage.kind === "estimated" && usage.notes).toEqual([expect.stringContaining("4 vCPUs of the cloud's mean")]);
});

test("processors without a measured power are announced", () => {
  const usage = billedUsage(tables, aws("BoxUsage:a1.large", 10));
  expect(usage.kind === "estimated" && usage.notes).toEqual([expect.stringContaining("AWS Graviton")]);
});

test.for<[BillingQuirk, BillingRow, string, number]>([
  [
    "byte-hours",
    aws("TimedStorage-ByteHrs", 1000, { service: "AmazonS3", unit: "GB-Mo" }),
    "storageTime",
    1000 / 2 ** 40 / (24 * 30.42),
  ],
  ["embodied-hours", aws("BoxUsage:m5.xlarge", 24), "instanceTime", 1 / 4],
  ["month-is-day", azure("P10 LRS Disk", 2, { service: "Storage", unit: "1 /Month" }), "storageTime", 1 / 2 / 30.42],
  ["vcpu-seconds", gcp("N2 Core", 3600, { machineType: "n2-standard-8" }), "vcpuTime", 8],
  ["names", gcp("N2D AMD Instance Core", 3600, { machineType: "n2d-standard-2" }), "maxPower", 3.97 / 1.69],
  ["redshift-seconds", aws("Node:dc2.large", 1, { service: "AmazonRedshift" }), "vcpuTime", 1 / 3600],
])("the defect %s is repeated only where asked for", ([quirk, row, name, ratio]) => {
  const right = inputsOf(billedUsage(tables, row))[name] ?? Number.NaN;
  const repeated = inputsOf(billedUsage(tables, row, new Set([quirk])))[name] ?? Number.NaN;
  expect(repeated / right / ratio).toBeCloseTo(1, 6);
});

test("a row of accelerators includes the making of the machine only on request", () => {
  const row = gcp("Nvidia T4 GPU running in Americas", 3600, { machineType: "n1-standard-8" });
  expect(inputsOf(billedUsage(tables, row))).not.toHaveProperty("serverCarbon");
  expect(inputsOf(billedUsage(tables, row, new Set(["accelerator-embodied"])))).toMatchObject({ vcpus: 8 });
});

test("every instance of the tables gives inputs that the method takes, growing with its time", () => {
  const names = [...tables.aws.instances.keys()];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.double({ min: 0.01, max: 1e4, noNaN: true }), (name, hours) => {
      const energy = (time: number): number =>
        evaluate(
          cloudCarbonFootprint,
          { ...inputsOf(billedUsage(tables, aws(`BoxUsage:${name}`, time))), intensity: 1 },
          ["energy"],
        ).energy;
      expect(energy(2 * hours) / energy(hours)).toBeCloseTo(2, 9);
    }),
    { numRuns: 50 },
  );
});

test("every processor and accelerator of an instance either has a power or is announced as unknown", () => {
  for (const cloud of Object.values(tables)) {
    for (const { accelerator } of cloud.instances.values()) {
      expect(accelerator === "" || cloud.power.has(accelerator), accelerator).toBe(true);
    }
  }
});

test("the tables carry their papers", () => {
  for (const { source } of [listed, listedPower, rules]) expect(sourceSchema.safeParse(source).success).toBe(true);
});
