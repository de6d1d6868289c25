import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evaluate, resolve, valuesOf } from "../packages/core/src/index.ts";
import { families } from "../packages/factors/src/index.ts";
import { apiInference } from "../packages/methods/src/ours/api-inference.ts";
import { chosen, evaluateFit, fileText, fitFile, written } from "./fit-api-inference.mjs";
import { errorsOf, mean } from "./inference-fit.mjs";
import { readRows } from "./inference-forms.mjs";
import { fitPage } from "./inference-page.mjs";

const evaluated = evaluateFit();
const file = fitFile(evaluated);

test("the data file and the page are what the script makes", () => {
  expect(written()).toEqual({ data: fileText(file), page: fitPage(evaluated, file, chosen) });
});

test("on models left out the error is below 25 %, 96 % lie within × 2, and the interval covers 85 to 95 %", () => {
  const { meanAbsolute, withinTwo } = errorsOf(evaluated.byModel);
  expect(meanAbsolute).toBeLessThan(0.25);
  expect(withinTwo).toBeGreaterThanOrEqual(0.96);
  expect(evaluated.bootstrapped.coverage.value).toBeGreaterThan(0.85);
  expect(evaluated.bootstrapped.coverage.value).toBeLessThan(0.95);
});

test("choosing the form inside, and leaving variants out too, holds the error below 25 %", () => {
  expect(evaluated.nested.errors.meanAbsolute).toBeLessThan(0.25);
  expect(errorsOf(evaluated.byWeights).meanAbsolute).toBeLessThan(0.25);
});

test("the method computes what was fitted, for every row of the third leaderboard", async () => {
  const precision = { 16: "bf16", 8: "fp8", 4: "mxfp4" };
  const rows = readRows().filter(({ old }) => old === 0);
  const differences = [];
  for (const row of rows) {
    const resolved = await resolve(
      apiInference,
      {
        activeParametersBillions: row.active,
        totalParametersBillions: row.total,
        concurrency: row.batch,
        accelerator: row.gpu,
        acceleratorCount: row.gpus,
        precision: precision[row.bits],
        reasoning: row.reasoning ? "yes" : "no",
        outputTokens: row.outputTokens,
      },
      families,
    );
    expect(resolved.ok).toBe(true);
    const { gpuEnergyJoules } = evaluate(apiInference, valuesOf(resolved.value), ["gpuEnergyJoules"]);
    differences.push(Math.abs(gpuEnergyJoules / row.outputTokens / Math.exp(chosen.log(evaluated.named, row)) - 1));
  }
  // The file holds five digits of each coefficient.
  expect(Math.max(...differences)).toBeLessThan(1e-3);
  expect(mean(differences)).toBeLessThan(2e-4);
});

test("no row of the models that are kept apart is held", () => {
  const { groups } = JSON.parse(
    readFileSync(new URL("../packages/factors/src/data/mlenergy/v3-2026-02.json", import.meta.url), "utf8"),
  );
  expect(new Set(groups.map(({ model }) => model)).size).toBe(27);
  expect(groups.reduce((total, { rows }) => total + rows.length, 0)).toBe(659);
});
