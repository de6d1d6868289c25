import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { bloom } from "./bloom.ts";

const training = evaluate(bloom, { gpuTime: 1_082_990, intensity: 57, deploymentEnergy: 914, requests: 230_768 });

// Sections 4.1 to 4.3 and 5, tables 1 and 3, to the last digit that the paper prints.
test.for([
  ["dynamicEnergy", 433_196, 0],
  ["idleEnergy", 256_646, 0],
  ["dynamicCarbon", 24.69, 2],
  ["idleCarbon", 14.6, 1],
  ["gpuCarbon", 3.64, 2],
  ["serverCarbon", 7.57, 2],
  ["embodiedCarbon", 11.2, 1],
  ["carbon", 50.5, 1],
  ["requestEnergy", 3.96, 2],
] as const)("%s is %d, as printed", ([name, printed, decimals]) => {
  // The paper rounds some and cuts others: 7.575 t of servers are its 7.57.
  expect(Math.abs(training[name] - printed)).toBeLessThan(10 ** -decimals);
});

test("49 % is what the GPUs draw, 29 % idle machines, 22 % the making of hardware", () => {
  const parts = [training.dynamicCarbon, training.idleCarbon, training.embodiedCarbon];
  expect(parts.map((part) => Math.round((100 * part) / training.carbon))).toEqual([49, 29, 22]);
});
