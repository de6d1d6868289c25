import type { EquationText, Graph, GraphText, Input, Table } from "./graph.ts";
import type { Expression } from "./expression.ts";
import { mapChildren } from "./expression.ts";
import { formatExpression } from "./notation.ts";

/** A graph without composition and categories, not yet checked. */
export interface FlatGraph {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly equations: Readonly<Record<string, EquationText>>;
  readonly tables: Readonly<Record<string, Table>>;
}

/**
 * Takes a written graph apart: a member of a category becomes `name.member`, a used method's equations become
 * `node.equation`, its bound inputs equations and its other inputs `node.input`.
 */
export function flatten(text: GraphText): FlatGraph {
  const inputs: Record<string, Input> = {};
  const equations: Record<string, EquationText> = {};
  const tables: Record<string, Table> = { ...text.tables };
  for (const [name, declared] of Object.entries(text.inputs)) {
    if (declared.kind !== "per-category") inputs[name] = declared;
    else for (const [member, one] of Object.entries(declared.members)) inputs[`${name}.${member}`] = one;
  }
  for (const [node, used] of Object.entries(text.uses ?? {})) {
    const inner = prefixed(used.graph, node);
    Object.assign(equations, inner.equations);
    Object.assign(tables, inner.tables);
    for (const [name, declared] of Object.entries(inner.inputs)) {
      const formula = used.bind[name.slice(node.length + 1)];
      if (formula === undefined || declared.kind !== "number") inputs[name] = declared;
      else equations[name] = { kind: "equation", unit: declared.unit, formula, help: declared.help };
    }
  }
  for (const [name, declared] of Object.entries(text.equations)) {
    if (declared.kind !== "per-category") equations[name] = declared;
    else for (const [member, one] of Object.entries(declared.members)) equations[`${name}.${member}`] = one;
  }
  return { inputs, equations, tables };
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

/** Puts the node's name before the names of its own graph; rows bound by `sum` and `fold` are not among them. */
function prefixNames(expression: Expression, node: string, own: ReadonlySet<string>): Expression {
  const inner = mapChildren(expression, (part) => prefixNames(part, node, own));
  switch (inner.kind) {
    case "name":
      return own.has(inner.name) ? { kind: "name", name: `${node}.${inner.name}` } : inner;
    case "sum":
    case "fold":
      return { ...inner, list: `${node}.${inner.list}` };
    case "interpolate":
      return { ...inner, table: `${node}.${inner.table}` };
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
      return inner;
  }
}
