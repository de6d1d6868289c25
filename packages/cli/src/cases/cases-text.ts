import type { CaseVerdict } from "@wattledger/cases";
import type { Comparison } from "@wattledger/core";
import { groupBy } from "@wattledger/core/group-by";
import { paragraph } from "../paragraph.ts";
import { countByMethod, countVerdicts } from "./cases-count.ts";
import type { Counts } from "./cases-count.ts";

/** Columns of an expected value and of what came out, and of the relative error. */
const valueWidth = 12;
const errorWidth = 10;
/** Where names begin: two blanks, the verdict, two blanks. */
const nameColumn = 12;

/**
 * The table of a run for a terminal. A case that passes is one line, with the value that is furthest off; a mismatch
 * is a line a value. Skipped cases are counted by reason and kind. With `all`, every value and every case is shown.
 */
export function casesText(verdicts: readonly CaseVerdict[], all: boolean, width: number): string {
  const ran = verdicts.filter(({ verdict }) => verdict !== "skipped");
  const skipped = verdicts.filter(({ verdict }) => verdict === "skipped");
  const counts = countVerdicts(verdicts);
  const lines = [
    ...(ran.length === 0 ? [] : [head(width)]),
    ...[...groupBy(ran, ({ method, kind }) => `${method}: ${kind}`)].flatMap(([title, own]) => [
      title,
      ...own.flatMap((one) => caseLines(one, all, width)),
    ]),
    ...(ran.length === 0 ? [] : [""]),
    ...(skipped.length === 0 ? [] : ["Skipped", ...skippedLines(skipped, all, width), ""]),
    ...countLines(countByMethod(verdicts)),
    "",
    `${counts.pass} pass, ${counts.mismatch} mismatch, ${counts.skipped} skipped`,
  ];
  return `${lines.join("\n")}\n`;
}

function head(width: number): string {
  return row("", "a pass: its value furthest off", ["expected", "got", "rel. error"], width);
}

function caseLines(
  { verdict, name, comparisons, reason }: CaseVerdict,
  all: boolean,
  width: number,
): readonly string[] {
  const shown = verdict === "pass" ? "pass" : "MISMATCH";
  const why = reason === undefined ? [] : [paragraph(reason, { first: " ".repeat(nameColumn + 2), width })];
  if (verdict === "pass" && !all) {
    const worst = furthestOff(comparisons);
    if (worst === undefined) return [row(shown, `${name}: no value was compared`, ["", "", ""], width)];
    return comparisonLines(shown, name, worst, width);
  }
  return [
    row(shown, name, ["", "", ""], width),
    ...why,
    ...comparisons.flatMap((one) => comparisonLines(one.agrees ? "" : "differs", `  ${one.path}`, one, width)),
  ];
}

function furthestOff(comparisons: readonly Comparison[]): Comparison | undefined {
  return comparisons.toSorted((a, b) => (b.relativeError ?? -1) - (a.relativeError ?? -1))[0];
}

function comparisonLines(verdict: string, name: string, comparison: Comparison, width: number): readonly string[] {
  const { expected, got, relativeError } = comparison;
  const [short, exact] = [[expected, got].map(shortText), [expected, got].map(exactText)];
  // Digits enough to tell the two apart, where they differ.
  const texts = short[0] === short[1] && !comparison.agrees ? exact : short;
  const error = relativeError === undefined ? "" : relativeError === 0 ? "0" : relativeError.toExponential(1);
  if (texts.every((text) => text.length <= valueWidth)) return [row(verdict, name, [...texts, error], width)];
  const indent = " ".repeat(nameColumn + 2);
  return [
    row(verdict, name, ["", "", error], width),
    paragraph(`expected ${texts[0] ?? ""}`, { first: indent, rest: `${indent}  `, width }),
    paragraph(`got      ${texts[1] ?? ""}`, { first: indent, rest: `${indent}  `, width }),
  ];
}

function shortText(value: unknown): string {
  return typeof value === "number" ? String(Number(value.toPrecision(6))) : exactText(value);
}

function exactText(value: unknown): string {
  return value === undefined ? "nothing" : typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** A name that does not fit into its column stands above the values. */
function row(verdict: string, name: string, values: readonly string[], width: number): string {
  const nameWidth = width - nameColumn - 2 * (valueWidth + 1) - errorWidth - 1;
  const [expected = "", got = "", error = ""] = values;
  const cells = ` ${expected.padStart(valueWidth)} ${got.padStart(valueWidth)} ${error.padStart(errorWidth)}`;
  const first = `  ${verdict.padEnd(nameColumn - 4)}  `;
  if (name.length <= nameWidth) return `${first}${name.padEnd(nameWidth)}${cells}`.trimEnd();
  const label = paragraph(name, { first, rest: " ".repeat(nameColumn + 2), width });
  return cells.trim() === "" ? label : `${label}\n${" ".repeat(nameColumn + nameWidth)}${cells}`;
}

function skippedLines(skipped: readonly CaseVerdict[], all: boolean, width: number): readonly string[] {
  return [...groupBy(skipped, ({ method }) => method)].flatMap(([method, own]) => [
    `  ${method}`,
    ...[...groupBy(own, ({ reason }) => reason ?? "no reason is known")].flatMap(([reason, cases]) => [
      paragraph(reason, { first: "    ", rest: "      ", width }),
      ...kindLines(cases, all, width),
    ]),
  ]);
}

function kindLines(cases: readonly CaseVerdict[], all: boolean, width: number): readonly string[] {
  const kinds = [...groupBy(cases, ({ kind }) => kind)];
  if (!all) {
    const counted = kinds.map(([kind, own]) => `${own.length} ${kind}`).join(", ");
    return [paragraph(counted, { first: "      ", rest: "      ", width })];
  }
  return kinds.flatMap(([kind, own]) => [
    `      ${own.length} ${kind}`,
    ...own.map(({ name }) => paragraph(name, { first: "        ", rest: "          ", width })),
  ]);
}

function countLines(methods: Readonly<Record<string, Counts>>): readonly string[] {
  const nameWidth = Math.max("method".length, ...Object.keys(methods).map((name) => name.length));
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(nameWidth)}${cells.map((cell) => String(cell).padStart(10)).join("")}`;
  return [
    line("method", ["pass", "mismatch", "skipped"]),
    ...Object.entries(methods).map(([name, { pass, mismatch, skipped }]) => line(name, [pass, mismatch, skipped])),
  ];
}
