import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { mlco2Impact } from "./mlco2-impact.ts";

const inMontreal = { power: 400, time: 1030, intensity: 0.0345, offset: 100 };

test("energy and carbon are unrounded, and offsets do not lower them", () => {
  const { energy, carbon, offsetCarbon } = evaluate(mlco2Impact, inMontreal, ["energy", "carbon", "offsetCarbon"]);
  expect(energy).toBe(412);
  expect(carbon).toBeCloseTo(14.214, 12);
  expect(offsetCarbon).toBeCloseTo(14.214, 12);
});

test("the page's own figures are shown next to them", () => {
  const shown = evaluate(mlco2Impact, inMontreal, ["intensityShown", "carbonShown"]);
  expect(shown).toMatchObject({ intensityShown: 0.03, carbonShown: 12.36 });
});

test("every whole gram survives its way through kilograms", () => {
  const grams = Array.from({ length: 1200 }, (_, index) => index);
  const { cleanestGrams } = evaluate(mlco2Impact, { regions: [{ intensity: 1199 / 1000 }] }, ["cleanestGrams"]);
  expect(cleanestGrams).toBe(1199);
  for (const one of grams) {
    const { intensityShown } = evaluate(mlco2Impact, { intensity: one / 1000 }, ["intensityShown"]);
    expect(intensityShown).toBe(Number((one / 1000).toFixed(2)));
  }
});
