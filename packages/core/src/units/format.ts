import { expectKind, expectMembers, inWords } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import type { Quantity } from "./quantity.ts";
import { convert, describeDimension, parseUnit } from "./unit.ts";

/**
 * Units of kinds that share a dimension with another: who says megajoules speaks of primary energy, as life-cycle
 * assessment does, and electricity comes in joules and watt hours; gigabytes are not gibibytes.
 */
const ownLadders: readonly (readonly string[])[] = [
  ["MJ", "GJ", "TJ"],
  ["kB", "MB", "GB", "TB", "PB"],
];

/** Units that people read, from small to large, for each kind of figure that has more than one. */
const ladders: Readonly<Record<string, readonly string[]>> = {
  energy: ["nWh", "uWh", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh"],
  CO2e: ["ngCO2e", "ugCO2e", "mgCO2e", "gCO2e", "kgCO2e", "tCO2e", "ktCO2e", "MtCO2e"],
  Sbe: ["ngSbeq", "ugSbeq", "mgSbeq", "gSbeq", "kgSbeq", "tSbeq"],
  "length^3": ["nL", "uL", "mL", "L", "m3"],
  "energy·time^-1": ["uW", "mW", "W", "kW", "MW", "GW"],
  time: ["us", "ms", "s", "min", "h"],
  information: ["B", "KiB", "MiB", "GiB", "TiB"],
};

/** Units of energy for each of something: joules, as benchmarks publish them. */
const joules = ["nJ", "uJ", "mJ", "J", "kJ"];

/** Where nothing is known of the size, the unit that people know best. */
const atZero: Readonly<Record<string, string>> = {
  energy: "Wh",
  CO2e: "gCO2e",
  Sbe: "gSbeq",
  "length^3": "L",
  "energy·time^-1": "kW",
  time: "min",
  information: "MiB",
};

/** A unit as people write it: `µWh`, `m³`; `1` is not written. */
function shown(unit: string): string {
  if (unit === "1") return "";
  const [first = "", ...rest] = unit.split("/");
  const isMicro = /^u(?:Wh|W|g|L|J|s)/u.test(first);
  return [isMicro ? first.replace("u", "µ") : first.replace(/^m3$/u, "m³"), ...rest].join("/");
}

/** A number with `digits` significant digits, whole where it is larger; `−` and no exponent from 1e-12 to 1e15. */
export function formatNumber(value: number, digits = 3): string {
  expectKind("The value", value, "number");
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 100)) {
    throw new WattledgerError("bad-input", `Digits must be a whole number from 1 to 100, not ${inWords(digits)}.`);
  }
  if (!Number.isFinite(value)) return "unknown";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-12 || size >= 1e15)) return powerText(value, digits);
  const rounded = size >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
  // Below 1e-6 a number is text with an exponent; 0.0000003 is how people write it.
  const isSmall = rounded !== 0 && Math.abs(rounded) < 1e-6;
  const text = isSmall ? withoutExponent(rounded, digits) : String(rounded);
  return text.replace("-", "−");
}

function withoutExponent(value: number, digits: number): string {
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(places).replace(/0+$/u, "");
}

/** `1.5 × 10⁻²⁰`: too many zeros to count. */
function powerText(value: number, digits: number): string {
  const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
  const raised = exponent.replace("+", "").replaceAll(/[-\d]/gu, (character) => superscripts[character] ?? character);
  return `${Number(mantissa)} × 10${raised}`.replace("-", "−");
}

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/** The unit of its kind in which a value is easy to read: 0.0004 kWh is 400 mWh. The unit itself if it has no such kind. */
export function readableUnit(value: number, unit: string): string {
  expectKind("The value", value, "number");
  expectKind("The unit", unit, "text");
  const ladder = ladderOf(unit);
  if (ladder === undefined) return unit;
  if (value === 0) return ladder.includes(unit) ? unit : (atZero[describeDimension(parseUnit(unit).dimension)] ?? unit);
  const size = Math.abs(value);
  // 3.6 MJ are 0.9999999999999999 kWh.
  return ladder.findLast((one) => convert(size, unit, one) > 1 - 1e-12) ?? ladder[0] ?? unit;
}

function ladderOf(unit: string): readonly string[] | undefined {
  const slash = unit.indexOf("/");
  if (slash > 0) return ladderPerCount(unit.slice(0, slash), unit.slice(slash));
  return ownLadders.find((ladder) => ladder.includes(unit)) ?? ladders[describeDimension(parseUnit(unit).dimension)];
}

/** The ladder of `J/token`, `Wh/request`: what is counted stays in the unit. Undefined for units such as `gCO2e/kWh`. */
function ladderPerCount(unit: string, per: string): readonly string[] | undefined {
  if (Object.keys(parseUnit(per.slice(1)).dimension).length > 0 || parseUnit(per.slice(1)).scale !== 1)
    return undefined;
  const ladder = unit === "J" ? joules : ladderOf(unit);
  return ladder?.map((one) => `${one}${per}`);
}

/** A value with its unit, for people: `412 Wh`. */
export function formatValue(value: number, unit: string, digits = 3): string {
  expectKind("The unit", unit, "text");
  return `${formatNumber(value, digits)} ${shown(unit)}`.trimEnd();
}

/** A value in the unit of its kind that is easy to read. */
export function formatReadable(value: number, unit: string, digits = 3): string {
  const readable = readableUnit(value, unit);
  return formatValue(convert(value, unit, readable), readable, digits);
}

/** Most digits of the ends of an interval. */
const mostDigits = 6;

/**
 * The digits with which an interval shows what it is: two, and more where rounding would move its ends by a good part of its
 * width. Undefined if six digits do not tell the ends apart.
 */
export function intervalDigits(low: number, high: number): number | undefined {
  expectKind("The low end", low, "number");
  expectKind("The high end", high, "number");
  const width = high - low;
  for (let digits = 2; digits <= mostDigits; digits += 1) {
    const [from, to] = [low, high].map((end) => Number(end.toPrecision(digits)));
    if (from === undefined || to === undefined) return undefined;
    if (from < to && Math.abs(from - low) + Math.abs(to - high) <= width / 2) return digits;
  }
  return undefined;
}

/** A quantity for people, its interval in the same unit: `3.27 gCO2e (1.1 to 8.2)`. */
export function formatQuantity(quantity: Quantity, digits = 3): string {
  expectMembers("A quantity", quantity, { unit: "text", nominal: "number", low: "number", high: "number" });
  expectKind("The number of digits", digits, "number");
  const unit = readableUnit(quantity.nominal === 0 ? quantity.high : quantity.nominal, quantity.unit);
  const [nominal, low, high] = [quantity.nominal, quantity.low, quantity.high].map((one) =>
    convert(one, quantity.unit, unit),
  );
  const ends = intervalDigits(low ?? Number.NaN, high ?? Number.NaN);
  const central = formatValue(nominal ?? Number.NaN, unit, Math.max(digits, ends ?? 0));
  if (quantity.low === quantity.high || ends === undefined) return central;
  // Ends of an interval say two digits: 192 to 2800, not 2821. A narrow one says more, so that its ends differ.
  const [from, to] = [low, high].map((end) => formatNumber(Number((end ?? Number.NaN).toPrecision(ends)), ends));
  return `${central} (${from} to ${to})`;
}
