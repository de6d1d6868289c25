import { intervalOf } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";
import { expect, test } from "vitest";
import { sumOfRuns } from "./sum-of-runs.ts";

const figure = (nominal: number, mean: number): Quantity => ({
  unit: "kWh",
  nominal,
  mean,
  ...intervalOf(mean, 0.1 * mean, 0.9),
  level: 0.9,
});

test("nominal and expected values of a sum are sums, each of its own kind", () => {
  const sum = sumOfRuns(
    [
      { quantity: figure(1, 1.1), errors: null },
      { quantity: figure(2, 2.2), errors: null },
    ],
    "kWh",
  );
  expect(sum.nominal).toBeCloseTo(3, 12);
  expect(sum.mean).toBeCloseTo(3.3, 12);
});

test("a shared error adds up; errors that are each run's own add in quadrature", () => {
  const shared = { quantity: figure(10, 10), errors: { own: 0, shared: { "grid/x": 0.1 } } };
  const own = { quantity: figure(10, 10), errors: { own: 0.1, shared: {} } };
  // 1.6449 standard deviations on each side: 2 of 20, and √2 of 20.
  expect(sumOfRuns([shared, shared], "kWh").high).toBeCloseTo(20 + 1.6449 * 2, 3);
  expect(sumOfRuns([own, own], "kWh").high).toBeCloseTo(20 + 1.6449 * Math.SQRT2, 3);
  // Two different factors are independent.
  const other = { quantity: figure(10, 10), errors: { own: 0, shared: { "grid/y": 0.1 } } };
  expect(sumOfRuns([shared, other], "kWh").high).toBeCloseTo(20 + 1.6449 * Math.SQRT2, 3);
});

test("the sum of one run is that run, and units are converted", () => {
  const one = sumOfRuns([{ quantity: figure(3, 3), errors: { own: 0.06, shared: { a: 0.08 } } }], "J");
  const { low, high } = figure(3, 3);
  expect(one.low / 3.6e6).toBeCloseTo(low, 9);
  expect(one.high / 3.6e6).toBeCloseTo(high, 9);
});

test("errors of records without them are counted as one error", () => {
  const old = { quantity: figure(10, 10), errors: null };
  expect(sumOfRuns([old, old], "kWh").high).toBeCloseTo(20 + 1.6449 * 2, 3);
  expect(sumOfRuns([], "kWh")).toMatchObject({ nominal: 0, low: 0, high: 0 });
});
