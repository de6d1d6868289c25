import { fromFactor, inputQuantity } from "@wattledger/core";
import type { Factor, FoundFactor } from "@wattledger/core";
import { paragraph } from "../paragraph.ts";

/** Column in which the text of a labelled line begins. */
const textColumn = 13;

/** A found figure for a terminal: value with interval, meaning, source and each fallback, in lines of at most `width` columns. */
export function foundLines(found: FoundFactor, width: number): readonly string[] {
  const { factor, matched, fallbacks } = found;
  const { source, uncertainty } = factor;
  const labelled: readonly (readonly [label: string, text: string | undefined])[] = [
    ["year", `${factor.year}${matched === undefined ? "" : `, asked for ${matched}`}`],
    ["source", `${source.title}, ${source.version}`],
    ["", source.locator],
    ["licence", `${source.license}, retrieved ${source.retrieved}`],
    ["interval", uncertainty.basis],
    ["caveat", source.caveat],
    ...fallbacks.map((step, index) => [`step ${index + 1}`, step] as const),
    ["id", factor.id],
  ];
  return [
    paragraph(factor.title, { width }),
    ...[valueText(found), meaningText(factor)].map((line) => paragraph(line, { first: "  ", width })),
    ...labelled.flatMap(([label, text]) =>
      text === undefined
        ? []
        : paragraph(text, { first: `  ${label}`.padEnd(textColumn), rest: " ".repeat(textColumn), width }),
    ),
  ];
}

function valueText(found: FoundFactor): string {
  const { unit } = found.factor;
  const { nominal, low, high, level } = inputQuantity(fromFactor(found, unit));
  const shownUnit = unit === "1" ? "" : ` ${unit}`;
  return `${rounded(nominal)}${shownUnit} (${Math.round(level * 100)} % interval ${rounded(low)} to ${rounded(high)})`;
}

/** What the number measures, in the words of its fields; the fields that do not apply are left out. */
function meaningText({ boundary, basis, signal, accounting, gwpSet, convention }: Factor): string {
  const words = [boundary, basis, signal, accounting === "not-applicable" ? accounting : `${accounting}-based`];
  return [...words, gwpSet, convention].filter((word) => word !== undefined && word !== "not-applicable").join(", ");
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
