import { WattledgerError } from "../error.ts";
import { excerpt } from "../formula/cursor.ts";
import type { Expression } from "../formula/expression.ts";
import { fieldOf, rowOf } from "../formula/expression.ts";
import { formatExpression } from "../formula/notation.ts";
import { suggestion } from "../nearest.ts";
import type { Unit, UnitReader } from "../units/unit.ts";
import { describeDimension, multiplyUnits, one, powerOfUnit, sameDimension } from "../units/unit.ts";
import type { FlatGraph } from "./flatten.ts";
import type { Graph, Input } from "./graph.ts";

/** What an expression yields. A number of no dimension yet is a literal zero, which fits anywhere. */
type Type =
  | { readonly kind: "number"; readonly unit: Unit | undefined }
  | { readonly kind: "choice"; readonly options: readonly string[]; readonly name: string }
  | { readonly kind: "option"; readonly value: string }
  | { readonly kind: "truth" };

interface Checked {
  readonly expression: Expression;
  readonly type: Type;
}

interface Scope {
  readonly graph: FlatGraph;
  /** Rows bound by `sum` and `fold`, by the list that they come from. */
  readonly rows: ReadonlyMap<string, Graph>;
  readonly accumulators: ReadonlyMap<string, Unit | undefined>;
  readonly unitOf: UnitReader;
}

/**
 * Checks a parsed formula against the names and units of its graph, and brings its value to `unit`.
 *
 * @throws WattledgerError `bad-method`, saying what was found and what is needed.
 */
export function checkEquation(expression: Expression, unit: Unit, graph: FlatGraph, unitOf: UnitReader): Expression {
  return inUnit(check(expression, { graph, rows: new Map(), accumulators: new Map(), unitOf }), unit);
}

function check(expression: Expression, scope: Scope): Checked {
  switch (expression.kind) {
    case "number": {
      if (expression.unit !== undefined) return number(expression, scope.unitOf(expression.unit));
      return number(expression, expression.value === 0 ? undefined : one);
    }
    case "text":
      return { expression, type: { kind: "option", value: expression.value } };
    case "name":
      return { expression, type: typeOfName(expression.name, scope) };
    case "negate": {
      const operand = checkNumber(expression.operand, scope);
      return number({ ...expression, operand: operand.expression }, operand.unit);
    }
    case "not":
      return { expression: { ...expression, operand: checkTruth(expression.operand, scope) }, type: { kind: "truth" } };
    case "logic": {
      const left = checkTruth(expression.left, scope);
      return {
        expression: { ...expression, left, right: checkTruth(expression.right, scope) },
        type: { kind: "truth" },
      };
    }
    case "arithmetic":
      return checkArithmetic(expression, scope);
    case "compare":
      return checkComparison(expression, scope);
    case "if": {
      const condition = checkTruth(expression.condition, scope);
      const { parts, unit } = alike([expression.whenTrue, expression.whenFalse], scope);
      const [whenTrue = expression.whenTrue, whenFalse = expression.whenFalse] = parts;
      return number({ ...expression, condition, whenTrue, whenFalse }, unit);
    }
    case "call":
      return checkCall(expression, scope);
    case "interpolate": {
      const table = Object.hasOwn(scope.graph.tables, expression.table)
        ? scope.graph.tables[expression.table]
        : undefined;
      if (table === undefined) throw unknownName(expression.table, Object.keys(scope.graph.tables), "table");
      const at = inUnit(check(expression.at, scope), scope.unitOf(table.xUnit));
      return number({ ...expression, at }, scope.unitOf(table.yUnit));
    }
    case "sum": {
      const body = checkNumber(expression.body, withRows(expression, scope));
      return number({ ...expression, body: body.expression }, body.unit);
    }
    case "fold":
      return checkFold(expression, scope);
    case "convert":
      throw new TypeError("A formula as written holds no conversion.");
  }
}

function checkArithmetic(expression: Expression & { kind: "arithmetic" }, scope: Scope): Checked {
  const { operator } = expression;
  if (operator === "+" || operator === "-") {
    const { parts, unit } = alike([expression.left, expression.right], scope);
    const [left = expression.left, right = expression.right] = parts;
    return number({ ...expression, left, right }, unit);
  }
  const left = checkNumber(expression.left, scope);
  const right = checkNumber(expression.right, scope);
  const whole = { ...expression, left: left.expression, right: right.expression };
  if (operator === "*") {
    const zero = left.unit === undefined || right.unit === undefined;
    return number(whole, zero ? undefined : multiplyUnits(left.unit, right.unit));
  }
  if (operator === "/") {
    if (left.unit === undefined) return number(whole, undefined);
    return number(whole, multiplyUnits(left.unit, powerOfUnit(right.unit ?? one, -1)));
  }
  const exponent = inUnit({ expression: right.expression, type: { kind: "number", unit: right.unit } }, one);
  if (left.unit === undefined || sameDimension(left.unit.dimension, {})) {
    return number({ ...whole, left: inUnit(asChecked(left), one), right: exponent }, one);
  }
  const power = constantOf(expression.right);
  if (power === undefined) {
    throw bad(
      `the exponent of ${excerpt(formatExpression(expression.left))} must be a plain number, since that has a unit`,
    );
  }
  return number({ ...whole, right: exponent }, powerOfUnit(left.unit, power));
}

function checkComparison(expression: Expression & { kind: "compare" }, scope: Scope): Checked {
  const left = check(expression.left, scope);
  const right = check(expression.right, scope);
  const [chosen, option] = left.type.kind === "choice" ? [left, right] : [right, left];
  if (chosen.type.kind === "choice") {
    if (option.type.kind !== "option" || (expression.operator !== "=" && expression.operator !== "!=")) {
      throw bad(`\`${chosen.type.name}\` is a choice. Compare it by = or ≠ with one of ${quoted(chosen.type.options)}`);
    }
    const index = chosen.type.options.indexOf(option.type.value);
    if (index === -1) {
      throw bad(`\`${chosen.type.name}\` has no option "${option.type.value}", only ${quoted(chosen.type.options)}`);
    }
    const whole: Expression = { ...expression, left: chosen.expression, right: { kind: "number", value: index } };
    return { expression: whole, type: { kind: "truth" } };
  }
  const { parts } = alike([expression.left, expression.right], scope);
  const [first = expression.left, second = expression.right] = parts;
  return { expression: { ...expression, left: first, right: second }, type: { kind: "truth" } };
}

function checkCall(expression: Expression & { kind: "call" }, scope: Scope): Checked {
  switch (expression.function) {
    case "min":
    case "max": {
      const { parts, unit } = alike(expression.arguments, scope);
      return number({ ...expression, arguments: parts }, unit);
    }
    case "abs":
    case "sqrt": {
      const [part] = expression.arguments.map((argument) => checkNumber(argument, scope));
      if (part === undefined) throw bad(`${expression.function} needs an argument`);
      const unit = expression.function === "abs" || part.unit === undefined ? part.unit : powerOfUnit(part.unit, 0.5);
      return number({ ...expression, arguments: [part.expression] }, unit);
    }
    case "exp":
    case "ln":
    case "log2":
    case "log10":
    case "ceil":
    case "floor":
    case "round": {
      const digits = expression.arguments[1];
      if (digits !== undefined) checkDigits(digits);
      return number(
        { ...expression, arguments: expression.arguments.map((part) => inUnit(check(part, scope), one)) },
        one,
      );
    }
  }
}

/** More decimals than that no double has. */
const mostDigits = 20;

function checkDigits(digits: Expression): void {
  if (digits.kind === "number" && Number.isInteger(digits.value) && digits.value <= mostDigits) return;
  throw bad(
    `round takes a whole number of decimals from 0 to ${mostDigits}, written out, not ${excerpt(formatExpression(digits))}`,
  );
}

function checkFold(expression: Expression & { kind: "fold" }, scope: Scope): Checked {
  const inner = withRows(expression, scope);
  refuseShadow(expression.accumulator, inner);
  const withAccumulator = (unit: Unit | undefined): Scope => ({
    ...inner,
    accumulators: new Map([...inner.accumulators, [expression.accumulator, unit]]),
  });
  const initial = checkNumber(expression.initial, scope);
  // A fold from 0 takes the unit that its first step yields.
  const unit = initial.unit ?? checkNumber(expression.body, withAccumulator(undefined)).unit ?? one;
  const body = inUnit(check(expression.body, withAccumulator(unit)), unit);
  return number({ ...expression, initial: initial.expression, body }, unit);
}

function withRows(expression: Expression & { kind: "sum" | "fold" }, scope: Scope): Scope {
  const declared = Object.hasOwn(scope.graph.inputs, expression.list) ? scope.graph.inputs[expression.list] : undefined;
  if (declared?.kind !== "list") {
    const lists = Object.keys(scope.graph.inputs).filter((name) => scope.graph.inputs[name]?.kind === "list");
    throw unknownName(expression.list, lists, "list");
  }
  const rows = new Map(scope.rows);
  for (const row of expression.binder) {
    refuseShadow(row, { ...scope, rows });
    rows.set(row, declared.of);
  }
  return { ...scope, rows };
}

/**
 * Names bound within each other by `sum` and `fold` differ. One may equal a name of the graph, which it then hides:
 * a method cannot know what the methods that use it call their own.
 */
function refuseShadow(name: string, { rows, accumulators }: Scope): void {
  if (!rows.has(name) && !accumulators.has(name)) return;
  throw bad(`\`${name}\` is bound twice. Use another name for the inner row or running value`);
}

function typeOfName(name: string, scope: Scope): Type {
  if (scope.accumulators.has(name)) return { kind: "number", unit: scope.accumulators.get(name) };
  const row = scope.rows.get(rowOf(name));
  if (row !== undefined && fieldOf(name) === "") {
    throw bad(`\`${name}\` is a row: name one of its fields, such as \`${name}.${namesOf(row)[0] ?? "field"}\``);
  }
  const type = row === undefined ? typeIn(scope.graph, name, scope.unitOf) : typeIn(row, fieldOf(name), scope.unitOf);
  if (type !== undefined) return type;
  const known = row === undefined ? namesOf(scope.graph) : namesOf(row).map((field) => `${rowOf(name)}.${field}`);
  throw unknownName(name, [...known, ...scope.rows.keys(), ...scope.accumulators.keys()], "input or equation");
}

function typeIn(
  graph: {
    readonly inputs: Readonly<Record<string, Input>>;
    readonly equations: Readonly<Record<string, { readonly unit: string }>>;
  },
  name: string,
  unitOf: UnitReader,
): Type | undefined {
  const equation = Object.hasOwn(graph.equations, name) ? graph.equations[name] : undefined;
  if (equation !== undefined) return { kind: "number", unit: unitOf(equation.unit) };
  const declared = Object.hasOwn(graph.inputs, name) ? graph.inputs[name] : undefined;
  if (declared?.kind === "number") return { kind: "number", unit: unitOf(declared.unit) };
  if (declared?.kind === "choice") return { kind: "choice", options: declared.options, name };
  if (declared?.kind === "list") throw bad(`\`${name}\` is a list: use it in sum(row in ${name}: ...)`);
  return undefined;
}

function namesOf(graph: { readonly inputs: object; readonly equations: object }): readonly string[] {
  return [...Object.keys(graph.inputs), ...Object.keys(graph.equations)];
}

interface CheckedNumber {
  readonly expression: Expression;
  readonly unit: Unit | undefined;
}

function checkNumber(expression: Expression, scope: Scope): CheckedNumber {
  const { expression: checked, type } = check(expression, scope);
  if (type.kind === "number") return { expression: checked, unit: type.unit };
  throw bad(`${excerpt(formatExpression(expression))} is not a number`);
}

function checkTruth(expression: Expression, scope: Scope): Expression {
  const { expression: checked, type } = check(expression, scope);
  if (type.kind !== "truth") throw bad(`${excerpt(formatExpression(expression))} must be a comparison`);
  return checked;
}

/** Parts that must be of one dimension, brought to the unit of the first that has one. */
function alike(written: readonly Expression[], scope: Scope): { parts: readonly Expression[]; unit: Unit | undefined } {
  const parts = written.map((part) => checkNumber(part, scope));
  const unit = parts.find((part) => part.unit !== undefined)?.unit;
  if (unit === undefined) return { parts: parts.map((part) => part.expression), unit };
  return { parts: parts.map((part) => inUnit(asChecked(part), unit)), unit };
}

function inUnit({ expression, type }: Checked, unit: Unit): Expression {
  if (type.kind !== "number") throw bad(`${excerpt(formatExpression(expression))} is not a number`);
  if (type.unit === undefined) return expression;
  if (!sameDimension(type.unit.dimension, unit.dimension)) {
    const found = describeDimension(type.unit.dimension);
    const wanted = describeDimension(unit.dimension);
    throw bad(`${excerpt(formatExpression(expression))} is ${found} where ${wanted} (${unit.text}) is needed`);
  }
  const factor = type.unit.scale / unit.scale;
  return Math.abs(factor - 1) < 1e-15 ? expression : { kind: "convert", factor, operand: expression };
}

function asChecked({ expression, unit }: CheckedNumber): Checked {
  return number(expression, unit);
}

function number(expression: Expression, unit: Unit | undefined): Checked {
  return { expression, type: { kind: "number", unit } };
}

/** The value of an exponent that is written as a number, a negative number or a quotient of numbers. */
function constantOf(expression: Expression): number | undefined {
  if (expression.kind === "number") return expression.value;
  if (expression.kind === "negate") {
    const operand = constantOf(expression.operand);
    return operand === undefined ? undefined : -operand;
  }
  if (expression.kind !== "arithmetic" || expression.operator !== "/") return undefined;
  const left = constantOf(expression.left);
  const right = constantOf(expression.right);
  return left === undefined || right === undefined ? undefined : left / right;
}

function bad(message: string): WattledgerError {
  return new WattledgerError("bad-method", `${message}.`);
}

function unknownName(name: string, known: readonly string[], what: string): WattledgerError {
  return new WattledgerError("bad-method", `unknown ${what} \`${name}\`.${suggestion(name, known)}`);
}

function quoted(options: readonly string[]): string {
  return options.map((option) => `"${option}"`).join(", ");
}
