import { expectElements } from "../argument.ts";
import { expectGraph } from "./expect-graph.ts";
import type { Graph } from "./graph.ts";

/** What was made of a graph for some of its equations: all of them where none are named. */
type Maker<T> = (graph: Graph, wanted?: readonly string[]) => T;

/** More sets of names of one graph are not remembered, so that memory stays bounded. */
const mostKept = 200;

interface Kept<T> {
  readonly inputs: Graph["inputs"];
  readonly tables: Graph["tables"];
  readonly byNames: Map<string, T>;
}

/**
 * Makes something once for a graph and some of its equations, and then remembers it: a graph never changes, and a store of runs
 * asks the same of one graph thousands of times. What is made must not hold anything of one evaluation.
 */
export function perGraph<T>(make: Maker<T>): Maker<T> {
  // By the equations, since a method gives its graph member by member.
  const known = new WeakMap<object, Kept<T>>();
  return (graph, wanted) => {
    expectGraph(graph);
    if (wanted !== undefined) expectElements("The wanted names", wanted, "text");
    const { equations, inputs, tables } = graph;
    let kept = known.get(equations);
    if (kept === undefined || kept.inputs !== inputs || kept.tables !== tables) {
      kept = { inputs, tables, byNames: new Map() };
      known.set(equations, kept);
    }
    const names = wanted === undefined ? "" : JSON.stringify(wanted);
    const before = kept.byNames.get(names);
    if (before !== undefined) return before;
    const made = make(graph, wanted);
    if (kept.byNames.size >= mostKept) kept.byNames.clear();
    kept.byNames.set(names, made);
    return made;
  };
}
