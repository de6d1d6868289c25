import type { KnownInput, Lane, LaneInput, Target } from "./lane.ts";

/** Lines that give the same names in the same order, as far as they have been read. */
export interface Shape {
  /** The place that the last name means; undefined for a line's own `id`, and before the first name. */
  readonly last: Target | undefined;
  /** Each once. */
  readonly given: readonly Target[];
  /** What it becomes by one name more. */
  readonly after: Map<string, Shape>;
  /** How its lines are answered, once what they do not give is known. */
  plan: Plan | undefined;
}

/** What lines of one shape have in common, so that it is found out once and not of each. */
export interface Plan {
  readonly lane: Lane;
  /** The constant inputs: the same in all its lines, with nothing to be said of them. */
  readonly constant: readonly { readonly place: number; readonly known: KnownInput }[];
  /** The varying inputs, in the order of the formulas. */
  readonly varying: readonly PlacedInput[];
  /** Names that are given and do not affect the outputs. */
  readonly ignored: readonly Target[];
  /** Whether all that these lines do not give is known; until then it is among the varying. */
  readonly isFinal: boolean;
}

/** An input of a lane, with its place among the prepared inputs. */
export interface PlacedInput {
  /** Place among the inputs of {@link Lane.prepared}. */
  readonly place: number;
  readonly input: LaneInput;
}

/** More shapes are forgotten and found out again, so that memory stays bounded. */
const mostShapes = 10_000;

/** Follows the names of lines, one by one, from the shape of a line that gives none of its own. */
export function shapesFrom(
  common: readonly string[],
  targets: ReadonlyMap<string, Target>,
): { readonly first: Shape; readonly next: (shape: Shape, name: string) => Shape | undefined } {
  let known = 0;
  const extended = ({ given }: Shape, name: string): Shape | undefined => {
    const last = targets.get(name);
    if (last === undefined && name !== "id") return undefined;
    const all = last === undefined || given.includes(last) ? given : [...given, last];
    return { last, given: all, after: new Map(), plan: undefined };
  };
  const nothing: Shape = { last: undefined, given: [], after: new Map(), plan: undefined };
  const first = common.reduce((shape, name) => extended(shape, name) ?? shape, nothing);
  return {
    first,
    next: (shape, name) => {
      const kept = shape.after.get(name);
      if (kept !== undefined) return kept;
      const fresh = extended(shape, name);
      if (fresh === undefined) return undefined;
      known += 1;
      if (known > mostShapes) {
        first.after.clear();
        known = 0;
      }
      shape.after.set(name, fresh);
      return fresh;
    },
  };
}

/** Plans the lines that give some names; undefined where only the slow path can answer. */
export function planLines(lane: Lane, given: readonly Target[]): Plan | undefined {
  const isGiven = new Set(given.map(({ index }) => index));
  const constant: { readonly place: number; readonly known: KnownInput }[] = [];
  const varying: PlacedInput[] = [];
  const usedKeys = new Set<number>();
  let isFinal = true;
  for (const [place, input] of lane.inputs.entries()) {
    const isKeyed = input.ownKey !== undefined || isGiven.has(input.key) || isGiven.has(input.otherKey);
    if (!isGiven.has(input.target) && isKeyed && input.ownKey === undefined) {
      usedKeys.add(input.key);
      // The other key is read only where it is a cloud region, which it may be.
      if (!isGiven.has(input.key)) usedKeys.add(input.otherKey);
    }
    if (isGiven.has(input.target) || isKeyed) {
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
    kind === "key" ? !usedKeys.has(index) : lane.reads[index] !== true,
  );
  // A key that is made of what is given may use one that nothing else does, if it finds a factor: the slow path knows.
  const mayUse = new Set(
    lane.inputs.flatMap(({ ownKey, target, familyKey }) =>
      ownKey === undefined || isGiven.has(target) ? [] : [familyKey],
    ),
  );
  if (ignored.some(({ index }) => mayUse.has(index))) return undefined;
  return { lane, constant, varying, ignored, isFinal };
}
