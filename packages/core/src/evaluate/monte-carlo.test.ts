import * as fc from "fast-check";
import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { outcomeOf, refusalOf } from "../../test/refusal.ts";
import { chosen, known, normal } from "../../test/resolved.ts";
import { WattledgerError } from "../error.ts";
import type { Method } from "../graph/graph.ts";
import { choice, equation, input, list } from "../graph/method.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import { monteCarlo, quantileOf, simulate } from "./monte-carlo.ts";
import type { Simulated } from "./monte-carlo.ts";

function formula(text: string, bounds: { min?: number; max?: number } = {}): Method {
  return methodOf({
    inputs: { x: input("1", "X", bounds), y: input("1", "Y") },
    equations: { result: equation("1", text) },
  });
}

function simulated(method: Method, inputs: ResolvedInputs, draws = 10_000, seed = 1): Simulated {
  const one = monteCarlo(method, inputs, ["result"], { draws, seed }).get("result");
  if (one === undefined) throw new Error("Nothing was simulated.");
  return one;
}

const x = known(10, normal(2));

test("the same seed gives the same draws to the last bit, another seed others", () => {
  const inputs = { x, y: known(3, normal(1)) };
  const draws = (seed: number): readonly number[] => [...simulated(formula("x × y"), inputs, 500, seed).draws];
  expect(draws(1)).toEqual(draws(1));
  expect(draws(2)).not.toEqual(draws(1));
});

test("the value at the centres of the inputs is returned with the draws", () => {
  const skewed = known(10, { kind: "log-normal", gsd: 2 });
  const { quantity, draws } = simulated(formula("2 × x"), { x: skewed, y: known(1) });
  expect(quantity).toMatchObject({ unit: "1", nominal: 20, level: 0.9 });
  expect(draws).toHaveLength(10_000);
  expect(draws.every((value, index) => index === 0 || value >= (draws[index - 1] ?? Infinity))).toBe(true);
});

test("one variable is drawn once a round, even if several equations use it", () => {
  const twice = simulated(formula("x + x"), { x, y: known(1) });
  expect(twice.sd).toBeCloseTo(2 * simulated(formula("x"), { x, y: known(1) }).sd, 10);
  const nothing = simulated(formula("x − x"), { x, y: known(1) });
  expect([nothing.sd, nothing.quantity.low, nothing.quantity.high]).toEqual([0, 0, 0]);
  const one = { x: known(10, normal(2), "grid"), y: known(10, normal(2), "grid") };
  expect(simulated(formula("x − y"), one).sd).toBe(0);
  expect(simulated(formula("x − y"), { x, y: known(10, normal(2)) }).sd).toBeCloseTo(2 * Math.SQRT2, 1);
});

test("a product of log-normals has the closed form's median, mean and ends", () => {
  const inputs = { x: known(3, { kind: "log-normal", gsd: 1.5 }), y: known(7, { kind: "log-normal", gsd: 2 }) };
  const draws = 100_000;
  const { quantity, draws: sorted } = simulated(formula("x × y"), inputs, draws, 11);
  const sigma = Math.hypot(Math.log(1.5), Math.log(2));
  const z90 = 1.6448536269514722;
  // Relative standard errors: of the median 1.25 σ ÷ √n, of a 5 % point 2.1 σ ÷ √n, of the mean √(exp(σ²) − 1) ÷ √n.
  const error = (5 * sigma) / Math.sqrt(draws);
  expect(Math.abs(quantileOf(sorted, 0.5) / 21 - 1)).toBeLessThan(1.25 * error);
  expect(Math.abs(quantity.mean / (21 * Math.exp(sigma ** 2 / 2)) - 1)).toBeLessThan(1.3 * error);
  expect(Math.abs(quantity.low / (21 * Math.exp(-z90 * sigma)) - 1)).toBeLessThan(2.2 * error);
  expect(Math.abs(quantity.high / (21 * Math.exp(z90 * sigma)) - 1)).toBeLessThan(2.2 * error);
});

test("draws stay within the bounds of their input", () => {
  const { draws } = simulated(formula("x", { min: 9, max: 10.5 }), { x, y: known(1) });
  expect(draws[0]).toBeGreaterThanOrEqual(9);
  expect(draws.at(-1)).toBeLessThanOrEqual(10.5);
  expect(draws.at(-1)).toBeGreaterThan(10.4);
});

test("a share of draws that the level says lies within the interval", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 0.99, noNaN: true }), (level) => {
      const one = monteCarlo(formula("exp(x ÷ 10)"), { x, y: known(1) }, ["result"], {
        draws: 1000,
        seed: 3,
        level,
      }).get("result");
      const { low = 0, high = 0 } = one?.quantity ?? {};
      const inside = (one?.draws ?? new Float64Array()).filter((value) => value >= low && value <= high).length;
      expect(low).toBeLessThanOrEqual(high);
      expect(Math.abs(inside / 1000 - level)).toBeLessThan(0.003);
    }),
    { numRuns: 20 },
  );
});

function part(watts: number, sd: number, kind: string) {
  return { label: "part", fields: { kind: chosen(kind), power: known(watts, normal(sd), undefined, "W") } };
}

test("rows, their own equations and choices are simulated like everything else", () => {
  const method = methodOf({
    inputs: {
      spare: list("Not needed", { inputs: { x: input("1", "X") }, equations: {} }),
      parts: list("Parts", {
        inputs: { power: input("W", "Power", { min: 0 }), kind: choice(["a", "b"], "Kind") },
        equations: { energy: equation("kWh", 'power × if(kind = "b", 2 [h], 1 [h])') },
      }),
    },
    equations: {
      unused: equation("1", "sum(row in spare: row.x)"),
      result: equation("Wh", "sum(part in parts: part.energy)"),
    },
  });
  const spare = { label: "x", fields: { x: known(1, normal(1)) } };
  const inputs: ResolvedInputs = {
    spare: { kind: "list", rows: [spare] },
    parts: { kind: "list", rows: [part(100, 3, "a"), part(50, 2, "b")] },
  };
  const { quantity, sd } = simulated(method, inputs, 20_000);
  expect(quantity.nominal).toBeCloseTo(200, 10);
  expect(Math.abs(quantity.mean - 200)).toBeLessThan(0.2);
  expect(Math.abs(sd - 5)).toBeLessThan(0.15);
});

test("after draws, the centres can be set again", () => {
  const simulation = simulate(formula("x + y"), { x, y: known(5, normal(1)) }, ["result"]);
  simulation.at(Float64Array.from([0.9, 0.1]));
  expect(simulation.nominal()[0]).toBe(15);
  expect(simulation.at(Float64Array.from([Number.NaN, Number.NaN]))[0]).toBe(15);
});

test("a draw that makes an equation infinite is refused with the remedy", () => {
  const inputs = { x: known(1, { kind: "uniform", low: 0, high: 1 }), y: known(0) };
  expect(refusalOf(() => simulated(formula("1 ÷ floor(x × 2)"), inputs))).toBe(
    "A draw made an equation infinite or undefined. If the equation divides by an input, give that input a bound away from 0.",
  );
});

test("what is not wanted is not simulated", () => {
  const method = methodOf({
    inputs: { x: input("1", "X"), y: input("1", "Y") },
    equations: { broken: equation("1", "1 ÷ y"), result: equation("1", "x") },
  });
  expect(outcomeOf(() => simulated(method, { x, y: known(0) }))).toBe("done");
  expect(refusalOf(() => monteCarlo(method, { x, y: known(0) }, ["reslt"], { draws: 10, seed: 1 }))).toBe(
    "Unknown equation `reslt`. Did you mean `result`?",
  );
});

test("draws are a whole number above 1", () => {
  for (const draws of [0, 1, 2.5, Number.NaN]) {
    expect(() => monteCarlo(formula("x"), { x, y: known(1) }, ["result"], { draws, seed: 1 })).toThrow(WattledgerError);
  }
});

// Type 7 of Hyndman and Fan, as R's default: quantile(c(1, 2, 4, 8), p).
test.for<[number, number]>([
  [0, 1],
  [0.25, 1.75],
  [0.5, 3],
  [0.9, 6.8],
  [1, 8],
])("the %d quantile of 1, 2, 4, 8 is %d", ([probability, expected]) => {
  expect(quantileOf(Float64Array.from([1, 2, 4, 8]), probability)).toBeCloseTo(expected, 12);
});

test("without names all equations are simulated, as `propagate` computes them", () => {
  const model = formula("x × y");
  const inputs = { x, y: known(3) };
  const all = monteCarlo(model, inputs, { draws: 500, seed: 1 });
  expect([...all.keys()]).toEqual(["result"]);
  expect(all).toEqual(monteCarlo(model, inputs, ["result"], { draws: 500, seed: 1 }));
});
