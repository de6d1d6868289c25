import { compile, choice, equation, graphOf, input } from "@wattledger/core";
import type { Graph } from "@wattledger/core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testEngines } from "../../test/engines.ts";
import { numberOf } from "../engine/engine.ts";
import type { Engine } from "../engine/engine.ts";
import { formulaSql } from "./formula.ts";

/** Formulas of the language over the inputs a, b, c, a choice and a table; every number is without a unit. */
const formula = fc.letrec<{ number: string; condition: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("a", "b", "c", "0", "0.1", "2", "1000", "0.3725"),
    fc.tuple(tie("number"), fc.constantFrom("+", "-", "×", "÷"), tie("number")).map(([x, o, y]) => `(${x} ${o} ${y})`),
    tie("number").map((x) => `(-(${x}))`),
    fc.tuple(tie("number"), fc.constantFrom("0", "1", "2", "0.5", "-1")).map(([x, y]) => `(${x}) ^ (${y})`),
    fc
      .tuple(fc.constantFrom("ln", "log2", "log10", "sqrt", "abs", "ceil", "floor", "round"), tie("number"))
      .map(([name, x]) => `${name}(${x})`),
    tie("number").map((x) => `exp(min(${x}, 300))`),
    fc.tuple(fc.constantFrom("min", "max"), tie("number"), tie("number")).map(([name, x, y]) => `${name}(${x}, ${y})`),
    fc.tuple(tie("condition"), tie("number"), tie("number")).map(([c, x, y]) => `if(${c}, ${x}, ${y})`),
    tie("number").map((x) => `interpolate(curve, ${x})`),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(tie("number"), fc.constantFrom("<", "<=", ">", ">="), tie("number"))
      .map((parts) => `(${parts.join(" ")})`),
    fc.constant('(mode = "fast")'),
    fc.tuple(tie("condition"), fc.constantFrom("and", "or"), tie("condition")).map((parts) => `(${parts.join(" ")})`),
    tie("condition").map((c) => `(not ${c})`),
  ),
})).number;

const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 1e-9, 1e6, 2.5, -2.5),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
const row = fc.record({ a: number, b: number, c: number, mode: fc.constantFrom("slow", "fast") });

function graphWith(text: string): Graph {
  return graphOf({
    inputs: { a: input("1", "a"), b: input("1", "b"), c: input("1", "c"), mode: choice(["slow", "fast"], "Mode") },
    equations: { half: equation("1", `(${text}) ÷ 2`), result: equation("1", "half + a") },
    tables: {
      curve: {
        xUnit: "1",
        yUnit: "1",
        points: [
          [0, 1],
          [10, 5.5],
          [100, -3],
        ],
        source: "made for this test",
      },
    },
  });
}

const columns = { a: "a", b: "b", c: "c", mode: "mode" };

function rowsText(rows: readonly { a: number; b: number; c: number; mode: string }[]): string {
  const lines = rows.map(({ a, b, c, mode }, index) => {
    const cells = [
      ["a", a],
      ["b", b],
      ["c", c],
      ["mode", mode === "fast" ? 1 : 0],
    ] as const;
    return `SELECT ${cells.map(([name, value]) => `CAST(${value.toExponential()} AS Float64) AS ${name}`).join(", ")}, ${index} AS place`;
  });
  return `(${lines.join(" UNION ALL ")})`;
}

for (const { name, skipped, open } of testEngines) {
  describe.skipIf(skipped !== undefined)(`formulas on ${name}${skipped === undefined ? "" : ` (${skipped})`}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(async () => {
      await engine.close();
    });

    test("SQL computes what TypeScript computes, for random formulas and rows", { timeout: 120_000 }, async () => {
      const numRuns = name === "DuckDB" ? 80 : 25;
      await fc.assert(
        fc.asyncProperty(formula, fc.array(row, { minLength: 1, maxLength: 6 }), async (text, rows) => {
          const graph = graphWith(text);
          const compiled = compile(graph, ["result"]);
          const { sql, columns: results } = formulaSql(graph, ["result"], columns, rowsText(rows));
          const answers = await engine.query(`SELECT * FROM (${sql}) AS answers ORDER BY place`);
          for (const [index, given] of rows.entries()) {
            const frame = compiled.frame(given);
            const finite = compiled.run(frame);
            const value = frame.values[compiled.slot("result")] ?? Number.NaN;
            expect([text, given, numberOf(answers[index], "finite")]).toEqual([text, given, finite ? 1 : 0]);
            if (!finite) continue;
            const found = numberOf(answers[index], results["result"] ?? "");
            expect(Math.abs(found - value)).toBeLessThanOrEqual(
              1e-9 * Math.max(Math.abs(value), Math.abs(found)) + 1e-12 * scaleOf(frame.values),
            );
          }
        }),
        { numRuns, seed: 20_261_130 },
      );
    });
  });
}

/** Differences of large numbers leave the rounding of the large ones. */
function scaleOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

test("what has no SQL text is refused by name", () => {
  const rows = graphOf({
    inputs: { a: input("1", "a") },
    equations: { result: equation("1", "round(a, 2)") },
  });
  expect(() => formulaSql(rows, ["result"], { a: "a" }, "events")).toThrow("rounds to decimals");
  const plain = graphOf({ inputs: { a: input("1", "a") }, equations: { result: equation("1", "a + 1") } });
  expect(() => formulaSql(plain, ["result"], {}, "events")).toThrow("The input `a` has no column");
  expect(() => formulaSql(plain, ["result"], { a: "a; DROP TABLE x" }, "events")).toThrow("has no column");
});
