import { expectKind, expectMembers } from "../argument.ts";
import { expectFamilies, expectInput } from "../graph/expect-graph.ts";
import type { FactorFamily } from "../graph/factor.ts";
import type { Given, GivenInput, GivenRow } from "../graph/given.ts";
import type { Graph, NumberInput } from "../graph/graph.ts";
import { formatNumber, formatReadable } from "../units/format.ts";
import { convert, parseUnit, sameDimension } from "../units/unit.ts";

/**
 * Values given without a unit that are probably not in the input's unit: hours where seconds are wanted, a
 * share where per cent are, kilograms for grams. One sentence each, with the reading that would be usual; the numbers are
 * taken as they stand. What is outside the bounds of an input is refused elsewhere.
 */
export function doubts(
  graph: Pick<Graph, "inputs">,
  given: Given,
  families: readonly FactorFamily[] = [],
): readonly string[] {
  expectMembers("A graph", graph, { inputs: "object" });
  for (const [name, declared] of Object.entries(graph.inputs)) expectInput(name, declared);
  expectKind("What is given", given, "object");
  expectFamilies(families);
  return Object.entries(given).flatMap(([name, value]) => {
    const declared = graph.inputs[name];
    if (value === undefined || declared === undefined) return [];
    if (declared.kind === "number") return doubt(name, declared, value, families);
    if (declared.kind !== "list" || !isRows(value)) return [];
    return value.flatMap((row, index) => {
      expectMembers(`Row ${index + 1} of \`${name}\``, row, { label: "text?", fields: "object" });
      return doubts(declared.of, row.fields, families).map((sentence) =>
        sentence.replace("`", `\`${name}.${row.label ?? index + 1}.`),
      );
    });
  });
}

/** Units that people think in, the likeliest first: for what a number without a unit may have meant. */
const candidates = [
  "s",
  "h",
  "min",
  "d",
  "year",
  "ms",
  "GB",
  "MB",
  "TB",
  "B",
  "gCO2e/kWh",
  "kgCO2e/kWh",
  "kW",
  "W",
  "%",
];

function doubt(
  name: string,
  declared: NumberInput,
  value: GivenInput,
  families: readonly FactorFamily[],
): readonly string[] {
  const usual = usualRange(declared, families);
  if (usual === undefined) return [];
  const number = bareNumber(value);
  if (number === undefined) return doubtWithUnit(name, declared, value, usual);
  const isUsual = (one: number): boolean => one === 0 || (one >= usual[0] && one <= usual[1]);
  if (isUsual(number)) return [];
  const { unit, help } = declared;
  const shownUnit = unit === "1" ? "" : ` ${unit}`;
  const range = `${formatNumber(usual[0])} to ${formatNumber(usual[1])}${shownUnit}`;
  const said = `\`${name}\` (${help}) was given without a unit and was read as ${asRead(number, unit)}. The usual range is ${range}.`;
  return [`${said}${otherReading(number, declared, isUsual)}`];
}

/** A number with a unit is what it says, so that it is doubted only far outside of what is usual. */
const farOutside = 10;

function doubtWithUnit(
  name: string,
  { unit, help }: NumberInput,
  value: GivenInput,
  [low, high]: readonly [number, number],
): readonly string[] {
  if (typeof value !== "object" || !("value" in value) || value.unit === undefined || value.value === 0) return [];
  if (value.origin !== undefined && value.origin.kind !== "given") return [];
  const number = convert(value.value, value.unit, unit);
  if (number >= low / farOutside && number <= high * farOutside) return [];
  const shown = unit === "1" ? "" : ` ${unit}`;
  const range = `${formatNumber(low)} to ${formatNumber(high)}${shown}`;
  const read =
    value.unit === unit ? asRead(value.value, unit) : `${value.value} ${value.unit}, which is ${asRead(number, unit)}`;
  return [`\`${name}\` (${help}) is ${read}. The usual range is ${range}.`];
}

function otherReading(number: number, { unit, max }: NumberInput, isUsual: (value: number) => boolean): string {
  // A plain number up to 100 is one of per cent, which no unit says.
  if ((unit === "%" || (unit === "1" && max === 100)) && isUsual(number * 100)) {
    return ` If you mean ${formatNumber(number * 100)} %, write ${formatNumber(number * 100)}${unit === "%" ? "%" : ""}.`;
  }
  const { dimension } = parseUnit(unit);
  const meant = candidates.find(
    (one) => one !== unit && sameDimension(parseUnit(one).dimension, dimension) && isUsual(convert(number, one, unit)),
  );
  if (meant === undefined) return "";
  const written = `${number} ${meant}`;
  const readable = formatReadable(convert(number, meant, unit), unit);
  return ` If you mean ${written}${readable === written ? "" : ` (${readable})`}, write ${number}${meant}.`;
}

/** As it stands and, where that says more, in a unit that people read: `43200 h (4.93 years)`. */
function asRead(number: number, unit: string): string {
  const plain = unit === "1" ? String(number) : `${number} ${unit}`;
  const isTime = sameDimension(parseUnit(unit).dimension, parseUnit("s").dimension);
  const years = isTime ? convert(number, unit, "year") : 0;
  return years >= 1 && unit !== "year" ? `${plain} (${formatNumber(years)} years)` : plain;
}

/** Range, in an input's unit, outside which a number without a unit is doubted; undefined where none is known. */
export function usualRange(
  declared: NumberInput,
  families: readonly FactorFamily[],
): readonly [number, number] | undefined {
  expectInput("input", declared);
  expectFamilies(families);
  const { usual, from, unit, max = 100 } = declared;
  if (usual !== undefined) return usual;
  // Less than one per cent is more often a share.
  if (unit === "%") return [1, max];
  const family = families.find(({ id }) => id === from);
  if (family?.usual === undefined) return undefined;
  return [convert(family.usual[0], family.unit, unit), convert(family.usual[1], family.unit, unit)];
}

function bareNumber(value: GivenInput): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "object" && "value" in value && value.unit === undefined ? value.value : undefined;
}

function isRows(value: GivenInput): value is readonly GivenRow[] {
  return Array.isArray(value);
}
