import { defined } from "../defined.ts";
import { expectMethod } from "./expect-graph.ts";
import type { Graph, Method } from "./graph.ts";

/** Names the form in which methods are stored, and its version. */
export const methodVersion = "wattledger/method/1";

/** Turns a method into plain data. Equations keep their formula text; that is all they are. */
export function serialiseMethod(method: Method): unknown {
  expectMethod(method);
  const { id, version, title, claim, source, accepts, boundary, critique, outputs, cautions } = method;
  const facts = {
    id,
    version,
    title,
    claim,
    source,
    accepts,
    boundary,
    critique,
    outputs,
    ...defined({ cautions }),
  };
  return { schema: methodVersion, ...facts, ...plainGraph(method) };
}

function plainGraph(graph: Graph): Readonly<Record<string, unknown>> {
  const equations = Object.entries(graph.equations).map(([name, { unit, formula, help }]) => [
    name,
    { kind: "equation", unit, formula, ...defined({ help }) },
  ]);
  const inputs = Object.entries(graph.inputs).map(([name, one]) => [
    name,
    one.kind === "list" ? { ...one, of: plainGraph(one.of) } : one,
  ]);
  return { inputs: Object.fromEntries(inputs), equations: Object.fromEntries(equations), tables: graph.tables };
}
