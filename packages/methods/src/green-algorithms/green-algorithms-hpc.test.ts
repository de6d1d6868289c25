import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { greenAlgorithmsHpc } from "./green-algorithms-hpc.ts";

const place = { pue: 1, intensity: 1000, memoryPower: 1 };
const job = { wallTime: 1, coreTime: 1, corePower: 1000 };
const sparing = { ...job, memoryRequested: 4, memoryLogged: "yes", memoryUsed: 5 };
const wasteful = { ...job, memoryRequested: 12, memoryLogged: "yes", memoryUsed: 1, outcome: "failed" };

test("a job that used more memory than it asked for takes nothing off the waste of others, unless asked", () => {
  // One gram a gigabyte: 6 of 12 were enough for one job, and the other would have needed 6 instead of 4.
  expect(wasteOf("no")).toBeCloseTo(6, 12);
  expect(wasteOf("yes")).toBeCloseTo(4, 12);
});

test("what failed is counted whole: processors, memory, facility", () => {
  const { failedCarbon } = evaluate(greenAlgorithmsHpc, { jobs: [sparing, wasteful], ...place }, ["failedCarbon"]);
  expect(failedCarbon).toBeCloseTo(1000 + 12, 12);
});

test("without jobs, energy and over-allocation are 0", () => {
  const { energy, overallocation } = evaluate(greenAlgorithmsHpc, { jobs: [], ...place }, ["energy", "overallocation"]);
  expect([energy, overallocation]).toEqual([0, 0]);
});

test.for([
  ["memoryAlone", { ...sparing, coreTime: 0 }],
  ["gpusLeftOut", { ...sparing, gpus: 2 }],
  ["gpusMissing", { ...sparing, partition: "gpu" }],
] as const)("%s is noted", ([caution, one]) => {
  const names = ["memoryAlone", "gpusLeftOut", "gpusMissing"] as const;
  const noted = evaluate(greenAlgorithmsHpc, { jobs: [one], ...place }, names);
  expect(names.filter((name) => noted[name] !== 0)).toEqual([caution]);
  expect(Object.keys(greenAlgorithmsHpc.cautions ?? {})).toEqual([...names]);
  const complete = evaluate(
    greenAlgorithmsHpc,
    { jobs: [sparing, { ...sparing, partition: "gpu", gpus: 1 }], ...place },
    names,
  );
  expect(names.filter((name) => complete[name] !== 0)).toEqual([]);
});

function wasteOf(negativeWaste: string): number {
  const inputs = { jobs: [sparing, wasteful], ...place, negativeWaste };
  return evaluate(greenAlgorithmsHpc, inputs, ["memoryWasteCarbon"]).memoryWasteCarbon;
}
