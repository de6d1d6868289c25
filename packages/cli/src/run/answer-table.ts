import { formatNumber, formatQuantity } from "@wattledger/core";
import { columns, longest } from "../columns.ts";
import type { ShownRun } from "./summary-text.ts";

/** A line of an answer: the quantity in words, its value, its 90 % interval, and a remark whose parts are divided by commas. */
export type AnswerRow = readonly [name: string, value: string, interval: string, remark: string];

/** The rows of every run, in the order of all commands: energy, carbon, water, hardware, and the cost if it was asked for. */
export function answerRows(run: ShownRun): readonly AnswerRow[] {
  return [
    answerRow(run, "Energy", "energy", measuredText(run)),
    answerRow(run, "Carbon", "carbon", `location-based, ${placeText(run)}`),
    answerRow(run, "Water", "water", ""),
    answerRow(run, "Hardware", "embodied", "carbon of making it, its share"),
    ...costRow(run),
  ];
}

/** One result of a run as a row. */
export function answerRow(
  { results }: Pick<ShownRun, "results">,
  name: string,
  result: string,
  remark: string,
): AnswerRow {
  const quantity = results.get(result)?.quantity;
  return quantity === undefined
    ? [name, "unknown", "", remark]
    : [name, ...valueAndInterval(formatQuantity(quantity)), remark];
}

/** `929 mWh (410 to 4100)` as two cells. */
export function valueAndInterval(text: string): readonly [value: string, interval: string] {
  const [, value = text, interval = ""] = /^(.*) \((.*)\)$/u.exec(text) ?? [];
  return [value, interval];
}

/** The rows as lines. A remark that does not fit keeps the first of its parts, or is left out: other commands print all of it. */
export function answerTable(rows: readonly AnswerRow[], width: number): readonly string[] {
  const cells = [0, 1, 2].reduce((sum, column) => sum + longest(rows.map((row) => row[column] ?? "")), indent.length);
  // Three gaps of three spaces, where that leaves a remark some room.
  const gap = cells + 4 > width ? " " : cells + 9 > 0.6 * width ? "  " : "   ";
  const room = width - cells - 3 * gap.length;
  const isTight = cells + 2 * gap.length > width;
  const fitted = rows.map(([name, value, interval, remark]) => [
    isTight ? name.replace(/^ {2}/u, " ") : name,
    value,
    interval,
    firstParts(remark, room),
  ]);
  return columns(fitted, { indent: isTight ? "" : indent, gap });
}

const indent = "  ";

function firstParts(remark: string, room: number): string {
  const parts = remark.split(", ");
  for (let count = parts.length; count > 0; count -= 1) {
    const text = parts.slice(0, count).join(", ");
    if (text.length <= room) return text;
  }
  return "";
}

function measuredText({ measurement }: ShownRun): string {
  const { measuredShare } = measurement.quality;
  return measuredShare === 0 ? "" : `${Math.round(measuredShare * 100)} % measured`;
}

function costRow({ cost }: ShownRun): readonly AnswerRow[] {
  if (cost === undefined) return [];
  if (!cost.ok) return [["Cost", "unknown", "", cost.error]];
  const { amount, price } = cost.value;
  const interval = amount.low < amount.high ? `${formatNumber(amount.low, 2)} to ${formatNumber(amount.high, 2)}` : "";
  return [["Cost", `${formatNumber(amount.nominal)} ${price.currency}`, interval, "of the electricity"]];
}

/** Whose electricity it is, and of which year. */
function placeText({ inputs }: Pick<ShownRun, "inputs">): string {
  const intensity = inputs["intensity"];
  if (intensity?.kind !== "number" || intensity.origin.kind !== "factor") return "intensity given";
  const { factor } = intensity.origin;
  const place = factor.title.replace(/, carbon intensity of electricity.*$/u, "");
  return `${place} ${factor.year}`;
}
