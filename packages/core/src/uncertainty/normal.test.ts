import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalProbability, normalQuantile } from "./normal.ts";

function relativeError(got: number, expected: number): number {
  return Math.abs(got - expected) / Math.abs(expected);
}

// From 40-digit arithmetic (mpmath 1.3.0, root of ncdf), rounded to doubles; 0.25, 0.001 and 1e-20 are the test values of AS 241 itself.
// The branches of the algorithm meet at 0.075 and at exp(-25) = 1.3888e-11.
test.for<[number, number]>([
  [0.25, -0.6744897501960817],
  [0.1, -1.2815515655446004],
  [0.075, -1.439531470938456],
  [0.0749, -1.4402382675279637],
  [0.05, -1.6448536269514726],
  [0.025, -1.9599639845400543],
  [0.005, -2.575829303548901],
  [0.001, -3.0902323061678136],
  [1e-5, -4.264890793922825],
  [1e-10, -6.361340902404057],
  [1.389e-11, -6.657882879105874],
  [1.388e-11, -6.65798875974957],
  [1e-15, -7.941345326170997],
  [1e-20, -9.262340089798407],
  [1e-50, -14.933337534788489],
  [1e-100, -21.273453560965326],
  [1e-300, -37.0470962993612],
])("the quantile of %d is %d", ([probability, expected]) => {
  expect(relativeError(normalQuantile(probability), expected)).toBeLessThan(5e-16);
});

test("quantiles that are quoted everywhere come out, to the last digits", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 14);
  expect(normalQuantile(0.5)).toBe(0);
});

test("the ends are infinite", () => {
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  expect([normalProbability(-Infinity), normalProbability(Infinity)]).toEqual([0, 1]);
});

// From the same arithmetic.
test.for<[number, number]>([
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [-0.5, 0.3085375387259869],
  [-1, 0.15865525393145705],
  [-1.96, 0.024997895148220435],
  [-3, 0.0013498980316300946],
  [-5, 2.866515718791939e-7],
  [-7, 1.279812543885835e-12],
  [-8, 6.220960574271784e-16],
  [-10, 7.619853024160525e-24],
  [-20, 2.7536241186062337e-89],
])("the probability below %d is %d", ([x, expected]) => {
  // Far out the approximation loses relative digits, as its author says; absolutely it stays exact.
  expect(relativeError(normalProbability(x), expected)).toBeLessThan(Math.abs(x) < 4 ? 1e-13 : 1e-7);
});

test("probability undoes quantile over the whole range, to 1e-13", () => {
  const exponent = fc.double({ min: -12, max: 0, noNaN: true });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }),
        exponent.map((e) => 10 ** e / 2),
      ),
      (probability) => {
        expect(Math.abs(normalProbability(normalQuantile(probability)) - probability)).toBeLessThan(1e-13);
        const tail = normalProbability(normalQuantile(Math.min(probability, 0.5)));
        expect(relativeError(tail, Math.min(probability, 0.5))).toBeLessThan(1e-8);
      },
    ),
    { numRuns: 1000 },
  );
});

test("quantiles rise, and the two tails mirror each other", () => {
  const probability = fc.double({ min: 1e-9, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(probability, probability, (p, q) => {
      const [less, more] = [Math.min(p, q), Math.max(p, q)];
      expect(normalQuantile(less)).toBeLessThanOrEqual(normalQuantile(more));
      // Exactly representable pairs, as 1 - p is rounded for small p.
      const upper = 1 - p;
      const lower = 1 - upper;
      expect(normalQuantile(lower) + normalQuantile(upper)).toBeCloseTo(0, 12);
    }),
  );
});
