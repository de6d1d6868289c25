import type { Graph, NumberInput } from "../graph/graph.ts";
import type { ResolvedInputs, ResolvedNumber, ResolvedRow } from "../graph/resolved.ts";
import { spreadOf } from "../uncertainty/spread.ts";
import type { Spread } from "../uncertainty/spread.ts";

/** One number among resolved inputs: an input, or a field of a row of a list. */
export interface Cell {
  /** `intensity`, or `components[cpu].energy`. */
  readonly path: string;
  /** The input, or the list. */
  readonly name: string;
  readonly row?: number;
  readonly field?: string;
  readonly resolved: ResolvedNumber;
  readonly spread: Spread;
}

/** A thing that is uncertain once: all cells that err together because one factor or one kind of sensor is behind them. */
export interface Variable {
  readonly id: string;
  readonly cells: readonly Cell[];
}

/** Variables among the inputs, each with its cells; numbers taken as exact are not among them. */
export function variablesOf(graph: Graph, inputs: ResolvedInputs): readonly Variable[] {
  const variables = new Map<string, Cell[]>();
  const add = (cell: Omit<Cell, "spread">, declared: NumberInput): void => {
    const { distribution, value, variable } = cell.resolved;
    if (distribution === undefined) return;
    const id = variable ?? cell.path;
    const known = variables.get(id);
    const whole = { ...cell, spread: spreadOf(distribution, value, declared) };
    if (known === undefined) variables.set(id, [whole]);
    else known.push(whole);
  };
  for (const [name, resolved] of Object.entries(inputs)) {
    const declared = graph.inputs[name];
    if (resolved.kind === "number" && declared?.kind === "number") add({ path: name, name, resolved }, declared);
    if (resolved.kind !== "list" || declared?.kind !== "list") continue;
    const paths = pathsOf(name, resolved.rows);
    for (const [row, { fields }] of resolved.rows.entries()) {
      for (const [field, one] of Object.entries(fields)) {
        const declaredField = declared.of.inputs[field];
        if (one.kind !== "number" || declaredField?.kind !== "number") continue;
        add({ path: `${paths[row] ?? name}.${field}`, name, row, field, resolved: one }, declaredField);
      }
    }
  }
  return [...variables].map(([id, cells]) => ({ id, cells }));
}

/** Paths of the rows of a list, `components[cpu]`. Labels are for people and may repeat; paths do not. */
export function pathsOf(list: string, rows: readonly ResolvedRow[]): readonly string[] {
  const taken = new Set<string>();
  return rows.map(({ label }, index) => {
    let own = label;
    while (taken.has(own)) own = `${own} #${index + 1}`;
    taken.add(own);
    return `${list}[${own}]`;
  });
}
