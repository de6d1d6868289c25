import { evaluate, evaluateAtEnds } from "@wattledger/core";
import { expect, test } from "vitest";
import { daunerSocher } from "./dauner-socher.ts";
import { ecologits09 as ecologits } from "./ecologits/ecologits-0-9.ts";
import { googleFullStack } from "./google-full-stack.ts";
import { gpuTimesTwo } from "./gpu-times-two.ts";
import { jegham } from "./jegham.ts";
import { mlenergyLookup } from "./mlenergy-lookup.ts";
import { samsi } from "./samsi.ts";

// Figures that the papers print, compared with the results of their methods. Each tolerance is the rounding of the print.

const gpt4o = {
  totalParameters: 440,
  activeParameters: { low: 44, high: 132 },
  outputTokens: 250,
  pue: 1.2,
  wue: 0.569,
  "mix.water": 3.1321,
};

test("EcoLogits: 250 tokens of GPT-4o are 0.53 to 0.96 Wh by 0.9, 0.40 to 0.64 by the speeds of March 2026", () => {
  const { low, high } = evaluateAtEnds(ecologits, gpt4o, ["energy"]);
  expect([1000 * low.energy, 1000 * high.energy].map((value) => value.toFixed(2))).toEqual(["0.53", "0.96"]);
  const fast = evaluateAtEnds(ecologits, { ...gpt4o, throughput: 37.8, firstTokenTime: 0.52 }, ["energy"]);
  expect([1000 * fast.low.energy, 1000 * fast.high.energy].map((value) => value.toFixed(2))).toEqual(["0.40", "0.64"]);
});

test("EcoLogits: water counts PUE once unless the code up to 0.9.3 is asked for", () => {
  const once = evaluateAtEnds(ecologits, gpt4o, ["water", "itEnergy"]).low;
  expect(once.water / (once.itEnergy * (0.569 + 1.2 * 3.1321))).toBeCloseTo(1, 12);
  const twice = evaluateAtEnds(ecologits, { ...gpt4o, waterOf: "facility-energy" }, ["water"]).low;
  expect(twice.water / once.water).toBeCloseTo(1.2, 12);
});

test.for([
  [33.3, 1],
  [33.4, 2],
  [117, 4],
  [671, 32],
  [2000, 64],
] as const)("EcoLogits: a model of %d B gets %d accelerators", ([totalParameters, gpus]) => {
  expect(evaluate(ecologits, { totalParameters }, ["gpus"]).gpus).toBe(gpus);
});

test("EcoLogits: a model that fills the memory exactly needs no second accelerator", () => {
  expect(evaluate(ecologits, { totalParameters: 40, gpuMemory: 96 }, ["gpus"]).gpus).toBe(1);
});

test("Jegham et al.: the large class has 5.5 to 7.5 % of its node's accelerators, near 0.42 Wh for a short answer", () => {
  const query = { outputTokens: 300, throughput: 150, firstTokenTime: 0.5, pue: 1.12 };
  const at = { ...query, gpuUtilisation: { low: 0.44, high: 0.6 } };
  const { low, high } = evaluateAtEnds(jegham, at, ["gpuShare", "energy"]);
  expect([low.gpuShare, high.gpuShare]).toEqual([0.055, 0.075]);
  expect(low.energy).toBeGreaterThan(0.00042);
  expect(high.energy).toBeLessThan(0.00056);
});

test("Jegham et al.: the batch divides the accelerators' share once, not twice as a re-implementation has it", () => {
  const query = { outputTokens: 300, throughput: 150, firstTokenTime: 0.5, pue: 1, otherPower: 0, gpuUtilisation: 0.6 };
  const alone = evaluate(jegham, { ...query, batch: 1 }, ["energy"]).energy;
  expect(alone / evaluate(jegham, { ...query, batch: 8 }, ["energy"]).energy).toBeCloseTo(8, 12);
});

test("MIT Technology Review: 57 J of GPUs are 114 J, 1141 J are 2282 J", () => {
  expect([57, 1141].map((gpuEnergy) => evaluate(gpuTimesTwo, { gpuEnergy }, ["energy"]).energy)).toEqual([114, 2282]);
});

test("Google: 0.14 Wh of accelerators are 0.24 Wh, 0.03 g by contract, 0.26 mL; 0.09 g at 384 g/kWh", () => {
  const median = evaluate(googleFullStack, { accelerator: 0.14, intensity: 384, marketIntensity: 94 });
  expect(median.energy).toBeCloseTo(0.24, 12);
  expect((median.marketCarbon + median.otherCarbon).toFixed(2)).toBe("0.03");
  expect(1000 * median.water).toBeCloseTo(0.253, 12);
  expect(median.carbon.toFixed(2)).toBe("0.09");
  expect(median.ratioToNarrow).toBeCloseTo(2.4, 12);
});

test.for([
  ["Qwen 7B", 27.7, 0.0577],
  ["DeepSeek-R1 70B", 2042.4, 4.255],
] as const)("Dauner & Socher: %s, %d g per 1000 questions are %d Wh a question", ([, grams, wattHours]) => {
  const result = evaluate(daunerSocher, { energy: grams / 480 });
  expect(result.carbonPerThousand).toBeCloseTo(grams, 9);
  expect(Math.abs(result.energyPerQuestion / wattHours - 1)).toBeLessThan(1e-3);
});

test("Dauner & Socher: a model that is right half of the time pays twice for a right answer", () => {
  const result = evaluate(daunerSocher, { energy: 2, accuracy: 0.5 });
  expect(result.energyPerRightAnswer / result.energyPerQuestion).toBe(2);
  expect(result.carbonPerRightAnswer).toBe(1.92);
});

test("Samsi et al.: LLaMA 65B on 8 shards at 300 W for all has 3 to 4 J per token at 75 to 100 tokens a second", () => {
  const run = { gpus: 8, gpuPower: 37.5, duration: 10, intensity: 0 };
  expect(evaluate(samsi, { ...run, tokens: 1000 }).energyPerToken).toBe(3);
  expect(evaluate(samsi, { ...run, tokens: 750 }).energyPerToken).toBe(4);
});

test("Samsi et al.: a cap of 175 W saves 23 % of the energy for 6.7 % more time", () => {
  const result = evaluate(samsi, { gpuPower: 250, duration: 100, tokens: 1, intensity: 0 });
  expect(result.cappedEnergy / result.energy).toBeCloseTo(0.77, 12);
  expect(result.cappedDuration).toBeCloseTo(106.7, 12);
});

test("ML.ENERGY: 0.455 J per token over 388.7 tokens are the 176.8 J that it prints for a request", () => {
  const result = evaluate(mlenergyLookup, { energyPerToken: 0.454798, outputTokens: 388.678 }, ["energy"]);
  expect(result.energy).toBeCloseTo(176.77, 2);
});
