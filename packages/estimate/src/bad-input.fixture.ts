import { describeDimension, parseUnit } from "@wattledger/core";
import type { Input, Method, NumberInput } from "@wattledger/core";

/** An input or a field of a row, as it is named on the command line. */
export interface NamedInput<I extends Input = Input> {
  readonly path: string;
  readonly declared: I;
}

/** Every input of a method, and of its lists every field of a row. */
export function inputsOf({ inputs }: Method): readonly NamedInput[] {
  return Object.entries(inputs).flatMap(([name, declared]) =>
    declared.kind === "list"
      ? Object.entries(declared.of.inputs).map(([field, one]) => ({ path: `${name}.row.${field}`, declared: one }))
      : [{ path: name, declared }],
  );
}

/** The worked example of a method's page, as a line of a batch. */
export function exampleOf({ example = {} }: Method): Readonly<Record<string, string | number>> {
  return example;
}

/** What may stand where a number is wanted; undefined where it would be right. */
export interface BadNumber {
  readonly what: string;
  readonly textFor: (declared: NumberInput) => string | undefined;
}

export const badNumbers: readonly BadNumber[] = [
  { what: "a negative number", textFor: ({ min }) => (min === undefined || min <= -3 ? undefined : "-3") },
  { what: "NaN", textFor: () => "NaN" },
  { what: "Infinity", textFor: () => "Infinity" },
  { what: "a number beyond all numbers", textFor: () => "1e999" },
  { what: "a word", textFor: () => "much" },
  { what: "nothing", textFor: () => "" },
  { what: "a blank", textFor: () => " \t" },
  { what: "a comma", textFor: () => "1,5" },
  { what: "two numbers", textFor: () => "1 h 30 min" },
  { what: "another script", textFor: () => "十二" },
  {
    what: "another unit",
    textFor: ({ unit }) => (describeDimension(parseUnit(unit).dimension) === "temperature" ? "3 kg" : "3 K"),
  },
  { what: "a unit that does not exist", textFor: () => "3 furlong" },
];
