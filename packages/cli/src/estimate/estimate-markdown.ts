import { explanationMarkdown, formatQuantity, sourceText } from "@wattledger/core";
import type { Estimate } from "@wattledger/estimate";
import { influenceTable } from "./estimate-sensitivity.ts";
import { inputLines, uncertaintyText } from "./estimate-words.ts";
import type { InputLine } from "./estimate-words.ts";

/** An estimate as a Markdown document. */
export function estimateMarkdown(estimate: Estimate): string {
  const { document, method } = estimate;
  const { title, id, version, source, boundary } = document.method;
  const { stated, filled } = inputLines(method, document);
  const outputs = Object.entries(document.outputs).map(([output, quantity]) => [
    output,
    formatQuantity(quantity),
    method.equations[method.outputs[output] ?? ""]?.help ?? "",
  ]);
  const unknown = Object.entries(document.unknown ?? {}).map(([output, reason]) => [output, "unknown", reason]);
  const sections = [
    `# ${title}`,
    `\`${id}\` ${version}: ${sourceText(source)}.`,
    table(["output", "value", "what it is"], [...outputs, ...unknown]),
    uncertaintyText(document.uncertainty),
    ...inputSection("Given", stated),
    ...inputSection("Not given, so filled in", filled),
    ...(document.notes.length === 0 ? [] : ["## Notes", bullets(document.notes)]),
    ...(boundary.excludes.length === 0 ? [] : ["## Left out", bullets(boundary.excludes)]),
    ...sensitivitySection(estimate),
    ...(document.explanation === undefined ? [] : ["## Explanation", explanationMarkdown(document.explanation)]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function inputSection(title: string, lines: readonly InputLine[]): readonly string[] {
  if (lines.length === 0) return [];
  const rows = lines.map(({ name, value, origin }) => [`\`${name}\``, value, origin.join("; ")]);
  return [`## ${title}`, table(["input", "value", "where from"], rows)];
}

function sensitivitySection({ document, method }: Estimate): readonly string[] {
  if (document.sensitivity === undefined) return [];
  const { title, meaning, lines, rest } = influenceTable(method, document.sensitivity);
  const rows = lines.map(({ inputs, share, bar, swing }) => [inputs, share, bar, swing]);
  return [
    `## ${title}`,
    meaning,
    ...(rows.length === 0 ? [] : [table(["input", "share", "", "output at its ends"], rows)]),
    ...(rest.length === 0 ? [] : [`Below 0.5 %: ${rest.join(", ")}.`]),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map(tableRow).join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join("\n");
}
