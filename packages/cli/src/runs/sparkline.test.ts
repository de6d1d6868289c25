import * as fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf, rangeOf, sparkline } from "./sparkline.ts";

const step = (fromSeconds: number, toSeconds: number, watts: number) => ({ fromSeconds, toSeconds, watts });

test.for([
  ["rises", [step(0, 1, 1), step(1, 2, 4), step(2, 3, 8)], 3, "▁▄█"],
  ["is stretched", [step(0, 1, 8), step(1, 2, 4)], 4, "██▄▄"],
  ["is drawn together by its mean", [step(0, 1, 8), step(1, 2, 0), step(2, 4, 8)], 2, "▄█"],
  ["is blank where nothing is known", [step(0, 1, 8), step(3, 4, 8)], 4, "█  █"],
  ["has no power, which is not unknown", [step(0, 2, 0)], 2, "▁▁"],
  ["has one step", [step(0, 0.02, 8)], 3, "███"],
  ["has no bar", [], 3, "   "],
] as const)("power that %s", ([, steps, columns, line]) => {
  const duration = Math.max(0.02, ...steps.map(({ toSeconds }) => toSeconds));
  expect(sparkline(steps, duration, columns, 8)).toBe(line);
});

test("any number of columns holds all energy of the steps", () => {
  const watts = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(watts, fc.integer({ min: 1, max: 80 }), (powers, columns) => {
      const steps = powers.map((power, index) => step(index, index + 1, power));
      const joules = powers.reduce((sum, power) => sum + power, 0);
      const drawn = columnsOf(steps, powers.length, columns).reduce<number>((sum, power) => sum + (power ?? 0), 0);
      expect((drawn * powers.length) / columns).toBeCloseTo(joules, 6);
    }),
  );
});

test("the mean is weighted by time", () => {
  expect(rangeOf([step(0, 1, 10), step(1, 4, 2)])).toEqual({ least: 2, most: 10, mean: 4 });
  expect(rangeOf([])).toBeUndefined();
});
