import type { GraphText, Method, MethodText } from "../src/graph/graph.ts";
import { method } from "../src/graph/method.ts";

type Facts = Omit<MethodText, keyof GraphText>;

const facts: Facts = {
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
  accepts: {},
  boundary: { components: ["cpu"], overheads: [], lifeCycle: ["use"], excludes: [] },
  critique: [],
  outputs: {},
};

/** A method of some inputs and equations, checked, with papers that do not matter. */
export function methodOf(graph: GraphText, own: Partial<Facts> = {}): Method {
  const made = method({ ...facts, ...own, ...graph });
  Object.keys(made.equations);
  return made;
}
