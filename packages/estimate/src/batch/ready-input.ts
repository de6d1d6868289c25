import {
  convert,
  filledKey,
  givenNumber,
  isCredible,
  isWattledgerError,
  resolveInput,
  preparedInput,
  usualRange,
} from "@wattledger/core";
import type { ChoiceInput, FactorFamily, NumberInput, PreparedInput } from "@wattledger/core";
import { parseGivenNumber } from "../given/given-number.ts";
import type { Families, ScalarPlace } from "../given/given-place.ts";
import { readScalar } from "../given/given-value.ts";
import type { LineName } from "./line-name.ts";
import type { Tallies, Tally } from "./tally.ts";

/** What the inputs of a method are prepared with. */
export interface InputRequest {
  readonly families: Families;
  readonly notes: Tallies;
  /** Inputs whose value is taken although it is not credible. */
  readonly accept: readonly string[];
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
  /** Place of another key that may say the same as its own, which was not given; -1 without such a key. */
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

/** More figures of one input are looked up again, so that memory stays bounded. */
const mostKept = 10_000;

/** Makes an input of a method ready for lines: how a line's value is read, and how a missing one is filled. */
export function readyInput(
  { name, index, place }: LineName,
  declared: NumberInput | ChoiceInput,
  names: ReadonlyMap<string, LineName>,
  { families, notes, accept }: InputRequest,
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

/** What a function of core gives; undefined where core refuses, which the slow path then says. */
export function onlyValid<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (isWattledgerError(error)) return undefined;
    throw error;
  }
}
