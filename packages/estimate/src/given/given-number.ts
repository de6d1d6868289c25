import { fail, houseLevel, ok } from "@wattledger/core";
import type { GivenNumber, Result } from "@wattledger/core";

const number = String.raw`[-+−]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+−]?\d+)?`;
const unit = String.raw`(?:(?<=\s)1/)?[\p{L}%(][^±[\]]*?`;
const plusMinus = String.raw`(?:±|\+/?-)`;

const plain = new RegExp(`^(?<value>${number})\\s*(?<unit>${unit})?$`, "u");
const range = new RegExp(`^(?<low>${number})\\s*\\.{2,3}\\s*(?<high>${number})\\s*(?<unit>${unit})?$`, "u");
const bracket = new RegExp(
  `^(?<value>${number})\\s*(?<unit>${unit})?\\s*\\[\\s*(?<low>${number})\\s*\\.{2,3}\\s*(?<high>${number})\\s*\\]\\s*(?<last>${unit})?$`,
  "u",
);
const halfWidth = new RegExp(
  `^(?<value>${number})\\s*(?<unit>${unit})?\\s*${plusMinus}\\s*(?<half>${number})\\s*(?<last>${unit})?$`,
  "u",
);

/** `h 30 min`, `h30`: not a unit, but a unit and another number. */
const secondNumber = /^\p{L}+\s+\d|^(?:d|h|min|m)\d{2}/u;

/**
 * Reads a number as people write it: `12`, `12h`, `64 GB`, `50±5`, `50±10%` (also `+-`), `40..60` and `50[40..60]`.
 * Intervals are 90 % intervals; `±` is half of their width, and `40..60` has its central value in the middle.
 *
 * On failure the result is the reason, as the end of a sentence: "is not a number".
 */
export function parseGivenNumber(text: string): Result<GivenNumber, string> {
  const trimmed = withPlainExponents(text.trim());
  if (numbersIn(trimmed).some(isLostToZero)) return fail("is too small for a number; the smallest is 5e-324");
  const simple = plain.exec(trimmed)?.groups;
  if (simple !== undefined) {
    if (secondNumber.test(simple["unit"] ?? "")) return fail("is two numbers: write one with one unit, such as 1.5 h");
    return withInterval(read(simple["value"]), simple["unit"]);
  }

  const ends = range.exec(trimmed)?.groups;
  if (ends !== undefined) {
    const [low, high] = [read(ends["low"]), read(ends["high"])];
    return withInterval((low + high) / 2, ends["unit"], { low, high });
  }

  const inside = bracket.exec(trimmed)?.groups;
  if (inside !== undefined) {
    const both = oneUnit(inside["unit"], inside["last"]);
    if (!both.ok) return both;
    return withInterval(read(inside["value"]), both.value, { low: read(inside["low"]), high: read(inside["high"]) });
  }

  const around = halfWidth.exec(trimmed)?.groups;
  if (around !== undefined) return aroundValue(around);

  if (/^\d+(:\d+)+$/u.test(trimmed))
    return fail("is a time of day or a clock's reading: write one number with one unit, such as 1.5 h");
  if (/^[-+]?\d+(,\d+)+/u.test(trimmed)) {
    return fail("has a comma: write a point before decimals and nothing between thousands, such as 1234.5");
  }
  return fail("is not a number");
}

/** `1.5 × 10⁻²⁰`, as it is printed, is `1.5e-20`. */
function withPlainExponents(text: string): string {
  return text.replaceAll(
    /\s*×\s*10(?<exponent>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)/gu,
    (_, exponent: string) =>
      `e${Array.from(exponent, (one) => "0123456789-".charAt("⁰¹²³⁴⁵⁶⁷⁸⁹⁻".indexOf(one))).join("")}`,
  );
}

function aroundValue(groups: Readonly<Record<string, string | undefined>>): Result<GivenNumber, string> {
  const value = read(groups["value"]);
  const half = read(groups["half"]);
  if (half < 0) return fail("has a negative half width after ±");
  // A per cent sign after ± is a share of the value, unless the value itself is in per cent.
  const share = groups["last"]?.startsWith("%") === true && groups["unit"] !== "%";
  const both = oneUnit(groups["unit"], share ? groups["last"]?.slice(1).trim() : groups["last"]);
  if (!both.ok) return both;
  const width = share ? (Math.abs(value) * half) / 100 : half;
  return withInterval(value, both.value, { low: value - width, high: value + width });
}

function withInterval(
  value: number,
  unitText: string | undefined,
  ends?: { readonly low: number; readonly high: number },
): Result<GivenNumber, string> {
  if (!Number.isFinite(value)) return fail("is too large for a number");
  const trimmed = unitText?.trim();
  const central: GivenNumber = trimmed === undefined || trimmed === "" ? { value } : { value, unit: trimmed };
  if (ends === undefined || ends.low === ends.high) return ok(central);
  if (ends.low > ends.high) return fail("has an interval whose lower end is above its upper end");
  if (value < ends.low || value > ends.high) return fail("has a value outside its interval");
  return ok({ ...central, distribution: { kind: "interval", ...ends, level: houseLevel } });
}

function oneUnit(a: string | undefined, b: string | undefined): Result<string | undefined, string> {
  const units = [a, b].map((text) => text?.trim() ?? "").filter((text) => text !== "");
  if (units.length === 2 && units[0] !== units[1]) return fail("has two units: write one, at its end");
  return ok(units[0]);
}

function numbersIn(text: string): readonly string[] {
  return text.match(/(?:\d+\.?\d*|\.\d+)(?:[eE][-+−]?\d+)?/g) ?? [];
}

/** Whether digits that are not all 0 come out as 0: `1e-400`. */
function isLostToZero(digits: string): boolean {
  return read(digits) === 0 && /[1-9]/.test(digits.replace(/[eE].*/, ""));
}

function read(digits: string | undefined): number {
  return Number((digits ?? "").replaceAll("−", "-"));
}
