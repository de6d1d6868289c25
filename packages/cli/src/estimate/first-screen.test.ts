import { estimateSummary, makeEstimate, outputWords, parseGiven } from "@wattledger/estimate";
import { factorSet, families } from "@wattledger/factors";
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

const carbonFamilies = families.filter(({ unit }) => unit.includes("CO2e")).filter(({ key }) => key.name === "zone");

test.for(
  methods
    .filter(({ inputs }) =>
      Object.values(inputs).some(
        (one) => one.kind === "number" && one.key === undefined && carbonFamilies.some(({ id }) => id === one.from),
      ),
    )
    .map((method) => [method.id, method] as const),
)("%s: without a zone, the world average of electricity is the first that is assumed", async ([, method]) => {
  const example = Object.entries(method.example ?? {})
    .filter(([name]) => name !== "zone")
    .map(([name, value]) => `${name}=${value}`);
  const parsed = parseGiven(method, families, {}, example);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  // Some tools know no figure of the world, and refuse.
  const isWorld =
    estimate.ok &&
    Object.entries(estimate.value.document.inputs).some(([name, one]) => {
      const declared = method.inputs[name];
      return (
        declared?.kind === "number" &&
        carbonFamilies.some(({ id }) => id === declared.from) &&
        one.kind === "number" &&
        one.origin.kind === "factor" &&
        one.origin.matched === undefined
      );
    });
  if (!isWorld) return;
  const screen = await screenOf(method, example);
  expect(screen).toContain("Assumed: No zone was given: the world average of electricity is used (zone=).");
  expect(screen.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
});

function methodOf(id: string): (typeof methods)[number] {
  const method = methods.find((one) => one.id === id);
  if (method === undefined) throw new Error(id);
  return method;
}

test("a stand-in for a name is named", async () => {
  const screen = await screenOf(methodOf("api-inference"), ["model=claude-sonnet-4", "outputTokens=400", "zone=FR"]);
  expect(screen.replaceAll(/\s+/gu, " ")).toContain(
    'Assumed: No model is called exactly "claude-sonnet-4": its snapshot claude-sonnet-4-20250514 is used.',
  );
  expect(screen.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
});

test("without a zone, a stand-in for a name is named all the same", async () => {
  const screen = await screenOf(methodOf("api-inference"), ["model=claude-sonnet-4", "outputTokens=400"]);
  expect(screen.replaceAll(/\s+/gu, " ")).toMatch(
    /\(zone=\)\. No model is called .*: its snapshot claude-sonnet-4-20250514 is used\./u,
  );
  expect(screen.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
});

test.for([
  ["instance-use", ["instance=p4d.24xlarge", "time=720h"], "use and hardware, location-based"],
  ["api-inference", ["model=gpt-4o", "outputTokens=400", "zone=FR"], "location-based"],
] as const)("%s: the remark of carbon says whether hardware is in it", async ([id, given, remark]) => {
  const line = (await screenOf(methodOf(id), given)).split("\n").find((one) => one.startsWith("  Carbon "));
  expect(line?.split(/ {3,}/u).at(-1)).toBe(remark);
});

test.for([
  ["requests=1000000", "1 000 000 requests, gpt-4o, 400 output tokens, France"],
  ["requests=1", "One request, gpt-4o, 400 output tokens, France"],
  ["requests=250", "250 requests, gpt-4o, 400 output tokens, France"],
] as const)("%s: the title counts the requests", async ([requests, title]) => {
  const screen = await screenOf(methodOf("api-inference"), ["model=gpt-4o", "outputTokens=400", requests, "zone=FR"]);
  expect(screen.split("\n")[0]).toBe(title);
});
