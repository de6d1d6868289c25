import { expectExpression } from "./expression.ts";
import type { Binder, Expression, FunctionName } from "./expression.ts";
import { latex, mathml, plainText } from "./notations.ts";

/** A value, and the condition under which it is the one. */
export interface Branch {
  readonly condition: string;
  readonly value: string;
}

/** How one way of writing formulas draws each kind of part, given its parts already drawn. */
export interface Notation {
  readonly number: (value: number, unit: string | undefined) => string;
  readonly text: (value: string) => string;
  readonly name: (name: string) => string;
  readonly group: (inner: string) => string;
  readonly prefix: (operator: "-" | "not", operand: string) => string;
  readonly infix: (operator: string, left: string, right: string) => string;
  /** Drawn above each other, so that neither part needs brackets; absent where division is written in a line. */
  readonly fraction?: (above: string, below: string) => string;
  readonly superscript: (base: string, exponent: string) => string;
  /** An `if` joined with those in its last part: each condition with its value, then the value if no condition holds. */
  readonly cases: (branches: readonly Branch[], otherwise: string) => string;
  readonly call: (name: FunctionName | "interpolate", parts: readonly string[]) => string;
  readonly sum: (binder: Binder, list: string, body: string) => string;
  readonly fold: (accumulator: string, initial: string, binder: Binder, list: string, body: string) => string;
}

/** Binding strength: an operand that binds less than its place asks for is put in brackets. */
const rank = { or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, negate: 7, power: 8, atom: 9 } as const;

/** Draws an expression in a notation. */
export function print(expression: Expression, notation: Notation): string {
  const draw = (part: Expression): string => print(part, notation);
  const drawAt = (part: Expression, least: number): string => {
    // A fraction holds together by itself, but for an exponent at its side.
    const own = notation.fraction !== undefined && isDivision(part) ? rank.power : rankOf(part);
    return own < least ? notation.group(draw(part)) : draw(part);
  };
  switch (expression.kind) {
    case "number":
      return notation.number(expression.value, expression.unit);
    case "text":
      return notation.text(expression.value);
    case "name":
      return notation.name(expression.name);
    case "negate":
      return notation.prefix("-", drawAt(expression.operand, rank.negate));
    case "not":
      return notation.prefix("not", drawAt(expression.operand, rank.not));
    case "convert":
      return draw(expression.operand);
    case "arithmetic": {
      const { operator, left, right } = expression;
      if (operator === "/" && notation.fraction !== undefined) {
        const { above, below } = fractionOf(expression);
        const [first = right, ...rest] = below;
        const product = (drawn: string, part: Expression): string =>
          notation.infix("*", drawn, drawAt(part, rank.negate));
        const under = rest.length === 0 ? draw(first) : rest.reduce(product, drawAt(first, rank.product));
        return notation.fraction(draw(above), under);
      }
      if (operator === "^") {
        return notation.superscript(drawAt(left, rank.atom), drawAt(right, rank.negate));
      }
      const own = rankOf(expression);
      return notation.infix(operator, drawAt(left, own), drawAt(right, own + 1));
    }
    case "compare":
      return notation.infix(expression.operator, drawAt(expression.left, rank.sum), drawAt(expression.right, rank.sum));
    case "logic": {
      const own = rankOf(expression);
      return notation.infix(expression.operator, drawAt(expression.left, own), drawAt(expression.right, own + 1));
    }
    case "if": {
      const branches: Branch[] = [];
      let last: Expression = expression;
      for (; last.kind === "if"; last = last.whenFalse) {
        branches.push({ condition: draw(last.condition), value: draw(last.whenTrue) });
      }
      return notation.cases(branches, draw(last));
    }
    case "call":
      return notation.call(expression.function, expression.arguments.map(draw));
    case "interpolate":
      return notation.call("interpolate", [notation.name(expression.table), draw(expression.at)]);
    case "sum":
      return notation.sum(expression.binder, notation.name(expression.list), draw(expression.body));
    case "fold":
      return notation.fold(
        expression.accumulator,
        draw(expression.initial),
        expression.binder,
        notation.name(expression.list),
        draw(expression.body),
      );
  }
}

/** What is divided, and by what: `a ÷ b ÷ c` is a over b × c. */
function fractionOf(expression: Expression): { readonly above: Expression; readonly below: readonly Expression[] } {
  const below: Expression[] = [];
  let above = expression;
  while (isDivision(above)) {
    below.unshift(above.right);
    above = above.left;
  }
  return { above, below };
}

function isDivision(part: Expression): part is Expression & { readonly kind: "arithmetic" } {
  return part.kind === "arithmetic" && part.operator === "/";
}

/** An expression as formula text, which parses back to the same expression. */
export function formatExpression(expression: Expression): string {
  expectExpression(expression);
  return print(expression, plainText);
}

/** An expression as formula text, with values instead of names; a name without a value stays. */
export function fillExpression(expression: Expression, valueOf: (name: string) => string | undefined): string {
  return print(expression, {
    ...plainText,
    name: (name) => valueOf(name) ?? plainText.name(name),
    // `3 W^2` would be read as 3 square watts.
    superscript: (base, exponent) => {
      const loose = base.startsWith("−") || (base.includes(" ") && !base.endsWith(")"));
      return plainText.superscript(loose ? `(${base})` : base, exponent);
    },
  });
}

/** Longest right side, as formula text, that a page has room for in one line. */
const latexLineLength = 75;

/**
 * An equation typeset as LaTeX: `name = expression`. One that is too long for a line is broken before the signs of its
 * outermost sum or product.
 */
export function toLatex(name: string, expression: Expression): string {
  expectExpression(expression);
  const drawn = print(expression, latex);
  const lines = formatExpression(expression).length > latexLineLength ? latexLines(expression) : [drawn];
  if (lines.length === 1) return `${latex.name(name)} = ${drawn}`;
  const [first = "", ...rest] = lines;
  const body = [`${latex.name(name)} &= ${first}`, ...rest.map((line) => `&\\quad ${line}`)].join(" \\\\ ");
  return `\\begin{aligned}${body}\\end{aligned}`;
}

/** Terms of the outermost sum, else factors of the outermost product, each with the sign before it; as many to a line as fit. */
function latexLines(expression: Expression): readonly string[] {
  const parts: { readonly drawn: string; readonly length: number }[] = [];
  let rest = expression;
  while (rest.kind === "arithmetic" && isBreakable(rest.operator) && rankOf(rest) === rankOf(expression)) {
    const { operator, left, right } = rest;
    const inner = rankOf(right) <= rankOf(expression) ? latex.group(print(right, latex)) : print(right, latex);
    parts.unshift({ drawn: latex.infix(operator, "", inner), length: formatExpression(right).length });
    rest = left;
  }
  const atLeast = rankOf(rest) < rankOf(expression) ? latex.group(print(rest, latex)) : print(rest, latex);
  const lines = [atLeast];
  let length = formatExpression(rest).length;
  for (const part of parts) {
    const fits = length + part.length <= latexLineLength;
    length = fits ? length + part.length : part.length;
    if (fits) lines.push(`${lines.pop() ?? ""}${part.drawn}`);
    else lines.push(part.drawn.trimStart());
  }
  return lines;
}

/** A fraction is drawn as one thing. */
function isBreakable(operator: string): boolean {
  return operator === "+" || operator === "-" || operator === "*";
}

/** An equation typeset as a MathML element, which browsers draw by themselves. */
export function toMathMl(name: string, expression: Expression): string {
  expectExpression(expression);
  return `<math display="block">${mathml.infix("=", mathml.name(name), print(expression, mathml))}</math>`;
}

function rankOf(expression: Expression): number {
  switch (expression.kind) {
    case "number":
    case "text":
    case "name":
    case "call":
    case "interpolate":
    case "if":
    case "sum":
    case "fold":
      return rank.atom;
    case "convert":
      return rankOf(expression.operand);
    case "negate":
      return rank.negate;
    case "not":
      return rank.not;
    case "compare":
      return rank.compare;
    case "logic":
      return expression.operator === "or" ? rank.or : rank.and;
    case "arithmetic":
      if (expression.operator === "^") return rank.power;
      return expression.operator === "*" || expression.operator === "/" ? rank.product : rank.sum;
  }
}
