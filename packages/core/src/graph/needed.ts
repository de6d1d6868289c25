import { expectElements } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { namesRead } from "../formula/expression.ts";
import { suggestion } from "../nearest.ts";
import { asChecked, expectGraph } from "./expect-graph.ts";
import type { Graph } from "./graph.ts";
import { perGraph } from "./per-graph.ts";

/** The part of a graph that some of its equations need. */
export function partOf(graph: Graph, wanted: readonly string[]): Graph {
  expectElements("The wanted names", wanted, "text");
  return partOnce(graph, wanted);
}

const partOnce = perGraph((graph, wanted): Graph => {
  const needed = neededBy(graph, wanted ?? []);
  const keep = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => needed.has(name)));
  return asChecked({ inputs: keep(graph.inputs), equations: keep(graph.equations), tables: graph.tables });
});

/**
 * Names that some equations or inputs of a graph need, themselves included.
 *
 * @throws WattledgerError `unknown-name` for a name that the graph does not have, with the nearest that it has.
 */
export function neededBy(graph: Graph, wanted: readonly string[]): ReadonlySet<string> {
  expectGraph(graph);
  expectElements("The wanted names", wanted, "text");
  const needed = new Set<string>();
  const waiting = [...wanted].toReversed();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const equation = Object.hasOwn(graph.equations, name) ? graph.equations[name] : undefined;
    if (equation === undefined && !Object.hasOwn(graph.inputs, name)) {
      const hint = suggestion(name, [...Object.keys(graph.equations), ...Object.keys(graph.inputs)]);
      throw new WattledgerError("unknown-name", `Unknown equation \`${name}\`.${hint}`);
    }
    if (equation !== undefined) waiting.push(...namesRead(equation.expression));
  }
  return needed;
}
