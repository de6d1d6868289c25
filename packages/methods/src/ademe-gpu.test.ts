import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { ademeGpu } from "./ademe-gpu.ts";

// Cards of the original's own list are in packages/cases/src/ademe-gpu.

test("a die takes the wafer that is lost at the rim, between dies and to defects", () => {
  const { "logic.dies": dies, "logic.used": used } = evaluate(ademeGpu, { dieArea: 100 }, ["logic.dies", "logic.used"]);
  // By hand: a cell of (10 + 0.2)² = 104.04 mm²; 70,685.83 ÷ 104.04 − 942.48 ÷ √208.08 = 679.41 − 65.34 = 614.07.
  expect(dies).toBe(614);
  expect(used).toBeCloseTo(70_685.8347 / 614 / Math.exp(-Math.sqrt(0.1)), 3);
});

test("without transport and end of life the H100 is 236 kg, which is what the maker's 164 kg to the gate is held next to", () => {
  const result = evaluate(ademeGpu, {});
  const parts = ["casing", "heatSink", "board", "processor", "video"].map(
    (part) => result[`${part}.gwp`] ?? Number.NaN,
  );
  expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(235.08, 1);
});

test("all memory dies are counted whether or not the area of one is known", () => {
  const memory = { memory: 40, memoryDies: 6 };
  const known = evaluate(ademeGpu, { ...memory, memoryDieArea: 103 }, ["video.gwp"])["video.gwp"];
  // 40 GB × 15.5 mm² ÷ 6 is 103 mm² in whole ones.
  expect(known).toBeCloseTo(evaluate(ademeGpu, memory, ["video.gwp"])["video.gwp"], 9);
});
