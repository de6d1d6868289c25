import type { TraceState } from "./trace-state.ts";

/** A trace as trees. A parent that did not arrive makes a root, and a circle of parents is cut at one place. */
export interface Tree {
  /** Every span before its children. */
  readonly topDown: readonly string[];
  /** Every span after its children. */
  readonly bottomUp: readonly string[];
  /** Parents that are in the trace. */
  readonly parentOf: ReadonlyMap<string, string>;
  /** From the parent to the root. */
  readonly ancestorsOf: (spanId: string) => readonly string[];
}

/** Builds the trees. Neither depth nor circles of a hostile trace matter. */
export function treeOf(state: TraceState): Tree {
  const children = new Map<string, string[]>();
  for (const [spanId, { parent }] of state) {
    if (parent === undefined || !state.has(parent)) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [spanId]);
    else siblings.push(spanId);
  }
  const parentOf = new Map<string, string>();
  const seen = new Set<string>();
  const topDown: string[] = [];
  const visit = (root: string): void => {
    const open = [root];
    seen.add(root);
    for (let spanId = open.pop(); spanId !== undefined; spanId = open.pop()) {
      topDown.push(spanId);
      for (const child of children.get(spanId) ?? []) {
        if (seen.has(child)) continue;
        seen.add(child);
        parentOf.set(child, spanId);
        open.push(child);
      }
    }
  };
  for (const [spanId, { parent }] of state) {
    if (parent === undefined || !state.has(parent)) visit(spanId);
  }
  // What is left are circles. The smallest id of what is left is a root, so that the order of arrival does not matter.
  if (topDown.length < state.size) {
    for (const spanId of [...state.keys()].filter((id) => !seen.has(id)).toSorted())
      if (!seen.has(spanId)) visit(spanId);
  }
  return {
    topDown,
    bottomUp: topDown.toReversed(),
    parentOf,
    ancestorsOf: (spanId) => {
      const line: string[] = [];
      for (let at = parentOf.get(spanId); at !== undefined && line.length < mostAncestors; at = parentOf.get(at))
        line.push(at);
      return line;
    },
  };
}

/** Attributes are taken over from spans this far around a call; deeper traces are not made by people. */
const mostAncestors = 200;
