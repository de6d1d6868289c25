import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { eWaste } from "./e-waste.ts";

test("16 kg over five years at 80 % of the time are 0.46 g for each hour of an accelerator", () => {
  const life = { "hardware.lifetime": 5, "hardware.utilisation": 0.8 };
  expect(evaluate(eWaste, life, ["hourWaste"]).hourWaste).toBeCloseTo(0.4566, 4);
});

test("all accelerators of a fleet in use the whole year are waste at the rate at which it is renewed", () => {
  const life = { "hardware.lifetime": 5, "hardware.utilisation": 0.6 };
  const { yearWaste } = evaluate(eWaste, { ...life, fleet: 100 }, ["yearWaste"]);
  const work = { gpus: 100, time: 8760 * 0.6 };
  const { waste } = evaluate(eWaste, { ...life, ...work }, ["waste"]);
  expect(waste).toBeCloseTo(yearWaste, 9);
});

test("collection and recovery are two numbers", () => {
  const work = { gpus: 1, time: 8760 * 5, "hardware.lifetime": 5, "hardware.utilisation": 1 };
  const result = evaluate(eWaste, { ...work, collected: 0.45, recovered: 0.27 / 0.45 }, [
    "uncollected",
    "recoveredMass",
  ]);
  expect(result.uncollected).toBeCloseTo(16 * 0.55, 9);
  expect(result.recoveredMass).toBeCloseTo(16 * 0.27, 9);
});
