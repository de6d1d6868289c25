import { assume, evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { sciAiConsumer } from "./sci-ai-consumer.ts";
import { sciAiProvider } from "./sci-ai-provider.ts";
import { sciAi } from "./sci-ai.ts";

// Examples of the draft (SPEC.md, section 9; FAQ.md), where operational carbon is given and not the energy.
const consumer = assume(sciAiConsumer, ["operational"]);
const provider = assume(sciAiProvider, ["operational"]);

test.for([
  ["9.1.1, language model: 6.5 t over 50 billion tokens", 5e6, 1.5e6, 50e9, 0.13e-3],
  ["9.2.1, vision model: 3.2 t over 40 million inferences", 3.2e6, 0, 40e6, 0.08],
] as const)("consumer %s", ([, operational, embodied, functionalUnits, expected]) => {
  const { score } = evaluate(consumer, { operational, embodied, calls: [], functionalUnits }, ["score"]);
  expect(score).toBeCloseTo(expected, 12);
});

test("a million tokens of its language model emit 130 g, where 0.13 g is printed", () => {
  const inputs = { operational: 5e6, embodied: 1.5e6, calls: [], functionalUnit: "token", functionalUnits: 50e9 };
  expect(evaluate(consumer, inputs, ["reported"]).reported).toBeCloseTo(130, 9);
});

test.for([
  ["effective operation", 5e22, 4],
  ["training token", 10e12, 20_000],
  ["effective training token", 5e12, 40_000],
  ["billion effective parameters", 25, 8e6],
  ["billion parameters", 50, 4e6],
] as const)("200 t of making, per %s, are reported in a size that people read", ([functionalUnit, count, expected]) => {
  const inputs = { operational: 180e6, embodied: 20e6, functionalUnit, functionalUnits: count };
  expect(evaluate(provider, inputs, ["reported"]).reported).toBeCloseTo(expected, 6);
});

test.for([
  ["9.1.2, language model: 200 t over 5e22 operations", 180e6, 20e6, 5e22, 4e-15],
  ["9.2.2, vision model: 75 t over 2.5 billion parameters, where 3 000 and 30 kg are printed", 75e6, 0, 2.5, 30e6],
  ["questions, GPT-2: 50 t over 1.5 billion parameters", 50e6, 0, 1.5, 33.3e6],
  ["questions, GPT-3: 1200 t over 175 billion parameters", 1200e6, 0, 175, 6.86e6],
  ["questions, GPT-4: 20 000 t over 1000 billion parameters", 20e9, 0, 1000, 20e6],
] as const)("provider %s", ([, operational, embodied, functionalUnits, expected]) => {
  const { score } = evaluate(provider, { operational, embodied, functionalUnits }, ["score"]);
  expect(Math.abs(score / expected - 1)).toBeLessThan(0.002);
});

const use = {
  intensity: 400,
  pue: 1.25,
  inferenceEnergy: 2,
  orchestrationEnergy: 0.5,
  monitoringEnergy: 1,
  clientEnergy: 0.5,
  embodied: 100,
  calls: [{ count: 10, carbon: 5 }, { carbon: 50 }],
  functionalUnits: 100,
};
const making = {
  intensity: 100,
  pue: 1.1,
  inceptionEnergy: 1,
  dataEnergy: 100,
  trainingEnergy: 800,
  evaluationEnergy: 99,
  deploymentEnergy: 50,
  retirementEnergy: 2,
  embodied: 5000,
  functionalUnits: 7,
};

test("every part of operation and monitoring counts for the consumer, and what agents call", () => {
  expect(evaluate(sciAiConsumer, use, ["score"]).score).toBe((4 * 1.25 * 400 + 100 + 50 + 50) / 100);
});

test("retirement counts in both scores where it matters (section 7.5 of the draft)", () => {
  const retired = evaluate(sciAiConsumer, { ...use, retirementEnergy: 3 }, ["energy", "score"]);
  expect(retired.energy).toBe(7 * 1.25);
  expect(retired.score).toBe((7 * 1.25 * 400 + 100 + 50 + 50) / 100);
});

test.for(["second of audio", "character of speech", "other"])(
  "%s is a unit of use, since the draft only suggests",
  (functionalUnit) => {
    expect(evaluate(sciAiConsumer, { ...use, functionalUnit }, ["reported"]).reported).toBe(22);
  },
);

test("the stages of making are apart and add up to the provider's operational carbon", () => {
  const names = ["inception", "development", "deployment", "retirement", "operational", "carbon"] as const;
  const stages = evaluate(sciAiProvider, making, names);
  expect(stages.development).toBeCloseTo(999 * 1.1 * 100, 6);
  const sum = stages.inception + stages.development + stages.deployment + stages.retirement;
  expect(stages.operational).toBeCloseTo(sum, 6);
  expect(stages.carbon).toBeCloseTo(1052 * 1.1 * 100 + 5000, 6);
});

test("the making of the model is in no score of its use, and spread over it only when that is asked for", () => {
  const { makingPerUse } = evaluate(sciAiProvider, { ...making, lifetimeUnits: 1e6 }, ["makingPerUse"]);
  expect(makingPerUse).toBeCloseTo((1052 * 1.1 * 100 + 5000) / 1e6, 9);
});

test("the report of both scores has each as by itself, and no sum", () => {
  const both = evaluate(sciAi, { ...prefixed("consumer", use), ...prefixed("provider", making) }, [
    "consumerScore",
    "providerScore",
  ]);
  expect(both.consumerScore).toBe(evaluate(sciAiConsumer, use, ["score"]).score);
  expect(both.providerScore).toBe(evaluate(sciAiProvider, making, ["score"]).score);
  expect(Object.keys(sciAi.outputs)).not.toContain("gwp");
});

test("a score without its unit is refused", () => {
  const inputs = { operational: 5, embodied: 1, calls: [], functionalUnits: 0 };
  expect(() => evaluate(consumer, inputs, ["score"])).toThrow("divide by zero");
});

/** Inputs of a part of a composed method. */
function prefixed(name: string, inputs: object): object {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [`${name}.${key}`, value]));
}
