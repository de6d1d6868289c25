import type { Expression, FunctionName } from "./expression.ts";
import { fieldOf, rowOf } from "./expression.ts";
import { compare, functions, interpolate, roundTo } from "./functions.ts";
import type { Graph, Table } from "./graph.ts";

/** A value with its exact derivative along each of some directions. */
export interface Dual {
  readonly value: number;
  readonly slopes: Float64Array;
}

/** Inputs as duals: numbers by name, rows of lists. A choice is the index of its option, with no slope. */
export interface DualInputs {
  readonly numbers: ReadonlyMap<string, Dual>;
  readonly lists: ReadonlyMap<string, readonly ReadonlyMap<string, Dual>[]>;
}

/**
 * Evaluates a graph with exact derivatives (forward-mode differentiation) along `directions` directions: the slope of
 * an equation along one is the sum over inputs of partial derivative × the input's slope. Where a formula has a kink
 * or a step (`min`, `if`, `ceil`), the derivative is that of the branch that the values take.
 */
export function differentiate(graph: Graph, inputs: DualInputs, directions: number): ReadonlyMap<string, Dual> {
  const rows = new Map<string, readonly ReadonlyMap<string, Dual>[]>();
  for (const [name, list] of inputs.lists) {
    const declared = graph.inputs[name];
    if (declared?.kind !== "list") continue;
    rows.set(
      name,
      list.map(
        (row) => new Map([...row, ...differentiate(declared.of, { numbers: row, lists: new Map() }, directions)]),
      ),
    );
  }
  const values = new Map(inputs.numbers);
  const results = new Map<string, Dual>();
  for (const [name, equation] of Object.entries(graph.equations)) {
    const dual = walk(equation.checked, { tables: graph.tables, values, rows, bound: new Map(), directions });
    values.set(name, dual);
    results.set(name, dual);
  }
  return results;
}

/** A dual that does not change in any direction. */
export function constantDual(value: number, directions: number): Dual {
  return { value, slopes: new Float64Array(directions) };
}

interface Scope {
  readonly tables: Readonly<Record<string, Table>>;
  readonly values: ReadonlyMap<string, Dual>;
  readonly rows: ReadonlyMap<string, readonly ReadonlyMap<string, Dual>[]>;
  readonly bound: ReadonlyMap<string, Dual | ReadonlyMap<string, Dual>>;
  readonly directions: number;
}

function walk(expression: Expression, scope: Scope): Dual {
  const constant = (value: number): Dual => constantDual(value, scope.directions);
  const truth = (part: Expression): boolean => walk(part, scope).value === 1;
  switch (expression.kind) {
    case "number":
      return constant(expression.value);
    case "text":
      throw new TypeError("An option stands alone only before the check.");
    case "name":
      return named(expression.name, scope);
    case "negate":
      return along(
        walk(expression.operand, scope),
        (value) => -value,
        () => -1,
      );
    case "convert":
      return along(
        walk(expression.operand, scope),
        (value) => value * expression.factor,
        () => expression.factor,
      );
    case "not":
      return constant(truth(expression.operand) ? 0 : 1);
    case "logic": {
      const left = truth(expression.left);
      const both = expression.operator === "and" ? left && truth(expression.right) : left || truth(expression.right);
      return constant(both ? 1 : 0);
    }
    case "compare":
      return constant(
        compare(expression.operator, walk(expression.left, scope).value, walk(expression.right, scope).value) ? 1 : 0,
      );
    case "if":
      return walk(truth(expression.condition) ? expression.whenTrue : expression.whenFalse, scope);
    case "arithmetic":
      return arithmetic(expression.operator, walk(expression.left, scope), walk(expression.right, scope));
    case "call":
      return call(
        expression.function,
        expression.arguments.map((part) => walk(part, scope)),
      );
    case "interpolate": {
      const table = scope.tables[expression.table];
      if (table === undefined) throw new TypeError(`No table ${expression.table}.`);
      const at = walk(expression.at, scope);
      return along(
        at,
        (x) => interpolate(table, x),
        (x) => slopeOf(table, x),
      );
    }
    case "sum":
      return overRows(expression, constant(0), scope, (total, added) => arithmetic("+", total, added));
    case "fold":
      return overRows(expression, walk(expression.initial, scope), scope, (_, latest) => latest);
  }
}

function named(name: string, scope: Scope): Dual {
  const bound = scope.bound.get(rowOf(name));
  const dual = bound === undefined ? scope.values.get(name) : "slopes" in bound ? bound : bound.get(fieldOf(name));
  if (dual === undefined) throw new TypeError(`No value for ${name}.`);
  return dual;
}

function overRows(
  expression: Expression & { kind: "sum" | "fold" },
  initial: Dual,
  scope: Scope,
  next: (running: Dual, added: Dual) => Dual,
): Dual {
  const rows = scope.rows.get(expression.list) ?? [];
  const width = expression.binder.length;
  let running = initial;
  for (let index = width - 1; index < rows.length; index += 1) {
    const bound = new Map(scope.bound);
    if (expression.kind === "fold") bound.set(expression.accumulator, running);
    for (const [offset, name] of expression.binder.entries()) {
      const row = rows[index - width + 1 + offset];
      if (row !== undefined) bound.set(name, row);
    }
    running = next(running, walk(expression.body, { ...scope, bound }));
  }
  return running;
}

/** A function of one dual: its value, and its derivative by the chain rule. */
function along(operand: Dual, value: (x: number) => number, slope: (x: number) => number): Dual {
  const factor = slope(operand.value);
  return { value: value(operand.value), slopes: operand.slopes.map((one) => (one === 0 ? 0 : one * factor)) };
}

function arithmetic(operator: "+" | "-" | "*" | "/" | "^", left: Dual, right: Dual): Dual {
  const { value: a, slopes: da } = left;
  const { value: b, slopes: db } = right;
  const slopes = (weightOfLeft: number, weightOfRight: number): Float64Array =>
    da.map((one, index) => term(one, weightOfLeft) + term(db[index] ?? 0, weightOfRight));
  switch (operator) {
    case "+":
      return { value: a + b, slopes: slopes(1, 1) };
    case "-":
      return { value: a - b, slopes: slopes(1, -1) };
    case "*":
      return { value: a * b, slopes: slopes(b, a) };
    case "/":
      return { value: a / b, slopes: slopes(1 / b, -a / b ** 2) };
    case "^":
      return { value: a ** b, slopes: slopes(b === 0 ? 0 : b * a ** (b - 1), a > 0 ? Math.log(a) * a ** b : 0) };
  }
}

/** A slope of zero stays zero, whatever infinity it is weighed with. */
function term(slope: number, weight: number): number {
  return slope === 0 ? 0 : slope * weight;
}

const slopes: Readonly<Record<Exclude<FunctionName, "min" | "max">, (x: number) => number>> = {
  exp: Math.exp,
  ln: (x) => 1 / x,
  log2: (x) => 1 / (x * Math.LN2),
  log10: (x) => 1 / (x * Math.LN10),
  sqrt: (x) => 0.5 / Math.sqrt(x),
  abs: Math.sign,
  ceil: () => 0,
  floor: () => 0,
  round: () => 0,
};

function call(name: FunctionName, parts: readonly Dual[]): Dual {
  const [first, ...rest] = parts;
  if (first === undefined) throw new TypeError(`${name} needs an argument.`);
  switch (name) {
    case "min":
      return rest.reduce((least, part) => (part.value < least.value || Number.isNaN(part.value) ? part : least), first);
    case "max":
      return rest.reduce((most, part) => (part.value > most.value || Number.isNaN(part.value) ? part : most), first);
    case "exp":
    case "ln":
    case "log2":
    case "log10":
    case "sqrt":
    case "abs":
    case "ceil":
    case "floor":
      return along(first, functions[name], slopes[name]);
    case "round": {
      const [decimals] = rest;
      return along(
        first,
        (x) => (decimals === undefined ? functions.round(x) : roundTo(x, decimals.value)),
        slopes.round,
      );
    }
  }
}

function slopeOf({ points }: Table, x: number): number {
  const above = points.findIndex(([at]) => at >= x);
  const high = points[above];
  const low = points[above - 1];
  if (high === undefined || low === undefined) return 0;
  return (high[1] - low[1]) / (high[0] - low[0]);
}
