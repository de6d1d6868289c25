import { formatQuantity } from "@wattledger/core";
import type { EstimateSummary } from "@wattledger/estimate";
import { columns } from "../columns.ts";
import { paragraph } from "../paragraph.ts";

/** Lines of the answer, and rows of its table. What does not fit is one option away. */
const mostLines = 12;
const mostRows = 5;

/** The answer of an estimate on at most a dozen lines, warnings apart: what it is of, how much, how sure, and where to see more. */
export function firstScreen(
  { subject, warnings, rows, rowsAre, causes, coverage, assumed, mustSay }: EstimateSummary,
  method: { readonly id: string; readonly version: string },
  width: number,
): string {
  const footerSaying = (said: number, more: number): readonly string[] => [
    ...causeLines(causes, width, rowsAre),
    ...(coverage === undefined ? [] : [paragraph(coverage, { width })]),
    ...(said === 0 ? [] : [paragraph(`Assumed: ${assumed.slice(0, said).map(whatIsUsed).join(" ")}`, { width })]),
    paragraph(`Method: ${method.id} ${method.version}. More: --verbose${counted(more)}, --explain, --json.`, { width }),
  ];
  // The second assumption is said if it must be, or where it takes no line from the figures.
  const least = Math.min(1, assumed.length);
  const takesNone =
    height(footerSaying(2, rows.length)) === height(footerSaying(least, rows.length)) ||
    3 + Math.min(mostRows, rows.length) + height(footerSaying(2, rows.length)) <= mostLines;
  const said = mustSay > 1 || (assumed.length > 1 && takesNone) ? 2 : least;
  const footerWith = (more: number): readonly string[] => footerSaying(said, more);
  // The subject and two blank lines. The count of the rows that do not fit is in the last line of the footer.
  const roomWith = (more: number): number => Math.min(mostRows, mostLines - 3 - height(footerWith(more)));
  const shown = rows.slice(0, rows.length <= roomWith(0) ? rows.length : roomWith(rows.length));
  const footer = footerWith(rows.length - shown.length);
  const lines = shown.map(({ name, quantity, remark }) => [
    name,
    ...valueAndInterval(formatQuantity(quantity)),
    remark,
  ]);
  const doubts = warnings.map((one) => paragraph(one, { width }));
  const sections = [[oneLine(subject, width), ...doubts].join("\n"), tableText(lines, width), footer.join("\n")];
  return `${sections.join("\n\n")}\n`;
}

function height(sections: readonly string[]): number {
  return sections.join("\n").split("\n").length;
}

function counted(more: number): string {
  return more === 0 ? "" : ` (${more} more ${more === 1 ? "figure" : "figures"})`;
}

/** Statements that do not fit on the line are left to the page of inputs. */
function oneLine(subject: string, width: number): string {
  if (subject.length <= width) return subject;
  const end = subject.lastIndexOf(", ", width - 3);
  return end > 0 ? `${subject.slice(0, end)}, …` : `${subject.slice(0, width - 1)}…`;
}

function causeLines(causes: EstimateSummary["causes"], width: number, rowsAre: string | undefined): readonly string[] {
  const before = rowsAre === undefined ? "" : `${rowsAre} `;
  if (causes.length === 0) return rowsAre === undefined ? [] : [rowsAre];
  const words = causes.map(({ words: one, settledBy }) => (settledBy === undefined ? one : `${one} (${settledBy}=)`));
  return [paragraph(`${before}Most of the uncertainty: ${words.join("; ")}.`, { width })];
}

/** `929 mWh (410 to 4100)` as two columns. */
function valueAndInterval(text: string): readonly [value: string, interval: string] {
  const [, value = text, interval = ""] = /^(.*) \((.*)\)$/u.exec(text) ?? [];
  return [value, interval];
}

/** A remark that does not fit is left out: the verbose page has it. */
function tableText(rows: readonly (readonly string[])[], width: number): string {
  const short = columns(
    rows.map((row) => row.slice(0, 3)),
    { gap: "   " },
  );
  return columns(rows, { gap: "   " })
    .map((line, index) => (line.length <= width ? line : (short[index] ?? line)))
    .join("\n");
}

/** The first sentence, and the second if the first does not say what is used instead. */
function whatIsUsed(text: string): string {
  const [first = text, second] = text.match(/.+?\.(?=\s|$)/gsu) ?? [text];
  return second === undefined || /\b(?:used|read as|counted|taken|assumed)\b/u.test(first)
    ? first
    : `${first}${second}`;
}
