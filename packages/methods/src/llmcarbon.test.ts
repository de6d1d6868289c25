import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { llmcarbon } from "./llmcarbon.ts";

// The validation of the paper is in data/published-results.json.

test("a mixture of experts without its base counts all parameters, an upper bound", () => {
  const { active } = evaluate(llmcarbon, { architecture: "MoE", parametersBillions: 619 }, ["active"]);
  expect(active).toBe(619);
});

// By hand from model.py: 0.5 billion parameters fit one GPU; the fit gives 801 of 80 GB.
test.for([
  [80, 801],
  // 2.5 × 801 is 2002.5, and halves go to the even number.
  [32, 2002],
  [40, 4004],
] as const)("half a billion parameters on cards of %d GB are planned on %d", ([gpuMemory, devices]) => {
  const { plannedDevices } = evaluate(llmcarbon, { parametersBillions: 0.5, gpuMemory }, ["plannedDevices"]);
  expect(plannedDevices).toBe(devices);
});
