import * as fc from "fast-check";
import { expect, test } from "vitest";
import { numericExpression, numericInputs } from "../../test/expressions.ts";
import { methodOf } from "../../test/method.ts";
import { curve, numericMethod } from "../../test/numeric-method.ts";
import { refusalOf } from "../../test/refusal.ts";
import type { Expression } from "../formula/expression.ts";
import { choice, equation, input, list } from "../graph/method.ts";
import { compile } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import type { Inputs } from "./frame.ts";

/** The value of a formula of pure numbers. */
function valueOf(formula: string, inputs: Inputs = {}): number {
  const method = methodOf({
    inputs: {
      x: input("1", "X", { default: 3 }),
      y: input("1", "Y", { default: 4 }),
      load: input("%", "Load", { default: 25 }),
      mode: choice(["EU", "US"], "Mode", { default: "EU" }),
      rows: list("Rows", {
        inputs: { t: input("1", "T"), p: input("1", "P"), kind: choice(["a", "b"], "Kind", { default: "a" }) },
        equations: { double: equation("1", "2 × p") },
      }),
    },
    equations: { z: equation("1", "x × y"), result: equation("1", formula) },
    tables: {
      curve: {
        xUnit: "1",
        yUnit: "1",
        source: "paper",
        points: [
          [0, 10],
          [0.5, 20],
          [1, 60],
        ],
      },
    },
  });
  const compiled = compile(method, ["result"]);
  const frame = compiled.frame(inputs);
  compiled.run(frame);
  return frame.values[compiled.slot("result")] ?? Number.NaN;
}

const rows = [
  { t: 0, p: 10 },
  { t: 1, p: 20, kind: "b" },
  { t: 3, p: 40, kind: "b" },
];

test.for<[string, number]>([
  ["1 + 2", 3],
  ["1 − 2 − 3", -4],
  ["2 × 3 ÷ 4", 1.5],
  ["2 ^ 3 ^ 2", 512],
  ["−2 ^ 2", -4],
  ["x × y + z", 24],
  ["x + y + z + x", 22],
  ["x × (y + 1) × z", 180],
  ["min(3, 1, 2)", 1],
  ["max(3, 1, x × y)", 12],
  ["exp(1)", Math.E],
  ["ln(exp(2))", 2],
  ["log2(8)", 3],
  ["log10(1000)", 3],
  ["sqrt(16)", 4],
  ["abs(−3)", 3],
  ["ceil(1.2)", 2],
  ["ceil(−1.2)", -1],
  ["floor(1.8)", 1],
  ["round(1.5)", 2],
  ["round(2.5)", 3],
  ["round(−2.5)", -3],
  ["round(2.4)", 2],
  ["round(2.4, 0)", 2],
  ["round(0.125, 2)", 0.13],
  ["round(−0.125, 2)", -0.13],
  // The nearest double lies below 0.105, and above 0.005.
  ["round(0.105, 2)", 0.1],
  ["round(0.005, 2)", 0.01],
  ["round(1e21 + 0.5, 2)", 1e21],
  ["if(x < y, 1, 2)", 1],
  ["if(x > y, 1, 2)", 2],
  ["if(x = 3, 1, 2)", 1],
  ["if(x ≠ 3, 1, 2)", 2],
  ["if(x ≤ 3, 1, 2)", 1],
  ["if(x ≥ 4, 1, 2)", 2],
  ["if(x = 3 and y = 4, 1, 2)", 1],
  ["if(x = 3 and y = 5, 1, 2)", 2],
  ["if(x = 9 or y = 4, 1, 2)", 1],
  ["if(x = 9 or y = 9, 1, 2)", 2],
  ["if(not x = 3, 1, 2)", 2],
  ["if(not x = 9, 1, 2)", 1],
  ['if(mode = "EU", 1, 2)', 1],
  ['if(mode ≠ "EU", 1, 2)', 2],
  ['if("US" = mode, 1, 2)', 2],
  // The branch that is not taken is not computed.
  ["if(x = 3, 7, 1 ÷ 0)", 7],
  ["interpolate(curve, 0)", 10],
  ["interpolate(curve, 0.25)", 15],
  ["interpolate(curve, load)", 15],
  ["interpolate(curve, 0.5)", 20],
  ["interpolate(curve, 0.75)", 40],
  ["interpolate(curve, −1)", 10],
  ["interpolate(curve, 2)", 60],
  ["sum(r in rows: r.p)", 70],
  ["sum(r in rows: r.double × x)", 420],
  ['sum(r in rows: if(r.kind = "b", r.p, 0))', 60],
  // Trapezes over neighbouring samples.
  ["sum((a, b) in rows: (b.t − a.t) × (a.p + b.p) ÷ 2)", 75],
  ["sum(a in rows: sum(b in rows: a.t × b.t))", 16],
  ["sum(a in rows: a.t × sum((b, c) in rows: a.p × (c.t − b.t)))", 420],
  ["fold(last from 0, r in rows: r.p)", 40],
  ["fold(most from 0, r in rows: max(most, r.p))", 40],
  ["fold(total from 100, r in rows: total ÷ 2 + r.p)", 100 / 8 + 10 / 4 + 20 / 2 + 40],
  ["fold(level from 1, (a, b) in rows: level × (b.t − a.t))", 2],
  ["fold(outer from 0, r in rows: outer + fold(inner from r.t, s in rows: inner + s.t × outer))", 8],
  ["sum(r in rows: 1)", 3],
])("%s is %d", ([formula, expected]) => {
  expect(valueOf(formula, { rows })).toBeCloseTo(expected, 12);
});

test("a sum over nothing is 0, a fold over nothing its start, a pair needs two rows", () => {
  expect(valueOf("sum(r in rows: r.p)", { rows: [] })).toBe(0);
  expect(valueOf("fold(total from x, r in rows: total + r.p)", { rows: [] })).toBe(3);
  expect(valueOf("sum((a, b) in rows: b.p)", { rows: rows.slice(0, 1) })).toBe(0);
});

const task = methodOf({
  inputs: {
    runtime: input("h", "Time", { min: 0 }),
    power: input("W", "Power", { default: 100, source: "paper" }),
    intensity: input("gCO2e/kWh", "Intensity", { from: "grid" }),
    rows: list("Rows", { inputs: { x: input("1", "X"), spare: input("1", "Spare") }, equations: {} }),
  },
  equations: {
    energy: equation("kWh", "runtime × power"),
    carbon: equation("gCO2e", "energy × intensity"),
    count: equation("1", "sum(row in rows: row.x)"),
  },
});

test("only what is wanted is computed, and only its inputs are asked for", () => {
  const compiled = compile(task, ["energy"]);
  expect(compiled.equations).toEqual(["energy"]);
  expect(compiled.inputs).toEqual(["runtime", "power"]);
  const frame = compiled.frame({ runtime: 2 });
  expect(compiled.run(frame)).toBe(true);
  expect(frame.values[compiled.slot("energy")]).toBe(0.2);
});

test("inputs that are not needed may be given, inputs that do not exist may not", () => {
  expect(() => compile(task, ["energy"]).frame({ runtime: 2, intensity: 5 })).not.toThrow();
  expect(refusalOf(() => compile(task, ["energy"]).frame({ runtime: 2, intesity: 5 }))).toBe(
    "Unknown input `intesity`. Did you mean `intensity`?",
  );
});

test.for<[Inputs, string]>([
  [{}, "Input `runtime` is missing: Time, in h. Give it."],
  [
    { runtime: 1 },
    "Input `intensity` is missing: Intensity, in gCO2e/kWh. Give it, or choose a factor of the family `grid`.",
  ],
  [{ runtime: -1 }, "Input `runtime` is -1; it must be at least 0, in h (Time)."],
  [{ runtime: Number.NaN }, "Input `runtime` must be a number in h, not NaN."],
  [{ runtime: Infinity }, "Input `runtime` must be a number in h, not Infinity."],
  [{ runtime: "long" }, 'Input `runtime` must be a number in h, not "long".'],
  [{ runtime: [] }, "Input `runtime` must be a number in h, not a list."],
  [{ runtime: 1, intensity: 1 }, "Input `rows` is missing. Give its rows, or an empty list."],
  [{ runtime: 1, intensity: 1, rows: 3 }, "Input `rows` must be a list of rows, not 3."],
  [
    { runtime: 1, intensity: 1, rows: [{ x: 1 }] },
    "In a row of `rows`: Input `spare` is missing: Spare, in plain numbers. Give it.",
  ],
  [{ runtime: 1, intensity: 1, rows: [{ x: 1, spare: 1, y: 2 }] }, "In a row of `rows`: Unknown input `y`."],
])("inputs %j are refused: %s", ([given, message]) => {
  expect(refusalOf(() => compile(task).frame(given))).toBe(message);
});

test("a choice outside its options is refused with the nearest one", () => {
  const method = methodOf({
    inputs: { mode: choice(["idle", "busy"], "Mode") },
    equations: { x: equation("1", 'if(mode = "idle", 0, 1)') },
  });
  expect(refusalOf(() => compile(method).frame({ mode: "bussy" }))).toBe(
    'Input `mode` is "bussy", but must be one of: idle, busy. Did you mean `busy`?',
  );
  expect(refusalOf(() => compile(method).frame({ mode: 1 }))).toBe(
    "Input `mode` is 1, but must be one of: idle, busy.",
  );
  expect(refusalOf(() => compile(method).frame({}))).toBe("Input `mode` is missing: Mode. One of: idle, busy.");
});

test("names that do not exist are refused with the nearest one", () => {
  const wanted: readonly string[] = ["carbn"];
  expect(refusalOf(() => compile(task, wanted))).toBe("Unknown equation `carbn`. Did you mean `carbon`?");
  expect(refusalOf(() => compile(task).slot("powr"))).toBe("Unknown input or equation `powr`. Did you mean `power`?");
});

test("a frame run again gives the same, and follows its inputs when they are changed in place", () => {
  const compiled = compile(task);
  const frame = compiled.frame({
    runtime: 2,
    intensity: 100,
    rows: [
      { x: 1, spare: 0 },
      { x: 5, spare: 0 },
    ],
  });
  compiled.run(frame);
  const first = [...frame.values];
  compiled.run(frame);
  expect([...frame.values]).toEqual(first);
  frame.values[compiled.slot("runtime")] = 4;
  compiled.run(frame);
  expect(frame.values[compiled.slot("carbon")]).toBe(40);
  expect(frame.values[compiled.slot("count")]).toBe(6);
});

test("two frames of one compiled graph know nothing of each other", () => {
  const compiled = compile(task, ["energy"]);
  const [one, two] = [compiled.frame({ runtime: 1 }), compiled.frame({ runtime: 10 })];
  compiled.run(one);
  compiled.run(two);
  expect([one, two].map((frame) => frame.values[compiled.slot("energy")])).toEqual([0.1, 1]);
});

test.for<[string, Inputs]>([
  ["1 ÷ 0", {}],
  ["0 ÷ 0", {}],
  ["ln(x − 3)", {}],
  ["sqrt(−x)", {}],
  ["exp(1000)", {}],
  ["(−x) ^ 0.5", {}],
  // A comparison with what is not a number decides nothing.
  ["if(ln(−x) > 0, 1, 2)", {}],
  ["if(ln(−x) ≠ 0, 1, 2)", {}],
  ["if(not (ln(−x) > 0), 1, 2)", {}],
  ["if(x > 0 and ln(−x) > 0, 1, 2)", {}],
  ["if(ln(−x) > 0 or x > 0, 1, 2)", {}],
  ["if(x < 0 or ln(−x) > 0, 1, 2)", {}],
])("`%s` is reported as not finite", ([formula]) => {
  const method = methodOf({
    inputs: { x: input("1", "X", { default: 3 }) },
    equations: { result: equation("1", formula) },
  });
  const compiled = compile(method);
  expect(compiled.run(compiled.frame({}))).toBe(false);
});

test("a condition that is decided before a part that is not a number does not need that part", () => {
  const method = methodOf({
    inputs: { x: input("1", "X", { default: -1 }) },
    equations: {
      both: equation("1", "if(x > 0 and ln(x) > 0, 1, 2)"),
      either: equation("1", "if(x < 0 or ln(x) > 0, 1, 2)"),
    },
  });
  expect(evaluate(method, {})).toEqual({ both: 2, either: 1 });
});

type NumberRow = Readonly<Record<string, number>>;

/** Fields of a row and its one equation, under the name that the row is bound to. */
function fieldsOf(name: string, row: NumberRow | undefined): readonly (readonly [string, number])[] {
  const fields = { ...row, twice: 2 * (row?.["x"] ?? Number.NaN) };
  return Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value]);
}

/** The plainest interpreter there could be, over the tree as it was written. */
function interpret(
  expression: Expression,
  known: ReadonlyMap<string, number>,
  mode: string,
  table: readonly NumberRow[],
): number {
  const at = (part: Expression, more: readonly (readonly [string, number])[] = []): number =>
    interpret(part, new Map([...known, ...more]), mode, table);
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      return known.get(expression.name) ?? Number.NaN;
    case "negate":
      return -at(expression.operand);
    case "not":
      return 1 - at(expression.operand);
    case "logic": {
      // The right side of a decided `and` or `or` is not computed, so that `x > 0 and ln(x) > 1` guards itself.
      const left = at(expression.left);
      if (Number.isNaN(left) || left === (expression.operator === "and" ? 0 : 1)) return left;
      return at(expression.right);
    }
    case "arithmetic": {
      const [left, right] = [at(expression.left), at(expression.right)];
      return { "+": left + right, "-": left - right, "*": left * right, "/": left / right, "^": left ** right }[
        expression.operator
      ];
    }
    case "compare": {
      if (expression.right.kind === "text") {
        return (expression.right.value === mode) === (expression.operator === "=") ? 1 : 0;
      }
      const [left, right] = [at(expression.left), at(expression.right)];
      if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
      const truths = {
        "=": left === right,
        "!=": left !== right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
      };
      return truths[expression.operator] ? 1 : 0;
    }
    case "if": {
      const condition = at(expression.condition);
      if (Number.isNaN(condition)) return condition;
      return at(condition === 1 ? expression.whenTrue : expression.whenFalse);
    }
    case "call": {
      const values = expression.arguments.map((part) => at(part));
      const [x = Number.NaN] = values;
      if (expression.function === "ln") return Math.log(x);
      if (expression.function === "round") return x < 0 ? -Math.round(-x) : Math.round(x);
      if (expression.function === "min") return Math.min(...values);
      if (expression.function === "max") return Math.max(...values);
      return Math[expression.function](x);
    }
    case "interpolate": {
      const x = at(expression.at);
      const { points } = curve;
      const [[firstX, firstY], [, lastY]] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
      if (Number.isNaN(x)) return x;
      if (x <= firstX) return firstY;
      for (const [index, [x1, y1]] of points.entries()) {
        const [x0, y0] = points[index - 1] ?? [x1, y1];
        if (x <= x1) return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
      }
      return lastY;
    }
    case "sum": {
      const { binder, body } = expression;
      const width = binder.length;
      const windows = table.slice(width - 1).map((_, index) => table.slice(index, index + width));
      return windows.reduce(
        (total, window) =>
          total +
          at(
            body,
            binder.flatMap((name, place) => fieldsOf(name, window[place])),
          ),
        0,
      );
    }
    case "fold":
      return table.reduce(
        (running, row) =>
          at(expression.body, [[expression.accumulator, running], ...fieldsOf(expression.binder[0], row)]),
        at(expression.initial),
      );
    case "text":
    case "convert":
      throw new Error(`Not interpreted: ${expression.kind}.`);
  }
}

test("compiled formulas give what a plain interpreter of their tree gives, to the last bit", () => {
  let finite = 0;
  fc.assert(
    fc.property(numericExpression, numericInputs, (expression, inputs) => {
      const { mode, a, b, c } = inputs;
      const compiled = compile(numericMethod(expression));
      const frame = compiled.frame(inputs);
      const isFinite = compiled.run(frame);
      const expected = interpret(expression, new Map(Object.entries({ a, b, c })), mode, inputs.rows);
      // Minus zero is zero.
      expect((frame.values[compiled.slot("result")] ?? 0) + 0).toBe(expected + 0);
      expect(isFinite).toBe(Number.isFinite(expected));
      finite += isFinite ? 1 : 0;
    }),
    { numRuns: 400, seed: 1 },
  );
  // The property would be empty if most expressions came to nothing.
  expect(finite).toBeGreaterThan(200);
});
