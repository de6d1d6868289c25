import { checkEquation } from "./check.ts";
import { WattledgerError, isWattledgerError } from "./error.ts";
import type { Expression } from "./expression.ts";
import { namesIn } from "./expression.ts";
import type { FlatGraph } from "./flatten.ts";
import type { Equation, EquationText, Graph } from "./graph.ts";
import { parseFormula } from "./parse.ts";
import { parseUnit } from "./unit.ts";

/**
 * Checks a graph: each formula parses, each name exists, units agree, no equation needs itself. Returns the equations
 * in an order in which they can be evaluated, with conversions of units put in where units of one dimension meet.
 *
 * @throws WattledgerError naming `owner`, the equation, what was found and what would be right.
 */
export function checkGraph(graph: FlatGraph, owner: string): Graph {
  const parsed = new Map<string, Expression>();
  for (const [name, equation] of Object.entries(graph.equations)) {
    if (Object.hasOwn(graph.inputs, name)) {
      throw new WattledgerError("bad-method", `${owner}: \`${name}\` is both an input and an equation.`);
    }
    parsed.set(
      name,
      within(owner, name, equation, () => parseFormula(equation.formula)),
    );
  }
  for (const declared of Object.values(graph.inputs)) if (declared.kind === "number") parseUnit(declared.unit);
  const equations: Record<string, Equation> = {};
  for (const name of inOrder(parsed, owner)) {
    const written = graph.equations[name];
    const expression = parsed.get(name);
    if (written === undefined || expression === undefined) continue;
    const { unit, formula, help } = written;
    const checked = within(owner, name, written, () => checkEquation(expression, parseUnit(unit), graph));
    equations[name] = { unit, formula, expression, checked, ...(help === undefined ? {} : { help }) };
  }
  return { inputs: graph.inputs, equations, tables: graph.tables };
}

/** Equations such that each stands after those it reads. */
function inOrder(parsed: ReadonlyMap<string, Expression>, owner: string): readonly string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(" → ");
      throw new WattledgerError("bad-method", `${owner}: these equations need each other in a circle: ${circle}.`);
    }
    const expression = parsed.get(name);
    if (expression === undefined) return;
    for (const needed of namesIn(expression)) visit(needed, [...path, name]);
    done.add(name);
  };
  for (const name of parsed.keys()) visit(name, []);
  return [...done];
}

function within<T>(owner: string, name: string, equation: EquationText, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    const place = `${owner}: equation \`${name} = ${equation.formula}\``;
    throw new WattledgerError(error.kind, `${place}: ${error.message}`, { cause: error });
  }
}
