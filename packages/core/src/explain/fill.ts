import { evaluate } from "../evaluate/evaluate.ts";
import { valuesOf } from "../evaluate/values.ts";
import type { Binder, Expression } from "../formula/expression.ts";
import { fieldOf, mapChildren, rowOf } from "../formula/expression.ts";
import { fillExpression, formatExpression } from "../formula/notation.ts";
import type { Graph } from "../graph/graph.ts";
import type { ResolvedInputs, ResolvedRow } from "../graph/resolved.ts";
import { standsForOf } from "../resolve/input-quantity.ts";
import { formatReadable } from "../units/format.ts";

/** A sum over more rows is not written out. */
const fewRows = 6;

/** The text that replaces a name; undefined if the name stays. */
type TextOf = (name: string) => string | undefined;

/** A formula with the values of one evaluation instead of its names; a sum over few rows is written out. */
export function fillFormula(
  expression: Expression,
  graph: Graph,
  inputs: ResolvedInputs,
  valueOf: (equation: string) => number | undefined,
): string {
  const filled = fillTree(expression, { graph, inputs }, (name) => textOf(name, graph, inputs, valueOf));
  return fillExpression(filled, (text) => text);
}

interface Given {
  readonly graph: Graph;
  readonly inputs: ResolvedInputs;
}

/** The tree with each name replaced by the text to be shown in its place. */
function fillTree(expression: Expression, given: Given, textOfName: TextOf): Expression {
  const fill = (part: Expression): Expression => fillTree(part, given, textOfName);
  switch (expression.kind) {
    case "name":
      return { kind: "name", name: textOfName(expression.name) ?? formatExpression(expression) };
    case "sum":
      return (
        writtenOut(expression, given, textOfName) ?? {
          ...expression,
          body: fillTree(expression.body, given, hiding(expression.binder, textOfName)),
        }
      );
    case "fold": {
      const { accumulator, initial, binder, body } = expression;
      const step = fillTree(body, given, hiding([accumulator, ...binder], textOfName));
      return { ...expression, initial: fill(initial), body: step };
    }
    case "number":
    case "text":
    case "negate":
    case "arithmetic":
    case "compare":
    case "logic":
    case "not":
    case "if":
    case "call":
    case "interpolate":
    case "convert":
      return mapChildren(expression, fill);
  }
}

/** A sum as its terms, one for each row; undefined where there are many, or pairs of them. */
function writtenOut(
  { binder, list, body }: Expression & { kind: "sum" },
  given: Given,
  textOfName: TextOf,
): Expression | undefined {
  const resolved = given.inputs[list];
  const declared = given.graph.inputs[list];
  if (binder.length > 1 || resolved?.kind !== "list" || declared?.kind !== "list") return undefined;
  if (resolved.rows.length > fewRows) return undefined;
  const terms = resolved.rows.map((row) => {
    const textOfField = rowText(row, declared.of);
    return fillTree(body, given, (name) => (rowOf(name) === binder[0] ? textOfField(fieldOf(name)) : textOfName(name)));
  });
  const [first, ...rest] = terms;
  if (first === undefined) return { kind: "number", value: 0 };
  return rest.reduce((left, right): Expression => ({ kind: "arithmetic", operator: "+", left, right }), first);
}

function rowText(row: ResolvedRow, of: Graph): TextOf {
  const results = evaluate(of, valuesOf(row.fields));
  return (field) => textOf(field, of, row.fields, (equation) => results[equation]);
}

/** What `sum` and `fold` bind hides what else has that name. */
function hiding(bound: Binder | readonly string[], textOfName: TextOf): TextOf {
  return (name) => (bound.includes(rowOf(name)) ? undefined : textOfName(name));
}

function textOf(
  name: string,
  graph: Graph,
  inputs: ResolvedInputs,
  valueOf: (equation: string) => number | undefined,
): string | undefined {
  const equation = Object.hasOwn(graph.equations, name) ? graph.equations[name] : undefined;
  const value = equation === undefined ? undefined : valueOf(name);
  if (equation !== undefined && value !== undefined) return withUnit(value, equation.unit);
  const resolved = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (resolved?.kind === "number") {
    return standsForOf(graph.inputs[name], resolved) ?? withUnit(resolved.value, resolved.unit);
  }
  return resolved?.kind === "choice" ? `"${resolved.value}"` : undefined;
}

function withUnit(value: number, unit: string): string {
  return formatReadable(value, unit, 4);
}
