import { WattledgerError } from "../error.ts";
import { suggestion } from "../nearest.ts";
import { quoted } from "../quote.ts";
import type { ChoiceInput, NumberInput } from "./graph.ts";

/** A row of a list input: its fields by name. */
export type Row = Readonly<Record<string, number | string>>;

/** What a caller may give for an input: a number in the input's unit, an option of a choice, or the rows of a list. */
export type InputValue = number | string | readonly Row[];

/** Checks a number against an input's bounds. @throws WattledgerError `bad-input` or `missing-input` */
export function numberOf(name: string, declared: NumberInput, value: InputValue | undefined): number {
  const number = value ?? declared.default;
  if (number === undefined) {
    const origin = declared.from === undefined ? "" : `, or choose it from the factors \`${declared.from}\``;
    throw new WattledgerError(
      "missing-input",
      `Input \`${name}\` is missing: ${declared.help}, in ${unitWords(declared.unit)}. Give it${origin}.`,
    );
  }
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new WattledgerError(
      "bad-input",
      `Input \`${name}\` must be a number in ${unitWords(declared.unit)}, not ${describeValue(number)}.`,
    );
  }
  if (number < (declared.min ?? -Infinity) || number > (declared.max ?? Infinity)) {
    throw new WattledgerError(
      "bad-input",
      `Input \`${name}\` is ${number}; ${rangeWords(declared)} ${unitWords(declared.unit)} (${declared.help}).${perCentHint(declared, number)}`,
    );
  }
  return number;
}

/** Of a share that was given in per cent, how to write it. */
function perCentHint({ max }: NumberInput, number: number): string {
  if (max !== 1 || number <= 1 || number > 100) return "";
  return ` If it is per cent, write ${Number((number / 100).toPrecision(12))} or ${number}%.`;
}

/** Index of a choice's option. @throws WattledgerError `bad-input` or `missing-input` */
export function indexOf(name: string, declared: ChoiceInput, value: InputValue | undefined): number {
  const option = value ?? declared.default;
  const options = declared.options.join(", ");
  if (option === undefined) {
    throw new WattledgerError("missing-input", `Input \`${name}\` is missing: ${declared.help}. One of: ${options}.`);
  }
  const index = typeof option === "string" ? declared.options.indexOf(option) : -1;
  if (index !== -1) return index;
  const hint = typeof option === "string" ? suggestion(option, declared.options) : "";
  throw new WattledgerError(
    "bad-input",
    `Input \`${name}\` is ${describeValue(option)}, but must be one of: ${options}.${hint}`,
  );
}

/** A value in words, for messages. */
export function describeValue(value: InputValue): string {
  return typeof value === "object" ? "a list" : typeof value === "string" ? quoted(value) : String(value);
}

/** A unit as the end of "wanted in ...", for messages. */
export function unitWords(unit: string): string {
  if (unit === "%") return "per cent (80 is 80 %)";
  return unit === "1" ? "plain numbers" : unit;
}

function rangeWords({ min, max }: NumberInput): string {
  if (min !== undefined && max !== undefined) return `it must lie between ${min} and ${max}, in`;
  return min === undefined ? `it must be at most ${max ?? Infinity}, in` : `it must be at least ${min}, in`;
}
