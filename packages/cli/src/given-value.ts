import { describeDimension, fail, isWattledgerError, ok, parseUnit, sameDimension } from "@wattledger/core";
import type { FactorFamily, GivenNumber, NumberInput, ResolveFailure, Result } from "@wattledger/core";
import { parseGivenNumber } from "./given-number.ts";
import type { Families, ScalarPlace } from "./given-place.ts";

/** One value as it goes to `resolve`: a number with its unit and interval, or a word. */
export type Scalar = string | GivenNumber;

/** Reads one value for its place. `path` is what messages call it; units are checked here, bounds by `resolve`. */
export function readScalar(
  path: string,
  place: ScalarPlace,
  value: number | string,
  families: Families,
): Result<Scalar, ResolveFailure> {
  if (place.kind === "word") return ok(String(value));
  const { declared, replaces } = place;
  const parsed = typeof value === "number" ? ok<GivenNumber>({ value }) : parseGivenNumber(value);
  if (!parsed.ok) {
    const family = families.get(declared.from ?? "");
    const key = family === undefined ? "" : ` Or name a row of the factors: ${exampleKey(family)}.`;
    return fail(bad(path, `\`${path}\`: "${value}" ${parsed.error}. Wanted: ${examples(declared)}.${key}`));
  }
  const wrong = wrongUnit(path, declared, parsed.value, String(value));
  if (wrong !== undefined) return fail(wrong);
  if (replaces === undefined) return parsed;
  return ok({ ...parsed.value, origin: { kind: "given", by: `in the place of ${path} = ${replaces}` } });
}

function wrongUnit(
  path: string,
  { unit: expected, help }: NumberInput,
  { unit }: GivenNumber,
  text: string,
): ResolveFailure | undefined {
  if (unit === undefined) return undefined;
  const needed = parseUnit(expected).dimension;
  const what = `\`${path}\` (${help}) is wanted in ${unitWords(expected)}`;
  try {
    const found = parseUnit(unit).dimension;
    if (sameDimension(found, needed)) return undefined;
    return { kind: "bad-unit", name: path, message: `${what}, but "${text}" is ${describeDimension(found)}.` };
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    return { kind: "bad-unit", name: path, message: `${what}. ${error.message}` };
  }
}

function unitWords(unit: string): string {
  const kind = describeDimension(parseUnit(unit).dimension);
  if (kind === "a pure number") return "plain numbers";
  return /^\p{L}+$/u.test(kind) ? `${unit} or another unit of ${kind}` : `${unit} or another unit of its kind`;
}

function examples({ unit, help }: NumberInput): string {
  const shown = unitWords(unit) === "plain numbers" ? "" : ` ${unit}`;
  return `${help}, such as 12${shown}, 12±1${shown} or 10..14${shown}`;
}

function exampleKey({ key }: FactorFamily): string {
  const [example = "NAME"] = key.examples;
  return `${key.name}=${example.includes(" ") ? `"${example}"` : example}`;
}

function bad(name: string, message: string): ResolveFailure {
  return { kind: "bad-input", name, message };
}
