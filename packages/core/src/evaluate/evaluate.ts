import { expectKind, expectMembers } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { excerpt } from "../formula/cursor.ts";
import { expectGraph } from "../graph/expect-graph.ts";
import type { Graph } from "../graph/graph.ts";
import { compile, compileRow } from "./compile.ts";
import type { Compiled } from "./compile.ts";
import type { Frame, Inputs } from "./frame.ts";

/** Values of the wanted equations, and of those among the others that they need. */
export type WantedValues<E extends string, W extends E> = Readonly<Record<W, number>> &
  Readonly<Partial<Record<Exclude<E, W>, number>>>;

/**
 * Values of a graph's equations for one set of inputs, each in its equation's unit. Absent inputs take their default.
 * With `wanted`, only those equations and what they need.
 *
 * @throws WattledgerError `missing-input`, `bad-input`, `unknown-name`; `bad-input` too where an equation comes out
 * infinite or not a number, naming the first one that does.
 */
export function evaluate<I extends string, E extends string>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  inputs: Inputs<NoInfer<I>>,
): Readonly<Record<E, number>>;
export function evaluate<I extends string, E extends string, W extends E>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  inputs: Inputs<NoInfer<I>>,
  wanted: readonly W[],
): WantedValues<E, W>;
export function evaluate(graph: Graph, inputs: Inputs, wanted?: readonly string[]): Readonly<Record<string, number>> {
  const compiled = compile(graph, wanted);
  const frame = compiled.frame(inputs);
  const finite = compiled.run(frame);
  const entries = compiled.equations.map((name): [string, number] => [
    name,
    frame.values[compiled.slot(name)] ?? Number.NaN,
  ]);
  if (!finite) {
    const { where, value } = brokenRow(graph, compiled, frame) ?? brokenEquation(graph, compiled, frame);
    throw new WattledgerError("bad-input", `${where} is ${value}: an input makes it divide by zero or overflow.`);
  }
  return Object.fromEntries(entries);
}

/** The first equation that is infinite or not a number. */
function brokenEquation(graph: Graph, compiled: Compiled, frame: Frame): { where: string; value: number } {
  for (const name of compiled.equations) {
    const value = frame.values[compiled.slot(name)] ?? Number.NaN;
    if (!Number.isFinite(value)) return { where: excerpt(`${name} = ${graph.equations[name]?.formula ?? ""}`), value };
  }
  throw new TypeError("Every equation is finite.");
}

/** The same within the rows of lists, which are computed first. */
function brokenRow(graph: Graph, compiled: Compiled, frame: Frame): { where: string; value: number } | undefined {
  const lists = compiled.inputs.filter((name) => graph.inputs[name]?.kind === "list");
  for (const [place, list] of lists.entries()) {
    const declared = graph.inputs[list];
    if (declared?.kind !== "list") continue;
    const rows = compileRow(declared.of);
    for (const [index, row] of (frame.lists[place] ?? []).entries()) {
      if (rows.run(row)) continue;
      const { where, value } = brokenEquation(declared.of, rows, row);
      return { where: `In row ${index + 1} of \`${list}\`: ${where}`, value };
    }
  }
  return undefined;
}

/** A number, or the two ends of the range that it is known by. */
export type Ends = number | { readonly low: number; readonly high: number };

/**
 * Evaluates a graph at the low ends of all inputs and at their high ends, as tools do that compute with ranges. This is
 * neither an interval in the statistical sense nor interval arithmetic: it repeats what such an original computes.
 */
export function evaluateAtEnds<I extends string, E extends string>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  inputs: { readonly [N in NoInfer<I>]?: Ends | string },
): { readonly low: Readonly<Record<E, number>>; readonly high: Readonly<Record<E, number>> };
export function evaluateAtEnds<I extends string, E extends string, W extends E>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  inputs: { readonly [N in NoInfer<I>]?: Ends | string },
  wanted: readonly W[],
): { readonly low: WantedValues<E, W>; readonly high: WantedValues<E, W> };
export function evaluateAtEnds(
  graph: Graph,
  inputs: Readonly<Record<string, Ends | string | undefined>>,
  wanted?: readonly string[],
): { readonly low: Readonly<Record<string, number>>; readonly high: Readonly<Record<string, number>> } {
  expectGraph(graph);
  expectKind("The inputs", inputs, "object");
  for (const [name, value] of Object.entries(inputs)) {
    if (typeof value === "object") expectMembers(`Input \`${name}\``, value, { low: "number", high: "number" });
  }
  const at = (end: "low" | "high"): Inputs =>
    Object.fromEntries(
      Object.entries(inputs).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, typeof value === "object" ? value[end] : value]],
      ),
    );
  const names = wanted ?? Object.keys(graph.equations);
  return { low: evaluate(graph, at("low"), names), high: evaluate(graph, at("high"), names) };
}
