import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chooseEquivalence, equivalences } from "./equivalences.ts";

test.for([
  [0.001, undefined],
  [0.1, "0.57 m in an average passenger car in Europe"],
  [12, "69 m in an average passenger car in Europe"],
  [175, "1 km in an average passenger car in Europe"],
  [210, "1.2 km in an average passenger car in Europe"],
  [50_000, "290 km in an average passenger car in Europe"],
  [200_000, "4 flights from Paris to London"],
  [6e7, "26 flights from New York to Melbourne"],
  [1e10, undefined],
  [0, undefined],
  [-5, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
] as const)("%s g is %s", async ([grams, text]) => {
  const equivalence = await chooseEquivalence(grams);
  expect(equivalence?.text.split(/ \(|,/)[0]).toBe(text);
});

test("a count lies between 0.1 and 1000, has two significant figures and is equal to the footprint", async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: -1.7, max: 9.3, noNaN: true }), async (exponent) => {
      const grams = 10 ** exponent;
      const equivalence = await chooseEquivalence(grams);
      if (equivalence === undefined) throw new Error(`nothing for ${grams} g`);
      const { count, unit, factor } = equivalence;
      expect(count).toBeGreaterThanOrEqual(0.1);
      expect(count).toBeLessThanOrEqual(1000);
      expect(Number(count.toPrecision(2))).toBe(count);
      const back = (count * factor.value) / (unit === "m" ? 1000 : 1);
      expect(Math.abs(back / grams - 1)).toBeLessThan(0.06);
    }),
  );
});

test("the sentence names source and year, and that driving is counted at the tailpipe", async () => {
  const equivalence = await chooseEquivalence(400);
  expect(equivalence?.text).toContain("Green Algorithms");
  expect(equivalence?.text).toContain("2019");
  expect(equivalence?.text).toContain("tailpipe");
});

test.for(["tree", "tree-year", "web-search", "tv-hour"])("%s is too weak to be offered", async (key) => {
  expect(await equivalences.find(key)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
});
