import fc from "fast-check";
import { expect, test } from "vitest";
import { studentTProbability, studentTQuantile } from "./student-t.ts";

// Fisher and Yates 1938, table III, as reprinted in every textbook; to their digits.
test.for([
  [0.95, 1, 6.314],
  [0.975, 1, 12.706],
  [0.975, 2, 4.303],
  [0.95, 4, 2.132],
  [0.995, 4, 4.604],
  [0.95, 10, 1.812],
  [0.975, 30, 2.042],
  [0.95, 120, 1.658],
] as const)("the %f quantile with %i degrees of freedom is %f", ([probability, degrees, value]) => {
  expect(studentTQuantile(probability, degrees)).toBeCloseTo(value, 3);
});

test("with one degree of freedom it is Cauchy's distribution, with two it has a closed form", () => {
  for (const value of [-30, -1, -0.1, 0, 0.5, 3, 200]) {
    expect(studentTProbability(value, 1)).toBeCloseTo(0.5 + Math.atan(value) / Math.PI, 12);
    expect(studentTProbability(value, 2)).toBeCloseTo(0.5 + value / (2 * Math.sqrt(2 + value ** 2)), 12);
  }
});

test("quantile and probability are inverse, and symmetric about 0", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 1, max: 500, noNaN: true }),
      (probability, degrees) => {
        const value = studentTQuantile(probability, degrees);
        expect(studentTProbability(value, degrees)).toBeCloseTo(probability, 9);
        expect(studentTProbability(-value, degrees)).toBeCloseTo(1 - probability, 9);
      },
    ),
  );
});
