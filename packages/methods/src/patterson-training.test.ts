import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { pattersonTraining } from "./patterson-training.ts";

// Table 4 of the paper: inputs as printed, which are rounded, and results as printed.
test.for([
  { run: "T5", days: 20, processors: 512, watts: 310, pue: 1.12, grid: 0.545, printed: [85.7, 46.7] },
  { run: "Meena", days: 30, processors: 1024, watts: 289, pue: 1.08, grid: 0.415, printed: [232, 96.4] },
  { run: "GShard 600B", days: 3.1, processors: 1024, watts: 288, pue: 1.09, grid: 0.177, printed: [24.1, 4.3] },
  { run: "Switch", days: 27, processors: 1024, watts: 245, pue: 1.1, grid: 0.33, printed: [179, 59.1] },
  { run: "GPT-3", days: 14.8, processors: 10_000, watts: 330, pue: 1.1, grid: 0.429, printed: [1287, 552.1] },
] as const)("$run: megawatt-hours within 1 %, tonnes within 2 % of what is printed", (one) => {
  const { energy, carbon } = evaluate(pattersonTraining, {
    time: one.days,
    processors: one.processors,
    power: one.watts,
    pue: one.pue,
    intensity: one.grid,
  });
  expect(Math.abs(energy / one.printed[0] - 1)).toBeLessThan(0.01);
  expect(Math.abs(carbon / one.printed[1] - 1)).toBeLessThan(0.02);
});
