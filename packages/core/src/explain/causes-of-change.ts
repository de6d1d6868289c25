import { expectKind, expectMembers } from "../argument.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { valuesOf } from "../evaluate/values.ts";
import { checkResolved } from "../graph/check-resolved.ts";
import { expectGraph } from "../graph/expect-graph.ts";
import type { Graph } from "../graph/graph.ts";
import type { ResolvedInput, ResolvedInputs, ResolvedNumber } from "../graph/resolved.ts";
import { convert } from "../units/unit.ts";

/** A graph with the inputs that it was evaluated with. */
export interface Evaluated {
  readonly graph: Graph;
  readonly inputs: ResolvedInputs;
}

/** One cause of a change: an input by its name, or the equations of another version of the method. */
export interface ChangeCause {
  readonly kind: "equations" | "input";
  /** Name of the input; empty for the equations. */
  readonly name: string;
  /** What it changed, in the unit of the value. */
  readonly change: number;
}

/** Up to so many changed inputs are weighed in every order; more are taken in the method's order, there and back. */
const mostInEveryOrder = 8;

/**
 * Divides the change of a value among its causes: the equations first, then each input whose value changed, by the mean of its
 * effect over the orders in which they may change (Shapley 1953). The parts add up to the change.
 *
 * @throws WattledgerError as `evaluate`
 */
export function causesOfChange(
  before: Evaluated,
  after: Evaluated,
  equation: string,
): { readonly before: number; readonly after: number; readonly causes: readonly ChangeCause[] } {
  for (const one of [before, after]) {
    expectMembers("What is compared", one, { graph: "object", inputs: "object" });
    expectGraph(one.graph);
    checkResolved(one.graph, one.inputs);
  }
  expectKind("The equation", equation, "text");
  const first = valueOf(before, equation);
  const common = { ...after.inputs, ...sharedInputs(before, after) };
  const start = valueOf({ graph: after.graph, inputs: common }, equation);
  const scale = unitScale(before.graph, after.graph, equation);
  const changed = Object.keys(after.inputs).filter((name) => !sameValue(common[name], after.inputs[name]));
  const at = (moved: ReadonlySet<string>): number => {
    const inputs = Object.fromEntries(
      Object.entries(common).map(([name, input]) => [name, moved.has(name) ? (after.inputs[name] ?? input) : input]),
    );
    return valueOf({ graph: after.graph, inputs }, equation);
  };
  const parts = changed.length <= mostInEveryOrder ? everyOrder(changed, at) : thereAndBack(changed, at);
  const equations: ChangeCause = { kind: "equations", name: "", change: start - first * scale };
  const last = at(new Set(changed));
  const inputs = changed.map((name, index): ChangeCause => ({ kind: "input", name, change: parts[index] ?? 0 }));
  const rounding = 1e-12 * Math.max(Math.abs(start), Math.abs(last));
  return {
    before: first * scale,
    after: last,
    causes: [equations, ...inputs].filter(({ change }) => Math.abs(change) > rounding),
  };
}

function valueOf({ graph, inputs }: Evaluated, equation: string): number {
  return evaluate(graph, valuesOf(inputs), [equation])[equation] ?? Number.NaN;
}

/** What a version before gave, where the later one has an input of the same kind, in its unit. */
function sharedInputs(before: Evaluated, after: Evaluated): ResolvedInputs {
  const entries = Object.entries(before.inputs).flatMap(
    ([name, input]): readonly (readonly [string, ResolvedInput])[] => {
      const later = after.inputs[name];
      if (later?.kind !== input.kind) return [];
      return [[name, input.kind === "number" && later.kind === "number" ? inUnit(input, later.unit) : input]];
    },
  );
  return Object.fromEntries(entries);
}

function inUnit(input: ResolvedNumber, unit: string): ResolvedNumber {
  return input.unit === unit ? input : { ...input, value: convert(input.value, input.unit, unit), unit };
}

function unitScale(before: Graph, after: Graph, equation: string): number {
  const [from, to] = [before.equations[equation]?.unit, after.equations[equation]?.unit];
  return from === undefined || to === undefined || from === to ? 1 : convert(1, from, to);
}

/** Whether two inputs have the same value; where it comes from does not matter. */
function sameValue(a: ResolvedInput | undefined, b: ResolvedInput | undefined): boolean {
  return JSON.stringify(bare(a)) === JSON.stringify(bare(b));
}

function bare(input: ResolvedInput | undefined): unknown {
  if (input?.kind !== "list") return input?.value;
  return input.rows.map(({ fields }) => Object.entries(fields).map(([name, { value }]) => [name, value]));
}

/** Each one's mean effect over all orders, from the values of all 2^n sets. */
function everyOrder(names: readonly string[], at: (moved: ReadonlySet<string>) => number): readonly number[] {
  const count = names.length;
  const values = Array.from({ length: 2 ** count }, (_, set) =>
    at(new Set(names.filter((_name, index) => hasBit(set, index)))),
  );
  return names.map((_, index) => {
    let sum = 0;
    for (const [set, value] of values.entries()) {
      if (hasBit(set, index)) continue;
      sum += weight(bits(set), count) * ((values[set + 2 ** index] ?? Number.NaN) - value);
    }
    return sum;
  });
}

/** Mean of the effects in one order and in its reverse. */
function thereAndBack(names: readonly string[], at: (moved: ReadonlySet<string>) => number): readonly number[] {
  const effects = (order: readonly string[]): ReadonlyMap<string, number> => {
    const moved = new Set<string>();
    let value = at(moved);
    return new Map(
      order.map((name) => {
        moved.add(name);
        const next = at(moved);
        const effect = next - value;
        value = next;
        return [name, effect];
      }),
    );
  };
  const [there, back] = [effects(names), effects(names.toReversed())];
  return names.map((name) => ((there.get(name) ?? 0) + (back.get(name) ?? 0)) / 2);
}

function hasBit(set: number, index: number): boolean {
  return Math.floor(set / 2 ** index) % 2 === 1;
}

function bits(set: number): number {
  return set.toString(2).replaceAll("0", "").length;
}

/** Share of the orders of `count` in which exactly a given set of `before` comes before a given one. */
function weight(before: number, count: number): number {
  let ways = 1;
  for (let index = 0; index < before; index += 1) ways *= (count - 1 - index) / (index + 1);
  return 1 / (count * ways);
}
