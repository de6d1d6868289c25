import { expectMembers } from "../argument.ts";
import type { Expression } from "../formula/expression.ts";
import { children } from "../formula/expression.ts";
import { toLatex } from "../formula/notation.ts";
import { energyBoundaryWords } from "../graph/energy-boundary.ts";
import { expectMethod } from "../graph/expect-graph.ts";
import type { Graph, Input, Method } from "../graph/graph.ts";
import { inputQuantity } from "../resolve/input-quantity.ts";
import { formatNumber } from "../units/format.ts";
import { sourceText } from "./explanation-text.ts";

/** What a page shows in addition to the method's own data. */
export interface MethodPageOptions {
  /** Equations typeset below their formulas, in fences that GitHub draws; without it the formulas alone, for a terminal. */
  readonly typeset?: boolean;
  /** Sections to follow after the known criticism, each with its heading. */
  readonly sections?: readonly string[];
}

/**
 * The reference page of a method in Markdown, derived from its graph: claim, when to use it, boundary, inputs, equations,
 * constants, sources.
 */
export function methodPage(method: Method, options: MethodPageOptions = {}): string {
  expectMembers("The options", options, { typeset: "boolean?", sections: "list?" });
  const { typeset = false, sections = [] } = options;
  expectMethod(method);
  const { id, version, title, claim, source, boundary, accepts, critique, outputs } = method;
  const parts = [
    `# ${title}`,
    `\`${id}\`, version ${version}. ${claim}`,
    `Source: ${sourceText(source)}.${source.caveat === undefined ? "" : ` ${source.caveat}`}`,
    `Accepts: ${accepts.join(", ") || "no activity; other methods use it as a part"}.`,
    ...useSection(method),
    "## Boundary",
    [
      ...(boundary.energy === undefined ? [] : [`- energy: ${energyBoundaryWords[boundary.energy]}`]),
      `- components: ${boundary.components.join(", ")}`,
      `- overheads: ${boundary.overheads.join(", ") || "none"}`,
      `- life cycle: ${boundary.lifeCycle.join(", ")}`,
      `- left out: ${boundary.excludes.join(", ") || "nothing that readers would expect"}`,
    ].join("\n"),
    "## Inputs",
    inputTable(method),
    ...exactNote(method),
    ...Object.entries(method.inputs).flatMap(([name, declared]) =>
      declared.kind === "list"
        ? [`### A row of \`${name}\``, inputTable(declared.of), equationList(declared.of, typeset)]
        : [],
    ),
    "## Equations",
    equationList(method, typeset),
    ...constantSection(method),
    "## Outputs",
    Object.entries(outputs)
      .map(([output, name]) => `- ${output}: \`${name}\` (${method.equations[name]?.unit ?? "1"})`)
      .join("\n"),
    ...tableSection(method),
    "## Known criticism",
    critique.length === 0 ? "None recorded." : critique.map((sentence) => `- ${sentence}`).join("\n"),
    ...sections,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function useSection({ whenToUse, whenNotToUse }: Method): readonly string[] {
  return [
    ...(whenToUse === undefined ? [] : ["## When to use it", whenToUse]),
    ...(whenNotToUse === undefined ? [] : ["## When not to use it", whenNotToUse]),
  ];
}

function inputTable(graph: Graph): string {
  const rows = Object.entries(graph.inputs).map(([name, declared]) => {
    const cells = [`\`${name}\``, unitCell(declared), declared.help, filledCell(declared), boundsCell(declared)];
    return tableRow(cells);
  });
  return ["| input | unit | what it is | filled by | bounds |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function unitCell(declared: Input): string {
  switch (declared.kind) {
    case "number":
      return declared.unit;
    case "choice":
      return declared.options.join(" / ");
    case "list":
      return "rows";
  }
}

function filledCell(declared: Input): string {
  if (declared.kind === "list") return declared.optional === true ? "you (optional)" : "you";
  const parts: string[] = [];
  if (declared.kind === "number" && declared.from !== undefined) {
    parts.push(`factors \`${declared.from}\`${declared.key === undefined ? "" : `: ${declared.key}`}`);
  }
  if (declared.default !== undefined) {
    const { source } = declared;
    const origin = source === undefined ? [] : [typeof source === "string" ? source : sourceText(source)];
    const known = [...intervalOfDefault(declared), ...origin];
    parts.push(
      `default ${(declared.kind === "number" ? declared.standsFor : undefined) ?? declared.default}${known.length === 0 ? "" : ` (${known.join("; ")})`}`,
    );
  }
  return parts.length === 0 ? "you" : parts.join(", else ");
}

function intervalOfDefault(declared: Exclude<Input, { readonly kind: "list" }>): readonly string[] {
  if (declared.kind === "choice" || declared.default === undefined || declared.distribution === undefined) return [];
  const { default: value, unit, distribution } = declared;
  const { low, high } = inputQuantity(
    { kind: "number", value, unit, distribution, origin: { kind: "given" } },
    declared,
  );
  return [`90 %: ${formatNumber(low)} to ${formatNumber(high)}`];
}

/** Explains why most defaults have no interval. */
function exactNote(graph: Graph): readonly string[] {
  const exact = Object.values(graph.inputs).some(
    (one) => one.kind === "number" && one.default !== undefined && one.distribution === undefined,
  );
  if (!exact) return [];
  return [
    "A default without an interval is taken as exact, because its uncertainty is unknown. The estimate lists these defaults. You can give a value with an interval (`power=50±5`).",
  ];
}

function boundsCell(declared: Input): string {
  if (declared.kind !== "number") return "";
  const { min, max } = declared;
  if (min === undefined && max === undefined) return "";
  return `${min === undefined ? "" : `≥ ${formatNumber(min)}`} ${max === undefined ? "" : `≤ ${formatNumber(max)}`}`.trim();
}

function equationList(graph: Graph, typeset: boolean): string {
  return Object.entries(graph.equations)
    .map(([name, { unit, formula, help, expression }]) => {
      const words = help === undefined ? "" : ` ${help}.`;
      const written = `**\`${name}\`** (${unit}).${words} \`${formula}\``;
      // Between dollar signs Markdown takes backslashes away before the mathematics is drawn; in a fence nothing is touched.
      return typeset ? `${written}\n\n\`\`\`math\n${toLatex(name, expression)}\n\`\`\`` : written;
    })
    .join("\n\n");
}

/** Numbers of the formulas that are more than counting: what a paper fitted or a standard fixed, each with its equation. */
function constantSection(method: Method): readonly string[] {
  const lists = Object.values(method.inputs).flatMap((one) => (one.kind === "list" ? [one.of] : []));
  const rows = [method, ...lists].flatMap((graph) =>
    Object.entries(graph.equations).flatMap(([name, { expression, help }]) => {
      const constants = constantsIn(expression);
      return constants.length === 0 ? [] : [tableRow([constants.join(", "), `\`${name}\``, help ?? ""])];
    }),
  );
  if (rows.length === 0) return [];
  return [
    "## Constants",
    "Numbers written in the formulas. Unless a row names another source, they come from the source above.",
    ["| constant | in | what it is |", "| --- | --- | --- |", ...rows].join("\n"),
  ];
}

/** Numbers that are more than counting, doubling or shifting a unit by a power of ten, each with its unit. */
function constantsIn(expression: Expression): readonly string[] {
  if (expression.kind !== "number") return [...new Set(children(expression).flatMap(constantsIn))];
  const { value, unit } = expression;
  const isPlain = [0, 1, 2].includes(value) || (value >= 10 && value === 10 ** Math.round(Math.log10(value)));
  if (isPlain) return [];
  return [unit === undefined ? String(value) : `${value} ${unit}`];
}

function tableSection(graph: Graph): readonly string[] {
  return Object.entries(graph.tables).flatMap(([name, { xUnit, yUnit, points, source }]) => {
    const rows = points.map(([x, y]) => `| ${x} | ${y} |`);
    const origin = typeof source === "string" ? source : sourceText(source);
    return [
      `## Table \`${name}\``,
      [`| ${xUnit} | ${yUnit} |`, "| --- | --- |", ...rows].join("\n"),
      `Source: ${origin}.`,
    ];
  });
}
