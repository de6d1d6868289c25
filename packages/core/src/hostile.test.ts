import { expect, test } from "vitest";
import { exampleInputs, exampleMethod, gridFactor } from "../test/example.ts";
import * as core from "./index.ts";
import * as schemas from "./schemas.ts";

// JavaScript callers, and JSON that nobody checked, reach every function. For any argument the answer is a result or a
// WattledgerError that says what was wrong: never a TypeError or RangeError from within.

const hostile: readonly (readonly [name: string, value: unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Infinity],
  ["-1", -1],
  ["1e400", Number.MAX_VALUE],
  ["true", true],
  ["a bigint", 10n],
  ["a symbol", Symbol("x")],
  ["a function", () => 1],
  ["empty text", ""],
  ["text", "nonsense"],
  ["a long text", "(".repeat(100_000)],
  ["{}", {}],
  ["{ kind: 'nonsense' }", { kind: "nonsense" }],
  ["{ length: 3 }", { length: 3 }],
  ["[]", []],
  ["[null]", [null]],
  ["a list of holes", Array.from({ length: 3 })],
  ["[{}]", [{}]],
  ["a date", new Date(0)],
  ["no prototype", Object.create(null)],
];

const family: core.FactorFamily = {
  id: "grid",
  title: "Grid",
  unit: "kgCO2e/kWh",
  key: { name: "zone", help: "a country", examples: ["FR"] },
  find: async () => core.ok({ factor: gridFactor, fallbacks: [] }),
  heldKeys: async () => ["FR"],
};
const declaredNumber = core.input("W", "Power", { min: 0 });
const resolvedNumber = exampleInputs["runtime"];
const quantity = core.exactly(1, "W");
const evaluated = { graph: exampleMethod, inputs: exampleInputs };
const explanation = core.explain(exampleMethod, exampleInputs, "energy");
const expression = core.parseFormula("a + b × 2");
const options = { draws: 10, samples: 4, seed: 1 };
const given = { runtime: 1, parts: [{ label: "a", fields: { power: 5 } }], zone: "FR" };

/** Every exported function with arguments that it takes. */
const calls: Readonly<Record<string, readonly unknown[]>> = {
  activityReader: [exampleMethod, [family]],
  assume: [exampleMethod, ["energy"]],
  causesOfChange: [evaluated, evaluated, "energy"],
  choice: [["a", "b"], "Which"],
  compareCase: [{ a: 1 }, { a: 1 }, { rel: 1e-9 }],
  compile: [exampleMethod, ["energy"]],
  convert: [1, "Wh", "J"],
  defined: [{ a: 1 }],
  describeDimension: [{ energy: 1 }],
  divideChange: [[{ before: [1, 2], after: [2, 1] }]],
  doubts: [exampleMethod, given, [family]],
  equation: ["W", "a + b", "Help"],
  equationPerCategory: [{ gwp: "gCO2e" }, "a × b", "Help"],
  evaluate: [exampleMethod, core.valuesOf(exampleInputs), ["energy"]],
  evaluateAtEnds: [exampleMethod, core.valuesOf(exampleInputs), ["energy"]],
  exactly: [1, "W"],
  explain: [exampleMethod, exampleInputs, "energy"],
  explanationMarkdown: [explanation],
  explanationText: [explanation, 80],
  explanationTree: [explanation, 80],
  fail: ["reason"],
  filledKey: ["{zone}", given],
  formatExpression: [expression],
  formatNumber: [1, 3],
  formatQuantity: [quantity, 3],
  formatReadable: [1, "W", 3],
  formatValue: [1, "W", 3],
  fromFactor: [{ factor: gridFactor, fallbacks: [] }, "gCO2e/kWh"],
  given: [{ zone: "FR" }],
  givenFor: [exampleMethod, { kind: "compute-run", durationSeconds: 1 }, [family]],
  givenNumber: ["power", declaredNumber, 5],
  graphOf: [{ inputs: {}, equations: {} }],
  hintFor: ["kwh"],
  indexOf: ["site", core.choice(["a"], "Which"), "a"],
  input: ["W", "Power", {}],
  inputPerCategory: [{ gwp: "gCO2e" }, "Help"],
  inputQuantity: [resolvedNumber, {}, 0.9],
  inputSchema: [exampleMethod, "Title"],
  intervalDigits: [1, 2],
  intervalOf: [1, 0.1, 0.9],
  isCredible: [declaredNumber, 5],
  isWattledgerError: [new Error("x")],
  keysOf: [exampleMethod, new Map([["grid", family]])],
  knownPart: [exampleMethod, exampleInputs],
  list: ["Rows", { inputs: {}, equations: {} }, {}],
  method: [exampleMethod],
  methodPage: [exampleMethod, {}],
  monteCarlo: [exampleMethod, exampleInputs, ["energy"], options],
  namesIn: [expression],
  namesToGive: [exampleMethod, [family]],
  nearest: ["a", ["b"]],
  normalProbability: [1],
  normalQuantile: [0.5],
  ok: [1],
  originLines: [{ kind: "given" }],
  parseFormula: ["a + b"],
  parseUnit: ["W"],
  partOf: [exampleMethod, ["energy"]],
  prepare: [core.graphOf({ inputs: { a: declaredNumber }, equations: { b: core.equation("W", "a") } }), ["b"]],
  preparedInput: ["runtime", declaredNumber, resolvedNumber],
  printable: ["a"],
  propagate: [exampleMethod, exampleInputs, ["energy"], 0.9],
  quantify: [exampleMethod, exampleInputs, ["energy"], 0.9],
  quoted: ["a"],
  readableUnit: [1, "W"],
  relativeSpread: [1, 0.5, "mean"],
  resolve: [exampleMethod, given, [family], {}],
  resolveInput: ["power", declaredNumber, { given, families: [family] }],
  sameDimension: [{ energy: 1 }, { energy: 1 }],
  scaleDistribution: [{ kind: "normal", sd: 1 }, 2],
  seededRandom: [1],
  sensitivity: [exampleMethod, exampleInputs, "energy", options],
  serialiseMethod: [exampleMethod],
  shortened: ["a"],
  sourceText: [gridFactor.source],
  standsForOf: [declaredNumber, resolvedNumber],
  suggestion: ["a", ["b"]],
  toLatex: [expression],
  toMathMl: [expression],
  unitWords: ["W"],
  unknownEquations: [exampleMethod, exampleInputs],
  use: [exampleMethod, {}],
  usualRange: [declaredNumber, [family]],
  valuesOf: [exampleInputs],
  wrapText: ["a b", "", "  ", 80],
  parseMethod: [core.serialiseMethod(exampleMethod)],
  recordOf: [schemas.sourceSchema],
};

const functions = Object.entries({ ...core, ...schemas }).filter(
  (entry): entry is [string, (...args: readonly unknown[]) => unknown] =>
    typeof entry[1] === "function" && !["WattledgerError", "plainIssues"].includes(entry[0]),
);

test("every exported function is in the table", () => {
  expect(functions.map(([name]) => name).toSorted()).toEqual(Object.keys(calls).toSorted());
});

test.for(functions)("%s answers or throws a WattledgerError for any argument", async ([name, work]) => {
  const args = calls[name] ?? [];
  expect(await problemOf(work, args)).toBeUndefined();
  const problems: string[] = [];
  for (const [what, value] of hostile) {
    for (const place of args.keys()) {
      const problem = await problemOf(work, args.with(place, value));
      if (problem !== undefined) problems.push(`argument ${place + 1} is ${what}: ${problem}`);
    }
  }
  for (const [what, variant] of variantsOf(args)) {
    const problem = await problemOf(work, variant);
    if (problem !== undefined) problems.push(`${what}: ${problem}`);
  }
  expect(problems).toEqual([]);
});

/** What comes out that is neither a result nor a WattledgerError. What a method or graph finds later counts as well. */
async function problemOf(
  work: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
): Promise<string | undefined> {
  try {
    const result: unknown = await Reflect.apply(work, undefined, args);
    if (typeof result === "object" && result !== null && "inputs" in result) void result.inputs;
    if (typeof result === "object" && result !== null && "of" in result) void result.of;
    return undefined;
  } catch (error) {
    return core.isWattledgerError(error) ? undefined : String(error);
  }
}

/** The arguments with one member, or member of a member, replaced. Methods are left whole. */
function variantsOf(args: readonly unknown[]): readonly (readonly [string, readonly unknown[]])[] {
  return args.flatMap((arg, place) => {
    if (arg === exampleMethod) return [];
    return replaced(arg, `argument ${place + 1}`, 3).map(([what, value]) => [what, args.with(place, value)] as const);
  });
}

function replaced(value: unknown, path: string, depth: number): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null || depth === 0 || value === exampleMethod) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, member]) => {
    const withMember = (one: unknown): unknown =>
      isList ? Object.values(value).with(Number(name), one) : { ...value, [name]: one };
    const own = hostile
      .filter(([what]) => what !== "undefined" && what !== "a long text")
      .map(([what, one]) => [`${path}.${name} is ${what}`, withMember(one)] as const);
    const inner = replaced(member, `${path}.${name}`, depth - 1).map(([what, one]) => [what, withMember(one)] as const);
    return [...own, ...inner];
  });
}
