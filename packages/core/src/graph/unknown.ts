import { expectKind } from "../argument.ts";
import { namesRead } from "../formula/expression.ts";
import { expectGraph, expectMethod } from "./expect-graph.ts";
import type { Graph, Input, Method } from "./graph.ts";

/** Whether an input that nobody gives stays unknown. Outputs that depend on it then show the reason instead of a value. */
export function mayStayUnknown(declared: Input): boolean {
  return (
    declared.kind === "number" &&
    declared.unknown !== undefined &&
    declared.default === undefined &&
    declared.from === undefined
  );
}

/**
 * Equations that rest on inputs which are not known, each with the reason. `filled` holds the inputs that are, as given or
 * as resolved.
 */
export function unknownEquations(graph: Graph, filled: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  expectGraph(graph);
  expectKind("What is filled", filled, "object");
  const { inputs, equations } = graph;
  const reasons = new Map<string, string>();
  for (const [name, declared] of Object.entries(inputs)) {
    if (declared.kind !== "number" || declared.unknown === undefined) continue;
    if (mayStayUnknown(declared) && filled[name] === undefined) reasons.set(name, declared.unknown);
  }
  const missing = [...reasons.keys()];
  if (missing.length === 0) return reasons;
  // Each equation stands after those that it reads.
  for (const [name, { expression }] of Object.entries(equations)) {
    const reason = namesRead(expression).flatMap((part) => reasons.get(part) ?? [])[0];
    if (reason !== undefined) reasons.set(name, reason);
  }
  for (const name of missing) reasons.delete(name);
  return reasons;
}

/** A method without the outputs that rest on unknown inputs, and why each of them is not known. */
export interface KnownPart {
  readonly method: Method;
  /** Reason by output. */
  readonly unknown: Readonly<Record<string, string>>;
}

/** Names of the equations that rest on no input which is not known. */
export function knownEquations(graph: Graph, inputs: Readonly<Record<string, unknown>>): readonly string[] {
  const unknown = unknownEquations(graph, inputs);
  return Object.keys(graph.equations).filter((name) => !unknown.has(name));
}

/** Leaves out of a method what rests on inputs that are not known: {@link unknownEquations}. */
export function knownPart(method: Method, filled: Readonly<Record<string, unknown>>): KnownPart {
  expectMethod(method);
  expectKind("What is filled", filled, "object");
  const reasons = unknownEquations(method, filled);
  if (reasons.size === 0) return { method, unknown: {} };
  const outputs = Object.entries(method.outputs);
  const unknown = outputs.flatMap(([output, name]) => {
    const reason = reasons.get(name);
    return reason === undefined ? [] : [[output, reason] as const];
  });
  const isUnknownInput = (name: string): boolean => {
    const declared = method.inputs[name];
    return declared !== undefined && mayStayUnknown(declared) && filled[name] === undefined;
  };
  return {
    unknown: Object.fromEntries(unknown),
    method: {
      ...method,
      inputs: without(method.inputs, isUnknownInput),
      equations: without(method.equations, (name) => reasons.has(name)),
      outputs: Object.fromEntries(outputs.filter(([, name]) => !reasons.has(name))),
    },
  };
}

function without<T>(all: Readonly<Record<string, T>>, isOut: (name: string) => boolean): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !isOut(name)));
}
