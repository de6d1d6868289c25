import { quantitySchema, resolvedInputsSchema } from "@wattledger/core/schemas";
import { makeEstimate, parseGiven } from "@wattledger/estimate";
import type { Estimate, EstimateRequest } from "@wattledger/estimate";
import { fixtureFamilies, kettle } from "@wattledger/estimate/kettle.fixture";
import { expect, test } from "vitest";
import { estimateMarkdown } from "./estimate-markdown.ts";
import { estimateText } from "./estimate-text.ts";

const boiling = ["kettles.blue.power=2±10% kW", "kettles.blue.time=3", "kettles.red.power=1", "kettles.red.time=60 s"];

function attempt(assignments: readonly string[], request: Partial<EstimateRequest> = {}) {
  const parsed = parseGiven(kettle, fixtureFamilies, {}, assignments);
  return makeEstimate(kettle, parsed, fixtureFamilies, "2026-11", { seed: 1, ...request });
}

async function estimateOf(assignments: readonly string[], request: Partial<EstimateRequest> = {}): Promise<Estimate> {
  const estimate = await attempt(assignments, request);
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join("\n"));
  return estimate.value;
}

async function failuresOf(assignments: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const estimate = await attempt(assignments);
  return estimate.ok ? [] : estimate.error.map(({ name, message }) => [name, message] as const);
}

test("the page for a terminal", async () => {
  const estimate = await estimateOf(boiling, { sensitivity: true });
  await expect(estimateText(estimate, 80)).toMatchFileSnapshot("./estimate.golden.txt");
});

test("the tree takes the place of the tables of inputs, and its intervals are told from simulated ones", async () => {
  const page = estimateText(await estimateOf([...boiling, "zone=FR"], { explain: true, draws: 1000 }), 80);
  expect(page).toContain("How carbon comes about (intervals as without --monte-carlo)\ncarbon = ");
  expect(page).toContain("by Monte Carlo simulation with 1000 draws from seed 1");
  expect(page).not.toMatch(/^(Given|Not given)/mu);
});

test("a default that replaces an unknown is printed in words, and a given value as a number", async () => {
  const words = /patience( =)? +no limit/u;
  const explained = { explain: true } as const;
  const page = estimateText(await estimateOf([...boiling, "zone=FR"]), 80);
  const tree = estimateText(await estimateOf([...boiling, "zone=FR"], explained), 80);
  expect([page, tree]).toEqual([expect.stringMatching(words), expect.stringMatching(words)]);
  expect(tree).toContain("min(3 min, no limit)");
  const impatient = [...boiling, "zone=FR", "patience=1"];
  expect(estimateText(await estimateOf(impatient), 80)).toMatch(/patience +1 h/u);
  expect(estimateText(await estimateOf(impatient, explained), 80)).not.toContain("no limit");
});

test("the page in Markdown", async () => {
  const estimate = await estimateOf(boiling, { sensitivity: "energy" });
  await expect(estimateMarkdown(estimate)).toMatchFileSnapshot("./estimate.golden.md");
});

test("the Markdown holds the explanation too", async () => {
  const page = estimateMarkdown(await estimateOf(boiling, { explain: "energy" }));
  expect(page).toMatch(/## Explanation\n\n\*\*energy\*\* by `kettle` 2/u);
});

test.for([{}, { sensitivity: true, draws: 100 }] as const)("no line is wider than the page: %j", async (request) => {
  for (const width of [80, 100]) {
    const lines = estimateText(await estimateOf(boiling, request), width).split("\n");
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  }
});

test("outputs are what the formulas say", async () => {
  const { document } = await estimateOf([...boiling, "zone=FR", "loss=0"]);
  const kilowattHours = (2 * 3 + 1 * 1) / 60;
  expect(document.outputs["energy"]?.nominal).toBeCloseTo(kilowattHours, 12);
  expect(document.outputs["gwp"]?.nominal).toBeCloseTo(kilowattHours * 44, 10);
});

test("the document holds quantities and inputs that their schemas take", async () => {
  const { document } = await estimateOf(boiling);
  expect(document.schema).toBe("wattledger/estimate/1");
  for (const quantity of Object.values(document.outputs)) expect(quantitySchema.safeParse(quantity).success).toBe(true);
  expect(resolvedInputsSchema.safeParse(JSON.parse(JSON.stringify(document.inputs))).success).toBe(true);
});

test("the same seed gives the same intervals, and another seed others", async () => {
  const [one, again, other] = await Promise.all([1, 1, 2].map((seed) => estimateOf(boiling, { draws: 500, seed })));
  expect(again?.document.outputs).toEqual(one?.document.outputs);
  expect(other?.document.outputs).not.toEqual(one?.document.outputs);
});

test("an equation taken as given makes what it needed superfluous, and says so", async () => {
  const { document } = await estimateOf([...boiling, "energy=0.5 kWh", "zone=FR", "loss=0.2"]);
  expect(document.outputs).toMatchObject({ gwp: { nominal: 22 } });
  expect(Object.keys(document.outputs)).toEqual(["gwp"]);
  expect(Object.keys(document.inputs)).toEqual(["intensity", "energy"]);
  expect(document.assumed).toEqual({ energy: 'heat ÷ (1 − loss) × if(lid = "open", 1.2, 1)' });
  expect(document.notes).toEqual([
    'energy was given, instead of its equation: heat ÷ (1 − loss) × if(lid = "open", 1.2, 1).',
    "loss is not used: no requested output depends on it.",
    "kettles is not used: no requested output depends on it.",
    "Taken as exact, as no interval was given or is known: energy.",
  ]);
});

test("a key whose inputs were all given is not used, and that is said", async () => {
  const { document } = await estimateOf([...boiling, "zone=FR", "intensity=10"]);
  expect(document.notes).toContain("zone is not used: the value that it would choose was given.");
});

test("a fall-back is a note", async () => {
  const { document } = await estimateOf(boiling);
  expect(document.notes).toContain(
    "intensity: No zone was given: the world average is used, and countries differ a lot from it.",
  );
});

test("all that is wrong is said at once, each name once", async () => {
  expect(await failuresOf(["kettles.blue.power=2 kg", "zone=Atlantis", "loss=3", "lid=shut", "cup=1"])).toEqual([
    ["kettles.blue.power", expect.stringContaining('"2 kg" is mass')],
    ["loss", expect.stringContaining("write 0.03 or 3%")],
    ["lid", expect.stringContaining("open, closed")],
    ["cup", expect.stringContaining("no input `cup`")],
    ["kettles.blue.time", expect.stringContaining("`kettles.blue.time`: Input `time` is missing")],
    ["zone", expect.stringContaining("Atlantis")],
  ]);
});

test("a number outside the bounds of its input is refused by name", async () => {
  expect(await failuresOf([...boiling, "intensity=-5"])).toEqual([
    ["intensity", expect.stringContaining("at least 0")],
  ]);
});

test("a list that nobody gave is missing", async () => {
  expect(await failuresOf([])).toEqual([["kettles", expect.stringContaining("kettles.LABEL.power=NUMBER")]]);
});

test.for([
  [["energy=1 kWh"], { explain: "energy" }, "`energy` was given, so it has no steps to explain."],
  [["energy=1 kWh", "carbon=1 gCO2e"], {}, "so nothing is left to compute"],
  [boiling, { explain: "gpw" }, "kettle has no output `gpw`. Did you mean `gwp`? Outputs: energy, gwp."],
] as const)("%j with %j cannot be done, for the reason said", async ([assignments, request, message]) => {
  await expect(attempt(assignments, request)).rejects.toThrow(message);
});

test("without uncertain inputs the page says that nothing is uncertain", async () => {
  const exact = ["kettles.blue.power=2", "kettles.blue.time=3", "intensity=100"];
  expect(estimateText(await estimateOf(exact, { sensitivity: true }), 80)).toContain(
    "Nothing: no input that it rests on has an interval.",
  );
});
