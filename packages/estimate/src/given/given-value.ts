import {
  describeDimension,
  fail,
  givenNumber,
  hintFor,
  indexOf,
  isWattledgerError,
  ok,
  parseUnit,
  quoted,
  sameDimension,
  shortened,
  unitWords,
} from "@wattledger/core";
import type { ChoiceInput, FactorFamily, GivenNumber, NumberInput, ResolveFailure, Result } from "@wattledger/core";
import { parseGivenNumber } from "./given-number.ts";
import type { Families, ScalarPlace } from "./given-place.ts";

/** One value as it goes to `resolve`: a number with its unit and interval, or a word. */
export type Scalar = string | GivenNumber;

/** Reads one value for its place, in its unit, within its bounds, among its words. `path` is what messages call it. */
export function readScalar(
  path: string,
  place: ScalarPlace,
  value: unknown,
  families: Families,
): Result<Scalar, ResolveFailure> {
  if (typeof value !== "number" && typeof value !== "string") return fail(bad(path, noScalar(path, place, value)));
  if (place.kind === "word") return readWord(path, place.declared, String(value));
  const { declared, replaces } = place;
  const parsed = typeof value === "number" ? ok<GivenNumber>({ value }) : parseGivenNumber(value);
  if (!parsed.ok) {
    const family = families.get(declared.from ?? "");
    const key = family === undefined ? "" : ` Or name a row of the factors: ${exampleKey(family)}.`;
    return fail(
      bad(path, `\`${path}\`: ${quoted(String(value))} ${parsed.error}. Wanted: ${examples(declared)}.${key}`),
    );
  }
  const wrong = wrongUnit(path, declared, parsed.value, String(value));
  if (wrong !== undefined) return fail(wrong);
  const within = attempt(path, () => givenNumber(path, declared, parsed.value));
  if (!within.ok) return within;
  if (replaces === undefined) return parsed;
  return ok({ ...parsed.value, origin: { kind: "given", by: `instead of ${path} = ${replaces}` } });
}

/** Says what a file holds where a number or a word is wanted. */
function noScalar(path: string, place: ScalarPlace, value: unknown): string {
  const found = Array.isArray(value)
    ? "a list"
    : typeof value === "object" && value !== null
      ? "an object"
      : String(value);
  const words = place.kind === "word" ? place.declared?.options.join(", ") : undefined;
  const wanted =
    place.kind === "number" ? examples(place.declared) : words === undefined ? "a name" : `one of ${words}`;
  return `\`${path}\`: ${found} is neither a number nor text. Wanted: ${wanted}. Leave out a value that you do not know.`;
}

/** A word of a choice must be one of its options; what a key names is the families' to say. */
function readWord(path: string, declared: ChoiceInput | undefined, text: string): Result<Scalar, ResolveFailure> {
  if (declared === undefined) return ok(text);
  return attempt(path, () => declared.options[indexOf(path, declared, text)] ?? text);
}

function attempt<T>(name: string, work: () => T): Result<T, ResolveFailure> {
  try {
    return ok(work());
  } catch (error) {
    if (isWattledgerError(error)) return fail({ kind: "bad-input", name, message: error.message });
    throw error;
  }
}

function wrongUnit(
  path: string,
  { unit: expected, help }: NumberInput,
  { unit }: GivenNumber,
  text: string,
): ResolveFailure | undefined {
  if (unit === undefined) return undefined;
  const needed = parseUnit(expected).dimension;
  const what = `\`${path}\` (${help}) must be in ${wantedUnit(expected)}`;
  const wrong = (why: string): ResolveFailure => ({ kind: "bad-unit", name: path, message: `${what}${why}` });
  try {
    const found = parseUnit(unit).dimension;
    // Per cent are shares, and nobody has 80 % of a token.
    if (unit === "%" && expected !== "1" && expected !== "%" && sameDimension(found, needed))
      return wrong(`, but ${quoted(text)} is per cent.`);
    if (sameDimension(found, needed)) return undefined;
    return wrong(`, but ${quoted(text)} is ${describeDimension(found)}.`);
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    const isSymbol = /^[^()/·*×\s]+$/u.test(unit) && /^[^()/·*×\s]+$/u.test(expected);
    return wrong(
      isSymbol ? `. The unit \`${shortened(unit)}\` is not known.${hintFor(unit, needed)}` : `. ${error.message}`,
    );
  }
}

function wantedUnit(unit: string): string {
  const kind = describeDimension(parseUnit(unit).dimension);
  if (kind === "a pure number") return unitWords(unit);
  return /^\p{L}+$/u.test(kind) ? `${unit} or another unit of ${kind}` : `${unit} or another unit of its kind`;
}

function examples({ unit, help }: NumberInput): string {
  if (unit === "%") return `${help}, such as 12 % or 10..14 %`;
  const shown = unit === "1" ? "" : ` ${unit}`;
  return `${help}, such as 12${shown}, 12±1${shown} or 10..14${shown}`;
}

function exampleKey({ key }: FactorFamily): string {
  const [example = "NAME"] = key.examples;
  return `${key.name}=${example.includes(" ") ? `"${example}"` : example}`;
}

function bad(name: string, message: string): ResolveFailure {
  return { kind: "bad-input", name, message };
}
