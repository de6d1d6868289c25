import { WattledgerError } from "./error.ts";
import type { ArithmeticOperator, Binder, ComparisonOperator, Expression, FunctionName } from "./expression.ts";
import { suggestion } from "./nearest.ts";

const functionArity: Readonly<Record<FunctionName, number>> = {
  min: 2,
  max: 2,
  exp: 1,
  ln: 1,
  log2: 1,
  log10: 1,
  sqrt: 1,
  abs: 1,
  ceil: 1,
  floor: 1,
  round: 1,
};

const specialForms = ["if", "sum", "fold", "interpolate"];
const keywords = new Set(["and", "or", "not", "in", "from"]);

/** Ways to write an operator; the key is what a person may type. */
const operators: Readonly<Record<string, string>> = {
  "×": "*",
  "·": "*",
  "÷": "/",
  "−": "-",
  "==": "=",
  "≠": "!=",
  "≤": "<=",
  "≥": ">=",
};

interface Token {
  readonly kind: "number" | "text" | "name" | "unit" | "operator" | "end";
  readonly text: string;
  readonly at: number;
}

const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>\p{L}[\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+|\[[\p{L}\p{N}_-]+\])*)|"(?<text>[^"]*)"|\[(?<unit>[^\]]+)\]|(?<operator><=|>=|!=|==|[-+*/^=<>(),:×·÷−≠≤≥]))/uy;

/**
 * Parses the text of a formula.
 *
 * The language: `+ − × ÷ ^` (also `- * /`), comparisons, `and`, `or`, `not`, `if(condition, then, otherwise)`, `min`,
 * `max` (two or more), `exp`, `ln`, `log2`, `log10`, `sqrt`, `abs`, `ceil`, `floor`, `round`, numbers with a unit in
 * brackets (`0.05 [L/kWh]`), `"options"` of a choice, `sum(part in parts: part.power × part.count)`,
 * `sum((a, b) in samples: ...)` over neighbouring rows, `fold(total from 0, row in rows: total + row.x)` and
 * `interpolate(curve, load)`. `factor[gwp]` is the member `gwp` of a figure per impact category.
 *
 * @throws WattledgerError `bad-formula` with the place and what was expected there.
 */
export function parseFormula(formula: string): Expression {
  const tokens = tokenise(formula);
  let position = 0;

  const peek = (): Token => tokens[position] ?? { kind: "end", text: "", at: formula.length };
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const isOperator = (...texts: readonly string[]): boolean => {
    const token = peek();
    return token.kind === "operator" && texts.includes(token.text);
  };
  const isKeyword = (word: string): boolean => peek().kind === "name" && peek().text === word;
  const expected = (what: string, token: Token): WattledgerError => {
    const found = token.kind === "end" ? "the end" : `\`${token.text}\``;
    return new WattledgerError(
      "bad-formula",
      `In the formula \`${formula}\` at character ${token.at + 1}: expected ${what}, found ${found}.`,
    );
  };
  const expectOperator = (text: string): void => {
    const token = next();
    if (token.kind !== "operator" || token.text !== text) throw expected(`\`${text}\``, token);
  };
  const expectName = (what: string): string => {
    const token = next();
    if (token.kind !== "name" || keywords.has(token.text)) throw expected(what, token);
    return token.text;
  };
  const expectKeyword = (word: string): void => {
    const token = next();
    if (token.kind !== "name" || token.text !== word) throw expected(`\`${word}\``, token);
  };

  /** A chain of operators of one rank, read from the left. */
  const chain = (ranked: () => Expression, ...texts: readonly ArithmeticOperator[]): Expression => {
    let left = ranked();
    for (;;) {
      const operator = texts.find((text) => isOperator(text));
      if (operator === undefined) return left;
      position += 1;
      left = { kind: "arithmetic", operator, left, right: ranked() };
    }
  };

  const disjunction = (): Expression => {
    let left = conjunction();
    while (isKeyword("or")) {
      position += 1;
      left = { kind: "logic", operator: "or", left, right: conjunction() };
    }
    return left;
  };
  const conjunction = (): Expression => {
    let left = negation();
    while (isKeyword("and")) {
      position += 1;
      left = { kind: "logic", operator: "and", left, right: negation() };
    }
    return left;
  };
  const negation = (): Expression => {
    if (!isKeyword("not")) return comparison();
    position += 1;
    return { kind: "not", operand: negation() };
  };
  const comparison = (): Expression => {
    const left = sumOfTerms();
    const comparisons: readonly ComparisonOperator[] = ["=", "!=", "<", "<=", ">", ">="];
    const operator = comparisons.find((text) => isOperator(text));
    if (operator === undefined) return left;
    position += 1;
    return { kind: "compare", operator, left, right: sumOfTerms() };
  };
  const sumOfTerms = (): Expression => chain(productOfTerms, "+", "-");
  const productOfTerms = (): Expression => chain(signed, "*", "/");
  const signed = (): Expression => {
    if (!isOperator("-")) return power();
    position += 1;
    return { kind: "negate", operand: signed() };
  };
  const power = (): Expression => {
    const base = primary();
    if (!isOperator("^")) return base;
    position += 1;
    return { kind: "arithmetic", operator: "^", left: base, right: signed() };
  };
  const primary = (): Expression => {
    const token = next();
    switch (token.kind) {
      case "number": {
        const value = Number(token.text);
        if (peek().kind !== "unit") return { kind: "number", value };
        return { kind: "number", value, unit: next().text };
      }
      case "text":
        return { kind: "text", value: token.text };
      case "name":
        if (keywords.has(token.text)) throw expected("a number, a name or a bracket", token);
        return isOperator("(") ? call(token) : { kind: "name", name: token.text };
      case "operator": {
        if (token.text !== "(") throw expected("a number, a name or a bracket", token);
        const inner = disjunction();
        expectOperator(")");
        return inner;
      }
      case "unit":
      case "end":
        throw expected("a number, a name or a bracket", token);
    }
  };
  const binder = (): Binder => {
    if (!isOperator("(")) return [expectName("a name for the row")];
    position += 1;
    const previous = expectName("a name for the earlier row");
    expectOperator(",");
    const row = expectName("a name for the later row");
    expectOperator(")");
    return [previous, row];
  };
  const overList = (): { binder: Binder; list: string; body: Expression } => {
    const rows = binder();
    expectKeyword("in");
    const list = expectName("the name of a list");
    expectOperator(":");
    return { binder: rows, list, body: disjunction() };
  };
  const call = (name: Token): Expression => {
    expectOperator("(");
    const expression = callBody(name);
    expectOperator(")");
    return expression;
  };
  const callBody = (name: Token): Expression => {
    switch (name.text) {
      case "if": {
        const condition = disjunction();
        expectOperator(",");
        const whenTrue = disjunction();
        expectOperator(",");
        return { kind: "if", condition, whenTrue, whenFalse: disjunction() };
      }
      case "sum":
        return { kind: "sum", ...overList() };
      case "fold": {
        const accumulator = expectName("a name for the running value");
        expectKeyword("from");
        const initial = disjunction();
        expectOperator(",");
        return { kind: "fold", accumulator, initial, ...overList() };
      }
      case "interpolate": {
        const table = expectName("the name of a table");
        expectOperator(",");
        return { kind: "interpolate", table, at: disjunction() };
      }
      default:
        return functionCall(name);
    }
  };
  const functionCall = (name: Token): Expression => {
    if (!isFunctionName(name.text)) {
      const hint = suggestion(name.text, [...Object.keys(functionArity), ...specialForms]);
      throw expected(`a function of the formula language.${hint} Instead`, name);
    }
    const parts = [disjunction()];
    while (isOperator(",")) {
      position += 1;
      parts.push(disjunction());
    }
    const arity = functionArity[name.text];
    if (arity === 1 ? parts.length !== 1 : parts.length < arity) {
      throw expected(`${arity === 1 ? "one argument" : "two or more arguments"} to ${name.text}. Instead`, name);
    }
    return { kind: "call", function: name.text, arguments: parts };
  };

  const expression = disjunction();
  if (peek().kind !== "end") throw expected("an operator or the end", peek());
  return expression;
}

function isFunctionName(text: string): text is FunctionName {
  return Object.hasOwn(functionArity, text);
}

function tokenise(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < formula.trimEnd().length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(formula)?.groups;
    if (groups === undefined) {
      const rest = formula.slice(start).trimStart();
      const message = `In the formula \`${formula}\` at character ${formula.length - rest.length + 1}: cannot read \`${rest[0] ?? ""}\`.`;
      throw new WattledgerError("bad-formula", message);
    }
    for (const kind of ["number", "name", "text", "unit", "operator"] as const) {
      const text = groups[kind];
      if (text === undefined) continue;
      // `factor[gwp]` and `factor.gwp` are one name.
      const name = kind === "name" ? text.replaceAll("[", ".").replaceAll("]", "") : (operators[text] ?? text);
      tokens.push({ kind, text: name, at: pattern.lastIndex - text.length });
    }
  }
  return tokens;
}
