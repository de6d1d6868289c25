import { WattledgerError } from "../error.ts";
import type { Expression } from "../formula/expression.ts";
import { mapChildren, rowOf } from "../formula/expression.ts";
import { formatExpression } from "../formula/notation.ts";
import { suggestion } from "../nearest.ts";
import { expectWritten } from "./expect-graph.ts";
import type { EquationText, Graph, GraphText, Input, Table, Use } from "./graph.ts";

/** A graph without composition and categories, not yet checked. */
export interface FlatGraph {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly equations: Readonly<Record<string, EquationText>>;
  readonly tables: Readonly<Record<string, Table>>;
}

/**
 * Takes a written graph apart: a member of a category becomes `name.member`, a used method's equations become
 * `node.equation`, its bound inputs equations and its other inputs `node.input`.
 *
 * @throws WattledgerError `bad-method` where something is bound that the used method does not have as a number.
 */
export function flatten(text: GraphText): FlatGraph {
  expectWritten(text);
  const inputs: Record<string, Input> = {};
  const equations: Record<string, EquationText> = {};
  const tables: Record<string, Table> = { ...text.tables };
  for (const [name, declared] of Object.entries(text.inputs)) {
    if (declared.kind !== "per-category") inputs[name] = declared;
    else for (const [member, one] of Object.entries(declared.members)) inputs[`${name}.${member}`] = one;
  }
  for (const [node, used] of Object.entries(text.uses ?? {})) {
    checkBindings(node, used);
    const inner = prefixed(used.graph, node);
    Object.assign(equations, inner.equations);
    Object.assign(tables, inner.tables);
    for (const [name, declared] of Object.entries(inner.inputs)) {
      const own = name.slice(node.length + 1);
      const formula = Object.hasOwn(used.bind, own) ? used.bind[own] : undefined;
      if (formula === undefined || declared.kind !== "number") inputs[name] = withinNode(declared, node);
      else equations[name] = { kind: "equation", unit: declared.unit, formula, help: declared.help };
    }
  }
  for (const [name, declared] of Object.entries(text.equations)) {
    if (declared.kind !== "per-category") equations[name] = declared;
    else for (const [member, one] of Object.entries(declared.members)) equations[`${name}.${member}`] = one;
  }
  return { inputs, equations, tables };
}

/** The whole of a part carries the node's name, too. */
function withinNode(declared: Input, node: string): Input {
  if (declared.kind !== "number" || declared.within === undefined) return declared;
  return { ...declared, within: `${node}.${declared.within}` };
}

function checkBindings(node: string, { graph, bind }: Use): void {
  for (const name of Object.keys(bind)) {
    const declared = Object.hasOwn(graph.inputs, name) ? graph.inputs[name] : undefined;
    if (declared?.kind === "number") continue;
    const problem =
      declared === undefined
        ? `unknown input \`${name}\`; it cannot be bound.${suggestion(name, Object.keys(graph.inputs))}`
        : `\`${name}\` is a ${declared.kind}, and only numbers can be bound.`;
    throw new WattledgerError("bad-method", `In the method used as \`${node}\`: ${problem}`);
  }
}

function prefixed(graph: Graph, node: string): FlatGraph {
  const rename = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [`${node}.${name}`, value]));
  const own = new Set([...Object.keys(graph.inputs), ...Object.keys(graph.equations)]);
  const equations = Object.entries(graph.equations).map(([name, equation]): [string, EquationText] => {
    const formula = formatExpression(prefixNames(equation.expression, node, own));
    const { unit, help } = equation;
    return [
      `${node}.${name}`,
      help === undefined ? { kind: "equation", unit, formula } : { kind: "equation", unit, formula, help },
    ];
  });
  return { inputs: rename(graph.inputs), equations: Object.fromEntries(equations), tables: rename(graph.tables) };
}

/** Puts the node's name before the names of its own graph; what `sum` and `fold` bind is not among them. */
function prefixNames(
  expression: Expression,
  node: string,
  own: ReadonlySet<string>,
  bound: ReadonlySet<string> = new Set(),
): Expression {
  const inner = (part: Expression, ...names: readonly string[]): Expression =>
    prefixNames(part, node, own, names.length === 0 ? bound : new Set([...bound, ...names]));
  switch (expression.kind) {
    case "name": {
      const { name } = expression;
      return own.has(name) && !bound.has(rowOf(name)) ? { kind: "name", name: `${node}.${name}` } : expression;
    }
    case "sum": {
      const { binder, list, body } = expression;
      return { ...expression, list: `${node}.${list}`, body: inner(body, ...binder) };
    }
    case "fold": {
      const { accumulator, initial, binder, list, body } = expression;
      const step = inner(body, accumulator, ...binder);
      return { ...expression, initial: inner(initial), list: `${node}.${list}`, body: step };
    }
    case "interpolate":
      return { ...expression, table: `${node}.${expression.table}`, at: inner(expression.at) };
    case "number":
    case "text":
    case "negate":
    case "arithmetic":
    case "compare":
    case "logic":
    case "not":
    case "if":
    case "call":
    case "convert":
      return mapChildren(expression, (part) => inner(part));
  }
}
