import { convert, keysOf, knownPart, prepare } from "@wattledger/core";
import type { Method, Prepared } from "@wattledger/core";
import { takeAsGiven } from "../estimate/narrow.ts";
import { listText } from "./document.ts";
import type { LineName } from "./line-name.ts";
import { readyInput, onlyValid } from "./ready-input.ts";
import type { ReadyInput, InputRequest } from "./ready-input.ts";
import type { Tally } from "./tally.ts";

/** A method ready for many lines that take the same equations as given. */
export interface ReadyMethod {
  /** The method as these lines use it. */
  readonly method: Method;
  readonly prepared: Prepared;
  readonly inputs: readonly ReadyInput[];
  /** By index of the name: whether anything that is computed reads it. */
  readonly reads: readonly boolean[];
  /** Of two places the first may not exceed the second, a part its whole; the scale brings both to one unit. */
  readonly parts: readonly (readonly [part: number, whole: number, scale: number])[];
  /** Whether shares that may exceed one whole are among the inputs, which only the slow path adds up. */
  readonly hasShares: boolean;
  /** Outputs that are not known, as a list in JSON, and what to say of them at the end. */
  readonly unknown: { readonly text: string; readonly tallies: readonly Tally[] };
  /** What stands before the nominal value of each output; the end of the quantity before it is in it, as each piece of text costs. */
  readonly heads: readonly string[];
}

/** Prepares a method for lines; undefined where a list is needed or nothing is left to compute. */
export function readyMethod(
  base: Method,
  assumed: readonly string[],
  names: ReadonlyMap<string, LineName>,
  { families, notes, accept, optional }: ReadyRequest,
): ReadyMethod | undefined {
  const whole = narrowed(base, assumed);
  if (whole === undefined) return undefined;
  const { method, unknown } = knownPart(whole, optional);
  const outputs = Object.entries(method.outputs);
  if (outputs.length === 0) return undefined;
  const equations = outputs.map(([, equation]) => equation);
  const cautions = Object.keys(method.cautions ?? {}).filter((name) => Object.hasOwn(method.equations, name));
  const prepared = prepare<string>(method, [...equations, ...cautions]);
  const keys = keysOf(method, families);
  const inputs = prepared.inputs.map((name) => {
    const declared = method.inputs[name];
    const lineName = names.get(name);
    if (declared === undefined || declared.kind === "list" || lineName === undefined)
      throw new TypeError(`${name} is not a single value.`);
    return readyInput(lineName, declared, names, { families, notes, accept });
  });
  const numbers = prepared.inputs.map((name) => method.inputs[name]);
  return {
    method,
    prepared,
    inputs,
    reads: [...names.values()].map(({ name }) => prepared.inputs.includes(name) || keys.includes(name)),
    parts: numbers.flatMap((declared, part) => {
      const at = declared?.kind === "number" ? prepared.inputs.indexOf(declared.within ?? "") : -1;
      const larger = numbers[at];
      return declared?.kind === "number" && larger?.kind === "number"
        ? [[part, at, convert(1, larger.unit, declared.unit)] as const]
        : [];
    }),
    hasShares: numbers.some((declared) => declared?.kind === "number" && declared.shareOf !== undefined),
    unknown: {
      text: listText(Object.keys(unknown)),
      tallies: Object.entries(unknown).map(([output, reason]) => notes.of(unknownNote(output, reason))),
    },
    heads: outputs.map(([name, equation], index) => {
      const unit = JSON.stringify(method.equations[equation]?.unit ?? "1");
      return `${index === 0 ? "" : "},"}${JSON.stringify(name)}:{"unit":${unit},"nominal":`;
    }),
  };
}

/** What is said at the end of a batch of an output that is not known. */
export function unknownNote(output: string, reason: string): string {
  return `${output} is not known: ${reason}`;
}

/** What a method is prepared with. */
export interface ReadyRequest extends InputRequest {
  /** Inputs that may stay unknown and are given. */
  readonly optional: Readonly<Record<string, true>>;
}

function narrowed(base: Method, assumed: readonly string[]): Method | undefined {
  const method = onlyValid(() => takeAsGiven(base, assumed, []));
  return Object.values(method?.inputs ?? {}).some(({ kind }) => kind === "list") ? undefined : method;
}
