import { expect, test } from "vitest";
import { families } from "../index.ts";

async function found(id: string, key?: string) {
  const family = families.find((one) => one.id === id);
  if (family === undefined) throw new Error(`No family ${id}.`);
  const answer = await family.find(key);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

// Read by hand in the tools' own files of the named releases.
test.for([
  ["codecarbon-grid.3-3-0", "DE", 380.95],
  ["codecarbon-grid.3-3-0", "FR", 56.039],
  ["codecarbon-grid.3-3-0", "WORLD", 475],
  ["codecarbon-grid.3-3-0", "US-CA", (452.541 * 453.59237) / 1000],
  ["codecarbon-grid.3-3-0", "SE-SE3", 18],
  ["codecarbon-grid.3-3-0", "gcp:asia-east1", 451],
  ["codecarbon-grid.3-3-2", "DE", 380.95],
  ["codecarbon-grid.3-3-2", "US-CA", 394.769 * 0.45359237],
  ["codecarbon-grid.3-3-2", "CN-YN", 133.3],
  ["codecarbon-grid.3-3-2", "SE-SE3", 27],
  ["codecarbon-grid.3-3-2", "NO-NO4", 51.7],
  ["carbontracker-grid.2-4-7", "AE", 492.69827],
  ["carbontracker-grid.2-4-7", "WORLD", 445],
  ["eco2ai-grid", "DE", 332.495],
  ["eco2ai-grid", "US-TX", 414.32],
  ["eco2ai-grid", "Quebec", 1.2],
  ["eco2ai-grid", "WORLD", 436.529],
  ["carbontracker-grid.2-3-0", "AE", 561.1348],
  ["carbontracker-grid.2-3-0", "WORLD", 481],
  ["cumulator-grid", "FR", 118],
  ["cumulator-grid", "SE", 66],
  ["mlco2-grid", "aws:eu-west-3", 105],
  ["mlco2-grid", "gcp:asia-east1", 557],
  ["energyusage-grid", "FR", 425],
  ["energyusage-grid", "US-CA", 452.541 * 0.45359237],
  ["experiment-impact-tracker-grid", "FR", 55.998],
  ["experiment-impact-tracker-grid", "US-NV", 177.431365],
  ["green-algorithms-grid", "DE", 338.66],
  ["green-algorithms-grid", "FR", 51.28],
  ["green-algorithms-grid", "WORLD", 475],
] as const)("%s has %s at %d gCO2e/kWh", async ([id, key, grams]) => {
  const { factor, fallbacks } = await found(id, key);
  expect(Math.abs(factor.value - grams)).toBeLessThan(Math.max(0.5 * Number(grams === 425), 0.001));
  expect(fallbacks).toEqual([]);
});

test.for([
  ["codecarbon-grid.3-3-0", "XK", 475, "CodeCarbon has no electricity of Kosovo: CodeCarbon's figure of the world"],
  ["codecarbon-grid.3-3-0", "DE-BY", 380.95047, "CodeCarbon has no figure for DE-BY: that of Germany is used"],
  ["eco2ai-grid", undefined, 436.529, "No zone was given: Eco2AI's figure of the world"],
  ["cumulator-grid", "KR", 416, "Cumulator has no electricity of South Korea"],
  ["experiment-impact-tracker-grid", "CN", 558, "from Wattledger's tables, not from Experiment Impact Tracker"],
  ["mlco2-grid", "DE", 342, "from Wattledger's tables, not from ML CO2 Impact"],
] as const)("%s of %s: the replacement is stated", async ([id, key, grams, step]) => {
  const { factor, fallbacks } = await found(id, key);
  expect(fallbacks.join(" ")).toContain(step);
  expect(Math.abs(factor.value - grams)).toBeLessThan(20);
});
