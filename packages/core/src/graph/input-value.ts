import { expectElements, expectKind, expectMembers, inWords } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { suggestion } from "../nearest.ts";
import type { ChoiceInput, NumberInput } from "./graph.ts";

/** A row of a list input: its fields by name. */
export type Row = Readonly<Record<string, number | string>>;

/** What a caller may give for an input: a number in the input's unit, an option of a choice, or the rows of a list. */
export type InputValue = number | string | readonly Row[];

/**
 * Checks a number against an input's bounds. `written` is the number as it was given, where it had a unit of its own.
 *
 * @throws WattledgerError `bad-input` or `missing-input`
 */
export function numberOf(
  name: string,
  declared: NumberInput,
  value: unknown,
  written?: { readonly value: number; readonly unit: string },
): number {
  const number = value === undefined ? declared.default : value;
  if (number === undefined && declared.unknown !== undefined) {
    throw new WattledgerError(
      "missing-input",
      `Input \`${name}\` is unknown: ${declared.unknown} Give it, or ask only for outputs that do not need it.`,
    );
  }
  if (number === undefined) {
    const origin = declared.from === undefined ? "" : `, or choose a factor of the family \`${declared.from}\``;
    throw new WattledgerError(
      "missing-input",
      `Input \`${name}\` is missing: ${declared.help}, in ${unitWords(declared.unit)}. Give it${origin}.`,
    );
  }
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new WattledgerError(
      "bad-input",
      `Input \`${name}\` must be a number in ${unitWords(declared.unit)}, not ${inWords(number)}.`,
    );
  }
  if (number < (declared.min ?? -Infinity) || number > (declared.max ?? Infinity)) {
    throw new WattledgerError("bad-input", outOfBounds(name, declared, number, written));
  }
  return number;
}

function outOfBounds(
  name: string,
  declared: NumberInput,
  number: number,
  written: { readonly value: number; readonly unit: string } | undefined,
): string {
  const { min = -Infinity, max = Infinity, unit, help } = declared;
  // The user wrote per cent, so the limit is in per cent, too.
  if (written?.unit === "%" && (unit === "1" || unit === "%")) {
    const scale = unit === "1" ? 100 : 1;
    const limit = number > max ? `more than ${max * scale} %` : `less than ${min * scale} %`;
    return `Input \`${name}\` is ${written.value} %, ${limit} (${help}).`;
  }
  const hint = written === undefined ? perCentHint(declared, number) : "";
  return `Input \`${name}\` is ${number}; ${rangeWords(declared)} ${unitWords(unit)} (${help}).${hint}`;
}

/** How to write a share that was probably given in per cent. */
function perCentHint({ max }: NumberInput, number: number): string {
  if (max !== 1 || number <= 1 || number > 100) return "";
  return ` If you mean per cent, write ${Number((number / 100).toPrecision(12))} or ${number}%.`;
}

/** Index of a choice's option. @throws WattledgerError `bad-input` or `missing-input` */
export function indexOf(name: string, declared: ChoiceInput, value: unknown): number {
  expectKind("The name of an input", name, "text");
  expectMembers(`The input \`${name}\``, declared, { options: "list" });
  expectElements(`The options of \`${name}\``, declared.options, "text");
  const option = value === undefined ? declared.default : value;
  const options = declared.options.join(", ");
  if (option === undefined) {
    throw new WattledgerError("missing-input", `Input \`${name}\` is missing: ${declared.help}. One of: ${options}.`);
  }
  const index = typeof option === "string" ? declared.options.indexOf(option) : -1;
  if (index !== -1) return index;
  const hint = typeof option === "string" ? suggestion(option, declared.options) : "";
  throw new WattledgerError(
    "bad-input",
    `Input \`${name}\` is ${inWords(option)}, but must be one of: ${options}.${hint}`,
  );
}

/** A unit as the end of "wanted in ...", for messages. */
export function unitWords(unit: string): string {
  if (unit === "%") return "per cent (80 is 80 %)";
  return unit === "1" ? "plain numbers" : unit;
}

function rangeWords({ min, max }: NumberInput): string {
  if (min !== undefined && max !== undefined) return `it must be between ${min} and ${max}, in`;
  return min === undefined ? `it must be at most ${max ?? Infinity}, in` : `it must be at least ${min}, in`;
}
