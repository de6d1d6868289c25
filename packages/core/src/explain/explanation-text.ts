import { expectElements, expectKind, expectMembers, isObject } from "../argument.ts";
import { expectOrigin, expectSource } from "../graph/expect-graph.ts";
import type { Origin } from "../graph/origin.ts";
import type { Source } from "../source.ts";
import { formatNumber, formatReadable, intervalDigits, readableUnit } from "../units/format.ts";
import type { Quantity } from "../units/quantity.ts";
import { convert } from "../units/unit.ts";
import { wrapText } from "../wrap.ts";
import type { Explanation, ExplanationNode } from "./explain.ts";

/** An explanation for a terminal: which method says so, then the tree; lines wrapped at `width` columns. */
export function explanationText(explanation: Explanation, width = 100): string {
  expectExplanation(explanation);
  expectKind("The width", width, "number");
  const { method, output } = explanation;
  const heading = `${output} by ${method.id} ${method.version}: ${sourceText(method.source)}`;
  return [...wrapText(heading, "", "  ", width), explanationTree(explanation, width)].join("\n");
}

/** The tree of an explanation for a terminal, from the output down to its inputs. */
export function explanationTree(explanation: Explanation, width = 100): string {
  expectExplanation(explanation);
  expectKind("The width", width, "number");
  const lines: string[] = [];
  const draw = (node: ExplanationNode, first: string, rest: string): void => {
    const [head = "", ...details] = nodeLines(node);
    lines.push(...wrapText(head, first, `${rest}    `, width));
    const stem = node.parts.length > 0 ? `${rest}│ ` : `${rest}  `;
    for (const detail of details) lines.push(...wrapText(detail, stem, `${stem}  `, width));
    for (const [index, part] of node.parts.entries()) {
      const last = index === node.parts.length - 1;
      draw(part, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`);
    }
  };
  draw(explanation.root, "", "");
  return lines.join("\n");
}

/** An explanation as a nested Markdown list. */
export function explanationMarkdown(explanation: Explanation): string {
  expectExplanation(explanation);
  const { method } = explanation;
  const lines = [`**${explanation.output}** by \`${method.id}\` ${method.version} (${sourceText(method.source)})`, ""];
  const draw = (node: ExplanationNode, indent: string): void => {
    const [head = "", ...details] = nodeLines(node);
    lines.push(`${indent}- **${node.name}**${head.slice(node.name.length)}`);
    // As code, a formula with several asterisks stays a formula.
    for (const detail of details) lines.push(`${indent}  ${detail.startsWith("= ") ? `\`${detail}\`` : detail}  `);
    for (const part of node.parts) draw(part, `${indent}  `);
  };
  draw(explanation.root, "");
  return lines.join("\n");
}

/** First what a value is, then how it came about. */
function nodeLines(node: ExplanationNode): readonly string[] {
  const { name, help, value, unit, standsFor, quantity, formula, filled, origin } = node;
  const words = help === undefined ? "" : `  (${help})`;
  if (typeof value === "string" && origin === undefined) return [name];
  const isList = formula === undefined && origin === undefined;
  if (isList)
    return [`${name}: ${value} ${value === 1 ? "row" : "rows"}${node.above === true ? ", see above" : words}`];
  const shown = standsFor ?? (typeof value === "string" ? `"${value}"` : formatReadable(value, unit, 4));
  const sure = quantity !== undefined && quantity.low < quantity.high ? `  ${intervalText(quantity)}` : "";
  const head = `${name} = ${shown}${sure}${words}`;
  if (node.above === true) return [`${name} = ${shown}: see above`];
  if (formula !== undefined) return [head, formula === filled ? `= ${formula}` : `= ${formula} = ${filled ?? ""}`];
  return origin === undefined ? [head] : [head, ...originLines(origin)];
}

/** The interval in the unit in which the value itself is shown. */
function intervalText({ nominal, unit, low, high, level }: Quantity): string {
  const shown = readableUnit(nominal, unit);
  const [least, most] = [convert(low, unit, shown), convert(high, unit, shown)];
  const digits = intervalDigits(least, most);
  if (digits === undefined) return "[narrower than six digits show]";
  const [from, to] = [least, most].map((end) => formatNumber(end, Math.max(3, digits)));
  return `[${from} to ${to}, ${formatNumber(level * 100)} %]`;
}

/** How an input came by its value, in words. */
export function originLines(origin: Origin): readonly string[] {
  expectOrigin(origin);
  switch (origin.kind) {
    case "measured":
      return [`measured: ${origin.by}`];
    case "modelled":
      return [`modelled, not measured: ${origin.by}`];
    case "given":
      return [origin.by === undefined ? "given" : `given: ${origin.by}`];
    case "default":
      return [`default: ${typeof origin.source === "string" ? origin.source : sourceText(origin.source)}`];
    case "factor": {
      const { factor, fallbacks } = origin;
      const meaning = [factor.boundary, factor.basis, factor.signal, factor.accounting].filter(
        (word) => word !== "not-applicable",
      );
      const said = [...meaning, String(factor.year), ...(factor.convention === undefined ? [] : [factor.convention])];
      return [
        `factor ${factor.id}: ${factor.title} (${said.join(", ")}); ${sourceText(factor.source)}`,
        ...fallbacks.map((step) => `fall-back: ${step}`),
        ...(factor.source.caveat === undefined ? [] : [`caveat: ${factor.source.caveat}`]),
      ];
    }
  }
}

/** A source in one line: title, version, place, licence. */
export function sourceText(source: Source): string {
  expectSource(source);
  const { title, version, locator, license } = source;
  return [title, version, locator, ...(license === undefined ? [] : [license])].join(", ");
}

/** Checks that an argument is an explanation, for callers whose compiler does not. @throws WattledgerError `bad-input` */
function expectExplanation(explanation: unknown): void {
  expectMembers("An explanation", explanation, { method: "object", output: "text", root: "object" });
  if (!isObject(explanation)) return;
  const { method, root } = explanation;
  expectMembers("The method of an explanation", method, { id: "text", version: "text", source: "object" });
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    expectMembers("A node of an explanation", node, nodeMembers);
    if (!isObject(node)) continue;
    const { parts, value, quantity, origin } = node;
    if (typeof value !== "string") expectKind("`value` of a node of an explanation", value, "number");
    if (quantity !== undefined) {
      expectMembers("A quantity", quantity, {
        unit: "text",
        nominal: "number",
        low: "number",
        high: "number",
        level: "number",
      });
    }
    if (origin !== undefined) expectOrigin(origin);
    expectElements("The parts of a node", parts, "object");
    if (Array.isArray(parts)) waiting.push(...parts);
  }
}

const nodeMembers = {
  name: "text",
  help: "text?",
  unit: "text",
  standsFor: "text?",
  quantity: "object?",
  formula: "text?",
  filled: "text?",
  origin: "object?",
  parts: "list",
} as const;
