import { evaluate, impactCategories } from "@wattledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deviceLifeCycle } from "./device-life-cycle.ts";
import { recipeMidpoints } from "./recipe-2016.ts";

test("the midpoints are the eighteen of ReCiPe 2016, as the footprint's schema names them", () => {
  const names = Object.keys(recipeMidpoints);
  expect(names).toHaveLength(18);
  expect(names.filter((name) => !impactCategories.some((category) => category === name))).toEqual([]);
});

test("of the published desktop, making is 78 % of climate and 87 % of minerals, use 97 % of ionizing radiation", () => {
  const shares = [
    "manufacturingShare.gwp",
    "manufacturingShare.recipe-mineral-resource-scarcity",
    "manufacturingShare.recipe-ionizing-radiation",
    "manufacturingShare.recipe-water-consumption",
  ] as const;
  const result = evaluate(deviceLifeCycle, {}, shares);
  expect(shares.map((share) => result[share].toFixed(2))).toEqual(["0.78", "0.87", "0.03", "0.51"]);
});

test("a machine kept twice as long instead of two saves exactly one making", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 20, noNaN: true }), (years) => {
      const options = { machines: 2, years, otherMachines: 1, otherYears: 2 * years };
      const saved = evaluate(deviceLifeCycle, options, ["saved.gwp"])["saved.gwp"];
      expect(saved).toBeCloseTo(288, 6);
    }),
  );
});

test("no new desktop can pay for its making by what it saves in five years of French electricity", () => {
  const needed = evaluate(deviceLifeCycle, {}, ["neededSaving.gwp", "neededSaving.recipe-ionizing-radiation"]);
  expect(needed["neededSaving.gwp"]).toBeCloseTo(3.6, 9);
  expect(needed["neededSaving.recipe-ionizing-radiation"]).toBeCloseTo(27 / 876, 9);
});

test("the tasks of a life add up to the machine", () => {
  const life = evaluate(deviceLifeCycle, { taskTime: 1607 * 5 }, ["task.gwp", "machineTotal.gwp"]);
  expect(life["task.gwp"]).toBeCloseTo(life["machineTotal.gwp"], 9);
});
