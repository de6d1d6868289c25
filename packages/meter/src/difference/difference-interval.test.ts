import * as fc from "fast-check";
import { expect, test } from "vitest";
import { differenceInterval, differenceSd } from "./difference-interval.ts";
import type { Side } from "./difference-interval.ts";

const side = (mean: number, effects: Readonly<Record<string, number>>): Side => ({
  mean,
  effects: new Map(Object.entries(effects)),
});
const all = (): number => 1;
const none = (): number => 0;

test("small errors are normal: shared ones cancel, the others add in quadrature", () => {
  const [a, b] = [side(10, { meter: 1 }), side(12, { meter: 1.2 })];
  expect(differenceSd(a, b, all)).toBeCloseTo(0.2, 12);
  expect(differenceInterval(a, b, all).low).toBeCloseTo(2 - 1.644853627 * 0.2, 8);
  expect(differenceInterval(a, b, none).high).toBeCloseTo(2 + 1.644853627 * Math.hypot(1, 1.2), 8);
});

test("a large error that is fully shared scales the difference, and does not change its sign", () => {
  const { low, high } = differenceInterval(side(10, { model: 8 }), side(12, { model: 9.6 }), all);
  // Two per ten of a log-normal with the mean 10 and the standard deviation 8.
  const sigma = Math.sqrt(Math.log1p(0.64));
  const median = 10 * Math.exp(-(sigma ** 2) / 2);
  expect(low / (0.2 * median * Math.exp(-1.645 * sigma))).toBeCloseTo(1, 1);
  expect(high / (0.2 * median * Math.exp(1.645 * sigma))).toBeCloseTo(1, 1);
});

test("an interval has its ends in order, and changes sign with its sides", () => {
  const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
  const share = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(
      positive,
      positive,
      share,
      share,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, other, cvA, cvB, rho) => {
        const [a, b] = [side(one, { x: one * cvA }), side(other, { x: other * cvB })];
        const there = differenceInterval(a, b, () => rho);
        const back = differenceInterval(b, a, () => rho);
        expect(there.low).toBeLessThanOrEqual(there.high);
        const scale = one + other;
        // The grid is coarse in the tails.
        expect(Math.abs(there.low + back.high)).toBeLessThan(0.1 * scale + 0.1 * Math.abs(there.low));
      },
    ),
    { numRuns: 60 },
  );
});

test("exact figures have an exact difference", async () => {
  expect(differenceInterval(side(10, {}), side(12, {}), none)).toEqual({ low: 2, high: 2 });
});
