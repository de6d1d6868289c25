import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { actDie } from "./act-die.ts";

// The two tables of gases in the original are for 95 and 99 %; its third level is their mean.
test.for([
  [95, 430],
  [97, 327.5],
  [99, 225],
] as const)("at 5 nm and %d % of gases destroyed, %d g/cm² escape", ([abatement, grams]) => {
  expect(evaluate(actDie, { process: 5, abatement }, ["gases"]).gases).toBeCloseTo(grams, 9);
});

test("what lies outside its tables is refused, not stretched", () => {
  expect(() => evaluate(actDie, { process: 2 }, ["carbonPerArea"])).toThrow(/between 3 and 28/u);
  expect(() => evaluate(actDie, { process: 5, abatement: 90 }, ["carbonPerArea"])).toThrow(/between 95 and 99/u);
});

test("an H100's die, package and memory are 28.7 kg", () => {
  const { carbon } = evaluate(actDie, { process: 5, area: 8.14, capacity: 80, capacityCarbon: 65 }, ["carbon"]);
  expect(carbon).toBeCloseTo(28.706, 3);
});
