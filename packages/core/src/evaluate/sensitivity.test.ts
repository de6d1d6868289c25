import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { known, normal } from "../../test/resolved.ts";
import { WattledgerError } from "../error.ts";
import { equation, input, list } from "../graph/method.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import { sensitivity } from "./sensitivity.ts";

const options = { samples: 4096, seed: 1 };

/** To 12 digits: squares and roots leave the last bits open. */
function rounded(share: number): number {
  return Number(share.toPrecision(12));
}

test("shares of a linear formula are exact, the strongest first", () => {
  const method = methodOf({
    inputs: { a: input("1", "A"), b: input("1", "B"), c: input("1", "C"), d: input("1", "D") },
    equations: { result: equation("1", "2 × a + 3 × b − c + d") },
  });
  const inputs = { a: known(10, normal(1)), b: known(10, normal(2)), c: known(10), d: known(0, normal(0)) };
  const { approach, output, influences } = sensitivity(method, inputs, "result", options);
  expect([approach, output]).toEqual(["first-order", "result"]);
  expect(influences.map(({ variable, firstOrder, total }) => [variable, rounded(firstOrder), rounded(total)])).toEqual([
    ["b", 0.9, 0.9],
    ["a", 0.1, 0.1],
    ["d", 0, 0],
  ]);
});

test("a swing is the output at the ends of one variable, all else central", () => {
  const method = methodOf({
    inputs: { a: input("1", "A", { min: 8 }), b: input("1", "B") },
    equations: { result: equation("1", "100 − a + b") },
  });
  const inputs = { a: known(10, { kind: "interval", low: 9, high: 13, level: 0.9 }), b: known(1, normal(3)) };
  const swings = new Map(
    sensitivity(method, inputs, "result", options).influences.map(({ variable, swing }) => [variable, swing]),
  );
  // The low end of what is subtracted gives the higher output. Little of `a` is below its bound.
  expect(swings.get("a")?.low).toBeCloseTo(92, 1);
  expect(swings.get("a")?.high).toBeCloseTo(88, 1);
  expect(swings.get("b")?.low).toBeCloseTo(91 - 3 * 1.6448536269514722, 9);
  const wider = sensitivity(method, inputs, "result", { ...options, level: 0.95 });
  expect(wider.influences.find(({ variable }) => variable === "b")?.swing.high).toBeCloseTo(
    91 + 3 * 1.959963984540054,
    9,
  );
});

function row(label: string, variable?: string) {
  return { label, fields: { x: known(10, normal(1), variable) } };
}

test("inputs that come from one factor are one variable", () => {
  const method = methodOf({
    inputs: {
      a: input("1", "A"),
      parts: list("Parts", { inputs: { x: input("1", "X") }, equations: {} }),
    },
    equations: { result: equation("1", "a + sum(part in parts: part.x)") },
  });
  const inputs: ResolvedInputs = {
    a: known(10, normal(1), "grid"),
    parts: { kind: "list", rows: [row("cpu", "grid"), row("gpu")] },
  };
  const { influences } = sensitivity(method, inputs, "result", options);
  expect(influences.map(({ variable, inputs: moved, firstOrder }) => [variable, moved, rounded(firstOrder)])).toEqual([
    ["grid", ["a", "parts[cpu].x"], 0.8],
    ["parts[gpu].x", ["parts[gpu].x"], 0.2],
  ]);
});

// The g-function of Sobol with a = (0, 1, 4.5, 9), as in Saltelli et al., Global Sensitivity Analysis: The Primer
// (2008), sec. 4.7, where the first-order indices are 0.716, 0.179, 0.024 and 0.007. The closed form: with
// V_i = 1 ÷ 3 (1 + a_i)² and V = Π (1 + V_i) − 1, S_i = V_i ÷ V and T_i = V_i Π_{j≠i} (1 + V_j) ÷ V.
test("indices of Sobol's g-function are those of its closed form", () => {
  const coefficients = [0, 1, 4.5, 9];
  const names = coefficients.map((_, index) => `x${index + 1}`);
  const product = coefficients.map((a, index) => `(abs(4 × x${index + 1} − 2) + ${a}) ÷ (1 + ${a})`).join(" × ");
  const method = methodOf({
    inputs: Object.fromEntries(names.map((name) => [name, input("1", name)])),
    equations: { g: equation("1", product) },
  });
  const uniform: Distribution = { kind: "uniform", low: 0, high: 1 };
  const inputs = Object.fromEntries(names.map((name) => [name, known(0.5, uniform)]));
  const { approach, influences } = sensitivity(method, inputs, "g", { samples: 30_000, seed: 5 });
  const parts = coefficients.map((a) => 1 / (3 * (1 + a) ** 2));
  const all = parts.reduce((whole, part) => whole * (1 + part), 1);
  expect(approach).toBe("sobol");
  expect(influences.map(({ variable }) => variable)).toEqual(names);
  expect(parts[0] === undefined ? 0 : parts[0] / (all - 1)).toBeCloseTo(0.716, 3);
  for (const [index, part] of parts.entries()) {
    const { firstOrder, total } = influences[index] ?? { firstOrder: Number.NaN, total: Number.NaN };
    expect(Math.abs(firstOrder - part / (all - 1))).toBeLessThan(0.02);
    expect(Math.abs(total - (part * (all / (1 + part))) / (all - 1))).toBeLessThan(0.02);
  }
});

test("of a product of two that are centred on zero, all is interaction", () => {
  const method = methodOf({
    inputs: { a: input("1", "A"), b: input("1", "B") },
    equations: { result: equation("1", "a × b") },
  });
  const inputs = { a: known(0, normal(1)), b: known(0, normal(1)) };
  const { approach, influences } = sensitivity(method, inputs, "result", { samples: 20_000, seed: 2 });
  expect(approach).toBe("sobol");
  for (const { firstOrder, total } of influences) {
    expect(firstOrder).toBeLessThan(0.05);
    expect(total).toBeGreaterThan(0.95);
  }
});

test("where nothing is uncertain nothing has influence", () => {
  const method = methodOf({ inputs: { a: input("1", "A") }, equations: { result: equation("1", "a") } });
  expect(sensitivity(method, { a: known(1) }, "result", options)).toEqual({
    output: "result",
    approach: "first-order",
    influences: [],
  });
});

test("what the output does not need has no influence, and is not mentioned", () => {
  const method = methodOf({
    inputs: { a: input("1", "A"), b: input("1", "B") },
    equations: { result: equation("1", "a"), other: equation("1", "1 ÷ b") },
  });
  const { influences } = sensitivity(method, { a: known(1, normal(0.1)), b: known(0, normal(0)) }, "result", options);
  expect(influences.map(({ variable }) => variable)).toEqual(["a"]);
});

test("the same seed gives the same shares", () => {
  const method = methodOf({
    inputs: { a: input("1", "A"), b: input("1", "B") },
    equations: { result: equation("1", "a × b") },
  });
  const inputs = { a: known(1, { kind: "log-normal", gsd: 3 }), b: known(1, { kind: "log-normal", gsd: 3 }) } as const;
  expect(sensitivity(method, inputs, "result", options)).toEqual(sensitivity(method, inputs, "result", options));
});

test("samples are a whole number above 1", () => {
  const method = methodOf({ inputs: { a: input("1", "A") }, equations: { result: equation("1", "a") } });
  for (const samples of [0, 1, 1.5]) {
    expect(() => sensitivity(method, { a: known(1) }, "result", { samples, seed: 1 })).toThrow(WattledgerError);
  }
});
