import { expectKind, expectMembers } from "../argument.ts";
import { WattledgerError } from "../error.ts";

/** One group of a total (a model, a project) at two times: its figure is the product of its factors. */
export interface FactorChange {
  /** Factors before, such as requests, energy per request, carbon intensity. `null`: unknown, as the group was not there. */
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
}

/**
 * Divides the change of a total of products among the factors of the products: the additive logarithmic mean Divisia index
 * (LMDI-I). The effects add up to the change; that of a factor that did not change is 0; back in time each has the other sign.
 *
 * A group that is new or gone has a factor that is zero on one side: all of its change belongs to that factor, in equal parts
 * where there are several. This is the limit of the index for small values. A factor that is unknown on one side counts as
 * unchanged. A group with a factor that is unknown on both sides has no part in the result.
 *
 * Sources: B. W. Ang, Energy Policy 33 (2005) 867 to 871, equation 6; zeros: B. W. Ang and N. Liu, Energy Policy 35 (2007) 238 to 246.
 *
 * @returns one effect per factor, in the unit of the product
 * @throws WattledgerError where the groups differ in their number of factors, or a factor is negative or not finite
 */
export function divideChange(groups: readonly FactorChange[]): readonly number[] {
  expectKind("The groups", groups, "list");
  for (const group of groups) expectMembers("A group", group, { before: "list", after: "list" });
  const count = groups[0]?.before.length ?? 0;
  const effects = Array.from({ length: count }, () => 0);
  for (const group of groups) {
    effectsOfGroup(group, count).forEach((effect, index) => {
      effects[index] = (effects[index] ?? 0) + effect;
    });
  }
  return effects;
}

function effectsOfGroup(group: FactorChange, count: number): readonly number[] {
  if (group.before.length !== count || group.after.length !== count) {
    throw new WattledgerError("bad-input", `Each group must have ${count} factors before and after, as the first has.`);
  }
  const pairs = pairsOf(group);
  if (pairs === undefined) return [];
  const before = pairs.reduce((value, [first]) => value * first, 1);
  const after = pairs.reduce((value, [, last]) => value * last, 1);
  if (before === 0 || after === 0) {
    const moved = pairs.filter(([first, last]) => (first === 0) !== (last === 0)).length;
    return pairs.map(([first, last]) => ((first === 0) !== (last === 0) ? (after - before) / moved : 0));
  }
  const weight = logarithmicMean(after, before);
  return pairs.map(([first, last]) => weight * Math.log(last / first));
}

/** The factors of both sides, or undefined where one is unknown on both. */
function pairsOf({ before, after }: FactorChange): readonly (readonly [number, number])[] | undefined {
  const pairs: [number, number][] = [];
  for (const [index, first] of before.entries()) {
    const last = after[index] ?? null;
    const known = first ?? last;
    if (known === null) return undefined;
    pairs.push([factor(known), factor(last ?? known)]);
  }
  return pairs;
}

function factor(value: number): number {
  expectKind("A factor", value, "number");
  if (Number.isFinite(value) && value >= 0) return value;
  throw new WattledgerError("bad-input", `A factor must be zero or a positive number, not ${value}.`);
}

function logarithmicMean(a: number, b: number): number {
  const ratio = Math.log(a / b);
  // Near a = b the quotient loses its digits; the series is exact there to the second order.
  return Math.abs(ratio) < 1e-4 ? Math.sqrt(a * b) * (1 + (ratio * ratio) / 24) : (a - b) / ratio;
}
