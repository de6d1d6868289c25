import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as core from "../packages/core/src/index.ts";
import { compareActivity } from "../packages/estimate/src/index.ts";
import { families } from "../packages/factors/src/index.ts";
import { methods } from "../packages/methods/src/index.ts";
import { evaluateAll, evaluationPage, evaluationPlot } from "./evaluate-estimates.mjs";
import { coverageFile } from "./interval-coverage.mjs";
import { pointsPlot } from "./published-points.mjs";

const written = (name) => readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");

test("the page and the plots are what the script makes", { timeout: 120_000 }, async () => {
  const evaluated = await evaluateAll({ core, families, methods, compareActivity });
  expect(written("evaluation.md")).toBe(evaluationPage(evaluated));
  expect(written("../packages/methods/src/data/interval-coverage.json")).toBe(coverageFile(evaluated.intervals));
  expect(written("evaluation.svg")).toBe(evaluationPlot(evaluated));
  expect(written("evaluation-points.svg")).toBe(pointsPlot(evaluated.published));
});
