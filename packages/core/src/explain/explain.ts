import { expectKind } from "../argument.ts";
import { defined } from "../defined.ts";
import { WattledgerError } from "../error.ts";
import { propagate } from "../evaluate/propagate.ts";
import { quantify } from "../evaluate/quantify.ts";
import { namesRead } from "../formula/expression.ts";
import { expectMethod } from "../graph/expect-graph.ts";
import type { Graph, Input, Method } from "../graph/graph.ts";
import { partOf } from "../graph/needed.ts";
import type { Origin } from "../graph/origin.ts";
import type { ResolvedChoice, ResolvedInputs, ResolvedNumber, ResolvedRow } from "../graph/resolved.ts";
import { suggestion } from "../nearest.ts";
import { inputQuantity, standsForOf } from "../resolve/input-quantity.ts";
import type { Source } from "../source.ts";
import type { Quantity } from "../units/quantity.ts";
import { fillFormula } from "./fill.ts";

/** One value of a result: what it is, how it came about, and the values that it rests on. */
export interface ExplanationNode {
  readonly name: string;
  /** In the reader's terms, where the method has words for it. */
  readonly help?: string;
  readonly value: number | string;
  readonly unit: string;
  /** The words that people read instead of the value, if the figure only represents something: `no limit`. */
  readonly standsFor?: string;
  /** Absent for choices. */
  readonly quantity?: Quantity;
  /** For an equation: as written, and with values instead of names. */
  readonly formula?: string;
  readonly filled?: string;
  /** For an input: how it came by its value. */
  readonly origin?: Origin;
  readonly parts: readonly ExplanationNode[];
  /** True if an earlier place of the same tree shows the node's parts. */
  readonly above?: true;
}

/** A result walked back from an output to every input that it rests on. */
export interface Explanation {
  readonly method: { readonly id: string; readonly version: string; readonly title: string; readonly source: Source };
  readonly output: string;
  readonly root: ExplanationNode;
}

/** How the intervals of an explanation are computed: see {@link propagate} and {@link quantify}. */
const approaches = { propagate, quantify };

/**
 * Explains an output or equation of a method for one set of resolved inputs. Intervals are those of first-order
 * propagation, or of `quantify` on request.
 *
 * @throws WattledgerError `unknown-name` where the method has no such output or equation.
 */
export function explain(
  method: Method,
  inputs: ResolvedInputs,
  output: string,
  approach: keyof typeof approaches = "propagate",
): Explanation {
  expectMethod(method);
  expectKind("The output", output, "text");
  const name = Object.hasOwn(method.outputs, output) ? (method.outputs[output] ?? output) : output;
  if (!Object.hasOwn(method.equations, name)) {
    const known = [...Object.keys(method.outputs), ...Object.keys(method.equations)];
    const message = `${method.id} has no output \`${output}\`.${suggestion(output, known)} Outputs: ${Object.keys(method.outputs).join(", ")}.`;
    throw new WattledgerError("unknown-name", message);
  }
  const propagated = approaches[approach](method, inputs, Object.keys(partOf(method, [name]).equations));
  const seen = new Set<string>();
  const root = explainName(name, method, inputs, (one) => propagated.get(one)?.quantity, seen);
  const { id, version, title, source } = method;
  return { method: { id, version, title, source }, output, root };
}

function explainName(
  name: string,
  graph: Graph,
  inputs: ResolvedInputs,
  quantityOf: (name: string) => Quantity | undefined,
  seen: Set<string>,
): ExplanationNode {
  const equation = Object.hasOwn(graph.equations, name) ? graph.equations[name] : undefined;
  if (equation === undefined) return explainInput(name, graph, inputs, seen);
  const { unit, formula, help, expression } = equation;
  const quantity = quantityOf(name);
  const node = {
    name,
    ...defined({ help }),
    value: quantity?.nominal ?? Number.NaN,
    unit,
    ...defined({ quantity }),
    formula,
    filled: fillFormula(expression, graph, inputs, (one) => quantityOf(one)?.nominal),
  };
  if (seen.has(name)) return { ...node, parts: [], above: true };
  seen.add(name);
  const parts = namesRead(expression).map((part) => explainName(part, graph, inputs, quantityOf, seen));
  return { ...node, parts };
}

function explainInput(name: string, graph: Graph, inputs: ResolvedInputs, seen: Set<string>): ExplanationNode {
  const resolved = inputs[name];
  const declared = graph.inputs[name];
  if (resolved === undefined || declared === undefined) throw new TypeError(`No value for input ${name}.`);
  if (resolved.kind !== "list") return leaf(name, declared, resolved);
  const { help } = declared;
  const count = { name, help, value: resolved.rows.length, unit: "1" };
  if (seen.has(name)) return { ...count, parts: [], above: true };
  seen.add(name);
  const of = declared.kind === "list" ? declared.of : graph;
  return { ...count, parts: resolved.rows.map((row) => explainRow(row, of)) };
}

/** A row of a list: its equations where it has some, and its fields. */
function explainRow(row: ResolvedRow, of: Graph): ExplanationNode {
  const fields: ResolvedInputs = row.fields;
  const used = new Set(Object.values(of.equations).flatMap((equation) => namesRead(equation.expression)));
  const propagated = propagate(of, fields);
  const seen = new Set<string>();
  const results = Object.keys(of.equations)
    .filter((name) => !used.has(name))
    .map((name) => explainName(name, of, fields, (one) => propagated.get(one)?.quantity, seen));
  const rest = Object.keys(fields)
    .filter((name) => !used.has(name))
    .map((name) => explainInput(name, of, fields, seen));
  return { name: row.label, value: "", unit: "", parts: [...results, ...rest] };
}

function leaf(name: string, declared: Input, resolved: ResolvedNumber | ResolvedChoice): ExplanationNode {
  const { help } = declared;
  const { origin, value } = resolved;
  if (resolved.kind === "choice") return { name, help, value, unit: "", origin, parts: [] };
  const quantity = inputQuantity(resolved, declared.kind === "number" ? declared : {});
  const standsFor = standsForOf(declared, resolved);
  return { name, help, value, unit: resolved.unit, ...defined({ standsFor }), quantity, origin, parts: [] };
}
