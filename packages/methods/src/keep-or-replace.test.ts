import { evaluate } from "@wattledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keepOrReplace } from "./keep-or-replace.ts";

const positive = fc.double({ min: 1, max: 1000, noNaN: true });

test("a new one that saves just what is needed is worth neither more nor less than the old one", () => {
  fc.assert(
    fc.property(positive, positive, positive, positive, (oldElectricity, newCarbon, newLife, intensity) => {
      const given = { oldElectricity, newCarbon, newLife, intensity, years: 3, newElectricity: 0 };
      const { neededSaving } = evaluate(keepOrReplace, given, ["neededSaving"]);
      fc.pre(neededSaving < 1);
      const newElectricity = oldElectricity * (1 - neededSaving);
      const { saved, keep } = evaluate(keepOrReplace, { ...given, newElectricity }, ["saved", "keep"]);
      expect(saved / keep).toBeCloseTo(0, 9);
    }),
  );
});

test("after the years of the break-even both options have emitted the same", () => {
  const given = { oldElectricity: 250, newElectricity: 50, newCarbon: 300, intensity: 400 };
  const { breakEvenYears } = evaluate(keepOrReplace, given, ["breakEvenYears"]);
  expect(breakEvenYears).toBeCloseTo(300 / 80, 9);
  const { keep, replace } = evaluate(keepOrReplace, { ...given, years: breakEvenYears }, ["keep", "replace"]);
  expect(replace).toBeCloseTo(keep, 9);
});

test("a saving of a half is undone by twice the use", () => {
  expect(evaluate(keepOrReplace, { oldElectricity: 100, newElectricity: 50 }, ["neededGrowth"]).neededGrowth).toBe(1);
});
