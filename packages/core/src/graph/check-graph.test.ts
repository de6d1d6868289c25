import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { refusalOf } from "../../test/refusal.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { monteCarlo } from "../evaluate/monte-carlo.ts";
import { propagate } from "../evaluate/propagate.ts";
import { explain } from "../explain/explain.ts";
import { explanationText } from "../explain/explanation-text.ts";
import type { EquationText, GraphText } from "./graph.ts";
import { choice, equation, input, list } from "./method.ts";
import type { ResolvedInputs } from "./resolved.ts";

const table = (...points: readonly (readonly [number, number])[]) => ({
  xUnit: "1",
  yUnit: "W",
  source: "paper",
  points,
});
const inner = { inputs: { x: input("1", "X") }, equations: {} };

test("equations are sorted so that they can be evaluated, in any order of declaration", () => {
  const { equations } = methodOf({
    inputs: { x: input("1", "X") },
    equations: {
      total: equation("1", "half + twice"),
      half: equation("1", "twice ÷ 4"),
      twice: equation("1", "2 × x"),
    },
  });
  expect(Object.keys(equations)).toEqual(["twice", "half", "total"]);
});

test.for<[string, GraphText, string]>([
  [
    "equations in a circle",
    {
      inputs: {},
      equations: {
        a: equation("1", "b + 1"),
        b: equation("1", "c + 1"),
        c: equation("1", "a + 1"),
        d: equation("1", "a"),
      },
    },
    "example: these equations depend on each other in a circle: a → b → c → a.",
  ],
  [
    "an equation that needs itself",
    { inputs: {}, equations: { a: equation("1", "a + 1") } },
    "example: these equations depend on each other in a circle: a → a.",
  ],
  [
    "a name that is taken twice",
    { inputs: { a: input("1", "A") }, equations: { a: equation("1", "2") } },
    "example: `a` is both an input and an equation.",
  ],
  [
    "a formula that does not parse",
    { inputs: {}, equations: { a: equation("1", "2 +") } },
    "example: equation `a = 2 +`: In the formula `2 +` at character 4: expected a number, a name or a bracket, found the end.",
  ],
  [
    "an unknown unit of an input",
    { inputs: { a: input("kwh", "A") }, equations: {} },
    "example: input `a`: The unit `kwh` is not known. Did you mean `kWh`?",
  ],
  [
    "a default out of bounds",
    { inputs: { a: input("1", "Share", { min: 0, max: 1, default: 2, source: "paper" }) }, equations: {} },
    "example: input `a`: Input `a` is 2; it must be between 0 and 1, in plain numbers (Share). If you mean per cent, write 0.02 or 2%.",
  ],
  [
    "bounds the wrong way round",
    { inputs: { a: input("1", "Share", { min: 1, max: 0 }) }, equations: {} },
    "example: input `a`: its least value 1 is above its greatest, 0.",
  ],
  [
    "a default that is not among the options",
    { inputs: { a: choice(["EU", "US"], "Where", { default: "EUU" }) }, equations: {} },
    'example: input `a`: Input `a` is "EUU", but must be one of: EU, US. Did you mean `EU`?',
  ],
  [
    "a list within a list",
    { inputs: { outer: list("Outer", { inputs: { innermost: list("Inner", inner) }, equations: {} }) }, equations: {} },
    "example: input `outer`: a row holds the list `innermost`, but rows hold only numbers and choices.",
  ],
  [
    "a table that does not rise",
    { inputs: {}, equations: {}, tables: { curve: table([0, 1], [2, 3], [2, 4]) } },
    "example: table `curve`: its x must rise from point to point; point 3 does not.",
  ],
  [
    "a table without points",
    { inputs: {}, equations: {}, tables: { curve: table() } },
    "example: table `curve`: it has no points.",
  ],
  [
    "a name that is an operator",
    { inputs: { and: input("1", "A") }, equations: {} },
    "example: a formula cannot use the name `and`. Write letters, digits and _ after a letter, members after a dot.",
  ],
  [
    "a name with a space",
    { inputs: {}, equations: { "my energy": equation("1", "1") } },
    "example: a formula cannot use the name `my energy`. Write letters, digits and _ after a letter, members after a dot.",
  ],
  [
    "a name that is a number",
    { inputs: {}, equations: { "1": equation("1", "1") } },
    "example: a formula cannot use the name `1`. Write letters, digits and _ after a letter, members after a dot.",
  ],
])("%s is refused", ([, graph, message]) => {
  expect(refusalOf(() => methodOf(graph))).toBe(message);
});

/** Equations `x0 = x1 + 1` and so on, in which `x0` needs all others. */
function chainOf(length: number): readonly (readonly [string, EquationText])[] {
  return Array.from({ length }, (_, index) => [`x${index}`, equation("1", `x${index + 1} + 1`)] as const);
}

function methodOfChain(entries: readonly (readonly [string, EquationText])[]): ReturnType<typeof methodOf> {
  return methodOf({ inputs: { [`x${entries.length}`]: input("1", "X") }, equations: Object.fromEntries(entries) });
}

test("a chain of equations is taken or refused by its length, not by the order of its equations", () => {
  for (const length of [501, 2000, 10_000]) {
    const chain = chainOf(length);
    const refusal = `example: \`x${length - 501}\` depends on a chain of more than 500 equations. Join some of them, or use \`fold\` over a list.`;
    expect(refusalOf(() => methodOfChain(chain))).toBe(refusal);
    expect(refusalOf(() => methodOfChain(chain.toReversed()))).toBe(refusal);
  }
  const order = (entries: ReturnType<typeof chainOf>): readonly string[] =>
    Object.keys(methodOfChain(entries).equations);
  expect(order(chainOf(500))).toEqual(order(chainOf(500).toReversed()));
});

test("the longest chain can be evaluated, propagated, simulated and explained", () => {
  const method = methodOfChain(chainOf(500));
  const inputs: ResolvedInputs = {
    x500: {
      kind: "number",
      value: 1,
      unit: "1",
      origin: { kind: "given" },
      distribution: { kind: "normal", sd: 1 },
    },
  };
  expect(evaluate(method, { x500: 1 })["x0"]).toBe(501);
  expect(propagate(method, inputs, ["x0"]).get("x0")?.quantity.nominal).toBe(501);
  expect(monteCarlo(method, inputs, ["x0"], { draws: 10, seed: 1 }).get("x0")?.quantity.nominal).toBe(501);
  expect(explanationText(explain(method, inputs, "x0"))).toContain("501");
});

test("a long circle of equations is shown by its ends", () => {
  const chain = [...chainOf(3000), ["x3000", equation("1", "x0")] as const];
  expect(refusalOf(() => methodOf({ inputs: {}, equations: Object.fromEntries(chain) }))).toBe(
    "example: these equations depend on each other in a circle: x0 → x1 → x2 → x3 → x4 → … → x2997 → x2998 → x2999 → x3000 → x0.",
  );
});
