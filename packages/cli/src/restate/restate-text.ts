import { convert, formatNumber, formatQuantity, formatReadable } from "@wattledger/core";
import type { ChangeCause, ResolvedInput } from "@wattledger/core";
import type { RestatedFigure, Restatement } from "@wattledger/estimate";
import { paragraph } from "../paragraph.ts";

/** A restatement for a terminal. */
export function restatementText({ of, method, factorSet, figures, changed }: Restatement, width: number): string {
  const version = method.before === method.after ? method.after : `${method.before} → ${method.after}`;
  const set = factorSet.before === factorSet.after ? factorSet.after : `${factorSet.before} → ${factorSet.after}`;
  return [
    paragraph(`${of}: ${method.id} ${version}, factors ${set}`, { rest: "  ", width }),
    "",
    ...figures.flatMap((figure) => figureLines(figure, width)),
    ...(changed.length === 0
      ? ["", "No input has changed."]
      : [
          "",
          "Inputs that changed",
          ...changed.map(({ name, before, after }) => changeLine(name, before, after, width)),
        ]),
    "",
  ].join("\n");
}

function figureLines({ name, before, after, causes }: RestatedFigure, width: number): readonly string[] {
  const change = after.nominal - convert(before.nominal, before.unit, after.unit);
  const share =
    before.nominal === 0 ? "" : ` (${signed((100 * change) / convert(before.nominal, before.unit, after.unit))} %)`;
  const same = change === 0 ? "unchanged" : `${signedReadable(change, after.unit)}${share}`;
  return [
    paragraph(`${formatQuantity(before)} → ${formatQuantity(after)}: ${same}`, {
      first: `  ${name}: `,
      rest: "    ",
      width,
    }),
    ...causes.map((cause) => `      ${signedReadable(cause.change, after.unit)} ${causeName(cause)}`),
  ];
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
