import { evaluate } from "@wattledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gpuComponents } from "./gpu-components.ts";

const h100 = { dieArea: 8.14, process: 5, memory: 80, power: 700 };

test("the module that anchors it comes out as published", () => {
  expect(evaluate(gpuComponents, h100, ["carbon"]).carbon).toBeCloseTo(164, 9);
});

// Two published footprints that it was not fitted to.
test.for([
  ["B200 SXM, two dies of 8 cm² assumed", { dieArea: 16, process: 5, memory: 180, power: 1000 }, 284.25, 0.04],
  ["A100 SXM 40 GB", { dieArea: 8.26, process: 7, memory: 40, power: 400 }, 127.6, -0.145],
] as const)("%s is off the published footprint by what is stated", ([, card, published, deviation]) => {
  const { carbon } = evaluate(gpuComponents, card, ["carbon"]);
  expect(carbon / published - 1).toBeCloseTo(deviation, 2);
});

test("the anchor stays the same for any figure of ACT for its die", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      fc.double({ min: 20, max: 900, noNaN: true }),
      (y, ci) => {
        const fab = { "die.fabYield": y, "die.fabIntensity": ci };
        expect(evaluate(gpuComponents, { ...h100, ...fab }, ["carbon"]).carbon).toBeCloseTo(164, 6);
      },
    ),
  );
});

test("a gigabyte of GDDR is half one of HBM", () => {
  const { memoryCarbon } = evaluate(gpuComponents, { ...h100, memoryType: "GDDR" }, ["memoryCarbon"]);
  expect(memoryCarbon).toBeCloseTo(546 / 8 / 2, 9);
});
