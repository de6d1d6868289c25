import { assume, evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { strubell2019 } from "./strubell-2019.ts";

// The rows of table 3 themselves are in data/published-results.json.

const knownPower = assume(strubell2019, ["power"]);

test("the printed 79 hours of BERT are not those of its energy, the 32,623 of the search not those of its cost", () => {
  const { energy } = evaluate(knownPower, { power: 12_041.51, time: 79 }, ["energy"]);
  expect(Math.round(energy)).toBe(1503);
  const { cloudCost } = evaluate(strubell2019, { gpus: 1, time: 32_623, cloudPrice: 1.35 }, ["cloudCost"]);
  expect(Math.round(cloudCost)).toBe(44_041);
});

test("the 626,155 printed for the search are pounds: 284 tonnes", () => {
  const { carbon } = evaluate(knownPower, { power: 1515.43, time: 274_120 }, ["carbon"]);
  expect(Math.round(carbon / 1000)).toBe(284);
});
