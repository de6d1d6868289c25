import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anyExpression } from "../../test/expressions.ts";
import { outcomeOf } from "../../test/refusal.ts";
import type { Expression } from "./expression.ts";
import { depthOf } from "./expression.ts";
import { formatExpression } from "./notation.ts";
import { parseFormula } from "./parse.ts";

/** The tree as nested lists, operator first: short enough to read in a table. */
function outline(expression: Expression): unknown {
  switch (expression.kind) {
    case "number":
      return expression.unit === undefined ? expression.value : [expression.value, expression.unit];
    case "text":
      return { text: expression.value };
    case "name":
      return expression.name;
    case "negate":
    case "not":
      return [expression.kind, outline(expression.operand)];
    case "arithmetic":
    case "compare":
    case "logic":
      return [expression.operator, outline(expression.left), outline(expression.right)];
    case "if":
      return ["if", outline(expression.condition), outline(expression.whenTrue), outline(expression.whenFalse)];
    case "call":
      return [expression.function, ...expression.arguments.map(outline)];
    case "interpolate":
      return ["interpolate", expression.table, outline(expression.at)];
    case "sum":
      return ["sum", expression.binder, expression.list, outline(expression.body)];
    case "fold":
      return [
        "fold",
        expression.accumulator,
        outline(expression.initial),
        expression.binder,
        expression.list,
        outline(expression.body),
      ];
    case "convert":
      return ["convert", expression.factor, outline(expression.operand)];
  }
}

test.for<[string, unknown]>([
  ["7", 7],
  ["0.05", 0.05],
  ["1.5e-3", 0.0015],
  ["2E+3", 2000],
  ["0.05 [L/kWh]", [0.05, "L/kWh"]],
  ["runtime", "runtime"],
  ["Größe_2", "Größe_2"],
  ['"EU"', { text: "EU" }],
  ['""', { text: "" }],
  // Names of functions and of what objects inherit are ordinary names where no bracket follows.
  ["sum + min", ["+", "sum", "min"]],
  ['"constructor"', { text: "constructor" }],
  ['"×"', { text: "×" }],
  // Members of a category.
  ["factor[gwp]", "factor.gwp"],
  ["factor.gwp", "factor.gwp"],
  ["factor[pe-fossil]", "factor.pe-fossil"],
  ["server.factor[pe-fossil] × 2", ["*", "server.factor.pe-fossil", 2]],
  ["factor.pe - fossil", ["-", "factor.pe", "fossil"]],
  // Precedence and the side from which chains are read.
  ["a - b - c", ["-", ["-", "a", "b"], "c"]],
  ["a / b * c", ["*", ["/", "a", "b"], "c"]],
  ["a + b * c", ["+", "a", ["*", "b", "c"]]],
  ["(a + b) * c", ["*", ["+", "a", "b"], "c"]],
  ["2 ^ 3 ^ 2", ["^", 2, ["^", 3, 2]]],
  ["-2 ^ 2", ["negate", ["^", 2, 2]]],
  ["2 ^ -x ^ 2", ["^", 2, ["negate", ["^", "x", 2]]]],
  ["-a * b", ["*", ["negate", "a"], "b"]],
  ["a - -b", ["-", "a", ["negate", "b"]]],
  ["a * b ^ 2", ["*", "a", ["^", "b", 2]]],
  ["a < b + 1", ["<", "a", ["+", "b", 1]]],
  ["not a = b", ["not", ["=", "a", "b"]]],
  ["not not a = b", ["not", ["not", ["=", "a", "b"]]]],
  ["a = 1 or b = 2 and c = 3", ["or", ["=", "a", 1], ["and", ["=", "b", 2], ["=", "c", 3]]]],
  ["not a = 1 and b = 2", ["and", ["not", ["=", "a", 1]], ["=", "b", 2]]],
  ["a = 1 or b = 2 or c = 3", ["or", ["or", ["=", "a", 1], ["=", "b", 2]], ["=", "c", 3]]],
  // Every operator, as typed on a keyboard and as printed.
  ["a × b · c ÷ d", ["/", ["*", ["*", "a", "b"], "c"], "d"]],
  ["a − b", ["-", "a", "b"]],
  ["a ≠ b", ["!=", "a", "b"]],
  ["a != b", ["!=", "a", "b"]],
  ["a ≤ b", ["<=", "a", "b"]],
  ["a <= b", ["<=", "a", "b"]],
  ["a ≥ b", [">=", "a", "b"]],
  ["a >= b", [">=", "a", "b"]],
  ["a == b", ["=", "a", "b"]],
  ["a > b", [">", "a", "b"]],
  // Forms.
  ['if(mode = "EU", 1, 2)', ["if", ["=", "mode", { text: "EU" }], 1, 2]],
  ["min(a, b, c)", ["min", "a", "b", "c"]],
  ["round(x, 2)", ["round", "x", 2]],
  ["log10(ln(exp(x)))", ["log10", ["ln", ["exp", "x"]]]],
  ["interpolate(curve, load × 100)", ["interpolate", "curve", ["*", "load", 100]]],
  ["sum(p in parts: p.power × p.count)", ["sum", ["p"], "parts", ["*", "p.power", "p.count"]]],
  ["sum((a, b) in samples: b.t - a.t)", ["sum", ["a", "b"], "samples", ["-", "b.t", "a.t"]]],
  ["fold(t from 0, r in rows: t + r.x)", ["fold", "t", 0, ["r"], "rows", ["+", "t", "r.x"]]],
  ["fold(t from 1 [kWh], (a, b) in rows: t)", ["fold", "t", [1, "kWh"], ["a", "b"], "rows", "t"]],
  [
    "sum(p in parts: sum(q in parts: p.x * q.x))^2",
    ["^", ["sum", ["p"], "parts", ["sum", ["q"], "parts", ["*", "p.x", "q.x"]]], 2],
  ],
  [" \n a\t+ b  ", ["+", "a", "b"]],
])("%s", ([formula, expected]) => {
  expect(outline(parseFormula(formula))).toEqual(expected);
});

test.for<[string, string]>([
  ["", "at character 1: expected a number, a name or a bracket, found the end."],
  ["   ", "at character 4: expected a number, a name or a bracket, found the end."],
  ["a +", "at character 4: expected a number, a name or a bracket, found the end."],
  ["a + × b", "at character 5: expected a number, a name or a bracket, found `×`."],
  ["(a + b", "at character 7: expected `)`, found the end."],
  ["a b", "at character 3: expected an operator or the end, found `b`."],
  ["2x", "at character 2: expected an operator or the end, found `x`."],
  ["a < b < c", "at character 7: expected an operator or the end, found `<`."],
  ['a "EU"', 'at character 3: expected an operator or the end, found `"EU"`.'],
  ["a [kWh]", "at character 3: expected an operator or the end, found `[kWh]`."],
  ["[kWh]", "at character 1: expected a number, a name or a bracket, found `[kWh]`."],
  ["and", "at character 1: expected a number, a name or a bracket, found `and`."],
  ["a # b", "at character 3: cannot read `#`."],
  ["a + 🔥", "at character 5: cannot read `🔥`."],
  ['a = "EU', 'at character 5: cannot read `"`.'],
  [".5", "at character 1: cannot read `.`."],
  ["1e999", "at character 1: expected a number below 1.8e308, found `1e999`."],
  ["if(a > 1, 2)", "at character 12: expected `,`, found `)`."],
  ["sum(p parts: p.x)", "at character 7: expected `in`, found `parts`."],
  ["sum(p in 3: p.x)", "at character 10: expected the name of a list, found `3`."],
  ["sum(p in parts)", "at character 15: expected `:`, found `)`."],
  ["sum((a b) in parts: 1)", "at character 8: expected `,`, found `b`."],
  ["sum(in in parts: 1)", "at character 5: expected a name for the row, found `in`."],
  ["sum(p.x in parts: 1)", "at character 5: expected a name for the row, without a dot, found `p.x`."],
  ["fold(t 0, r in rows: t)", "at character 8: expected `from`, found `0`."],
  [
    "fold(t.x from 0, r in rows: t)",
    "at character 6: expected a name for the running value, without a dot, found `t.x`.",
  ],
  ["interpolate(3, x)", "at character 13: expected the name of a table, found `3`."],
  ["interpolate(curve)", "at character 18: expected `,`, found `)`."],
  ["2 + ciel(x)", "at character 5: `ciel` is not a function of the formula language. Did you mean `ceil`?"],
  ["ceil(a, b)", "at character 1: `ceil` takes one argument, not 2."],
  ["round(a, 1, 2)", "at character 1: `round` takes one argument or two, not 3."],
  ["1 + max(a)", "at character 5: `max` takes two or more arguments, not 1."],
  ["max()", "at character 5: expected a number, a name or a bracket, found `)`."],
])("`%s` is refused %s", ([formula, message]) => {
  expect(() => parseFormula(formula)).toThrow(
    expect.objectContaining({ kind: "bad-formula", message: `In the formula \`${formula}\` ${message}` }),
  );
});

test.for<[string, string]>([
  ["open brackets", "(".repeat(50_000)],
  ["brackets", `${"(".repeat(5000)}1${")".repeat(5000)}`],
  ["signs", `${"-".repeat(50_000)}1`],
  ["negations", `${"not ".repeat(50_000)} a = b`],
  ["powers", `2${"^2".repeat(50_000)}`],
  ["calls", `${"abs(".repeat(5000)}1${")".repeat(5000)}`],
  ["sums", `${"sum(p in parts: ".repeat(5000)}1${")".repeat(5000)}`],
])("a formula that nests without end is refused: %s", ([, formula]) => {
  expect(() => parseFormula(formula)).toThrow(/nests more than 200 levels deep: split it into equations/u);
});

test("a formula may be as deep as an author would ever write it", () => {
  expect(outline(parseFormula(`${"(".repeat(50)}1${")".repeat(50)}`))).toBe(1);
  expect(parseFormula(`x${" + x".repeat(150)}`).kind).toBe("arithmetic");
});

test("a chain does not nest, however long it is", () => {
  const count = 20_000;
  const sum = parseFormula(`1${"+1".repeat(count - 1)}`);
  expect(depthOf(sum)).toBeLessThan(200);
  expect(valueOf(sum)).toBe(count);
  expect(parseFormula(formatExpression(sum))).toEqual(sum);
  expect(depthOf(parseFormula(`a = 1${" and a = 1".repeat(5000)}`))).toBeLessThan(200);
});

test("a long chain keeps the sign of each of its parts", () => {
  const sign = fc.constantFrom("+", "-");
  fc.assert(
    fc.property(fc.array(fc.tuple(sign, fc.nat(1000)), { minLength: 90, maxLength: 700 }), (parts) => {
      const expected = parts.reduce((sum, [operator, value]) => (operator === "+" ? sum + value : sum - value), 5);
      expect(valueOf(parseFormula(`5${parts.map((part) => part.join("")).join("")}`))).toBe(expected);
    }),
  );
  // Powers of two divide without rounding.
  expect(valueOf(parseFormula(`1${" × 2 ÷ 2 ÷ 2 × 2".repeat(200)} ÷ 4`))).toBe(0.25);
});

/** Value of a tree of numbers. */
function valueOf(expression: Expression): number {
  if (expression.kind === "number") return expression.value;
  if (expression.kind !== "arithmetic") throw new TypeError(`Not a number: ${expression.kind}.`);
  const [left, right] = [valueOf(expression.left), valueOf(expression.right)];
  const values = { "+": left + right, "-": left - right, "*": left * right, "/": left / right, "^": left ** right };
  return values[expression.operator];
}

test("a number that is too small for a double is not taken for 0", () => {
  expect(() => parseFormula("x + 1e-400")).toThrow(
    /at character 5: expected 0 or a number of at least 5e-324, found `1e-400`/u,
  );
  expect(parseFormula("0.000e5")).toEqual({ kind: "number", value: 0 });
  expect(parseFormula("5e-324")).toEqual({ kind: "number", value: 5e-324 });
});

test("a formula printed and parsed again is the same tree", () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      expect(parseFormula(formatExpression(expression))).toEqual(expression);
    }),
    { numRuns: 700 },
  );
});

test("any text is a formula or a WattledgerError", () => {
  const piece = fc.constantFrom(
    ...'()+-*/^<>=,:.[]"0123456789eabzif ×÷−≤≥≠'.split(""),
    "sum(",
    " in ",
    "fold(",
    " from ",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (formula) => {
      expect(["done", "bad-formula"]).toContain(outcomeOf(() => parseFormula(formula)));
    }),
    { numRuns: 1000 },
  );
});
