import { defined } from "../defined.ts";
import { WattledgerError, isWattledgerError } from "../error.ts";
import { excerpt } from "../formula/cursor.ts";
import type { Expression } from "../formula/expression.ts";
import { namesRead } from "../formula/expression.ts";
import { isName, parseFormula } from "../formula/parse.ts";
import { suggestion } from "../nearest.ts";
import { sameDimension, unitReader } from "../units/unit.ts";
import type { UnitReader } from "../units/unit.ts";
import { checkEquation } from "./check.ts";
import { asChecked } from "./expect-graph.ts";
import type { FlatGraph } from "./flatten.ts";
import type { Equation, EquationText, Graph, Input, NumberInput, Table } from "./graph.ts";
import { indexOf, numberOf } from "./input-value.ts";

/**
 * Checks a graph: each formula parses, each name exists, units agree, no equation needs itself, each default is one
 * that could be given, each table rises. Returns the equations
 * in an order in which they can be evaluated, with conversions of units put in where units of one dimension meet.
 *
 * @throws WattledgerError naming `owner`, the equation, what was found and what would be right.
 */
export function checkGraph(graph: FlatGraph, owner: string): Graph {
  const unitOf = unitReader();
  const names = [graph.inputs, graph.equations, graph.tables].flatMap((named) => Object.keys(named));
  for (const name of names) checkName(name, owner);
  const parsed = new Map<string, Expression>();
  for (const [name, equation] of Object.entries(graph.equations)) {
    if (Object.hasOwn(graph.inputs, name)) {
      throw new WattledgerError("bad-method", `${owner}: \`${name}\` is both an input and an equation.`);
    }
    parsed.set(
      name,
      within(`${owner}: ${equationText(name, equation)}`, () => parseFormula(equation.formula)),
    );
  }
  for (const [name, declared] of Object.entries(graph.inputs))
    within(`${owner}: input \`${name}\``, () => {
      checkInput(name, declared, unitOf);
      if (declared.kind === "number") checkWhole(name, declared, graph.inputs, unitOf);
    });
  for (const [name, table] of Object.entries(graph.tables))
    within(`${owner}: table \`${name}\``, () => checkTable(table, unitOf));
  const equations: Record<string, Equation> = {};
  for (const name of inOrder(parsed, owner)) {
    const written = graph.equations[name];
    const expression = parsed.get(name);
    if (written === undefined || expression === undefined) continue;
    const { unit, formula, help } = written;
    const checked = within(`${owner}: ${equationText(name, written)}`, () =>
      checkEquation(expression, unitOf(unit), graph, unitOf),
    );
    equations[name] = { unit, formula, expression, checked, ...defined({ help }) };
  }
  return asChecked({ inputs: graph.inputs, equations, tables: graph.tables });
}

/** An equation that is being put in order. */
interface Visit {
  readonly name: string;
  readonly needs: readonly string[];
  next: number;
}

/** Equations sorted so that each follows the ones that it reads. The order of declaration does not matter. */
function inOrder(parsed: ReadonlyMap<string, Expression>, owner: string): readonly string[] {
  /** Length of the longest chain of equations up to each sorted one. */
  const rows = new Map<string, number>();
  const open = new Set<string>();
  const stack: Visit[] = [];
  const enter = (name: string): void => {
    const needs = namesRead(parsed.get(name) ?? noExpression).filter((one) => parsed.has(one));
    open.add(name);
    stack.push({ name, needs, next: 0 });
  };
  for (const start of parsed.keys()) {
    if (!rows.has(start)) enter(start);
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const { name, needs } = visit;
      const needed = needs[visit.next];
      visit.next += 1;
      if (needed === undefined) {
        stack.pop();
        open.delete(name);
        rows.set(name, 1 + needs.reduce((most, one) => Math.max(most, rows.get(one) ?? 0), 0));
      } else if (open.has(needed)) throw inCircle([...open], needed, owner);
      else if (!rows.has(needed)) enter(needed);
    }
  }
  const beyond = [...rows].flatMap(([name, row]) => (row === longestRow + 1 ? [name] : [])).toSorted();
  if (beyond[0] !== undefined) throw inTooLongRow(beyond[0], owner);
  return [...rows.keys()];
}

const noExpression: Expression = { kind: "number", value: Number.NaN };

/** Equations that may need each other in a row; it bounds how deep a walk over them goes. */
const longestRow = 500;

function inCircle(open: readonly string[], needed: string, owner: string): WattledgerError {
  const circle = [...open.slice(open.indexOf(needed)), needed];
  const shown = circle.length <= 12 ? circle : [...circle.slice(0, 5), "…", ...circle.slice(-5)];
  const message = `${owner}: these equations depend on each other in a circle: ${shown.join(" → ")}.`;
  return new WattledgerError("bad-method", message);
}

function inTooLongRow(name: string, owner: string): WattledgerError {
  const message = `${owner}: \`${name}\` depends on a chain of more than ${longestRow} equations. Join some of them, or use \`fold\` over a list.`;
  return new WattledgerError("bad-method", message);
}

/** Outputs of a method name equations of its graph. @throws WattledgerError `bad-method` */
export function checkOutputs(
  outputs: Readonly<Record<string, string>>,
  equations: Readonly<Record<string, unknown>>,
  owner: string,
): void {
  for (const [output, name] of Object.entries(outputs)) {
    if (Object.hasOwn(equations, name)) continue;
    const hint = suggestion(name, Object.keys(equations));
    const message = `${owner}: the output \`${output}\` names \`${name}\`, which is not an equation.${hint}`;
    throw new WattledgerError("bad-method", message);
  }
}

/** Cautions of a method name equations of its graph. @throws WattledgerError `bad-method` */
export function checkCautions(
  cautions: Readonly<Record<string, string>> | undefined,
  equations: Readonly<Record<string, unknown>>,
  owner: string,
): void {
  for (const name of Object.keys(cautions ?? {})) {
    if (Object.hasOwn(equations, name)) continue;
    const message = `${owner}: the caution \`${name}\` is not an equation.${suggestion(name, Object.keys(equations))}`;
    throw new WattledgerError("bad-method", message);
  }
}

/** A part and its whole are of one kind. The whole may be missing where only a part of a method is used. @throws WattledgerError `bad-method` */
function checkWhole(
  name: string,
  { within: whole, unit }: NumberInput,
  inputs: FlatGraph["inputs"],
  unitOf: UnitReader,
): void {
  const declared = whole !== undefined && Object.hasOwn(inputs, whole) ? inputs[whole] : undefined;
  if (declared === undefined) return;
  if (declared.kind === "number" && sameDimension(unitOf(declared.unit).dimension, unitOf(unit).dimension)) return;
  throw new WattledgerError(
    "bad-method",
    `\`${name}\` is within \`${whole}\`, which is not a number of the same kind.`,
  );
}

/** A name that no formula could write would be of no use to anybody. */
function checkName(name: string, owner: string): void {
  if (isName(name)) return;
  const message = `${owner}: a formula cannot use the name \`${name}\`. Write letters, digits and _ after a letter, members after a dot.`;
  throw new WattledgerError("bad-method", message);
}

function checkInput(name: string, declared: Input, unitOf: UnitReader): void {
  switch (declared.kind) {
    case "number": {
      const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, unit } = declared;
      unitOf(unit);
      if (!(min <= max))
        throw new WattledgerError("bad-method", `its least value ${min} is above its greatest, ${max}.`);
      if (declared.default !== undefined) numberOf(name, declared, declared.default);
      return;
    }
    case "choice":
      if (declared.default !== undefined) indexOf(name, declared, declared.default);
      return;
    case "list": {
      const inner = Object.entries(declared.of.inputs).find(([, one]) => one.kind === "list");
      if (inner === undefined) return;
      const message = `a row holds the list \`${inner[0]}\`, but rows hold only numbers and choices.`;
      throw new WattledgerError("bad-method", message);
    }
  }
}

function checkTable({ xUnit, yUnit, points }: Table, unitOf: UnitReader): void {
  unitOf(xUnit);
  unitOf(yUnit);
  const wrong = points.findIndex(
    ([x, y], index) => !(x > (points[index - 1]?.[0] ?? -Infinity)) || !Number.isFinite(y),
  );
  if (points.length > 0 && wrong === -1) return;
  const message =
    points.length === 0 ? "it has no points." : `its x must rise from point to point; point ${wrong + 1} does not.`;
  throw new WattledgerError("bad-method", message);
}

function equationText(name: string, { formula }: EquationText): string {
  return `equation ${excerpt(`${name} = ${formula}`)}`;
}

function within<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    const kind = error.kind === "bad-input" ? "bad-method" : error.kind;
    throw new WattledgerError(kind, `${place}: ${error.message}`, { cause: error });
  }
}
