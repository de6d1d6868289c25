import { assume, evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { llmcarbon } from "./llmcarbon.ts";

const moe = (base: number): { readonly architecture: string; readonly baseParametersBillions: number } => ({
  architecture: "MoE",
  baseParametersBillions: base,
});

// The validation of the paper (table 4) on its own inputs. Published tonnes, and the errors that its code prints, to
// two decimals of a per cent; the paper prints −2.2, +0.3, +3.8, +8.2 and −3.5 %.
test.for([
  {
    run: "T5",
    published: 46.7,
    error: -2.06,
    given: { parametersBillions: 11, tokensBillions: 600, devices: 512, peak: 123, efficiency: 0.37 },
    place: { systemPower: 310, pue: 1.12, intensity: 0.545 },
  },
  {
    run: "GPT-3",
    published: 552.1,
    error: 0.23,
    given: { parametersBillions: 175, tokensBillions: 300, devices: 10_000, peak: 125, efficiency: 0.197 },
    place: { systemPower: 330, pue: 1.1, intensity: 0.429 },
  },
  {
    run: "GShard",
    published: 4.3,
    error: 3.26,
    given: {
      ...moe(2.3),
      parametersBillions: 619,
      tokensBillions: 1000,
      devices: 1000,
      peak: 123,
      efficiency: 0.39,
    },
    place: { systemPower: 288, pue: 1.09, intensity: 0.177 },
  },
  {
    run: "Switch",
    published: 59.1,
    error: 7.92,
    given: {
      ...moe(7.41),
      parametersBillions: 1500,
      tokensBillions: 2000,
      devices: 1000,
      peak: 123,
      efficiency: 0.28,
    },
    place: { systemPower: 245, pue: 1.1, intensity: 0.33 },
  },
  {
    run: "XLM",
    published: 39,
    error: -3.54,
    given: { parametersBillions: 0.55, tokensBillions: 7000, devices: 512, peak: 125, efficiency: 0.212 },
    place: { systemPower: 342, pue: 1.1, intensity: 0.413 },
  },
])("$run comes out $error % off the published carbon, as in the original's validation", (one) => {
  const { carbon } = evaluate(llmcarbon, { ...one.given, ...one.place }, ["carbon"]);
  expect(100 * (carbon / one.published - 1)).toBeCloseTo(one.error, 2);
});

test("the making of the hardware of XLM's training comes out 1.81 % below the published 0.66 t", () => {
  const perServer = [
    { amount: 1.47, making: 1, count: 64 },
    { amount: 256, making: 0.4, count: 64 },
    { amount: 32_768, making: 0.018, count: 64 },
    { amount: 111.6, making: 1.2, count: 64 },
  ];
  const chips = [...perServer, { amount: 8.15, making: 1.2, count: 512 }];
  const knownTime = assume(llmcarbon, ["trainingTime"]);
  const { embodiedCarbon } = evaluate(knownTime, { trainingTime: 20.4, chips }, ["embodiedCarbon"]);
  expect(100 * (embodiedCarbon / 0.66 - 1)).toBeCloseTo(-1.81, 2);
});

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
