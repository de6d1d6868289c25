import fc from "fast-check";
import { expect, test } from "vitest";
import { divideChange } from "./divide-change.ts";

const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const groupsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<{ before: number[]; after: number[] }[]> =>
  fc.array(
    fc.record({
      before: fc.array(value, { minLength: 3, maxLength: 3 }),
      after: fc.array(value, { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
const total = (rows: readonly (readonly number[])[]): number =>
  rows.reduce((sum, row) => sum + row.reduce((value, one) => value * one, 1), 0);

// Worked by hand: L(12, 10) = 2 / ln 1.2 = 10.96963; times ln 1.5 = 4.44780 and ln 0.8 = -2.44780.
test("half as many requests more, each with a fifth less energy", () => {
  const [requests, energy] = divideChange([{ before: [5, 2], after: [7.5, 1.6] }]);
  expect(requests).toBeCloseTo(4.447_80, 5);
  expect(energy).toBeCloseTo(-2.447_80, 5);
});

test("a new model is a change of requests, and not of its energy, which nobody knew before", () => {
  expect(divideChange([{ before: [0, null, null], after: [4, 2, 0.5] }])).toEqual([4, 0, 0]);
  expect(divideChange([{ before: [4, 2, 0.5], after: [0, null, null] }])).toEqual([-4, 0, 0]);
});

test("a grid that becomes free of carbon took all of the change", () => {
  expect(divideChange([{ before: [4, 2, 0.5], after: [8, 2, 0] }])).toEqual([0, 0, -4]);
});

test("the effects add up to the change, and turn round with time", () => {
  fc.assert(
    fc.property(groupsOf(fc.oneof(factor, fc.constant(0))), (groups) => {
      const effects = divideChange(groups);
      const before = total(groups.map((group) => group.before));
      const after = total(groups.map((group) => group.after));
      const size = Math.max(1e-9, before, after);
      expect(Math.abs(effects.reduce((sum, one) => sum + one, 0) - (after - before)) / size).toBeLessThan(1e-9);
      const back = divideChange(groups.map((group) => ({ before: group.after, after: group.before })));
      effects.forEach((effect, index) => expect(Math.abs(effect + (back[index] ?? 0)) / size).toBeLessThan(1e-9));
    }),
  );
});

test("a factor that did not change has no effect", () => {
  fc.assert(
    fc.property(groupsOf(factor), (groups) => {
      const still = groups.map(({ before, after }) => ({ before, after: [before[0] ?? 0, ...after.slice(1)] }));
      expect(Math.abs(divideChange(still)[0] ?? 1)).toBe(0);
    }),
  );
});

test.each([[Number.NaN], [-1], [Number.POSITIVE_INFINITY]])("a factor of %s is refused", (value) => {
  expect(() => divideChange([{ before: [1, value], after: [1, 1] }])).toThrow(
    "A factor must be zero or a positive number",
  );
});

test("groups with different factors are refused", () => {
  expect(() =>
    divideChange([
      { before: [1, 2], after: [1, 2] },
      { before: [1], after: [1] },
    ]),
  ).toThrow("Each group must have 2 factors");
});
