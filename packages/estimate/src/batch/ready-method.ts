import {
  convert,
  filledKey,
  givenNumber,
  isCredible,
  isWattledgerError,
  keysOf,
  knownPart,
  prepare,
  preparedInput,
  resolveInput,
  usualRange,
} from "@wattledger/core";
import type { ChoiceInput, FactorFamily, Method, NumberInput, Prepared, PreparedInput } from "@wattledger/core";
import { takeAsGiven } from "../estimate/narrow.ts";
import { parseGivenNumber } from "../given/given-number.ts";
import { placeOf } from "../given/given-place.ts";
import type { Families, ScalarPlace } from "../given/given-place.ts";
import { readScalar } from "../given/given-value.ts";
import { listText } from "./document.ts";
import type { Tallies, Tally } from "./tally.ts";

/** A name that a line may give one value for. */
export interface LineName {
  readonly name: string;
  readonly index: number;
  readonly place: ScalarPlace;
  readonly kind: "input" | "key" | "equation";
}

/** An input as it goes to the formulas, with what has to be said of it. */
export interface KnownInput extends PreparedInput {
  readonly fallbacks: readonly Tally[];
}

/** A value that has to be looked up before the line can be answered. */
export type Pending = () => Promise<void>;

/** An input of a ready method, and how its value is found. `undefined` marks a value that only the slow path can judge. */
export interface ReadyInput {
  /** Its name as JSON. */
  readonly quotedName: string;
  /** Index of the name that gives its value. */
  readonly givenAt: number;
  /** Place of the key that chooses its factor; -1 where no family fills it. */
  readonly key: number;
  /** Place of another key that may say the same as its own, which was not given; -1 where there is none. */
  readonly otherKey: number;
  /** Place of the key of its family, also where its own key is composed from given values; -1 where no family fills it. */
  readonly familyKey: number;
  /** The key that is composed from given values, instead of a key that is given directly. */
  readonly ownKey: ((values: readonly unknown[]) => string | undefined) | undefined;
  /** Least and greatest number that can be given; an empty range for a choice. */
  readonly min: number;
  readonly max: number;
  /** Whether a number is credible, or accepted; what is not is the slow path's to refuse. */
  readonly isTaken: (value: number) => boolean;
  /** Whether a number that is given without a unit must be doubted. */
  readonly isUnusual: (value: number) => boolean;
  /** What stands as text in a line. */
  readonly fromText: (text: string) => KnownInput | number | undefined;
  /** What a factor or the default fills in. */
  readonly filled: (key: string | undefined) => KnownInput | Pending | undefined;
  /** What a factor fills in if only the other key was given. */
  readonly filledByOther: (key: string) => KnownInput | Pending | undefined;
}

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

/** More figures of one input are looked up again, so that memory stays bounded. */
const mostKept = 10_000;

/** Names that a line of this method may give one value for: inputs, keys of factors, equations. */
export function lineNames(method: Method, families: Families): ReadonlyMap<string, LineName> {
  const found = new Map<string, LineName>();
  const add = (names: readonly string[], kind: LineName["kind"]): void => {
    for (const name of names) {
      const place = placeOf(name, method, families);
      if (found.has(name) || !place.ok || (place.value.kind !== "number" && place.value.kind !== "word")) continue;
      found.set(name, { name, index: found.size, place: place.value, kind });
    }
  };
  add(Object.keys(method.inputs), "input");
  add(keysOf(method, families), "key");
  add(Object.keys(method.equations), "equation");
  return found;
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
export interface ReadyRequest {
  readonly families: Families;
  readonly notes: Tallies;
  /** Inputs whose value is taken although it is not credible. */
  readonly accept: readonly string[];
  /** Inputs that may stay unknown and are given. */
  readonly optional: Readonly<Record<string, true>>;
}

function narrowed(base: Method, assumed: readonly string[]): Method | undefined {
  const method = onlyValid(() => takeAsGiven(base, assumed, []));
  return Object.values(method?.inputs ?? {}).some(({ kind }) => kind === "list") ? undefined : method;
}

/** What a function of core gives; undefined where core refuses, which the slow path then says. */
function onlyValid<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (isWattledgerError(error)) return undefined;
    throw error;
  }
}

function readyInput(
  { name, index, place }: LineName,
  declared: NumberInput | ChoiceInput,
  names: ReadonlyMap<string, LineName>,
  { families, notes, accept }: Omit<ReadyRequest, "optional">,
): ReadyInput {
  const family = declared.kind === "number" ? families.get(declared.from ?? "") : undefined;
  const template = declared.kind === "number" && family !== undefined ? declared.key : undefined;
  const lookUpBy = async (keyName: string, key: string | undefined): Promise<KnownInput | undefined> => {
    const given = key === undefined || template !== undefined ? {} : { [keyName]: key };
    const asked = template === undefined || declared.kind !== "number" ? declared : withKey(declared, key);
    const resolved = await resolveInput(name, asked, { given, families: [...families.values()] });
    const one = resolved.ok ? resolved.value : undefined;
    if (one === undefined || one.kind === "list") return undefined;
    const steps = one.origin.kind === "factor" ? one.origin.fallbacks : [];
    return {
      ...preparedInput(name, declared, one),
      fallbacks: steps.map((step) => notes.of(`${name}: ${step}`)),
    };
  };
  const lookUp = async (key: string | undefined): Promise<KnownInput | undefined> =>
    lookUpBy(family?.key.name ?? "", key);
  const other = template === undefined ? family?.key.also?.name : undefined;
  const familyKey = names.get(family?.key.name ?? "")?.index ?? -1;
  const usual = declared.kind === "number" ? usualRange(declared, [...families.values()]) : undefined;
  const isUnusual = (value: number): boolean =>
    usual !== undefined && value !== 0 && (value < usual[0] || value > usual[1]);
  /** With a unit a number is doubted only far outside of what is usual, which the slow path judges. */
  const isFarOut = (value: number): boolean =>
    usual !== undefined && value !== 0 && (value < usual[0] / 10 || value > usual[1] * 10);
  const isTaken =
    declared.kind !== "number" || accept.includes(name)
      ? () => true
      : (value: number): boolean => isCredible(declared, value);
  return {
    quotedName: JSON.stringify(name),
    givenAt: index,
    key: template === undefined ? familyKey : -1,
    otherKey: names.get(other ?? "")?.index ?? -1,
    familyKey,
    ownKey: template === undefined ? undefined : keyMaker(template, names),
    min: declared.kind === "number" ? (declared.min ?? -Number.MAX_VALUE) : Infinity,
    max: declared.kind === "number" ? (declared.max ?? Number.MAX_VALUE) : -Infinity,
    isTaken,
    isUnusual,
    fromText:
      declared.kind === "number"
        ? numberReader(
            name,
            declared,
            place,
            families,
            (value, hasUnit) => isTaken(value) && (hasUnit ? !isFarOut(value) : !isUnusual(value)),
          )
        : choiceReader(declared),
    filled: keeper(family, lookUp),
    filledByOther: keeper(family, async (key) => lookUpBy(other ?? "", key)),
  };
}

/** The input with a key that has no gaps left, or with nothing but its default. */
function withKey(declared: NumberInput, key: string | undefined): NumberInput {
  if (key !== undefined) return { ...declared, key };
  const { from: _from, key: _key, ...rest } = declared;
  return rest;
}

/** Fills the gaps of a key with what a line gives. */
function keyMaker(template: string, names: ReadonlyMap<string, LineName>): NonNullable<ReadyInput["ownKey"]> {
  const parts = [...template.matchAll(/\{(\w+)\??\}/gu)].flatMap(([, name = ""]) => names.get(name) ?? []);
  const compose = (values: readonly unknown[]): string | undefined => {
    const given: Record<string, number | string> = {};
    for (const { name, index, place } of parts) {
      const value = values[index];
      if (typeof value === "number") given[name] = value;
      else if (typeof value === "string") {
        const number = place.kind === "number" ? parseGivenNumber(value) : undefined;
        given[name] = number?.ok === true ? number.value.value : value;
      }
    }
    return filledKey(template, given);
  };
  const [only] = parts;
  if (only === undefined || parts.length > 1) return compose;
  // Most keys rest on one text, such as the name of a model, and lines repeat it.
  const kept = new Map<string, string | undefined>();
  return (values) => {
    const value = values[only.index];
    if (typeof value !== "string") return compose(values);
    if (kept.has(value)) return kept.get(value);
    if (kept.size >= mostKept) kept.clear();
    const key = compose(values);
    kept.set(value, key);
    return key;
  };
}

function choiceReader({ options }: ChoiceInput): ReadyInput["fromText"] {
  return (text) => {
    const index = options.indexOf(text);
    return index === -1 ? undefined : index;
  };
}

/** Reads `12 h` as the slow path does, with the scale of each unit kept. */
function numberReader(
  name: string,
  declared: NumberInput,
  place: ScalarPlace,
  families: Families,
  isPlain: (value: number, hasUnit: boolean) => boolean,
): ReadyInput["fromText"] {
  const scales = new Map<string, number | undefined>();
  const scaleOf = (unit: string, text: string): number | undefined => {
    if (scales.has(unit)) return scales.get(unit);
    const scale = readScalar(name, place, text, families).ok ? convert(1, unit, declared.unit) : undefined;
    if (scales.size < mostKept) scales.set(unit, scale);
    return scale;
  };
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = declared;
  const readText: ReadyInput["fromText"] = (text) => {
    const parsed = parseGivenNumber(text);
    if (!parsed.ok) return undefined;
    const { value, unit, distribution } = parsed.value;
    const scale = unit === undefined ? 1 : scaleOf(unit, text);
    const number = scale === undefined ? Number.NaN : value * scale;
    if (!(number >= min && number <= max) || !isPlain(number, unit !== undefined)) return undefined;
    if (distribution === undefined) return number;
    return onlyValid(() => ({
      ...preparedInput(name, declared, givenNumber(name, declared, parsed.value)),
      fallbacks: [],
    }));
  };
  const kept = new Map<string, ReturnType<typeof readText>>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined || kept.has(text)) return known;
    const fresh = readText(text);
    if (kept.size >= mostKept) kept.clear();
    kept.set(text, fresh);
    return fresh;
  };
}

/** Keeps what was looked up, by the key that chose it. */
function keeper(
  family: FactorFamily | undefined,
  lookUp: (key: string | undefined) => Promise<KnownInput | undefined>,
): ReadyInput["filled"] {
  const kept = new Map<string, KnownInput | undefined>();
  let keptDefault: { readonly value: KnownInput | undefined } | undefined;
  return (key) => {
    if (key === undefined || family === undefined) {
      if (keptDefault !== undefined) return keptDefault.value;
      return async () => {
        keptDefault = { value: await lookUp(undefined) };
      };
    }
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) return known;
    return async () => {
      const value = await lookUp(key);
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, value);
    };
  };
}
