import { convert, formatNumber, formatReadable, readableUnit } from "@wattledger/core";
import type { Explanation, ExplanationNode } from "@wattledger/core";
import { paragraph } from "../paragraph.ts";

/** Steps below the value that are shown; what lies deeper has a page of its own, and the full page. */
const deepest = 4;

/**
 * The answer of `runs explain` on one screen: the value first, then the values that it consists of, each in words and with its
 * source. The names of equations, formulas and whole sources are on the full page.
 */
export function explanationScreen({ root, method }: Explanation, width: number): string {
  const lines: string[] = [];
  const draw = (node: ExplanationNode, depth: number, label?: string): void => {
    if (node.above === true) return;
    // A row is a line: its first value under its name.
    const [value] = node.parts;
    if (isRow(node) && depth > 1 && value !== undefined) {
      draw({ ...value, parts: [] }, depth, node.name);
      return;
    }
    const text = nodeText(node, label);
    if (text !== undefined) {
      const first = `${"  ".repeat(depth)}${text.value === "" ? "" : `${text.value}  `}`;
      lines.push(paragraph(text.words, { first, rest: `${"  ".repeat(depth)}    `, width }));
    }
    const below = text === undefined ? depth : depth + 1;
    if (text === undefined || below <= deepest) for (const part of node.parts) draw(part, below);
  };
  draw(root, 0);
  const end = `By the method ${method.id} ${method.version}; intervals are 90 %. All steps, formulas and whole sources: --verbose, --json.`;
  return `${[...lines, "", paragraph(end, { rest: "  ", width })].join("\n")}\n`;
}

function isRow({ value, origin }: ExplanationNode): boolean {
  return typeof value === "string" && origin === undefined;
}

/** Undefined for a list, whose rows say it all. */
function nodeText(
  node: ExplanationNode,
  label: string | undefined,
): { readonly value: string; readonly words: string } | undefined {
  const { help, name, value, unit, standsFor, formula, filled, origin } = node;
  if (isRow(node)) return { value: "", words: name };
  if (formula === undefined && origin === undefined) return undefined;
  const shown = standsFor ?? (typeof value === "string" ? value : formatReadable(value, unit));
  const figure = `${shown}${intervalText(node)}`;
  const what = label ?? lowered(help ?? name);
  if (formula === undefined) return { value: figure, words: `${what}: ${originText(origin)}` };
  // A sum of one value repeats it.
  const how = filled === undefined || filled === formula || !/[+−×÷*/(]/u.test(filled) ? "" : ` = ${filled}`;
  return { value: figure, words: `${what}${how}` };
}

function intervalText({ quantity }: ExplanationNode): string {
  if (quantity === undefined || quantity.low >= quantity.high) return "";
  const shown = readableUnit(quantity.nominal, quantity.unit);
  const [low, high] = [quantity.low, quantity.high].map((end) => formatNumber(convert(end, quantity.unit, shown), 2));
  return ` (${low} to ${high})`;
}

/** Longer evidence is on the full page. */
const longestEvidence = 90;

function originText(origin: ExplanationNode["origin"]): string {
  switch (origin?.kind) {
    case undefined:
      return "computed";
    case "measured":
      return `measured, ${shortened(origin.by)}`;
    case "modelled":
      return shortened(origin.by.startsWith("modelled") ? origin.by : `modelled: ${origin.by}`);
    case "given":
      return origin.by === undefined ? "given" : `given by ${origin.by}`;
    case "default":
      return `default, ${shortened(typeof origin.source === "string" ? origin.source : origin.source.title)}`;
    case "factor":
      return `${origin.factor.title}, ${origin.factor.year} (${shortened(origin.factor.source.title)})`;
  }
}

function shortened(text: string): string {
  if (text.length <= longestEvidence) return text;
  const end = text.lastIndexOf(" ", longestEvidence - 1);
  return `${text.slice(0, end > 40 ? end : longestEvidence - 1).replace(/[,;:]$/u, "")} …`;
}

/** Within a line a title does not begin with a capital letter, but a name such as PUE stays as it is. */
function lowered(text: string): string {
  return /^[A-Z][a-z]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
