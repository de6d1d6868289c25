import { expect, test } from "vitest";
import { exampleInputs, exampleMethod } from "../../test/example.ts";
import { methodOf } from "../../test/method.ts";
import { refusalOf } from "../../test/refusal.ts";
import { known, normal } from "../../test/resolved.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { propagate } from "../evaluate/propagate.ts";
import { valuesOf } from "../evaluate/values.ts";
import { equation, input, list } from "../graph/method.ts";
import type { Origin } from "../graph/origin.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import { explain } from "./explain.ts";
import type { ExplanationNode } from "./explain.ts";
import { explanationMarkdown, explanationText, originLines, sourceText } from "./explanation-text.ts";

/** Every node of a tree. */
function nodesOf(node: ExplanationNode): readonly ExplanationNode[] {
  return [node, ...node.parts.flatMap(nodesOf)];
}

function nodeNamed(root: ExplanationNode, name: string): ExplanationNode {
  const found = nodesOf(root).find((node) => node.name === name);
  if (found === undefined) throw new Error(`No ${name}.`);
  return found;
}

test("an explanation in the terminal", async () => {
  await expect(`${explanationText(explain(exampleMethod, exampleInputs, "gwp"))}\n`).toMatchFileSnapshot(
    "../../test/explanation.golden.txt",
  );
});

test("an explanation in Markdown", async () => {
  await expect(`${explanationMarkdown(explain(exampleMethod, exampleInputs, "gwp"))}\n`).toMatchFileSnapshot(
    "../../test/explanation.golden.md",
  );
});

test("in Markdown, asterisks of formulas and signs in labels stay what they are", () => {
  const method = methodOf({
    inputs: { rows: list("Rows", { inputs: { y: input("1", "Y") }, equations: {} }) },
    equations: { result: equation("1", "2*sum(row in rows: row.y)*3") },
  });
  const markdown = explanationMarkdown(
    explain(method, { rows: { kind: "list", rows: [{ label: "$& of $1", fields: { y: known(1) } }] } }, "result"),
  );
  expect(markdown).toContain("  `= 2*sum(row in rows: row.y)*3 = 2 × 1 × 3`  ");
  expect(markdown).toContain("- **$& of $1**\n");
});

test("lines are wrapped at the width of the terminal", () => {
  const lines = explanationText(explain(exampleMethod, exampleInputs, "gwp"), 60).split("\n");
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});

test("every leaf says how its value came about", () => {
  const { root } = explain(exampleMethod, exampleInputs, "gwp");
  const leaves = nodesOf(root).filter((node) => node.parts.length === 0 && node.above !== true);
  expect(leaves.filter((node) => node.origin === undefined)).toEqual([]);
  expect(new Set(leaves.map((node) => node.origin?.kind))).toEqual(
    new Set(["measured", "modelled", "given", "factor", "default"]),
  );
});

test("what is not a leaf has a formula, or is a list or one of its rows", () => {
  const { root } = explain(exampleMethod, exampleInputs, "gwp");
  const inner = nodesOf(root).filter((node) => node.parts.length > 0 && node.formula === undefined);
  expect(inner.map(({ name }) => name)).toEqual(["parts", "AMD EPYC 7763", "memory"]);
});

test("the values of the tree are those of evaluation, its intervals those of propagation", () => {
  const { root } = explain(exampleMethod, exampleInputs, "gwp");
  const values = evaluate(exampleMethod, valuesOf(exampleInputs));
  const quantities = propagate(exampleMethod, exampleInputs);
  // Rows have equations of their own, which may share a name.
  const parts = new Set(nodesOf(nodeNamed(root, "parts")));
  const equations = nodesOf(root).filter((node) => node.formula !== undefined && !parts.has(node));
  expect(equations.map(({ name }) => name)).toEqual(["impact.gwp", "energy", "power", "overhead"]);
  for (const { name, value, quantity } of equations) {
    expect(value).toBe(values[name]);
    expect(quantity).toEqual(quantities.get(name)?.quantity);
  }
});

test("a part that occurs at two places is shown once, and only named the second time", () => {
  const method = methodOf({
    inputs: {
      x: input("1", "X"),
      rows: list("Rows", { inputs: { y: input("1", "Y") }, equations: {} }),
    },
    equations: {
      shared: equation("1", "x × sum(row in rows: row.y)"),
      left: equation("1", "shared + 1"),
      right: equation("1", "shared + sum(row in rows: row.y)"),
      result: equation("1", "left × right"),
    },
  });
  const inputs: ResolvedInputs = {
    x: known(2),
    rows: { kind: "list", rows: [{ label: "one", fields: { y: known(3) } }] },
  };
  const { root } = explain(method, inputs, "result");
  const shown = nodesOf(root).map(({ name, above }) => (above === true ? `${name} above` : name));
  expect(shown).toEqual(["result", "left", "shared", "x", "rows", "one", "y", "right", "shared above", "rows above"]);
});

function watts(value: number) {
  return known(value, undefined, undefined, "W");
}

function rowsInWatts(count: number): ResolvedInputs {
  const rows = Array.from({ length: count }, (_, index) => ({ label: `row ${index}`, fields: { y: watts(index) } }));
  return { x: watts(-3), rows: { kind: "list", rows } };
}

test("formulas are filled with values, as far as there are some", () => {
  const method = methodOf({
    inputs: {
      x: input("W", "X"),
      rows: list("Rows", { inputs: { y: input("W", "Y") }, equations: { z: equation("W", "2 × y") } }),
    },
    equations: {
      square: equation("W2", "x ^ 2"),
      inside: equation("W2", "x × sum(row in rows: row.y − x)"),
      own: equation("W", "sum(row in rows: row.z)"),
      pairs: equation("W", "x + sum((a, b) in rows: b.y − a.y)"),
      folded: equation("W", "fold(x from x, row in rows: max(x, row.y))"),
      result: equation("1", "(square + inside) ÷ (own × pairs × folded) × 1 [W]"),
    },
  });
  const filled = (count: number): readonly (string | undefined)[] => {
    const { root } = explain(method, rowsInWatts(count), "result");
    return ["square", "inside", "own", "pairs", "folded"].map((name) => nodeNamed(root, name).filled);
  };
  expect(filled(2)).toEqual([
    "(−3 W)^2",
    "−3 W × (0 W − −3 W + (1 W − −3 W))",
    "0 W + 2 W",
    "−3 W + sum((a, b) in rows: b.y − a.y)",
    "fold(x from −3 W, row in rows: max(x, row.y))",
  ]);
  expect(filled(7).slice(1, 3)).toEqual(["−3 W × sum(row in rows: row.y − −3 W)", "sum(row in rows: row.z)"]);
});

test("an empty list is a list of no rows, its sum nothing", () => {
  const method = methodOf({
    inputs: { rows: list("Rows", { inputs: { y: input("1", "Y") }, equations: {} }) },
    equations: { result: equation("1", "sum(row in rows: row.y)") },
  });
  const explanation = explain(method, { rows: { kind: "list", rows: [] } }, "result");
  expect(explanation.root).toMatchObject({ value: 0, filled: "0", parts: [{ name: "rows", value: 0, parts: [] }] });
  expect(explanationText(explanation)).toContain("rows: 0 rows");
});

test("an output is reached by what it is or by the name of its equation", () => {
  expect(explain(exampleMethod, exampleInputs, "gwp").root).toEqual(
    explain(exampleMethod, exampleInputs, "impact.gwp").root,
  );
  expect(explain(exampleMethod, exampleInputs, "gwp")).toMatchObject({
    output: "gwp",
    method: { id: "example", version: "1.2" },
  });
});

test("an output that there is not is refused with those that there are", () => {
  expect(refusalOf(() => explain(exampleMethod, exampleInputs, "enrgy"))).toBe(
    "example has no output `enrgy`. Did you mean `energy`? Outputs: energy, gwp, water.",
  );
  expect(refusalOf(() => explain(exampleMethod, exampleInputs, "toString"))).toMatch(/has no output `toString`/u);
});

test("what an output does not need does not keep it from being explained", () => {
  const method = methodOf({
    inputs: { x: input("1", "X") },
    equations: { broken: equation("1", "1 ÷ x"), result: equation("1", "2 × x") },
  });
  expect(explain(method, { x: known(0, normal(1)) }, "result").root.value).toBe(0);
});

test.for<[Origin, readonly string[]]>([
  [{ kind: "measured", by: "RAPL, package 0" }, ["measured: RAPL, package 0"]],
  [{ kind: "modelled", by: "curve of utilisation" }, ["modelled, not measured: curve of utilisation"]],
  [{ kind: "given" }, ["given"]],
  [{ kind: "given", by: "inputs.json" }, ["given: inputs.json"]],
  [{ kind: "default", source: "table 2" }, ["default: table 2"]],
])("the origin %j reads %j", ([origin, lines]) => {
  expect(originLines(origin)).toEqual(lines);
});

test("a source is one line, its licence where it is known", () => {
  const source = { title: "Paper", version: "10.1000/1", locator: "eq. 2", retrieved: "2026-01-01" };
  expect(sourceText(source)).toBe("Paper, 10.1000/1, eq. 2");
  expect(sourceText({ ...source, license: "CC-BY-4.0" })).toBe("Paper, 10.1000/1, eq. 2, CC-BY-4.0");
});
