import { WattledgerError } from "../error.ts";
import { suggestion } from "../nearest.ts";
import { cursorOver, excerpt, expected, keywords, wrong } from "./cursor.ts";
import type { Cursor, Token } from "./cursor.ts";
import { depthOf } from "./expression.ts";
import type { ArithmeticOperator, Binder, ComparisonOperator, Expression, FunctionName } from "./expression.ts";

/** How many arguments a function takes: at least, and at most where there is a bound. */
const functionArity: Readonly<Record<FunctionName, readonly [least: number, most?: number]>> = {
  min: [2],
  max: [2],
  exp: [1, 1],
  ln: [1, 1],
  log2: [1, 1],
  log10: [1, 1],
  sqrt: [1, 1],
  abs: [1, 1],
  ceil: [1, 1],
  floor: [1, 1],
  round: [1, 2],
};

const specialForms = ["if", "sum", "fold", "interpolate"];
/** Formulas nest at most this deep, so that no walk over a tree runs out of stack. */
const deepest = 200;

/** A longer chain of one rank is split in halves, so that it does not nest. */
const longestRun = 100;

/**
 * Parses the text of a formula.
 *
 * The language: `+ − × ÷ ^` (also `- * /`), comparisons, `and`, `or`, `not`, `if(condition, then, otherwise)`, `min`,
 * `max` (two or more), `exp`, `ln`, `log2`, `log10`, `sqrt`, `abs`, `ceil`, `floor`, `round` (`round(x, 2)` to two
 * decimals), numbers with a unit in brackets (`0.05 [L/kWh]`), `"options"` of a choice, `sum(part in parts: part.power × part.count)`,
 * `sum((a, b) in samples: ...)` over neighbouring rows, `fold(total from 0, row in rows: total + row.x)` and
 * `interpolate(curve, load)`. `factor[gwp]` is the member `gwp` of a figure per impact category.
 *
 * @throws WattledgerError `bad-formula` with the place and what was expected there.
 */
export function parseFormula(formula: string): Expression {
  if (typeof formula !== "string") throw new WattledgerError("bad-formula", "A formula must be text.");
  const cursor = cursorOver(formula);
  const expression = disjunction(cursor, 0);
  if (cursor.peek().kind !== "end") throw expected(formula, "an operator or the end", cursor.peek());
  if (depthOf(expression) > deepest) throw tooDeep(formula);
  return expression;
}

// One function for each rank of the grammar, the weakest first. `depth` counts the brackets, signs and calls around.

function disjunction(cursor: Cursor, depth: number): Expression {
  return logicChain(cursor, "or", () => conjunction(cursor, depth));
}

function conjunction(cursor: Cursor, depth: number): Expression {
  return logicChain(cursor, "and", () => negation(cursor, depth));
}

function negation(cursor: Cursor, depth: number): Expression {
  if (!cursor.skip("not")) return comparison(cursor, depth);
  return { kind: "not", operand: negation(cursor, deeper(cursor, depth)) };
}

const comparisons: readonly ComparisonOperator[] = ["=", "!=", "<", "<=", ">", ">="];

function comparison(cursor: Cursor, depth: number): Expression {
  const left = sumOfTerms(cursor, depth);
  const operator = comparisons.find((text) => cursor.skip(text));
  return operator === undefined ? left : { kind: "compare", operator, left, right: sumOfTerms(cursor, depth) };
}

function sumOfTerms(cursor: Cursor, depth: number): Expression {
  return arithmeticChain(cursor, ["+", "-"], () => productOfTerms(cursor, depth));
}

function productOfTerms(cursor: Cursor, depth: number): Expression {
  return arithmeticChain(cursor, ["*", "/"], () => signed(cursor, depth));
}

function signed(cursor: Cursor, depth: number): Expression {
  return cursor.skip("-") ? { kind: "negate", operand: signed(cursor, deeper(cursor, depth)) } : power(cursor, depth);
}

function power(cursor: Cursor, depth: number): Expression {
  const base = primary(cursor, depth);
  if (!cursor.skip("^")) return base;
  return { kind: "arithmetic", operator: "^", left: base, right: signed(cursor, deeper(cursor, depth)) };
}

function primary(cursor: Cursor, depth: number): Expression {
  const token = cursor.next();
  const wanted = "a number, a name or a bracket";
  switch (token.kind) {
    case "number":
      return number(cursor, token);
    case "text":
      return { kind: "text", value: token.text };
    case "name":
      if (keywords.has(token.text)) throw expected(cursor.formula, wanted, token);
      return cursor.skip("(") ? call(cursor, token, deeper(cursor, depth)) : { kind: "name", name: token.text };
    case "operator": {
      if (token.text !== "(") throw expected(cursor.formula, wanted, token);
      const inner = disjunction(cursor, deeper(cursor, depth));
      cursor.expect(")");
      return inner;
    }
    case "unit":
    case "end":
      throw expected(cursor.formula, wanted, token);
  }
}

function number(cursor: Cursor, token: Token): Expression {
  const value = Number(token.text);
  if (!Number.isFinite(value)) throw expected(cursor.formula, "a number below 1.8e308", token);
  if (value === 0 && /[1-9]/.test(token.text.replace(/[eE].*/, "")))
    throw expected(cursor.formula, "0 or a number of at least 5e-324", token);
  if (cursor.peek().kind !== "unit") return { kind: "number", value };
  return { kind: "number", value, unit: cursor.next().text };
}

/** The arguments in the brackets after a name, up to the closing bracket. */
function call(cursor: Cursor, name: Token, depth: number): Expression {
  const expression = callBody(cursor, name, depth);
  cursor.expect(")");
  return expression;
}

function callBody(cursor: Cursor, name: Token, depth: number): Expression {
  switch (name.text) {
    case "if": {
      const condition = disjunction(cursor, depth);
      cursor.expect(",");
      const whenTrue = disjunction(cursor, depth);
      cursor.expect(",");
      return { kind: "if", condition, whenTrue, whenFalse: disjunction(cursor, depth) };
    }
    case "sum":
      return { kind: "sum", ...overList(cursor, depth) };
    case "fold": {
      const accumulator = plainName(cursor, "a name for the running value");
      cursor.expect("from");
      const initial = disjunction(cursor, depth);
      cursor.expect(",");
      return { kind: "fold", accumulator, initial, ...overList(cursor, depth) };
    }
    case "interpolate": {
      const table = cursor.expectName("the name of a table");
      cursor.expect(",");
      return { kind: "interpolate", table, at: disjunction(cursor, depth) };
    }
    default:
      return functionCall(cursor, name, depth);
  }
}

function functionCall(cursor: Cursor, name: Token, depth: number): Expression {
  if (!isFunctionName(name.text)) {
    const hint = suggestion(name.text, [...Object.keys(functionArity), ...specialForms]);
    throw wrong(cursor.formula, name.at, `${excerpt(name.text)} is not a function of the formula language`, hint);
  }
  const parts = [disjunction(cursor, depth)];
  while (cursor.skip(",")) parts.push(disjunction(cursor, depth));
  const [least, most] = functionArity[name.text];
  if (parts.length < least || parts.length > (most ?? Infinity)) {
    const takes = most === undefined ? "two or more arguments" : most === 1 ? "one argument" : "one argument or two";
    throw wrong(cursor.formula, name.at, `${excerpt(name.text)} takes ${takes}, not ${parts.length}`);
  }
  return { kind: "call", function: name.text, arguments: parts };
}

function overList(cursor: Cursor, depth: number): { binder: Binder; list: string; body: Expression } {
  const rows = binder(cursor);
  cursor.expect("in");
  const list = cursor.expectName("the name of a list");
  cursor.expect(":");
  return { binder: rows, list, body: disjunction(cursor, depth) };
}

function binder(cursor: Cursor): Binder {
  if (!cursor.skip("(")) return [plainName(cursor, "a name for the row")];
  const previous = plainName(cursor, "a name for the earlier row");
  cursor.expect(",");
  const row = plainName(cursor, "a name for the later row");
  cursor.expect(")");
  return [previous, row];
}

/** A name for rows or for a running value. It has no dot, because a dot separates it from its fields. */
function plainName(cursor: Cursor, what: string): string {
  const token = cursor.peek();
  const name = cursor.expectName(what);
  if (name.includes(".")) throw expected(cursor.formula, `${what}, without a dot`, token);
  return name;
}

/** A part of a chain with the operator before it. */
interface Link<Operator> {
  readonly operator: Operator;
  readonly part: Expression;
}

/** A chain of operators of one rank, read from the left. */
function arithmeticChain(
  cursor: Cursor,
  operators: readonly [direct: ArithmeticOperator, inverse: ArithmeticOperator],
  ranked: () => Expression,
): Expression {
  const first = ranked();
  const [direct, inverse] = operators;
  const nextOperator = (): ArithmeticOperator | undefined =>
    cursor.skip(direct) ? direct : cursor.skip(inverse) ? inverse : undefined;
  let operator = nextOperator();
  // Most chains have one part.
  if (operator === undefined) return first;
  const links: Link<ArithmeticOperator>[] = [{ operator: direct, part: first }];
  for (; operator !== undefined; operator = nextOperator()) links.push({ operator, part: ranked() });
  // Behind `-` and `÷`, a group has its operators turned round: a − b − c is a − (b + c).
  const turned = (one: ArithmeticOperator): ArithmeticOperator => (one === direct ? inverse : direct);
  return chained(links, arithmetic, (group) =>
    group[0]?.operator === inverse ? group.map((link) => ({ ...link, operator: turned(link.operator) })) : group,
  );
}

function arithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  return { kind: "arithmetic", operator, left, right };
}

function logicChain(cursor: Cursor, operator: "and" | "or", ranked: () => Expression): Expression {
  const first = ranked();
  if (!cursor.skip(operator)) return first;
  const links: Link<"and" | "or">[] = [
    { operator, part: first },
    { operator, part: ranked() },
  ];
  while (cursor.skip(operator)) links.push({ operator, part: ranked() });
  return chained(links, logic, (group) => group);
}

function logic(operator: "and" | "or", left: Expression, right: Expression): Expression {
  return { kind: "logic", operator, left, right };
}

/** Joins a chain from the left; a long one as two halves, of which `bracketed` says how the second reads in brackets. */
function chained<Operator>(
  links: readonly Link<Operator>[],
  joined: (operator: Operator, left: Expression, right: Expression) => Expression,
  bracketed: (group: readonly Link<Operator>[]) => readonly Link<Operator>[],
): Expression {
  const [first, ...rest] = links;
  if (first === undefined) throw new TypeError("A chain has a first part.");
  if (links.length <= longestRun)
    return rest.reduce((left, { operator, part }) => joined(operator, left, part), first.part);
  const middle = Math.ceil(links.length / 2);
  const second = links.slice(middle);
  const [head] = second;
  if (head === undefined) throw new TypeError("A half of a long chain has parts.");
  return joined(
    head.operator,
    chained(links.slice(0, middle), joined, bracketed),
    chained(bracketed(second), joined, bracketed),
  );
}

function deeper({ formula }: Cursor, depth: number): number {
  if (depth >= deepest) throw tooDeep(formula);
  return depth + 1;
}

function tooDeep(formula: string): WattledgerError {
  const message = `The formula ${excerpt(formula)} nests more than ${deepest} levels deep: split it into equations.`;
  return new WattledgerError("bad-formula", message);
}

/** Whether a formula can write this name: letters, digits and _ after a letter, members after a dot. */
export function isName(text: string): boolean {
  return namePattern.test(text) && !keywords.has(text);
}

const namePattern = /^[A-Za-zÀ-ÖØ-öø-ɏͰ-Ͽ][\wÀ-ÖØ-öø-ɏͰ-Ͽ]*(?:\.[\wÀ-ÖØ-öø-ɏͰ-Ͽ-]+)*$/;

function isFunctionName(text: string): text is FunctionName {
  return Object.hasOwn(functionArity, text);
}
