import { causesOfChange, convert, quantify } from "@wattledger/core";
import type { ChangeCause, Method, Quantity, ResolvedInput, ResolvedInputs } from "@wattledger/core";
import { isTotal } from "../estimate/total.ts";

/** One figure before and after, with the causes of its change. */
export interface RestatedFigure {
  readonly name: string;
  readonly before: Quantity;
  readonly after: Quantity;
  readonly causes: readonly ChangeCause[];
}

/** A result that was computed again. The earlier one stays. */
export interface Restatement {
  readonly of: string;
  readonly method: { readonly id: string; readonly before: string; readonly after: string };
  readonly factorSet: { readonly before: string; readonly after: string };
  readonly figures: readonly RestatedFigure[];
  /** Whether the figures total several equal things: people are then told means, as the estimate tells them. */
  readonly isTotal: boolean;
  /** Inputs whose value changed. */
  readonly changed: readonly {
    readonly name: string;
    readonly before: ResolvedInput | undefined;
    readonly after: ResolvedInput;
  }[];
}

/** A result with what it was computed by. */
export interface Computed {
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  readonly factorSet: string;
  /** Outputs as they were stored, or as others print them; without them, they are quantified. */
  readonly outputs?: Readonly<Record<string, Quantity>>;
}

/** What became of each output of an earlier result, and by which causes. */
export function compared(of: string, before: Computed, after: Computed): Restatement {
  const shared = Object.entries(after.method.outputs).filter(([, name]) =>
    Object.hasOwn(before.method.equations, name),
  );
  const equations = shared.map(([, name]) => name);
  const stated = ({ method, inputs, outputs }: Computed): ReadonlyMap<string, { readonly quantity: Quantity }> =>
    shared.every(([name]) => outputs?.[name] !== undefined) ? new Map() : quantify(method, inputs, equations);
  const earlier = stated(before);
  const later = stated(after);
  const figures = shared.flatMap(([name, equation]) => {
    const from = before.outputs?.[name] ?? earlier.get(equation)?.quantity;
    const to = after.outputs?.[name] ?? later.get(equation)?.quantity;
    if (from === undefined || to === undefined) return [];
    return [{ name, before: from, after: to, causes: causesOf(before, after, equation, from, to) }];
  });
  const changed = new Set(figures.flatMap(({ causes }) => causes.flatMap(({ name }) => (name === "" ? [] : [name]))));
  return {
    of,
    method: { id: after.method.id, before: before.method.version, after: after.method.version },
    factorSet: { before: before.factorSet, after: after.factorSet },
    figures,
    isTotal: isTotal(after.method, after.inputs),
    changed: changedInputs(before.inputs, after.inputs, [...changed]),
  };
}

/** Of a stored result whose equations are on record no more, what its inputs do not explain is theirs. */
function causesOf(
  before: Computed,
  after: Computed,
  equation: string,
  from: Quantity,
  to: Quantity,
): readonly ChangeCause[] {
  const { causes } = causesOfChange(
    { graph: before.method, inputs: before.inputs },
    { graph: after.method, inputs: after.inputs },
    equation,
  );
  const explained = causes.reduce((sum, { change }) => sum + change, 0);
  const rest = to.nominal - convert(from.nominal, from.unit, to.unit) - explained;
  const isRounding = Math.abs(rest) <= 1e-9 * Math.max(Math.abs(to.nominal), Math.abs(from.nominal));
  return isRounding ? causes : [{ kind: "equations", name: "", change: rest }, ...causes];
}

/** Inputs that differ in value. */
function changedInputs(
  before: ResolvedInputs,
  after: ResolvedInputs,
  names: readonly string[],
): Restatement["changed"] {
  return names.flatMap((name) => {
    const later = after[name];
    return later === undefined ? [] : [{ name, before: before[name], after: later }];
  });
}
