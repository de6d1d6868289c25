import { factorSet, families } from "@wattledger/factors";
import { estimateSummary, makeEstimate, outputWords, parseGiven } from "@wattledger/estimate";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { firstScreen } from "./first-screen.ts";

const width = 80;

async function screenOf(method: (typeof methods)[number], assignments: readonly string[]): Promise<string> {
  const parsed = parseGiven(method, families, {}, assignments);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join("\n"));
  return firstScreen(
    { ...estimateSummary(estimate.value, parsed, families), warnings: [] },
    estimate.value.document.method,
    width,
  );
}

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: the answer of its example has at most 12 lines of 80 columns, and words for names",
  async ([, method]) => {
    const screen = await screenOf(
      method,
      Object.entries(method.example ?? {}).map(([name, value]) => `${name}=${value}`),
    );
    const lines = screen.trimEnd().split("\n");
    expect(lines.length, screen).toBeLessThanOrEqual(12);
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    // Names of outputs are words, and no unit is in a name: the value says its own.
    expect(screen.split("\n\n").slice(0, 2).join("\n")).not.toMatch(/gwp|\wEnergyJoules/u);
  },
);

test("outputs are named by the words that people use", () => {
  expect(["gwp", "energy", "training-gwp", "gpuEnergyJoules", "adpe", "break-even-requests"].map(outputWords)).toEqual([
    { name: "Carbon", remark: "location-based" },
    { name: "Energy" },
    { name: "Carbon, training" },
    { name: "Accelerators", remark: "their energy alone" },
    { name: "Minerals and metals" },
    { name: "Break even requests" },
  ]);
});

// The counts of docs/evaluation.md.
test.for([
  ["api-inference", "The 90 % interval of energy held 90 % of 364 measured figures."],
  ["training-estimate", "The 90 % interval of energy held 10 of 10 measured figures."],
  ["measured", "The 90 % interval of energy held 91 % of 86 measured figures."],
] as const)("%s says how often its interval held", async ([id, sentence]) => {
  const method = methods.find((one) => one.id === id);
  if (method === undefined) throw new Error(id);
  const example = Object.entries(method.example ?? {}).map(([name, value]) => `${name}=${value}`);
  expect(await screenOf(method, example)).toContain(sentence);
});

test("a method whose intervals were not checked says nothing of it", async () => {
  const method = methods.find(({ id }) => id === "green-algorithms");
  if (method === undefined) throw new Error("green-algorithms");
  const example = Object.entries(method.example ?? {}).map(([name, value]) => `${name}=${value}`);
  expect(await screenOf(method, example)).not.toContain("measured figures");
});
