import { expect, test } from "vitest";
import { intervalCoverage } from "./interval-coverage.ts";

test("how often the intervals of api-inference held comes from the rows that its fit had not seen", () => {
  const [first] = intervalCoverage("api-inference");
  expect(first).toMatchObject({ measured: true, of: 364 });
  expect((first?.held ?? 0) / (first?.of ?? 1)).toBeGreaterThan(0.85);
});

test("a method whose intervals were not checked has no coverage", () => {
  expect(intervalCoverage("carbon-budget-of-nobody")).toEqual([]);
});
