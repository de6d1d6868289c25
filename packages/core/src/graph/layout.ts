import { expectElements } from "../argument.ts";
import type { Graph, ListInput } from "./graph.ts";
import { neededBy } from "./needed.ts";

/** Where the numbers of a graph stand while it is evaluated: inputs in their order, then equations in theirs. */
export interface Layout {
  readonly inputs: readonly string[];
  readonly equations: readonly string[];
  /** Place of each input and equation. A list has one too, which nobody reads. */
  readonly slots: ReadonlyMap<string, number>;
  readonly lists: readonly { readonly name: string; readonly of: ListInput["of"] }[];
}

/**
 * Layout of what some equations or inputs need; of all equations where none are named.
 *
 * @throws WattledgerError `unknown-name`
 */
export function layoutOf(graph: Graph, wanted: readonly string[] = Object.keys(graph.equations)): Layout {
  expectElements("The wanted names", wanted, "text");
  const needed = neededBy(graph, wanted);
  const equations = Object.keys(graph.equations).filter((name) => needed.has(name));
  const inputs = Object.keys(graph.inputs).filter((name) => needed.has(name));
  const slots = new Map([...inputs, ...equations].map((name, index): [string, number] => [name, index]));
  const lists = inputs.flatMap((name) => {
    const declared = graph.inputs[name];
    return declared?.kind === "list" ? [{ name, of: declared.of }] : [];
  });
  return { inputs, equations, slots, lists };
}
