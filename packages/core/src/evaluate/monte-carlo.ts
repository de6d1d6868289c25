import { expectElements, expectKind, inWords } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { checkResolved } from "../graph/check-resolved.ts";
import { expectGraph } from "../graph/expect-graph.ts";
import type { Graph } from "../graph/graph.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import { knownEquations } from "../graph/unknown.ts";
import { seededRandom } from "../random.ts";
import { houseLevel } from "../uncertainty/house-level.ts";
import { expectLevel } from "../uncertainty/interval.ts";
import type { Quantity } from "../units/quantity.ts";
import { variablesOf } from "./cells.ts";
import type { Cell, Variable } from "./cells.ts";
import { compile, compileRow } from "./compile.ts";
import type { Compiled } from "./compile.ts";
import type { Frame } from "./frame.ts";
import { valuesOf } from "./values.ts";

/** Draws of one equation, sorted, and what they say. */
export interface Simulated {
  readonly quantity: Quantity;
  readonly sd: number;
  /** In rising order. */
  readonly draws: Float64Array;
}

/** How to simulate. The same seed gives the same draws on every machine. */
export interface MonteCarloOptions {
  readonly draws: number;
  readonly seed: number;
  readonly level?: number;
}

/**
 * Monte Carlo simulation: Approach 2 of IPCC 2006 Guidelines, vol. 1, ch. 3.2.3.2. Each variable is drawn once a round
 * and used at every place where it occurs; draws stay inside the bounds of their input.
 *
 * @throws WattledgerError `bad-input` for options that are not valid, and where a draw makes an equation infinite or not a number.
 */
export function monteCarlo(
  graph: Graph,
  inputs: ResolvedInputs,
  wanted: readonly string[],
  options: MonteCarloOptions,
): ReadonlyMap<string, Simulated>;
/** The same of all equations but those that rest on an input which is not known. */
export function monteCarlo(
  graph: Graph,
  inputs: ResolvedInputs,
  options: MonteCarloOptions,
): ReadonlyMap<string, Simulated>;
export function monteCarlo(
  graph: Graph,
  inputs: ResolvedInputs,
  ...rest: readonly [MonteCarloOptions] | readonly [readonly string[], MonteCarloOptions]
): ReadonlyMap<string, Simulated> {
  const [names, options] = rest.length === 1 ? [undefined, rest[0]] : rest;
  expectKind("The options", options, "object");
  if (names === undefined) {
    expectGraph(graph);
    checkResolved(graph, inputs);
  }
  const wanted = names ?? knownEquations(graph, inputs);
  expectElements("The wanted names", wanted, "text");
  const { draws, seed, level = houseLevel } = options;
  expectCount("Draws", draws);
  expectLevel(level);
  const simulation = simulate(graph, inputs, wanted);
  const random = seededRandom(seed);
  const nominal = Float64Array.from(simulation.nominal());
  const results = wanted.map(() => new Float64Array(draws));
  const uniforms = new Float64Array(simulation.variables.length);
  for (let draw = 0; draw < draws; draw += 1) {
    for (let index = 0; index < uniforms.length; index += 1) uniforms[index] = random();
    const values = simulation.at(uniforms);
    for (let index = 0; index < results.length; index += 1) {
      const column = results[index];
      if (column !== undefined) column[draw] = values[index] ?? Number.NaN;
    }
  }
  return new Map(
    wanted.map((name, index): [string, Simulated] => {
      const sorted = (results[index] ?? new Float64Array(0)).toSorted();
      const unit = graph.equations[name]?.unit ?? "1";
      return [name, summarise(sorted, unit, nominal[index] ?? Number.NaN, level)];
    }),
  );
}

/** More draws, or samples, would fill the memory. */
const mostDraws = 10_000_000;

/** Checks how many draws or samples are wanted. @throws WattledgerError `bad-input` */
export function expectCount(what: string, count: unknown): void {
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 2 && count <= mostDraws) return;
  const message = `${what} must be a whole number from 2 to ${mostDraws}, not ${inWords(count)}.`;
  throw new WattledgerError("bad-input", message);
}

/** A graph ready to be evaluated at points of the unit cube, one coordinate for each variable. */
export interface Simulation {
  readonly variables: readonly Variable[];
  /** Wanted equations at the central values. The array is used again by the next call. */
  readonly nominal: () => Float64Array;
  /**
   * Wanted equations with each variable at the quantile that its coordinate in (0, 1) says, or at its central value
   * where that is NaN. The same array again.
   */
  readonly at: (uniforms: Float64Array) => Float64Array;
  /** The same; undefined where a needed equation comes out infinite or not a number. */
  readonly tryAt: (uniforms: Float64Array) => Float64Array | undefined;
  /** As `tryAt`, for as many equal shares of probability as are named: each variable is in the middle of the share of its number. */
  readonly byLevels: (levels: number) => (numbers: Uint16Array) => Float64Array | undefined;
}

/** Makes a graph ready for {@link monteCarlo} and for sampling of its sensitivity. */
export function simulate(graph: Graph, inputs: ResolvedInputs, wanted: readonly string[]): Simulation {
  expectGraph(graph);
  checkResolved(graph, inputs);
  const compiled = compile(graph, wanted);
  const needed = new Set(compiled.inputs);
  const given = Object.fromEntries(Object.entries(valuesOf(inputs)).filter(([name]) => needed.has(name)));
  const frame = compiled.frame(given);
  const variables = variablesOf(graph, inputs)
    .map(({ id, cells }) => ({ id, cells: cells.filter((cell) => needed.has(cell.name)) }))
    .filter(({ cells }) => cells.length > 0);
  const places = variables.map(({ cells }) => cells.map((cell) => placeOf(graph, compiled, frame, cell)));
  const slots = wanted.map((name) => compiled.slot(name));
  const results = new Float64Array(wanted.length);
  const run = (): Float64Array | undefined => {
    if (!compiled.run(frame)) return undefined;
    for (let index = 0; index < slots.length; index += 1)
      results[index] = frame.values[slots[index] ?? -1] ?? Number.NaN;
    return results;
  };
  const tryAt = (uniforms: Float64Array): Float64Array | undefined => {
    for (let index = 0; index < places.length; index += 1) {
      const uniform = uniforms[index] ?? Number.NaN;
      for (const { values, slot, quantile, central } of places[index] ?? []) {
        values[slot] = Number.isNaN(uniform) ? central : quantile(uniform);
      }
    }
    return run();
  };
  const at = (uniforms: Float64Array): Float64Array => {
    const values = tryAt(uniforms);
    if (values !== undefined) return values;
    const message =
      "A draw made an equation infinite or undefined. If the equation divides by an input, give that input a bound away from 0.";
    throw new WattledgerError("bad-input", message);
  };
  const byLevels: Simulation["byLevels"] = (levels) => {
    const tables = places.map((cells) =>
      cells.map(({ values, slot, quantile }) => ({ values, slot, table: middles(quantile, levels) })),
    );
    return (numbers) => {
      for (let index = 0; index < tables.length; index += 1) put(tables[index] ?? [], numbers[index] ?? 0);
      return run();
    };
  };
  return { variables, nominal: () => at(new Float64Array(0)), at, tryAt, byLevels };
}

interface Levelled {
  readonly values: Float64Array;
  readonly slot: number;
  readonly table: Float64Array;
}

function put(cells: readonly Levelled[], level: number): void {
  for (const { values, slot, table } of cells) values[slot] = table[level] ?? Number.NaN;
}

function middles(quantile: (probability: number) => number, levels: number): Float64Array {
  const table = new Float64Array(levels);
  for (let level = 0; level < levels; level += 1) table[level] = quantile((level + 0.5) / levels);
  return table;
}

interface Place {
  readonly values: Float64Array;
  readonly slot: number;
  readonly quantile: (probability: number) => number;
  readonly central: number;
}

function placeOf(graph: Graph, compiled: Compiled, frame: Frame, cell: Cell): Place {
  const { quantile } = cell.spread;
  const central = cell.resolved.value;
  if (cell.row === undefined) return { values: frame.values, slot: compiled.slot(cell.name), quantile, central };
  const declared = graph.inputs[cell.name];
  const list = compiled.inputs.filter((name) => graph.inputs[name]?.kind === "list").indexOf(cell.name);
  const row = frame.lists[list]?.[cell.row];
  if (declared?.kind !== "list" || row === undefined) throw new TypeError(`No row for ${cell.path}.`);
  return { values: row.values, slot: compileRow(declared.of).slot(cell.field ?? ""), quantile, central };
}

function summarise(sorted: Float64Array, unit: string, nominal: number, level: number): Simulated {
  const count = sorted.length;
  let sum = 0;
  for (const value of sorted) sum += value;
  const mean = sum / count;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  const tail = (1 - level) / 2;
  const low = quantileOf(sorted, tail);
  const quantity = { unit, nominal, mean, low, high: quantileOf(sorted, 1 - tail), level };
  return { quantity, sd: Math.sqrt(squares / (count - 1)), draws: sorted };
}

/** Quantile of sorted values, straight between neighbours (type 7 of Hyndman and Fan, 1996). */
export function quantileOf(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (place - below);
}
