import { recordedHost } from "@wattledger/sensors";
import { expect, test } from "vitest";
import type { MachineFacts } from "../record/machine-facts.ts";
import { modelsForMachine } from "./machine-models.ts";
import { readMachineFacts } from "./machine.ts";

const server: MachineFacts = {
  platform: "linux",
  architecture: "x64",
  processorModel: "AMD EPYC 7763 64-Core Processor",
  processorPackages: 2,
  logicalProcessors: 256,
  memoryBytes: 1.1e12,
  memoryModules: { registered: 16, others: 0 },
  drives: { solidState: 2, rotating: 0 },
  virtualised: false,
  chassis: "server",
};

/** Idle power of each model by its id. */
async function idleWatts(machine: Partial<MachineFacts>): Promise<Readonly<Record<string, number>>> {
  const models = await modelsForMachine({ ...server, ...machine });
  return Object.fromEntries(models.map(({ channel, idleWatts: watts }) => [channel.id, Number(watts.toFixed(2))]));
}

test("a server with known processors, modules and drives is modelled from them", async () => {
  expect(await idleWatts({})).toEqual({ "cpu-model": 65.52, "dram-model": 80, "storage-model": 12 });
});

test("if not all modules are registered, memory is modelled by its size", async () => {
  const byGigabyte = { "dram-model": 220 };
  expect(await idleWatts({ memoryModules: { registered: 15, others: 1 } })).toMatchObject(byGigabyte);
  const { memoryModules: _, ...unknown } = server;
  const models = await modelsForMachine(unknown);
  expect(models.find(({ channel }) => channel.id === "dram-model")?.idleWatts).toBeCloseTo(220, 9);
});

test.for([
  ["a virtual machine", { virtualised: true }],
  ["a laptop", { chassis: "laptop" }],
  ["a machine of an unknown kind", { chassis: "unknown" }],
  ["a machine without drives of its own", { drives: { solidState: 0, rotating: 0 } }],
] as const)("%s has no model of its drives", async ([, machine]) => {
  expect(await idleWatts(machine)).not.toHaveProperty("storage-model");
});

test("a virtual machine's modules are invented by its hypervisor, and not used", async () => {
  expect(await idleWatts({ virtualised: true })).toMatchObject({ "dram-model": 220 });
});

async function uncertaintyOf(processorModel: string): Promise<number> {
  const [cpu] = await modelsForMachine({ ...server, processorModel });
  return cpu?.channel.relativeUncertainty.value ?? 0;
}

test("a processor with a known name has the curve's own uncertainty, another one a larger", async () => {
  expect(await uncertaintyOf("AMD EPYC 7763 64-Core Processor")).toBe(0.51);
  expect(await uncertaintyOf("A processor of nobody")).toBeGreaterThan(0.6);
});

test("modules and drives are read with the rest of the machine", () => {
  const files = {
    "/sys/block/sda/size": "1000\n",
    "/sys/block/sda/queue/rotational": "1\n",
    "/sys/block/sda/device/model": "a drive\n",
    "/sys/devices/system/edac/mc/mc0/dimm0/size": "16384\n",
    "/sys/devices/system/edac/mc/mc0/dimm0/dimm_mem_type": "Registered-DDR4\n",
  };
  expect(readMachineFacts(recordedHost({ files }))).toMatchObject({
    memoryModules: { registered: 1, others: 0 },
    drives: { solidState: 0, rotating: 1 },
  });
});
