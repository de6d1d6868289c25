import type { GraphText, Method, MethodFacts } from "../src/graph.ts";
import { method } from "../src/method.ts";

const facts: MethodFacts = {
  id: "example",
  version: "1.0",
  title: "An example",
  claim: "Computes an example.",
  source: {
    title: "Example paper",
    version: "10.0000/example",
    locator: "eq. 1",
    retrieved: "2026-01-15",
    license: "CC-BY-4.0",
  },
  accepts: ["compute-run"],
  boundary: { components: ["cpu"], overheads: [], lifeCycle: ["use"], excludes: [] },
  critique: [],
  outputs: {},
};

/** A method of some inputs and equations, checked, with papers that do not matter. */
export function methodOf(graph: GraphText, own: Partial<MethodFacts> = {}): Method {
  const made = method({ ...facts, ...own, ...graph });
  Object.keys(made.equations);
  return made;
}
