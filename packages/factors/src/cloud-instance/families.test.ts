import type { FactorFamily } from "@wattledger/core";
import { expect, test } from "vitest";
import { foldName } from "../family/similar.ts";
import {
  cloudInstanceAcceleratorFullPower,
  cloudInstanceAccelerators,
  cloudInstanceFullPower,
  cloudInstanceIdlePower,
  cloudInstanceMemory,
  cloudInstancePlatformMemory,
  cloudInstancePlatformVcpus,
  cloudInstanceServerEmbodied,
  cloudInstanceVcpus,
} from "./families.ts";
import { cloudInstances, listed, powerTable, providers } from "./look-up.ts";

test.for([
  ["m5.2xlarge", "aws:m5.2xlarge"],
  ["M5.2XLarge", "aws:m5.2xlarge"],
  ["ec2:m5.2xlarge", "aws:m5.2xlarge"],
  ["Standard_D4s_v3", "azure:Standard_D4s_v3"],
  ["standard_d4s_v3", "azure:Standard_D4s_v3"],
  ["D4s v3", "azure:Standard_D4s_v3"],
  ["azure:D4s-v3", "azure:Standard_D4s_v3"],
  ["azure:Standard_D4s_v3", "azure:Standard_D4s_v3"],
  ["Standard_DS2_v2", "azure:Standard_DS2_v2"],
  ["Standard_B2ms", "azure:Standard_B2ms"],
  ["Standard_M64", "azure:Standard_M64"],
  ["Standard_ND96isr_H100_v5", "azure:Standard_ND96isr_H100_v5"],
  ["n1-standard-4", "gcp:n1-standard-4"],
  ["gcp:n1-standard-4", "gcp:n1-standard-4"],
  ["projects/12/machineTypes/n1-standard-4", "gcp:n1-standard-4"],
  ["https://www.googleapis.com/compute/v1/projects/p/zones/z/machineTypes/a2-highgpu-1g", "gcp:a2-highgpu-1g"],
  ["d3.xlarge", "aws:d3.xlarge"],
] as const)("%s is %s, without a step", async ([name, matched]) => {
  expect(await cloudInstanceVcpus.find(name)).toMatchObject({ ok: true, value: { matched, fallbacks: [] } });
});

test.for(["ml.m5.xlarge", "db.m5.xlarge", "cache.m5.xlarge", "m5.xlarge.elasticsearch", "aws:ml.m5.xlarge"])(
  "%s is read as the instance that the service runs on, and says so",
  async (name) => {
    expect(await cloudInstanceVcpus.find(name)).toMatchObject({
      ok: true,
      value: {
        matched: "aws:m5.xlarge",
        fallbacks: [expect.stringContaining("does not include what the service adds")],
      },
    });
  },
);

test.for([
  ["D4s", "Names that begin so: D4s v3"],
  ["m5", "Names that begin so: m5.2xlarge"],
  ["n1-standard-5", "Nearest names: n1-standard-"],
  ["m5.9xlarge", "Nearest names: "],
  ["azure:m5.large", "It is aws:m5.large."],
  ["aws:D4s v3", "It is azure:Standard_D4s_v3."],
  ["oci:VM.Standard.E4", 'unknown cloud "oci"'],
  ["Standard_E16-5s_v3", "Nearest names: E16s v3, E16-4s v3"],
  ["P1 v2", "no instance is called"],
  ["n1-custom-4-16384", "no instance is called"],
] as const)("%s is refused with what may be right", async ([name, message]) => {
  expect(await cloudInstanceVcpus.find(name)).toMatchObject({
    ok: false,
    error: { kind: "unknown-name", message: expect.stringContaining(message) },
  });
});

test.for([
  [cloudInstanceVcpus, "n1-standard-4", 4],
  [cloudInstanceMemory, "n1-standard-4", 15],
  [cloudInstanceMemory, "n2-highmem-128", 864],
  [cloudInstanceMemory, "Standard_D4s_v3", 16],
  [cloudInstanceMemory, "t1.micro", 0.613],
  [cloudInstancePlatformMemory, "n1-standard-4", 360],
  [cloudInstancePlatformMemory, "f1-micro", 360],
  [cloudInstanceVcpus, "Standard_E16-4s_v3", 4],
  [cloudInstanceMemory, "Standard_E16-4s_v3", 128],
  // A quarter of the server, as of E16s v3 with its sixteen vCPUs.
  [cloudInstancePlatformVcpus, "Standard_E16-4s_v3", 16],
  [cloudInstancePlatformMemory, "E8-2s v3", 432],
  [cloudInstancePlatformMemory, "DS14-8 v2", 140],
  [cloudInstanceServerEmbodied, "HB120-16rs v3", 1699.1],
  [cloudInstanceAccelerators, "p4d.24xlarge", 8],
  [cloudInstanceAccelerators, "NC48ads A100 v4", 2],
  [cloudInstanceAccelerators, "a2-megagpu-16g", 16],
  [cloudInstanceAccelerators, "m5.large", 0],
  [cloudInstanceAcceleratorFullPower, "p4d.24xlarge", 8 * 407],
  [cloudInstanceAcceleratorFullPower, "m5.large", 0],
  [cloudInstanceIdlePower, "m5.large", 2 * 0.65],
  [cloudInstanceFullPower, "m5.large", 2 * 4.26],
  [cloudInstanceServerEmbodied, "m5.large", 1610.3792],
  // The source has 1905.9 for this size alone; its series runs on one kind of server.
  [cloudInstanceServerEmbodied, "Standard_D1_v2", 1205.5],
] as const)("$id of $1 is $2", async ([family, name, value]) => {
  expect(await family.find(name)).toMatchObject({ ok: true, value: { factor: { value }, fallbacks: [] } });
});

/** Base, second processor, and memory above the first 16 GB. */
function ruleOf(memoryGigabytes: number): number {
  return 1100 + ((memoryGigabytes - 16) * 533) / 384;
}

test("a server that is not listed follows the rule of the list, and says so", async () => {
  const found = await cloudInstanceServerEmbodied.find("p5.48xlarge");
  const rule = ruleOf(2048) + 8 * 150;
  expect(found).toMatchObject({
    ok: true,
    value: {
      factor: { value: expect.closeTo(rule, 9) },
      fallbacks: [expect.stringContaining("The server of aws:p5.48xlarge is not listed")],
    },
  });
});

test("the rule agrees with the list where the list follows it: base, memory and second processor", () => {
  const plainServers = listed.providers.aws.filter((row) => /^(c5|m5|r5|m5n|r5n|c5n|r4|m4|c4)\./u.test(row));
  expect(plainServers.length).toBeGreaterThan(50);
  for (const row of plainServers) {
    const [, , , , memory, carbon] = row.split("|");
    expect(ruleOf(Number(memory)) / Number(carbon)).toBeCloseTo(1, 3);
  }
});

test("accelerators whose power is not published have no figure, rather than zero", async () => {
  expect(await cloudInstanceAcceleratorFullPower.find("inf2.xlarge")).toMatchObject({
    ok: false,
    error: { kind: "no-factor", message: expect.stringContaining("AWS Inferentia2") },
  });
});

test("a mean that replaces a processor's figure is announced", async () => {
  expect(await cloudInstanceFullPower.find("m7g.large")).toMatchObject({
    ok: true,
    value: { fallbacks: [expect.stringContaining("AWS Graviton3 is not known")] },
  });
});

test("each name is one instance in every spelling, within all clouds", () => {
  const names = cloudInstances().map(({ name }) => foldName(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  expect(twice).toEqual([]);
});

test("no instance is larger than its server, and every one has a memory", () => {
  const odd = cloudInstances().filter(
    ({ vcpus, largestVcpus, memory = Number.NaN, largestMemory = Number.NaN }) =>
      !(vcpus > 0 && vcpus <= largestVcpus && memory > 0 && memory <= largestMemory),
  );
  expect(odd.map(({ key }) => key)).toEqual([]);
});

test("idle power is below that at full load, for each processor and accelerator of each cloud", () => {
  for (const provider of ["aws", "azure", "gcp"] as const) {
    for (const [name, { min, max }] of powerTable(provider).power) expect(min, name).toBeLessThan(max);
  }
});

test("every correction means some instance, and is told with the figures that it changes", async () => {
  const corrected = new Set(cloudInstances().flatMap(({ corrections }) => corrections.map(({ why }) => why)));
  expect(providers.corrections.filter(({ why }) => !corrected.has(why))).toEqual([]);
  expect(await caveatOf(cloudInstanceMemory, "t1.micro")).toContain("which are megabytes");
  expect(await caveatOf(cloudInstanceVcpus, "t1.micro")).not.toContain("megabytes");
});

async function caveatOf(family: FactorFamily, name: string): Promise<string | undefined> {
  const found = await family.find(name);
  return found.ok ? found.value.factor.source.caveat : "";
}

// 8, 1 and half a board of 300 W by the ratio 1.02 of the source; AWS, Microsoft and Google count the devices of a board.
test.for([
  ["p2.16xlarge", 8 * 306],
  ["p2.xlarge", 153],
  ["azure:NC6", 153],
  ["azure:NC24r", 612],
  ["g3.16xlarge", 612],
  ["azure:NV6", 153],
  ["p3.16xlarge", 8 * 306],
] as const)("the accelerators of %s draw %s W at full load", async ([instance, watts]) => {
  const found = await cloudInstanceAcceleratorFullPower.find(instance);
  expect(found.ok && found.value.factor.value).toBe(watts);
});

test.for([
  ["g5", "g5.xlarge", "azure:Standard_G5"],
  ["g3", "g3.4xlarge", "azure:Standard_G3"],
  ["g4", "g4dn.xlarge", "azure:Standard_G4"],
  ["a1", "a1.medium", "azure:Standard_A1"],
  ["f1", undefined, "azure:Standard_F1"],
  ["G5", "g5.xlarge", "azure:Standard_G5"],
  ["a2", "a2-highgpu-1g", "azure:Standard_A2"],
] as const)("%s names a family without a size, and is not another cloud's instance", async ([name, size, whole]) => {
  const found = await cloudInstanceVcpus.find(name);
  const message = found.ok ? `found ${found.value.matched ?? ""}` : found.error.message;
  for (const part of [size, whole]) expect(message).toContain(part ?? "");
  expect(await cloudInstanceVcpus.find(whole ?? "azure:Standard_G5")).toMatchObject({ ok: true });
});

test("no instance is found by a bare name that is another cloud's family", async () => {
  const families = new Set(
    cloudInstances().flatMap(({ provider, name }) => (provider === "azure" ? [] : (name.split(/[.-]/u)[0] ?? []))),
  );
  const found = await Promise.all(
    [...families].map(async (name) => [name, await cloudInstanceVcpus.find(name)] as const),
  );
  expect(found.filter(([, one]) => one.ok).map(([name]) => name)).toEqual([]);
});
