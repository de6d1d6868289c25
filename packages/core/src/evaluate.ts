import { compile } from "./compile.ts";
import { WattledgerError } from "./error.ts";
import type { Inputs } from "./frame.ts";
import type { Graph } from "./graph.ts";

/**
 * Values of a graph's equations for one set of inputs, each in its equation's unit. Absent inputs take their default.
 * With `wanted`, only those equations and what they need.
 *
 * @throws WattledgerError `missing-input`, `bad-input`, `unknown-name`; `bad-input` too where an equation comes out
 * infinite or not a number, naming the first one that does.
 */
export function evaluate<I extends string, E extends string, W extends E = E>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  inputs: Inputs<NoInfer<I>>,
  wanted?: readonly W[],
): Readonly<Record<W, number>>;
export function evaluate(graph: Graph, inputs: Inputs, wanted?: readonly string[]): Readonly<Record<string, number>> {
  const compiled = compile(graph, wanted);
  const frame = compiled.frame(inputs);
  const finite = compiled.run(frame);
  const entries = compiled.equations.map((name): [string, number] => [
    name,
    frame.values[compiled.slot(name)] ?? Number.NaN,
  ]);
  const broken = finite ? undefined : entries.find(([, value]) => !Number.isFinite(value));
  if (!finite) {
    const [name, value] = broken ?? ["an equation of a row", Number.NaN];
    const formula = graph.equations[name]?.formula;
    const where = formula === undefined ? name : `\`${name} = ${formula}\``;
    throw new WattledgerError(
      "bad-input",
      `${where} came out as ${value}: an input makes it divide by zero or overflow.`,
    );
  }
  return Object.fromEntries(entries);
}

/** A number, or the two ends of the range that it is known by. */
export type Ends = number | { readonly low: number; readonly high: number };

/**
 * Evaluates a graph at the low ends of all inputs and at their high ends, as tools do that compute with ranges. This is
 * neither an interval in the statistical sense nor interval arithmetic: it repeats what such an original computes.
 */
export function evaluateAtEnds<I extends string, E extends string, W extends E = E>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  inputs: { readonly [N in NoInfer<I>]?: Ends | string },
  wanted?: readonly W[],
): { readonly low: Readonly<Record<W, number>>; readonly high: Readonly<Record<W, number>> };
export function evaluateAtEnds(
  graph: Graph,
  inputs: Readonly<Record<string, Ends | string | undefined>>,
  wanted?: readonly string[],
): { readonly low: Readonly<Record<string, number>>; readonly high: Readonly<Record<string, number>> } {
  const at = (end: "low" | "high"): Inputs =>
    Object.fromEntries(
      Object.entries(inputs).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, typeof value === "object" ? value[end] : value]],
      ),
    );
  return { low: evaluate(graph, at("low"), wanted), high: evaluate(graph, at("high"), wanted) };
}
