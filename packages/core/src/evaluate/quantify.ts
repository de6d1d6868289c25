import { isWattledgerError } from "../error.ts";
import { checkResolved } from "../graph/check-resolved.ts";
import { expectGraph } from "../graph/expect-graph.ts";
import type { Graph } from "../graph/graph.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import { knownEquations } from "../graph/unknown.ts";
import { houseLevel } from "../uncertainty/house-level.ts";
import { expectLevel } from "../uncertainty/interval.ts";
import { normalQuantile } from "../uncertainty/normal.ts";
import type { Variable } from "./cells.ts";
import { quantileOf, simulate } from "./monte-carlo.ts";
import type { Simulation } from "./monte-carlo.ts";
import { propagate } from "./propagate.ts";
import type { Propagated } from "./propagate.ts";

/** What an equation comes to, and whether its interval was simulated because first-order propagation does not hold. */
export interface Quantified extends Propagated {
  readonly simulated: boolean;
}

/** Points of the simulation: a power of two, so that an order of them is a few operations on whole numbers. */
export const quantifyDraws = 2048;

/** Values that a variable takes: the middles of as many equal shares of probability, each taken equally often. */
const levels = 512;
const drawsPerLevel = quantifyDraws / levels;

/** Effects, which only rank causes, are of every so manieth point. */
const effectStride = 4;

/** A tail of the first-order interval may hold this much more or less of the draws than it should: twice the error of counting. */
const tailTolerance = 0.01;

/** The simulated mean replaces the first-order one if it differs by this many standard errors. */
const meanTolerance = 3;

/**
 * Intervals by first-order propagation where it holds, and by simulation where it does not: Approach 1 and Approach 2 of IPCC
 * 2006 Guidelines, vol. 1, ch. 3.2.3. First order is too narrow for products of large errors, and sees no error behind a step
 * such as a number of devices. Each equation is therefore simulated, with a Latin hypercube of {@link quantifyDraws} points;
 * its first-order interval stays if each of its tails holds the share of the points that it should.
 *
 * The points of a variable follow from its id, so that the same inputs always give the same figures.
 *
 * @throws WattledgerError as `evaluate`, and `bad-input` if neither approach has an answer.
 */
export function quantify(
  graph: Graph,
  inputs: ResolvedInputs,
  names?: readonly string[],
  level: number = houseLevel,
): ReadonlyMap<string, Quantified> {
  expectGraph(graph);
  checkResolved(graph, inputs);
  expectLevel(level);
  const wanted = names ?? knownEquations(graph, inputs);
  const simulation = simulate(graph, inputs, wanted);
  const strata = simulation.variables.map(strataOf);
  const draws = drawAll(simulation, strata, wanted.length);
  const firstOrder = propagateUnless(draws !== undefined, graph, inputs, wanted, level);
  const scores = Float64Array.from({ length: levels }, (_, index) => normalQuantile((index + 0.5) / levels));
  const nominal = [...simulation.nominal()];
  return new Map(
    wanted.map((name, index): [string, Quantified] => {
      const first = firstOrder?.get(name);
      const own = draws?.[index];
      const moments = own === undefined ? undefined : momentsOf(own, simulation.variables, strata, scores);
      // Values near the largest number overflow when they are squared: first order then says so.
      if (own === undefined || moments === undefined || !Number.isFinite(moments.sd)) {
        const only = first ?? propagate(graph, inputs, [name], level).get(name);
        if (only === undefined) throw new TypeError(`No quantity for ${name}.`);
        return [name, { ...only, simulated: false }];
      }
      if (first !== undefined && holds(first, own, moments)) return [name, { ...first, simulated: false }];
      const { effects, sd } = moments;
      const mean = first !== undefined && isNear(first.quantity.mean, moments) ? first.quantity.mean : moments.mean;
      const sorted = own.toSorted();
      const tail = (1 - level) / 2;
      const unit = graph.equations[name]?.unit ?? "1";
      const [low, high] = [quantileOf(sorted, tail), quantileOf(sorted, 1 - tail)];
      const quantity = { unit, nominal: nominal[index] ?? Number.NaN, mean, low, high, level };
      return [name, { quantity, sd, effects, simulated: true }];
    }),
  );
}

/** First-order results; none where an equation has no derivative and there are draws. */
function propagateUnless(
  isDrawn: boolean,
  graph: Graph,
  inputs: ResolvedInputs,
  wanted: readonly string[],
  level: number,
): ReadonlyMap<string, Propagated> | undefined {
  try {
    return propagate(graph, inputs, wanted, level);
  } catch (error) {
    if (!isDrawn || !isWattledgerError(error)) throw error;
    return undefined;
  }
}

/** The levels of a variable at each point: an order of its own, which follows from its id. */
function strataOf({ id }: Variable): Uint16Array {
  const hash = hashOf(id);
  const [first, second, shift] = [(hash & 0x7fe) | 1, ((hash >>> 10) & 0x7fe) | 1, hash >>> 21];
  const strata = new Uint16Array(quantifyDraws);
  for (let draw = 0; draw < quantifyDraws; draw += 1) strata[draw] = levelOf(draw, first, second, shift);
  return strata;
}

/** Odd factors and shifts to the right permute the whole numbers below a power of two; three rounds leave no pattern. */
function levelOf(draw: number, first: number, second: number, shift: number): number {
  const mask = quantifyDraws - 1;
  let place = (draw + shift) & mask;
  place = (Math.imul(place, first) + second) & mask;
  place ^= place >>> 5;
  place = Math.imul(place, second) & mask;
  place ^= place >>> 6;
  place = (Math.imul(place, 0x2c5) + first) & mask;
  place ^= place >>> 4;
  return Math.floor(place / drawsPerLevel);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The wanted equations at each point; undefined if nothing errs, or if one of them has no value at some point. */
function drawAll(
  { variables, byLevels }: Simulation,
  strata: readonly Uint16Array[],
  count: number,
): readonly Float64Array[] | undefined {
  if (variables.length === 0) return undefined;
  const results = Array.from({ length: count }, () => new Float64Array(quantifyDraws));
  const tryLevels = byLevels(levels);
  const numbers = new Uint16Array(variables.length);
  for (let draw = 0; draw < quantifyDraws; draw += 1) {
    takeLevels(numbers, strata, draw);
    const values = tryLevels(numbers);
    if (values === undefined) return undefined;
    keep(results, values, draw);
  }
  return results;
}

// Short functions that are called often are compiled soon: a command runs once, and long loops are interpreted at first.

function takeLevels(numbers: Uint16Array, strata: readonly Uint16Array[], draw: number): void {
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = strata[index]?.[draw] ?? 0;
}

function keep(results: readonly Float64Array[], values: Float64Array, draw: number): void {
  for (let index = 0; index < results.length; index += 1) {
    const column = results[index];
    if (column !== undefined) column[draw] = values[index] ?? Number.NaN;
  }
}

interface Moments {
  readonly mean: number;
  readonly sd: number;
  /** Standard error of the mean. What each variable does by itself is balanced in a Latin hypercube, and adds none. */
  readonly meanError: number;
  /** Change for one standard deviation of each variable, by regression on its normal score. */
  readonly effects: ReadonlyMap<string, number>;
}

function momentsOf(
  draws: Float64Array,
  variables: readonly Variable[],
  strata: readonly Uint16Array[],
  scores: Float64Array,
): Moments {
  let sum = 0;
  for (const draw of draws) sum += draw;
  const mean = sum / quantifyDraws;
  const centred = draws.map((draw) => draw - mean);
  let squares = 0;
  for (const off of centred) squares += off ** 2;
  const variance = squares / (quantifyDraws - 1);
  let explained = 0;
  const effects = new Map<string, number>();
  for (const [index, { id }] of variables.entries()) {
    const effect = sumOfProducts(centred, scores, strata[index] ?? none) / (quantifyDraws / effectStride);
    effects.set(id, effect);
    explained += effect ** 2;
  }
  const meanError = Math.sqrt(Math.max(0, variance - explained) / quantifyDraws);
  return { mean, sd: Math.sqrt(variance), meanError, effects };
}

const none = new Uint16Array(0);

function sumOfProducts(values: Float64Array, scores: Float64Array, strata: Uint16Array): number {
  let sum = 0;
  for (let draw = 0; draw < strata.length; draw += effectStride)
    sum += (values[draw] ?? 0) * (scores[strata[draw] ?? 0] ?? 0);
  return sum;
}

/** Whether each tail beyond the first-order interval holds the share of the draws that it should, and its mean is theirs. */
function holds({ quantity }: Propagated, draws: Float64Array, moments: Moments): boolean {
  const { low, high, mean, level } = quantity;
  const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  // Draws on an end count on either side: a bound or a constant gathers many.
  let [below, notAbove, above, notBelow] = [0, 0, 0, 0];
  for (const draw of draws) {
    if (draw < low - slack) below += 1;
    if (draw <= low + slack) notAbove += 1;
    if (draw > high + slack) above += 1;
    if (draw >= high - slack) notBelow += 1;
  }
  const tail = (1 - level) / 2;
  const isRight = (least: number, most: number): boolean =>
    least / quantifyDraws <= tail + tailTolerance && most / quantifyDraws >= tail - tailTolerance;
  return isRight(below, notAbove) && isRight(above, notBelow) && isNear(mean, moments);
}

function isNear(mean: number, { mean: drawn, sd, meanError }: Moments): boolean {
  return Math.abs(drawn - mean) <= meanTolerance * meanError + 5e-3 * sd;
}
