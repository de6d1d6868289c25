import { WattledgerError } from "../error.ts";
import { excerpt } from "../formula/cursor.ts";
import { checkResolved } from "../graph/check-resolved.ts";
import { expectGraph } from "../graph/expect-graph.ts";
import type { Graph, Input } from "../graph/graph.ts";
import { indexOf } from "../graph/input-value.ts";
import { partOf } from "../graph/needed.ts";
import type { ResolvedChoice, ResolvedInputs, ResolvedNumber, ResolvedRow } from "../graph/resolved.ts";
import { knownEquations } from "../graph/unknown.ts";
import { houseLevel } from "../uncertainty/house-level.ts";
import { expectLevel, intervalOf } from "../uncertainty/interval.ts";
import type { Quantity } from "../units/quantity.ts";
import { pathsOf, variablesOf } from "./cells.ts";
import type { Cell, Variable } from "./cells.ts";
import { compileDerivative } from "./derivative.ts";
import type { CompiledDerivative, DualFrame } from "./derivative.ts";
import { exactDual, lengthOfSlopes } from "./dual.ts";
import type { Dual } from "./dual.ts";
import { evaluate } from "./evaluate.ts";
import { linearEnds } from "./linear-ends.ts";
import { simulate } from "./monte-carlo.ts";
import type { Simulation } from "./monte-carlo.ts";
import { valuesOf } from "./values.ts";

/** What first-order propagation yields for one equation. */
export interface Propagated {
  readonly quantity: Quantity;
  readonly sd: number;
  /** Change of the equation for one standard deviation of each variable, by its id: signed. */
  readonly effects: ReadonlyMap<string, number>;
}

/**
 * Error propagation, first order: Approach 1 of IPCC 2006 Guidelines, vol. 1, ch. 3.2.3.1, with exact derivatives at
 * the means of the inputs. Variables are independent; the cells of one variable err together. Following the same
 * chapter (3.2.2.4), an interval with a relative standard deviation above 30 % is that of a log-normal with this mean
 * and standard deviation, as large relative errors of positive figures are not symmetric. Where one variable alone errs and
 * the equation is linear in it, the interval is that variable's own, scaled: its ends stay as skewed as they are.
 *
 * Without `wanted` all equations are computed but those that rest on an input which is not known.
 *
 * @throws WattledgerError as `evaluate`, and `bad-input` where an equation has no value or no derivative at the means.
 */
export function propagate(
  graph: Graph,
  inputs: ResolvedInputs,
  names?: readonly string[],
  level: number = houseLevel,
): ReadonlyMap<string, Propagated> {
  expectGraph(graph);
  checkResolved(graph, inputs);
  expectLevel(level);
  const wanted = names ?? knownEquations(graph, inputs);
  const needed = partOf(graph, wanted);
  const used = Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(needed.inputs, name)));
  const variables = variablesOf(needed, used);
  const nominal = evaluate(needed, valuesOf(used));
  const derivative = compileDerivative(needed);
  const frame = fillDuals(derivative, needed, used, variables);
  derivative.run(frame);
  const exactEnds = endsOfOne(needed, used, wanted, { level, directions: frame.directions });
  return new Map(
    wanted.map((name): [string, Propagated] => {
      const dual = frame.duals[derivative.slots.get(name) ?? -1] ?? exactDual(Number.NaN);
      const { value: mean, slopes, varies } = dual;
      const sd = lengthOfSlopes(dual, frame.directions);
      if (!Number.isFinite(mean) || !Number.isFinite(sd)) throw noDerivative(name, needed, mean);
      const { low, high } = exactEnds(dual, wanted.indexOf(name)) ?? intervalOf(mean, sd, level);
      if (!Number.isFinite(low) || !Number.isFinite(high)) throw tooLarge(name, needed);
      const effects = new Map(
        variables.map(({ id }, index): [string, number] => [id, varies ? (slopes[index] ?? 0) : 0]),
      );
      const unit = graph.equations[name]?.unit ?? "1";
      const quantity = { unit, nominal: nominal[name] ?? Number.NaN, mean, low, high, level };
      return [name, { quantity, sd, effects }];
    }),
  );
}

/**
 * The interval of an equation in which one variable alone errs, and which is linear in it: that variable's interval, scaled.
 * Undefined for any other equation.
 */
function endsOfOne(
  graph: Graph,
  inputs: ResolvedInputs,
  wanted: readonly string[],
  { level, directions }: { readonly level: number; readonly directions: number },
): (dual: Dual, index: number) => { readonly low: number; readonly high: number } | undefined {
  const tail = (1 - level) / 2;
  let simulation: Simulation | undefined;
  const atEnds = new Map<string, readonly (readonly number[] | undefined)[]>();
  return ({ value: mean, slopes, varies }, index) => {
    // A dual that was used before may have room for more directions.
    const slopesNow = slopes.subarray(0, directions);
    const erring = varies ? [...slopesNow.keys()].filter((direction) => slopesNow[direction] !== 0) : [];
    const [direction] = erring;
    if (direction === undefined || erring.length > 1) return undefined;
    simulation ??= simulate(graph, inputs, wanted);
    const { variables, tryAt } = simulation;
    const variable = variables[direction];
    if (variable === undefined) return undefined;
    const results =
      atEnds.get(variable.id) ??
      [tail, 1 - tail].map((probability) => {
        const uniforms = new Float64Array(variables.length).fill(Number.NaN);
        uniforms[direction] = probability;
        const values = tryAt(uniforms);
        return values === undefined ? undefined : [...values];
      });
    atEnds.set(variable.id, results);
    const [atLow, atHigh] = results.map((values) => values?.[index]);
    if (atLow === undefined || atHigh === undefined) return undefined;
    const cells = variable.cells.map(({ spread }) => ({
      mean: spread.mean,
      sd: spread.sd,
      low: spread.quantile(tail),
      high: spread.quantile(1 - tail),
    }));
    return linearEnds(cells, { mean, slope: slopes[direction] ?? 0, atLow, atHigh });
  };
}

function noDerivative(name: string, graph: Graph, mean: number): WattledgerError {
  const problem = Number.isFinite(mean) ? "has no finite derivative" : `comes out as ${mean}`;
  return new WattledgerError(
    "bad-input",
    `${excerpt(`${name} = ${graph.equations[name]?.formula ?? ""}`)} ${problem} at the means of its inputs. Use Monte Carlo (the function simulate) instead.`,
  );
}

function tooLarge(name: string, graph: Graph): WattledgerError {
  const formula = graph.equations[name]?.formula ?? "";
  return new WattledgerError(
    "bad-input",
    `The interval of ${excerpt(`${name} = ${formula}`)} overflows: an input is far too large.`,
  );
}

/** Inputs at their means, with the standard deviation of each variable as the slope of its cells. */
function fillDuals(
  derivative: CompiledDerivative,
  graph: Graph,
  inputs: ResolvedInputs,
  variables: readonly Variable[],
): DualFrame {
  const rowsOf = (name: string): readonly ResolvedRow[] => {
    const resolved = inputs[name];
    return resolved?.kind === "list" ? resolved.rows : [];
  };
  const frame = derivative.frame(derivative.lists.map(({ name }) => rowsOf(name).length));
  frame.directions = variables.length;
  const cells = new Map<string, { cell: Cell; index: number }>();
  for (const [index, { cells: own }] of variables.entries())
    for (const cell of own) cells.set(cell.path, { cell, index });
  const dual = (path: string, resolved: ResolvedNumber | ResolvedChoice, declared: Input | undefined): Dual => {
    if (resolved.kind === "choice")
      return exactDual(declared?.kind === "choice" ? indexOf(path, declared, resolved.value) : Number.NaN);
    const found = cells.get(path);
    if (found === undefined) return exactDual(resolved.value);
    const slopes = new Float64Array(variables.length);
    slopes[found.index] = found.cell.spread.sd;
    return { value: found.cell.spread.mean, slopes, varies: true };
  };
  for (const [slot, name] of derivative.inputs.entries()) {
    const resolved = inputs[name];
    if (resolved !== undefined && resolved.kind !== "list")
      frame.duals[slot] = dual(name, resolved, graph.inputs[name]);
  }
  for (const [list, { name, of }] of derivative.lists.entries()) {
    const paths = pathsOf(name, rowsOf(name));
    const fieldNames = Object.keys(of.inputs);
    for (const [row, { fields }] of rowsOf(name).entries()) {
      for (const [slot, field] of fieldNames.entries()) {
        const resolved = fields[field];
        const rowFrame = frame.lists[list]?.[row];
        if (resolved === undefined || rowFrame === undefined) continue;
        rowFrame.duals[slot] = dual(`${paths[row] ?? name}.${field}`, resolved, of.inputs[field]);
      }
    }
  }
  return frame;
}
