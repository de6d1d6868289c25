import { defined, evaluate, resolve } from "@wattledger/core";
import type { Given, Graph } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { boaviztaCloudInstance, boaviztaGpu, boaviztaServer } from "@wattledger/methods";
import { expect, test } from "vitest";

// Release 2.5 as users run it: with what the methods and the families hold. Expected: fresh runs of the package boaviztapi 2.5.0.

async function valueOf(graph: Graph, given: Given, equation: string): Promise<number> {
  const resolved = await resolve(graph, given, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join("\n"));
  const numbers = Object.entries(resolved.value).flatMap(([name, one]) =>
    one.kind === "list" ? [] : [[name, one.value] as const],
  );
  return evaluate(graph, Object.fromEntries(numbers), [equation])[equation] ?? Number.NaN;
}

const server = { processors: 2, "cpu.tdp": 150, "cpu.load": 50, memoryModules: 12, moduleCapacity: 32, drives: 2 };

test("a server's power is that of its processors, its modules at their load, and its drives outside the ratio", () => {
  const power = evaluate(boaviztaServer, server, ["cpu.power", "memoryPower", "drivesPower", "power"]);
  expect(power["cpu.power"]).toBeCloseTo(224.46, 1);
  expect(power.memoryPower).toBeCloseTo(48.552, 9);
  expect(power.drivesPower).toBe(16);
  expect(power.power / 379.105_96).toBeCloseTo(1, 4);
});

test("memory follows the several loads of the processor", () => {
  const loads = [
    { share: 25, load: 100 },
    { share: 75, load: 20 },
  ];
  const several = evaluate(boaviztaServer, { ...server, "cpu.loads": loads }, ["memoryPower"]).memoryPower;
  const mean = evaluate(boaviztaServer, { ...server, "cpu.load": 40 }, ["memoryPower"]).memoryPower;
  expect(several).toBeCloseTo(mean, 9);
});

test.for([
  ["NVIDIA L4", 123.517_424_716_053_54],
  ["H200 SXM 141GB", 1067],
  ["B200 180GB", 1415],
  ["MI300X 192GB", 1497],
  ["T4", 130.7],
  [undefined, 575.087_546_295_054_6],
] as const)("a card named %s is %d kgCO2e", async ([accelerator, expected]) => {
  const given = { meanPower: 100, ...defined({ accelerator }) };
  const making = await valueOf(boaviztaGpu, given, "making.gwp");
  expect(making / expected).toBeCloseTo(1, 3);
});

test("a card that nobody lists is refused with the nearest names", async () => {
  const found = await resolve(boaviztaGpu, { accelerator: "L40", meanPower: 100 }, families);
  expect(found).toMatchObject({ ok: false });
  expect(!found.ok && found.error[0]?.message).toMatch(/unknown card "L40".*L4/su);
});

test("an instance pays for its GPUs, and for a part of one", async () => {
  const instance = { instance: "aws:g6.xlarge", accelerator: "NVIDIA L4", zone: "FR" };
  expect(await valueOf(boaviztaCloudInstance, instance, "gpuMaking.gwp")).toBeCloseTo(123.517_424_716, 6);
  expect(await valueOf(boaviztaCloudInstance, { ...instance, gpuUnits: 0.25 }, "gpuMaking.gwp")).toBeCloseTo(
    123.517_424_716 / 4,
    6,
  );
  expect(await valueOf(boaviztaCloudInstance, { instance: "aws:m5.xlarge", zone: "FR" }, "gpuMaking.gwp")).toBe(0);
});
