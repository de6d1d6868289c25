import { assume, evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { sciAi } from "./sci-ai.ts";

const given = assume(sciAi, ["consumerOperational", "providerOperational"]);

test("the consumer of the draft's language model scores 130 kg per billion tokens", () => {
  const inputs = { consumerOperational: 5e6, consumerEmbodied: 1.5e6, calls: [], consumerUnits: 50e9 };
  const { consumerScore } = evaluate(given, inputs, ["consumerScore"]);
  expect(consumerScore * 1e6).toBeCloseTo(130, 9);
});

test("its provider scores 4 g per 10^15 operations", () => {
  const inputs = { providerOperational: 180e6, providerEmbodied: 20e6, providerUnits: 5e22 };
  expect(evaluate(given, inputs, ["providerScore"]).providerScore * 1e15).toBeCloseTo(4, 9);
});

test("the provider of its vision model scores 30 000 kg per billion parameters, where 3 000 and 30 are printed", () => {
  const inputs = { providerOperational: 75e6, providerEmbodied: 0, providerUnits: 2.5 };
  expect(evaluate(given, inputs, ["providerScore"]).providerScore / 1000).toBe(30_000);
});

test("what agents call counts, and the making of the model does not unless it is asked for", () => {
  const consumer = {
    intensity: 400,
    pue: 1.25,
    inferenceEnergy: 2,
    supportEnergy: 2,
    consumerEmbodied: 100,
    calls: [{ count: 10, carbon: 5 }, { carbon: 50 }],
    consumerUnits: 100,
  };
  const provider = { trainingEnergy: 1000, providerEmbodied: 0, lifetimeUnits: 1e6 };
  const { consumerScore } = evaluate(sciAi, consumer, ["consumerScore"]);
  expect(consumerScore).toBe((4 * 1.25 * 400 + 100 + 50 + 50) / 100);
  expect(evaluate(sciAi, { ...consumer, ...provider }, ["makingPerUse"]).makingPerUse).toBe(0.5);
});

test("a score without its unit is refused", () => {
  const inputs = { consumerOperational: 5, consumerEmbodied: 1, calls: [], consumerUnits: 0 };
  expect(() => evaluate(given, inputs, ["consumerScore"])).toThrow("divide by zero");
});
