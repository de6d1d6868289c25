import { explanationTree, formatQuantity, formatReadable, sourceText } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";
import type { Estimate } from "@wattledger/estimate";
import { paragraph } from "../paragraph.ts";
import { influenceTable } from "./estimate-sensitivity.ts";
import { inputLines, uncertaintyText } from "./estimate-words.ts";
import type { InputLine } from "./estimate-words.ts";

/** A column of names is at most this wide; a longer name is on a line of its own. */
const widestName = 24;

/** An estimate for a terminal, `width` columns wide. */
export function estimateText(estimate: Estimate, width: number): string {
  const { document, method } = estimate;
  const { title, id, version, source, boundary } = document.method;
  const { stated, filled } = inputLines(method, document);
  const explained = document.explanation !== undefined;
  const sections = [
    [paragraph(`${title} (${id} ${version})`, { width }), paragraph(sourceText(source), { first: "  ", width })].join(
      "\n",
    ),
    outputSection(estimate, width),
    paragraph(uncertaintyText(document.uncertainty), { width }),
    // The tree says the same of each input, and more.
    ...(explained ? [] : inputSection("Given", stated, width)),
    ...(explained ? [] : inputSection("Not given, so filled in", filled, width)),
    notesSection(estimate, width),
    boundary.excludes.length === 0
      ? ""
      : `Left out\n${paragraph(boundary.excludes.join("; "), { first: "  ", width })}`,
    ...sensitivitySection(estimate, width),
    ...explanationSection(estimate, width),
    hint(estimate, width),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function outputSection({ document, method }: Estimate, width: number): string {
  const known = Object.entries(document.outputs).map(([output, quantity]) => ({
    name: output,
    value: valueText(document, output, quantity),
    help: `${meanText(quantity)}${method.equations[method.outputs[output] ?? ""]?.help ?? ""}`,
  }));
  const unknown = Object.entries(document.unknown ?? {}).map(([name, help]) => ({ name, value: "unknown", help }));
  const rows = [...known, ...unknown];
  const nameWidth = columnWidth(rows.map(({ name }) => name));
  const valueWidth = Math.max(...rows.map(({ value }) => value.length));
  return rows
    .map(({ name, value, help }) => {
      const first = `  ${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  `;
      return paragraph(help, { first, rest: " ".repeat(first.length), width });
    })
    .join("\n");
}

/** The mean, which sums add, where it is another figure than the central value. */
function meanText({ mean, nominal, unit }: Quantity): string {
  if (Math.abs(mean - nominal) <= leastMeanDifference * Math.abs(nominal)) return "";
  return `mean ${formatReadable(mean, unit)}; `;
}

const leastMeanDifference = 0.02;

/** Outputs that are one figure say so: a method has outputs for what was not asked of it, such as retraining. */
function valueText({ outputs }: Estimate["document"], output: string, quantity: Quantity): string {
  const same = Object.entries(outputs).find(([, other]) => isSame(other, quantity))?.[0];
  return same === undefined || same === output ? formatQuantity(quantity) : `as ${same}`;
}

function isSame(a: Quantity, b: Quantity): boolean {
  return a.unit === b.unit && a.nominal === b.nominal && a.low === b.low && a.high === b.high;
}

function inputSection(title: string, lines: readonly InputLine[], width: number): readonly string[] {
  if (lines.length === 0) return [];
  const nameWidth = columnWidth(lines.map(({ name }) => name));
  const indent = " ".repeat(nameWidth + 4);
  const rows = lines.flatMap(({ name, value, origin: [first = "", ...others] }) => [
    ...(name.length > nameWidth ? [`  ${name}`] : []),
    paragraph(first === "" ? value : `${value}; ${first}`, {
      first: name.length > nameWidth ? indent : `  ${name.padEnd(nameWidth)}  `,
      rest: indent,
      width,
    }),
    ...others.map((line) => paragraph(line, { first: indent, width })),
  ]);
  return [[title, ...rows].join("\n")];
}

/** The inputs already show their fallbacks. */
function notesSection({ document, notes }: Estimate, width: number): string {
  const { warnings, fallbacks, exact } = notes;
  const said = [...warnings, ...(document.explanation === undefined ? [] : fallbacks), ...exact];
  if (said.length === 0) return "";
  return ["Notes", ...said.map((note) => paragraph(note, { first: "  ", rest: "    ", width }))].join("\n");
}

/** Which inputs the uncertainty comes from, if it was asked for. */
export function sensitivitySection({ document, method }: Estimate, width: number): readonly string[] {
  if (document.sensitivity === undefined) return [];
  const { title, meaning, lines, rest } = influenceTable(method, document.sensitivity);
  const nameWidth = columnWidth(lines.map(({ inputs }) => inputs));
  const rows = lines.flatMap(({ inputs, bar, share, swing }) => [
    ...(inputs.length > nameWidth ? [paragraph(inputs, { first: "  ", width })] : []),
    `  ${(inputs.length > nameWidth ? "" : inputs).padEnd(nameWidth)}  ${bar} ${share.padStart(5)}  ${swing}`,
  ]);
  const small = rest.length === 0 ? [] : [paragraph(`Below 0.5 %: ${rest.join(", ")}`, { first: "  ", width })];
  return [[title, paragraph(meaning, { first: "  ", width }), ...rows, ...small].join("\n")];
}

/** The derivation of an output. Its first line names the method and its source. */
export function explanationSection({ document }: Estimate, width: number): readonly string[] {
  const { explanation, uncertainty } = document;
  if (explanation === undefined) return [];
  const other = uncertainty.approach === "ipcc-2006-approach-1" ? "" : " (intervals as without --monte-carlo)";
  return [`How ${explanation.output} comes about${other}\n${explanationTree(explanation, width)}`];
}

function hint({ document }: Estimate, width: number): string {
  const more = [
    ...(document.explanation === undefined ? ["--explain shows every step and source"] : []),
    ...(document.sensitivity === undefined ? ["--sensitivity shows what the uncertainty comes from"] : []),
    ...(document.uncertainty.approach === "ipcc-2006-approach-1" ? ["--monte-carlo 10000 simulates it"] : []),
  ];
  return more.length === 0 ? "" : paragraph(`More: ${more.join("; ")}.`, { width });
}

function columnWidth(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length).filter((length) => length <= widestName));
}
