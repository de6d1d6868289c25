import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fitGridSpread, spreadFile } from "./fit-grid-spread.mjs";

const stored = new URL("../packages/factors/src/data/grid/spread-2026-11.json", import.meta.url);

test("the stored spreads of the grid are those that the held figures give", () => {
  expect(readFileSync(stored, "utf8")).toBe(spreadFile(fitGridSpread()));
});

test("the typical disagreement and change are as docs/grid-intervals.md says", () => {
  const { typical, pairs } = fitGridSpread();
  expect([typical.publishers, typical.change, typical.widePublishers].map((share) => Math.round(100 * share))).toEqual([
    15, 6, 20,
  ]);
  expect(pairs.length).toBe(196);
});
