import { sourceText } from "./explanation-text.ts";
import { formatNumber } from "./format.ts";
import type { Graph, Input, Method } from "./graph.ts";
import { toLatex } from "./notation.ts";

/** The reference page of a method in Markdown, derived from its graph: claim, boundary, inputs, equations, sources. */
export function methodPage(method: Method): string {
  const { id, version, title, claim, source, boundary, accepts, critique, outputs } = method;
  const sections = [
    `# ${title}`,
    `\`${id}\`, version ${version}. ${claim}`,
    `Source: ${sourceText(source)}.`,
    `Accepts: ${accepts.join(", ")}.`,
    "## Boundary",
    [
      `- components: ${boundary.components.join(", ")}`,
      `- overheads: ${boundary.overheads.join(", ") || "none"}`,
      `- life cycle: ${boundary.lifeCycle.join(", ")}`,
      `- left out: ${boundary.excludes.join(", ") || "nothing that a reader would expect"}`,
    ].join("\n"),
    "## Inputs",
    inputTable(method),
    ...Object.entries(method.inputs).flatMap(([name, declared]) =>
      declared.kind === "list" ? [`### A row of \`${name}\``, inputTable(declared.of), equationList(declared.of)] : [],
    ),
    "## Equations",
    equationList(method),
    "## Outputs",
    Object.entries(outputs)
      .map(([output, name]) => `- ${output}: \`${name}\` (${method.equations[name]?.unit ?? "1"})`)
      .join("\n"),
    ...tableSection(method),
    "## Known criticism",
    critique.length === 0 ? "None recorded." : critique.map((sentence) => `- ${sentence}`).join("\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function inputTable(graph: Graph): string {
  const rows = Object.entries(graph.inputs).map(([name, declared]) => {
    const cells = [`\`${name}\``, unitCell(declared), declared.help, filledCell(declared), boundsCell(declared)];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return ["| input | unit | what it is | filled by | bounds |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
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
  if (declared.kind === "list") return "you";
  const parts: string[] = [];
  if (declared.kind === "number" && declared.from !== undefined) parts.push(`factors \`${declared.from}\``);
  if (declared.default !== undefined) {
    const { source } = declared;
    const origin = source === undefined ? "" : ` (${typeof source === "string" ? source : sourceText(source)})`;
    parts.push(`default ${declared.default}${origin}`);
  }
  return parts.length === 0 ? "you" : parts.join(", else ");
}

function boundsCell(declared: Input): string {
  if (declared.kind !== "number") return "";
  const { min, max } = declared;
  if (min === undefined && max === undefined) return "";
  return `${min === undefined ? "" : `≥ ${formatNumber(min)}`} ${max === undefined ? "" : `≤ ${formatNumber(max)}`}`.trim();
}

function equationList(graph: Graph): string {
  return Object.entries(graph.equations)
    .map(([name, { unit, formula, help, expression }]) => {
      const words = help === undefined ? "" : ` ${help}.`;
      return `**\`${name}\`** (${unit}).${words} \`${formula}\`\n\n$$${toLatex(name, expression)}$$`;
    })
    .join("\n\n");
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
