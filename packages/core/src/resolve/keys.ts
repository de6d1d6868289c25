import { expectKind, isObject } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { expectFamilies, expectGraph } from "../graph/expect-graph.ts";
import type { FactorFamily } from "../graph/factor.ts";
import type { Given } from "../graph/given.ts";
import type { Graph } from "../graph/graph.ts";

/** Everything that may be given to a graph: its inputs, and the keys that choose factors for them. */
export function namesToGive(graph: Graph, families: readonly FactorFamily[]): readonly string[] {
  expectGraph(graph);
  expectFamilies(families);
  return [...Object.keys(graph.inputs), ...keysOf(graph, new Map(families.map((family) => [family.id, family])))];
}

/** Names of the keys that choose factors for a graph's inputs: `zone`, `cpu`. */
export function keysOf(graph: Graph, families: ReadonlyMap<string, FactorFamily>): readonly string[] {
  expectGraph(graph);
  if (!(families instanceof Map)) throw new WattledgerError("bad-input", "The families must be a Map, by their id.");
  const names = new Set<string>();
  for (const declared of Object.values(graph.inputs)) {
    const inner = declared.kind === "list" ? Object.values(declared.of.inputs) : [declared];
    for (const one of inner) {
      if (one.kind !== "number" || one.from === undefined || one.key !== undefined) continue;
      const family = families.get(one.from);
      if (family !== undefined) names.add(family.key.name);
    }
  }
  return [...names];
}

/** The key of {@link NumberInput.key} with what is given in its gaps; undefined where something is missing that may not be. */
export function filledKey(template: string, given: Given): string | undefined {
  expectKind("The key", template, "text");
  expectKind("What is given", given, "object");
  let isComplete = true;
  const key = template.replaceAll(/\{(\w+)(\??)\}/gu, (_, name: string, optional: string) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (typeof value === "string" || typeof value === "number") return String(value);
    if (isObject(value) && "value" in value) return String(value.value);
    if (optional === "") isComplete = false;
    return "";
  });
  return isComplete ? key : undefined;
}
