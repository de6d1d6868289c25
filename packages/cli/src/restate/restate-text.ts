import { convert, formatNumber, formatQuantity, formatReadable } from "@wattledger/core";
import type { ChangeCause, Quantity, ResolvedInput } from "@wattledger/core";
import { ofTotal, outputWords, valuesAreMeans } from "@wattledger/estimate";
import type { RestatedFigure, Restatement } from "@wattledger/estimate";
import { paragraph } from "../paragraph.ts";

/** How much of a restatement is printed. */
type Detail = "short" | "full";

/** A restatement for a terminal: a line for each figure; in full also every cause, and the inputs that changed. */
export function restatementText(restatement: Restatement, width: number, detail: Detail = "short"): string {
  const { of, method, factorSet, figures, isTotal, changed } = restatement;
  const version = method.before === method.after ? method.after : `${method.before} → ${method.after}`;
  const set = factorSet.before === factorSet.after ? factorSet.after : `${factorSet.before} → ${factorSet.after}`;
  const nameWidth = Math.max(0, ...figures.map(({ name }) => figureName(name).length));
  return [
    paragraph(`${of}: ${method.id} ${version}, factors ${set}`, { rest: "  ", width }),
    "",
    ...figures.flatMap((figure) => [
      figureLine(figure, isTotal, nameWidth, width),
      ...(detail === "full" ? causeLines(figure, width) : []),
    ]),
    "",
    ...(isTotal ? [paragraph(meansSentence(detail), { width })] : []),
    ...(changed.length === 0 ? ["No input has changed."] : inputLines(restatement, width, detail)),
    "",
  ].join("\n");
}

function figureName(name: string): string {
  const words = outputWords(name);
  return words.remark === "market-based" ? `${words.name}, market-based` : words.name;
}

function meansSentence(detail: Detail): string {
  return detail === "full" ? `${valuesAreMeans} Causes divide the change of the central values.` : valuesAreMeans;
}

/** What changed, and by how much, is said of the central values: means of simulations differ a little by themselves. */
function figureLine(
  { name, before, after, causes }: RestatedFigure,
  isTotal: boolean,
  nameWidth: number,
  width: number,
): string {
  const read = isTotal ? ofTotal : (quantity: Quantity): Quantity => quantity;
  const earlier = convert(before.nominal, before.unit, after.unit);
  const first = `  ${figureName(name).padEnd(nameWidth)}  `;
  const rest = " ".repeat(nameWidth + 6);
  if (after.nominal === earlier) return paragraph(`${formatQuantity(read(after))}, unchanged`, { first, rest, width });
  const change = after.nominal - earlier;
  const share = earlier === 0 ? signedReadable(change, after.unit) : `${signed((100 * change) / earlier)} %`;
  const largest = causes.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))[0];
  const cause = largest === undefined ? "" : `, ${causes.length > 1 ? "mostly " : ""}${causeName(largest)}`;
  const from = formatReadable(read(before).nominal, before.unit);
  return paragraph(`${from} → ${formatQuantity(read(after))}: ${share}${cause}`, { first, rest, width });
}

function causeLines({ before, after, causes }: RestatedFigure, width: number): readonly string[] {
  if (causes.length === 0) return [];
  return [
    paragraph(`before: ${formatQuantity(before)}`, { first: "      ", width }),
    ...causes.map((cause) => `      ${signedReadable(cause.change, after.unit)} ${causeName(cause)}`),
  ];
}

function inputLines({ changed }: Restatement, width: number, detail: Detail): readonly string[] {
  if (detail === "full")
    return ["Inputs that changed", ...changed.map(({ name, before, after }) => changeLine(name, before, after, width))];
  const names = changed.map(({ name }) => name).join(", ");
  return [paragraph(`Inputs that changed: ${names}. --verbose shows their values and sources.`, { rest: "  ", width })];
}

function causeName({ kind, name }: ChangeCause): string {
  return kind === "equations" ? "by the equations of the other version" : `by ${name}`;
}

function changeLine(name: string, before: ResolvedInput | undefined, after: ResolvedInput, width: number): string {
  return paragraph(`${inputText(before)} → ${inputText(after)}`, { first: `  ${name}: `, rest: "    ", width });
}

function inputText(input: ResolvedInput | undefined): string {
  if (input === undefined) return "nothing";
  if (input.kind === "list") return `${input.rows.length} rows`;
  const { origin } = input;
  const value =
    input.kind === "choice"
      ? `"${input.value}"`
      : `${formatNumber(input.value, 4)} ${input.unit === "1" ? "" : input.unit}`.trimEnd();
  return origin.kind === "factor"
    ? `${value} (${origin.factor.title}, ${origin.factor.year}; ${origin.factor.source.title})`
    : `${value} (${origin.kind})`;
}

function signedReadable(value: number, unit: string): string {
  return `${value > 0 ? "+" : ""}${formatReadable(value, unit)}`;
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${formatNumber(value, 2)}`;
}
