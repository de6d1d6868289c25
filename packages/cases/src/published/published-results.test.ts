import { expect, test } from "vitest";
import { ourResult, publishedResults } from "./published-results.ts";

const results = publishedResults.flatMap((table) =>
  table.rows.flatMap((row) => row.results.map((result) => ({ table, row, result }))),
);

test.for(
  results.map((one) => [`${one.table.method}, ${one.table.what}`, one.row.name, one.result.output, one] as const),
)("%s, %s: %s comes as near to what is printed as print and inputs allow", ([, , , { table, row, result }]) => {
  const ours = ourResult(table, row, result);
  // Some lie exactly on the half.
  expect(Math.abs(ours - result.printed)).toBeLessThanOrEqual(result.within * (1 + 1e-9));
});

const validations = results.filter(({ result }) => result.originalError !== undefined);

test.for(validations.map((one) => [one.row.name, one.result.originalError, one] as const))(
  "%s comes out %d % off the published figure, as in the original's own validation",
  ([, originalError, { table, row, result }]) => {
    expect(100 * (ourResult(table, row, result) / result.printed - 1)).toBeCloseTo(originalError ?? Number.NaN, 2);
  },
);

test("the tables are whole: Strubell's eight rows, Patterson's five runs, LLMCarbon's validation, BLOOM", () => {
  const rows = Object.fromEntries(
    publishedResults.map(({ method, what, rows: all }) => [`${method}, ${what}`, all.length]),
  );
  expect(rows).toMatchObject({
    "strubell-2019, table 3": 8,
    "patterson-training, table 4": 5,
    "llmcarbon, validation, table 4 of the paper, on its own inputs": 5,
    "bloom, sections 4 and 5, tables 1 and 3": 2,
  });
  expect(validations.length).toBe(6);
});

test("no figure is allowed more than a twelfth of itself", () => {
  const loose = results.filter(({ result }) => result.within > result.printed / 12);
  expect(loose.map(({ row, result }) => `${row.name}, ${result.output}`)).toEqual([]);
});
