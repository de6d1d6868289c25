import type { LineName } from "./line-name.ts";
import type { KnownInput, ReadyInput } from "./ready-input.ts";
import type { ReadyMethod } from "./ready-method.ts";

/** Lines that give the same names in the same order, as far as they have been read. */
export interface LineForm {
  /** The place that the last name means; undefined for a line's own `id`, and before the first name. */
  readonly last: LineName | undefined;
  /** Each once. */
  readonly given: readonly LineName[];
  /** What it becomes by one name more. */
  readonly after: Map<string, LineForm>;
  /** How its lines are answered, once what they do not give is known. */
  split: InputSplit | undefined;
}

/** How the inputs of lines of one form split: found once for all of them. */
export interface InputSplit {
  readonly ready: ReadyMethod;
  /** The constant inputs: the same in all its lines, with nothing to be said of them. */
  readonly constant: readonly { readonly place: number; readonly known: KnownInput }[];
  /** The varying inputs, in the order of the formulas. */
  readonly varying: readonly VaryingInput[];
  /** Names that are given and do not affect the outputs. */
  readonly ignored: readonly LineName[];
  /** Whether all that these lines do not give is known; until then it is among the varying. */
  readonly isFinal: boolean;
}

/** An input that differs from line to line, with its place among the prepared inputs. */
export interface VaryingInput {
  /** Place among the inputs of {@link ReadyMethod.prepared}. */
  readonly place: number;
  readonly input: ReadyInput;
}

/** More forms are forgotten and found out again, so that memory stays bounded. */
const mostForms = 10_000;

/** Follows the names of lines, one by one, from the form of a line that gives none of its own. */
export function formsFrom(
  common: readonly string[],
  names: ReadonlyMap<string, LineName>,
): { readonly first: LineForm; readonly next: (form: LineForm, name: string) => LineForm | undefined } {
  let known = 0;
  const extended = ({ given }: LineForm, name: string): LineForm | undefined => {
    const last = names.get(name);
    if (last === undefined && name !== "id") return undefined;
    const all = last === undefined || given.includes(last) ? given : [...given, last];
    return { last, given: all, after: new Map(), split: undefined };
  };
  const nothing: LineForm = { last: undefined, given: [], after: new Map(), split: undefined };
  const first = common.reduce((form, name) => extended(form, name) ?? form, nothing);
  return {
    first,
    next: (form, name) => {
      const kept = form.after.get(name);
      if (kept !== undefined) return kept;
      const fresh = extended(form, name);
      if (fresh === undefined) return undefined;
      known += 1;
      if (known > mostForms) {
        first.after.clear();
        known = 0;
      }
      form.after.set(name, fresh);
      return fresh;
    },
  };
}

/** Splits the inputs of lines that give some names; undefined where only the slow path can answer. */
export function splitInputs(ready: ReadyMethod, given: readonly LineName[]): InputSplit | undefined {
  const isGiven = new Set(given.map(({ index }) => index));
  const constant: { readonly place: number; readonly known: KnownInput }[] = [];
  const varying: VaryingInput[] = [];
  const usedKeys = new Set<number>();
  /** What a line may use or not: only the slow path knows. */
  const mayUse = new Set<number>();
  let isFinal = true;
  for (const [place, input] of ready.inputs.entries()) {
    const isKeyed = input.ownKey !== undefined || isGiven.has(input.key) || isGiven.has(input.otherKey);
    if (!isGiven.has(input.givenAt) && isKeyed && input.ownKey === undefined) {
      usedKeys.add(input.key);
      // The other key is read only where it is a cloud region.
      if (!isGiven.has(input.key)) mayUse.add(input.otherKey);
    }
    if (isGiven.has(input.givenAt) || isKeyed) {
      varying.push({ place, input });
      continue;
    }
    const known = input.filled(undefined);
    if (known === undefined) return undefined;
    if (typeof known === "function") isFinal = false;
    if (typeof known === "function" || known.fallbacks.length > 0) varying.push({ place, input });
    else constant.push({ place, known });
  }
  const ignored = given.filter(({ index, kind }) =>
    kind === "key" ? !usedKeys.has(index) : ready.reads[index] !== true,
  );
  // A key that is made of what is given may use one that nothing else does, if it finds a factor.
  for (const { ownKey, givenAt, familyKey } of ready.inputs) {
    if (ownKey !== undefined && !isGiven.has(givenAt)) mayUse.add(familyKey);
  }
  if (ignored.some(({ index }) => mayUse.has(index))) return undefined;
  return { ready, constant, varying, ignored, isFinal };
}
