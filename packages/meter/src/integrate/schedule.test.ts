import fc from "fast-check";
import { expect, test } from "vitest";
import { isRecorded, nextMoment, unevenMoment } from "./schedule.ts";

test.for([
  { name: "on time", elapsed: 1, expected: 2 },
  { name: "a little late", elapsed: 1.004, expected: 2 },
  { name: "a little early", elapsed: 0.9995, expected: 2 },
  { name: "after moments were missed", elapsed: 7.4, expected: 8 },
  { name: "at the start", elapsed: 0, expected: 1 },
])("$name, the next moment of a schedule of 1 s is $expected s", ({ elapsed, expected }) => {
  expect(nextMoment(elapsed, 1)).toBe(expected);
});

test("the next moment lies ahead, by little more than a period at most", () => {
  const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(seconds, fc.double({ min: 0.1, max: 60, noNaN: true }), (elapsed, period) => {
      const wait = nextMoment(elapsed, period) - elapsed;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(period * 1.0101);
    }),
  );
});

test("uneven moments stay within half a period of their schedule, and not in step with it", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(random, fc.double({ min: 0.1, max: 60, noNaN: true }), (drawn, period) => {
      expect(Math.abs(unevenMoment(7 * period, period, () => drawn) - 7 * period)).toBeLessThanOrEqual(0.5001 * period);
    }),
  );
  expect([0, 0.25, 0.5].map((drawn) => unevenMoment(5, 1, () => drawn))).toEqual([4.5, 4.75, 5]);
});

test("ten minutes are recorded by the second, a month in some thousand lines", () => {
  expect(recorded(600)).toBe(600);
  expect(recorded(1800)).toBe(1200);
  expect(recorded(30 * 86_400)).toBeLessThan(8000);
});

function recorded(samples: number): number {
  let lines = 0;
  for (let sample = 1; sample <= samples; sample += 1) if (isRecorded(sample)) lines += 1;
  return lines;
}
