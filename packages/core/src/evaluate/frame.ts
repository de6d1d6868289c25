import type { Compiled } from "./compile.ts";
import { WattledgerError } from "../error.ts";
import type { ChoiceInput, Graph, ListInput, NumberInput } from "../graph/graph.ts";
import { suggestion } from "../nearest.ts";
import { quoted } from "../quote.ts";

/** A row of a list input: its fields by name. */
export type Row = Readonly<Record<string, number | string>>;

/** What a caller may give for an input: a number in the input's unit, an option of a choice, or the rows of a list. */
export type InputValue = number | string | readonly Row[];

/** Inputs of a graph, each absent where its default is meant. */
export type Inputs<Name extends string = string> = { readonly [N in Name]?: InputValue };

/** One set of inputs and its results. Choices are the index of their option. */
export interface Frame {
  readonly values: Float64Array;
  /** Rows of each list, in the order of the graph's lists. */
  readonly lists: (readonly Frame[])[];
  /** Rows and running values bound while a `sum` or `fold` runs. */
  readonly bound: Float64Array[];
}

/** Fills a frame from inputs; see {@link Compiled.frame}. */
export function fillFrame(
  graph: Graph,
  slots: ReadonlyMap<string, number>,
  rowGraphs: readonly Compiled[],
  inputs: readonly string[],
  given: Inputs,
): Frame {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(graph.inputs, name)) continue;
    const hint = suggestion(name, Object.keys(graph.inputs));
    throw new WattledgerError("unknown-name", `There is no input \`${name}\`.${hint}`);
  }
  const frame: Frame = { values: new Float64Array(slots.size), lists: [], bound: [] };
  for (const name of inputs) {
    const declared = graph.inputs[name];
    const slot = slots.get(name);
    if (declared === undefined || slot === undefined) continue;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (declared.kind === "list") {
      const rows = rowGraphs[frame.lists.length];
      frame.lists.push(rowsOf(name, declared, value).map((row) => within(name, () => rows?.frame(row) ?? frame)));
    } else {
      frame.values[slot] =
        declared.kind === "choice" ? indexOf(name, declared, value) : numberOf(name, declared, value);
    }
  }
  return frame;
}

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
      `Input \`${name}\` must be a number in ${unitWords(declared.unit)}, not ${describe(number)}.`,
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
    `Input \`${name}\` is ${describe(option)}, but must be one of: ${options}.${hint}`,
  );
}

function rowsOf(name: string, { optional }: ListInput, value: InputValue | undefined): readonly Row[] {
  if (value === undefined && optional === true) return [];
  if (value === undefined)
    throw new WattledgerError("missing-input", `Input \`${name}\` is missing: give its rows, or an empty list.`);
  if (typeof value === "object") return value;
  throw new WattledgerError("bad-input", `Input \`${name}\` must be a list of rows, not ${describe(value)}.`);
}

function within<T>(list: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WattledgerError)) throw error;
    throw new WattledgerError(error.kind, `In a row of \`${list}\`: ${error.message}`, { cause: error });
  }
}

function describe(value: InputValue): string {
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
