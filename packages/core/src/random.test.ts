import { expect, test } from "vitest";
import { WattledgerError } from "./error.ts";
import { seededRandom } from "./random.ts";

function draws(seed: number, count: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

/** Correlation of two series of numbers that are even between 0 and 1. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const sum = a.reduce((total, value, index) => total + (value - 0.5) * ((b[index] ?? 0.5) - 0.5), 0);
  return (12 * sum) / a.length;
}

test("the same seed gives the same numbers, another seed others", () => {
  expect(draws(42, 100)).toEqual(draws(42, 100));
  expect(draws(42, 5)).not.toEqual(draws(43, 5));
  expect(draws(-1, 5)).not.toEqual(draws(1, 5));
  expect(draws(2 ** 40, 5)).not.toEqual(draws(2 ** 41, 5));
});

test("the numbers of a seed are pinned, as stored results quote their seed", () => {
  // As another implementation of sfc32 behind splitmix32, in Python, gives them.
  // Each stands half a step above its multiple of 2^-32, so that none is ever 0.
  expect(draws(1, 3).map((value) => value * 2 ** 32)).toEqual([2420951833.5, 2513034076.5, 3847892949.5]);
});

test("numbers lie strictly between 0 and 1, evenly", () => {
  const count = 100_000;
  const numbers = draws(7, count);
  const bins = Array.from({ length: 20 }, () => 0);
  for (const value of numbers) bins[Math.floor(value * 20)] = (bins[Math.floor(value * 20)] ?? 0) + 1;
  expect(numbers.every((value) => value > 0 && value < 1)).toBe(true);
  // Chi-squared of 19 degrees of freedom: 43.8 is its 99.9 % point.
  const chiSquared = bins.reduce((sum, seen) => sum + (seen - count / 20) ** 2 / (count / 20), 0);
  expect(chiSquared).toBeLessThan(43.8);
});

test("neighbouring numbers, and those of neighbouring seeds, have nothing to do with each other", () => {
  const one = draws(1, 50_000);
  // Four standard errors.
  const most = 4 / Math.sqrt(50_000);
  expect(Math.abs(correlation(one, one.slice(1)))).toBeLessThan(most);
  expect(Math.abs(correlation(one, draws(2, 50_000)))).toBeLessThan(most);
});

test("a seed is a whole number", () => {
  expect(() => seededRandom(0.5)).toThrow(WattledgerError);
  expect(() => seededRandom(Number.NaN)).toThrow(WattledgerError);
});
