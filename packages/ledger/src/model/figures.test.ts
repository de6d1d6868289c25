import fc from "fast-check";
import { expect, test } from "vitest";
import { figureOf, figures, fromWhole, knownBit, toWhole } from "./figures.ts";

test("a value survives the small unit to half of it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...figures), fc.double({ min: -1, max: 9, noNaN: true }), (figure, value) => {
      expect(Math.abs(fromWhole(figure, toWhole(figure, value)) - value)).toBeLessThanOrEqual(0.6 / figure.scale);
    }),
  );
});

test("whole numbers beyond 2^53 stay whole", () => {
  expect(toWhole(figureOf("energy"), 9e9)).toBe(9_000_000_000_000_000n);
  expect(fromWhole(figureOf("energy"), 9_007_199_254_740_993_000_000n)).toBe(Number("9007199254740993"));
  expect(() => toWhole(figureOf("energy"), 1e13)).toThrow("beyond the range");
  expect(() => toWhole(figureOf("energy"), Number.NaN)).toThrow(RangeError);
});

test("each figure has a bit of its own, and energy has the first", () => {
  expect(knownBit("energy")).toBe(1);
  expect(new Set(figures.map(({ name }) => knownBit(name))).size).toBe(figures.length);
});
