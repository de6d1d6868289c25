import { readFileSync } from "node:fs";
import * as core from "../packages/core/src/index.ts";
import { families } from "../packages/factors/src/index.ts";
import { methods } from "../packages/methods/src/index.ts";
import { expect, test } from "vitest";
import { evaluateAll, evaluationPage, evaluationPlot } from "./evaluate-estimates.mjs";

const written = (name) => readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");

test("the page and the plot are what the script makes", { timeout: 120_000 }, async () => {
  const evaluated = await evaluateAll({ core, families, methods });
  expect(written("evaluation.md")).toBe(evaluationPage(evaluated));
  expect(written("evaluation.svg")).toBe(evaluationPlot(evaluated));
});
