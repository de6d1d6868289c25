import { expectElements, expectMembers, inWords, isObject } from "../argument.ts";
import type { Kind } from "../argument.ts";
import { WattledgerError } from "../error.ts";

/** Functions of the formula language that take numbers and give one. */
export type FunctionName =
  | "min"
  | "max"
  | "exp"
  | "ln"
  | "log2"
  | "log10"
  | "sqrt"
  | "abs"
  | "ceil"
  | "floor"
  | "round";

/** One name for the current row of a list, or two for each pair of neighbouring rows. */
export type Binder = readonly [row: string] | readonly [previous: string, row: string];

/** Arithmetic between two numbers. */
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "^";

/** Comparison between two numbers, or (`=` and `!=`) between a choice and one of its options. */
export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * A formula as a tree: the one form that everything else derives from. `convert` is never written by hand: the check of
 * dimensions puts it where two units of one dimension meet.
 */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly unit?: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "negate"; readonly operand: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "logic"; readonly operator: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: "call"; readonly function: FunctionName; readonly arguments: readonly Expression[] }
  | { readonly kind: "interpolate"; readonly table: string; readonly at: Expression }
  | { readonly kind: "sum"; readonly binder: Binder; readonly list: string; readonly body: Expression }
  | {
      readonly kind: "fold";
      readonly accumulator: string;
      readonly initial: Expression;
      readonly binder: Binder;
      readonly list: string;
      readonly body: Expression;
    }
  | { readonly kind: "convert"; readonly factor: number; readonly operand: Expression };

/** The direct parts of an expression, in the order they are written. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "number":
    case "text":
    case "name":
      return [];
    case "negate":
    case "not":
    case "convert":
      return [expression.operand];
    case "arithmetic":
    case "compare":
    case "logic":
      return [expression.left, expression.right];
    case "if":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case "call":
      return expression.arguments;
    case "interpolate":
      return [expression.at];
    case "sum":
      return [expression.body];
    case "fold":
      return [expression.initial, expression.body];
  }
}

/** How many expressions stand within each other at the deepest place: 1 for a number. Works at any depth. */
export function depthOf(expression: Expression): number {
  let deepest = 0;
  const waiting: { readonly part: Expression; readonly depth: number }[] = [{ part: expression, depth: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const depth = next.depth + 1;
    deepest = Math.max(deepest, next.depth);
    for (const part of children(next.part)) waiting.push({ part, depth });
  }
  return deepest;
}

/** The same expression with each direct part replaced. */
export function mapChildren(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case "number":
    case "text":
    case "name":
      return expression;
    case "negate":
    case "not":
    case "convert":
      return { ...expression, operand: change(expression.operand) };
    case "arithmetic":
    case "compare":
    case "logic":
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case "if":
      return {
        ...expression,
        condition: change(expression.condition),
        whenTrue: change(expression.whenTrue),
        whenFalse: change(expression.whenFalse),
      };
    case "call":
      return { ...expression, arguments: expression.arguments.map(change) };
    case "interpolate":
      return { ...expression, at: change(expression.at) };
    case "sum":
      return { ...expression, body: change(expression.body) };
    case "fold":
      return { ...expression, initial: change(expression.initial), body: change(expression.body) };
  }
}

/**
 * Names of the method that an expression reads: inputs, equations and lists, each once, in the order they are met.
 * Rows bound by `sum` and `fold` are not names of the method; the list that they come from is.
 */
export function namesIn(expression: Expression): readonly string[] {
  expectExpression(expression);
  return namesRead(expression);
}

/** {@link namesIn} for an expression that is known to be one: methods have thousands of parts, and are walked through often. */
export function namesRead(expression: Expression): readonly string[] {
  const found = new Set<string>();
  const walk = (part: Expression, bound: ReadonlySet<string>): void => {
    switch (part.kind) {
      case "name": {
        if (!bound.has(rowOf(part.name)) && !bound.has(part.name)) found.add(part.name);
        break;
      }
      case "sum": {
        found.add(part.list);
        walk(part.body, new Set([...bound, ...part.binder]));
        break;
      }
      case "fold": {
        found.add(part.list);
        walk(part.initial, bound);
        walk(part.body, new Set([...bound, ...part.binder, part.accumulator]));
        break;
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
        for (const child of children(part)) walk(child, bound);
    }
  };
  walk(expression, new Set());
  return [...found];
}

/** The part of a dotted name before its first dot: the row in `part.power`. */
export function rowOf(name: string): string {
  const dot = name.indexOf(".");
  return dot === -1 ? name : name.slice(0, dot);
}

/** The part of a dotted name after its first dot: the field in `part.power`; empty if the name has no dot. */
export function fieldOf(name: string): string {
  const dot = name.indexOf(".");
  return dot === -1 ? "" : name.slice(dot + 1);
}

/** What the members of each kind of expression must be, for {@link expectExpression}; expressions among them are `children`. */
const membersOf: Readonly<Record<Expression["kind"], Readonly<Record<string, Kind>>>> = {
  number: { value: "number", unit: "text?" },
  text: { value: "text" },
  name: { name: "text" },
  negate: { operand: "object" },
  not: { operand: "object" },
  convert: { operand: "object", factor: "number" },
  arithmetic: { operator: "text", left: "object", right: "object" },
  compare: { operator: "text", left: "object", right: "object" },
  logic: { operator: "text", left: "object", right: "object" },
  if: { condition: "object", whenTrue: "object", whenFalse: "object" },
  call: { function: "text", arguments: "list" },
  interpolate: { table: "text", at: "object" },
  sum: { binder: "list", list: "text", body: "object" },
  fold: { accumulator: "text", initial: "object", binder: "list", list: "text", body: "object" },
};

/** Checks that an argument is an expression, for callers whose compiler does not. @throws WattledgerError `bad-formula` */
export function expectExpression(expression: unknown): void {
  const waiting: unknown[] = [expression];
  while (waiting.length > 0) {
    const part = waiting.pop();
    expectMembers("An expression", part, { kind: "text" }, "bad-formula");
    if (!isObject(part)) continue;
    const { kind } = part;
    if (typeof kind !== "string" || !isExpressionKind(kind)) {
      throw new WattledgerError("bad-formula", `An expression cannot be of kind ${inWords(kind)}.`);
    }
    expectMembers(`An expression of kind ${kind}`, part, membersOf[kind], "bad-formula");
    for (const [name, of] of Object.entries(membersOf[kind])) if (of === "object") waiting.push(part[name]);
    if (kind === "call") {
      expectElements("The arguments of a call", part["arguments"], "object", "bad-formula");
      if (Array.isArray(part["arguments"])) waiting.push(...part["arguments"]);
    }
    if (kind === "sum" || kind === "fold") expectElements("A binder", part["binder"], "text", "bad-formula");
  }
}

function isExpressionKind(kind: string): kind is Expression["kind"] {
  return Object.hasOwn(membersOf, kind);
}
