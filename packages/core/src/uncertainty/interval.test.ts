import * as fc from "fast-check";
import { expect, test } from "vitest";
import { quantitySchema } from "../units/quantity.ts";
import { houseLevel, houseZ } from "./house-level.ts";
import { exactly, intervalOf } from "./interval.ts";
import { normalProbability, normalQuantile } from "./normal.ts";

const z90 = 1.6448536269514722;

test("up to a relative standard deviation of 30 % an interval is that of a normal", () => {
  expect(intervalOf(100, 10, 0.9).low).toBeCloseTo(100 - 10 * z90, 10);
  expect(intervalOf(100, 10, 0.9).high).toBeCloseTo(100 + 10 * z90, 10);
  expect(intervalOf(-100, 30, 0.9).low).toBeCloseTo(-100 - 30 * z90, 10);
});

test("above it is that of a log-normal with the same mean and standard deviation", () => {
  const { low, high } = intervalOf(100, 80, 0.9);
  // By hand: variance of the logarithm ln(1 + 0.8²) = 0.494696, median 100 ÷ √1.64 = 78.0869.
  const [median, sigma] = [78.086_881, 0.703_346];
  expect(low).toBeCloseTo(median * Math.exp(-z90 * sigma), 2);
  expect(high).toBeCloseTo(median * Math.exp(z90 * sigma), 2);
  // The mirror image for a figure below zero, such as a credit.
  expect(intervalOf(-100, 80, 0.9)).toEqual({ low: -high, high: -low });
});

test("an interval of a positive figure never reaches zero where its error is large", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.double({ min: 0.31, max: 9.9, noNaN: true }),
      (mean, relative) => {
        const { low, high } = intervalOf(mean, mean * relative, 0.9);
        expect(low).toBeGreaterThan(0);
        expect(high).toBeGreaterThan(low);
      },
    ),
  );
});

test("low never exceeds high, and a wider level holds the narrower one", () => {
  const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, fc.double({ min: 0, max: 1e6, noNaN: true }), level, level, (mean, sd, p, q) => {
      const narrow = intervalOf(mean, sd, Math.min(p, q));
      const wide = intervalOf(mean, sd, Math.max(p, q));
      expect(narrow.low).toBeLessThanOrEqual(narrow.high);
      expect(wide.low).toBeLessThanOrEqual(narrow.low);
      expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
    }),
  );
});

test("a difference that nearly cancels has the interval of a normal around almost nothing", () => {
  const { low, high } = intervalOf(1e-17, 2, 0.9);
  expect([low, high]).toEqual([expect.closeTo(-2 * z90, 10), expect.closeTo(2 * z90, 10)]);
});

test("an interval of a normal holds the share of draws that its level says", () => {
  const { low, high } = intervalOf(10, 1, 0.95);
  expect(normalProbability(high - 10) - normalProbability(low - 10)).toBeCloseTo(0.95, 12);
});

test("without error the width is zero, at zero as elsewhere", () => {
  expect(intervalOf(0, 0, 0.9)).toEqual({ low: 0, high: 0 });
  expect(intervalOf(5, 0, 0.9)).toEqual({ low: 5, high: 5 });
  expect(intervalOf(0, 1, 0.9).low).toBeCloseTo(-z90, 12);
  expect(exactly(3, "kWh")).toEqual({ unit: "kWh", nominal: 3, mean: 3, low: 3, high: 3, level: 0.9 });
});

test("a stored quantity has its ends in order, a level between 0 and 1, and only finite numbers", () => {
  const good = { unit: "kWh", nominal: 3, mean: 3, low: 2, high: 4, level: 0.9 };
  expect(quantitySchema.parse(good)).toEqual(good);
  // Under skew the nominal value may lie outside.
  expect(quantitySchema.safeParse({ ...good, nominal: 9 }).success).toBe(true);
  const wrong = [
    { low: 5 },
    { level: 90 },
    { level: 0 },
    { mean: Number.NaN },
    { high: Infinity },
    { unit: "" },
    { sd: 1 },
    { mean: undefined },
  ];
  expect(wrong.map((change) => quantitySchema.safeParse({ ...good, ...change }).success)).toEqual(
    wrong.map(() => false),
  );
});

test("the quantile of the house level is that of the standard normal", () => {
  expect(houseZ).toBeCloseTo(normalQuantile((1 + houseLevel) / 2), 14);
});
