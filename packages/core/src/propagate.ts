import { pathsOf, variablesOf } from "./cells.ts";
import type { Cell, Variable } from "./cells.ts";
import { constantDual, differentiate } from "./derivative.ts";
import type { Dual, DualInputs } from "./derivative.ts";
import { WattledgerError } from "./error.ts";
import { evaluate } from "./evaluate.ts";
import type { Graph } from "./graph.ts";
import { indexOf } from "./frame.ts";
import { houseLevel, intervalOf } from "./interval.ts";
import type { Quantity } from "./quantity.ts";
import { partOf } from "./needed.ts";
import type { ResolvedInputs } from "./resolved.ts";
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
 * and standard deviation, as large relative errors of positive figures are not symmetric.
 *
 * @throws WattledgerError as `evaluate`, and `bad-input` where an equation has no value or no derivative at the means.
 */
export function propagate(
  graph: Graph,
  inputs: ResolvedInputs,
  wanted: readonly string[] = Object.keys(graph.equations),
  level: number = houseLevel,
): ReadonlyMap<string, Propagated> {
  const needed = partOf(graph, wanted);
  const used = Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(needed.inputs, name)));
  const variables = variablesOf(needed, used);
  const nominal = evaluate(needed, valuesOf(used));
  const duals = differentiate(needed, dualInputs(needed, used, variables), variables.length);
  return new Map(
    wanted.map((name): [string, Propagated] => {
      const { value: mean, slopes } = duals.get(name) ?? constantDual(Number.NaN, 0);
      const sd = Math.hypot(...slopes);
      if (!Number.isFinite(mean) || !Number.isFinite(sd)) throw noDerivative(name, needed, mean);
      const effects = new Map(variables.map(({ id }, index): [string, number] => [id, slopes[index] ?? 0]));
      const unit = graph.equations[name]?.unit ?? "1";
      const quantity = { unit, nominal: nominal[name] ?? Number.NaN, mean, ...intervalOf(mean, sd, level), level };
      return [name, { quantity, sd, effects }];
    }),
  );
}

function noDerivative(name: string, graph: Graph, mean: number): WattledgerError {
  const problem = Number.isFinite(mean) ? "has no finite derivative" : `comes out as ${mean}`;
  return new WattledgerError(
    "bad-input",
    `\`${name} = ${graph.equations[name]?.formula ?? ""}\` ${problem} at the means of its inputs: simulate it by Monte Carlo.`,
  );
}

/** Inputs at their means, with the standard deviation of each variable as the slope of its cells. */
function dualInputs(graph: Graph, inputs: ResolvedInputs, variables: readonly Variable[]): DualInputs {
  const cells = new Map<string, { cell: Cell; index: number }>();
  for (const [index, { cells: own }] of variables.entries())
    for (const cell of own) cells.set(cell.path, { cell, index });
  const dual = (path: string, value: number): Dual => {
    const found = cells.get(path);
    if (found === undefined) return constantDual(value, variables.length);
    const slopes = new Float64Array(variables.length);
    slopes[found.index] = found.cell.spread.sd;
    return { value: found.cell.spread.mean, slopes };
  };
  const numbers = new Map<string, Dual>();
  const lists = new Map<string, readonly ReadonlyMap<string, Dual>[]>();
  for (const [name, resolved] of Object.entries(inputs)) {
    const declared = graph.inputs[name];
    if (resolved.kind === "number") numbers.set(name, dual(name, resolved.value));
    if (resolved.kind === "choice" && declared?.kind === "choice") {
      numbers.set(name, constantDual(indexOf(name, declared, resolved.value), variables.length));
    }
    if (resolved.kind !== "list" || declared?.kind !== "list") continue;
    const paths = pathsOf(name, resolved.rows);
    const rows = resolved.rows.map(({ fields }, row) => {
      const entries = Object.entries(fields).map(([field, one]): [string, Dual] => {
        const option = declared.of.inputs[field];
        if (one.kind === "number") return [field, dual(`${paths[row] ?? name}.${field}`, one.value)];
        const index = option?.kind === "choice" ? indexOf(field, option, one.value) : Number.NaN;
        return [field, constantDual(index, variables.length)];
      });
      return new Map(entries);
    });
    lists.set(name, rows);
  }
  return { numbers, lists };
}
