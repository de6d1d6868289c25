import * as fc from "fast-check";
import { expect, test } from "vitest";
import { numericExpression, numericInputs } from "../../test/expressions.ts";
import { methodOf } from "../../test/method.ts";
import { numericMethod } from "../../test/numeric-method.ts";
import type { Graph } from "../graph/graph.ts";
import { equation, input, list } from "../graph/method.ts";
import { compile } from "./compile.ts";
import { compileDerivative } from "./derivative.ts";
import { exactDual, lengthOfSlopes } from "./dual.ts";
import type { Dual } from "./dual.ts";
import { evaluate } from "./evaluate.ts";

/** A dual that changes along one direction of several. */
function along(value: number, direction: number, directions: number): Dual {
  const slopes = new Float64Array(directions);
  slopes[direction] = 1;
  return { value, slopes, varies: true };
}

interface DualInputs {
  readonly numbers: ReadonlyMap<string, Dual>;
  readonly lists: ReadonlyMap<string, readonly ReadonlyMap<string, Dual>[]>;
}

/** An equation's value and slopes. */
function differentiate(
  graph: Graph,
  { numbers, lists }: DualInputs,
  directions: number,
  name: string,
): { readonly value: number; readonly slopes: readonly number[] } {
  const derivative = compileDerivative(graph);
  const rows = derivative.lists.map(({ name: own }) => lists.get(own) ?? []);
  const frame = derivative.frame(rows.map(({ length }) => length));
  frame.directions = directions;
  fill(frame.duals, derivative.inputs, numbers);
  for (const [index, { of }] of derivative.lists.entries()) {
    for (const [row, values] of (rows[index] ?? []).entries())
      fill(frame.lists[index]?.[row]?.duals ?? [], Object.keys(of.inputs), values);
  }
  derivative.run(frame);
  const { value, slopes, varies } = frame.duals[derivative.slots.get(name) ?? -1] ?? exactDual(Number.NaN);
  return { value, slopes: Array.from({ length: directions }, (_, index) => (varies ? (slopes[index] ?? 0) : 0)) };
}

function fill(duals: Dual[], names: readonly string[], values: ReadonlyMap<string, Dual>): void {
  for (const [slot, one] of names.entries()) duals[slot] = values.get(one) ?? exactDual(Number.NaN);
}

/** Value and slopes of `result` along x and y. */
function slopesOf(
  formula: string,
  x: number,
  y: number,
): { readonly value: number; readonly slopes: readonly number[] } {
  const graph = methodOf({
    inputs: { x: input("1", "X"), y: input("1", "Y") },
    equations: { result: equation("1", formula) },
    tables: {
      curve: {
        xUnit: "1",
        yUnit: "1",
        source: "paper",
        points: [
          [0, 10],
          [1, 20],
          [3, 80],
        ],
      },
    },
  });
  const numbers = new Map([
    ["x", along(x, 0, 2)],
    ["y", along(y, 1, 2)],
  ]);
  return differentiate(graph, { numbers, lists: new Map() }, 2, "result");
}

// By hand, at x = 2 and y = 3.
test.for<[string, readonly [number, number]]>([
  ["7", [0, 0]],
  ["x + y", [1, 1]],
  ["x − y", [1, -1]],
  ["x × y", [3, 2]],
  ["x ÷ y", [1 / 3, -2 / 9]],
  ["x ^ y", [12, 8 * Math.log(2)]],
  ["x ^ 3", [12, 0]],
  ["2 ^ x", [4 * Math.log(2), 0]],
  ["−x", [-1, 0]],
  ["exp(x)", [Math.exp(2), 0]],
  ["ln(y)", [0, 1 / 3]],
  ["log2(x)", [1 / (2 * Math.LN2), 0]],
  ["log10(x)", [1 / (2 * Math.LN10), 0]],
  ["sqrt(x)", [0.5 / Math.SQRT2, 0]],
  ["abs(x − y)", [-1, 1]],
  ["ceil(x × 1.1) + floor(y) + round(x) + round(y, 1)", [0, 0]],
  ["min(x, y)", [1, 0]],
  ["max(x, y, 1)", [0, 1]],
  ["if(x < y, x × 10, y)", [10, 0]],
  ["interpolate(curve, x ÷ 4)", [2.5, 0]],
  ["interpolate(curve, y ÷ 2)", [0, 15]],
  ["interpolate(curve, 2 × y)", [0, 0]],
  ["x − x", [0, 0]],
  ["x × x × y", [12, 4]],
])("`%s` has the slopes %j", ([formula, expected]) => {
  const { slopes } = slopesOf(formula, 2, 3);
  for (const [index, slope] of slopes.entries()) expect(slope).toBeCloseTo(expected[index] ?? Number.NaN, 12);
});

test("what does not change has no slope, even where a derivative is infinite", () => {
  expect(slopesOf("sqrt(0) × x", 2, 3).slopes).toEqual([0, 0]);
  expect(slopesOf("x ^ 0", 0, 3)).toEqual({ value: 1, slopes: [0, 0] });
  expect(slopesOf("x ^ 1", 0, 3)).toEqual({ value: 0, slopes: [1, 0] });
});

test("slopes go through equations, conversions of units, rows and their own equations", () => {
  const graph = methodOf({
    inputs: {
      hours: input("h", "Time"),
      parts: list("Parts", {
        inputs: { power: input("W", "Power") },
        equations: { spare: equation("W", "power × 2") },
      }),
    },
    equations: {
      power: equation("kW", "sum(part in parts: part.power + part.spare)"),
      energy: equation("MJ", "hours × power"),
    },
  });
  const part = (watts: number, direction: number): ReadonlyMap<string, Dual> =>
    new Map([["power", along(watts, direction, 3)]]);
  const inputs: DualInputs = {
    numbers: new Map([["hours", along(2, 0, 3)]]),
    lists: new Map([["parts", [part(100, 1), part(50, 2)]]]),
  };
  const energy = differentiate(graph, inputs, 3, "energy");
  expect(energy.value).toBeCloseTo(2 * 0.45 * 3.6, 12);
  expect(energy.slopes.map((slope) => Number(slope.toPrecision(12)))).toEqual([1.62, 0.0216, 0.0216]);
});

type Numbers = Readonly<{ a: number; b: number; c: number }>;

function dualInputs(
  { a, b, c }: Numbers,
  mode: string,
  rows: readonly { readonly x: number; readonly y: number }[],
): DualInputs {
  return {
    numbers: new Map([
      ["a", along(a, 0, 2)],
      ["b", along(b, 1, 2)],
      ["c", exactDual(c)],
      ["mode", exactDual(["EU", "US"].indexOf(mode))],
    ]),
    lists: new Map([
      [
        "rows",
        rows.map(
          ({ x, y }) =>
            new Map([
              ["x", exactDual(x)],
              ["y", exactDual(y)],
            ]),
        ),
      ],
    ]),
  };
}

test("the value returned with the slopes is the one that evaluation gives, to the last bit", () => {
  fc.assert(
    fc.property(numericExpression, numericInputs, (expression, inputs) => {
      const graph = numericMethod(expression);
      const compiled = compile(graph);
      const frame = compiled.frame(inputs);
      fc.pre(compiled.run(frame));
      const dual = differentiate(graph, dualInputs(inputs, inputs.mode, inputs.rows), 2, "result");
      expect(dual.value + 0).toBe((frame.values[compiled.slot("result")] ?? 0) + 0);
    }),
    { numRuns: 400, seed: 2 },
  );
});

/** Central difference of `result` along one input. */
function difference(graph: Graph, inputs: Numbers, name: "a" | "b", step: number): number {
  const at = (value: number): number => evaluate(graph, { ...inputs, [name]: value })["result"] ?? Number.NaN;
  return (at(inputs[name] + step) - at(inputs[name] - step)) / (2 * step);
}

test("slopes are those of finite differences, for random smooth formulas", () => {
  // Positive everywhere, so that logarithms and powers are smooth; exponentials are kept small.
  const smooth = fc.letrec<{ formula: string }>((tie) => {
    const two = fc.tuple(tie("formula"), tie("formula"));
    return {
      formula: fc.oneof(
        { maxDepth: 5, depthSize: "medium" },
        fc.constantFrom("a", "b", "c", "2", "0.3"),
        fc.tuple(two, fc.constantFrom("+", "×", "÷")).map(([[x, y], operator]) => `(${x} ${operator} ${y})`),
        two.map(([x, y]) => `(${x} + ${x} × ${y} − ${x} ÷ (1 + ${y}))`),
        two.map(([x, y]) => `(1 + ${x}) ^ (${y} ÷ (1 + ${y}))`),
        tie("formula").map((x) => `ln(1 + ${x})`),
        tie("formula").map((x) => `log2(2 + ${x}) × log10(2 + ${x})`),
        tie("formula").map((x) => `sqrt(${x})`),
        tie("formula").map((x) => `exp(−${x} ÷ (1 + ${x}))`),
        tie("formula").map((x) => `${x} ^ 2`),
      ),
    };
  }).formula;
  const value = fc.double({ min: 0.5, max: 2, noNaN: true });
  fc.assert(
    fc.property(smooth, fc.record({ a: value, b: value, c: value }), (formula, inputs) => {
      const graph = methodOf({
        inputs: { a: input("1", "A"), b: input("1", "B"), c: input("1", "C") },
        equations: { result: equation("1", formula) },
      });
      const dual = differentiate(graph, { ...dualInputs(inputs, "EU", []), lists: new Map() }, 2, "result");
      for (const [index, name] of (["a", "b"] as const).entries()) {
        const [coarse, fine] = [difference(graph, inputs, name, 2e-4), difference(graph, inputs, name, 1e-4)];
        const scale = Math.abs(dual.value) + Math.abs(fine);
        // A difference is only as good as its step is small against the curvature: two steps must agree.
        fc.pre(Math.abs(coarse - fine) <= 1e-6 * scale);
        expect(Math.abs((dual.slopes[index] ?? Number.NaN) - fine)).toBeLessThanOrEqual(2e-6 * scale);
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});

test("a derivative that is taken many times gives each time what it would give alone", () => {
  const graph = methodOf({
    inputs: { x: input("1", "X"), y: input("1", "Y") },
    equations: { product: equation("1", "x × y"), result: equation("1", "if(x > 1, product, y) + y") },
  });
  const derivative = compileDerivative(graph);
  const frame = derivative.frame();
  const lengths = [
    [along(2, 0, 2), along(3, 1, 2), 2],
    [along(2, 0, 1), exactDual(3), 1],
    [exactDual(0), along(3, 2, 3), 3],
    [exactDual(2), exactDual(3), 0],
  ].map(([x, y, directions]) => {
    if (typeof x !== "object" || typeof y !== "object" || typeof directions !== "number")
      throw new TypeError("No dual.");
    [frame.duals[0], frame.duals[1], frame.directions] = [x, y, directions];
    derivative.run(frame);
    return lengthOfSlopes(frame.duals[3] ?? exactDual(Number.NaN), directions);
  });
  expect(lengths).toEqual([Math.hypot(3, 3), 3, 2, 0]);
});
