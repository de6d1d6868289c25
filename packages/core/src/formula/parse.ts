import { WattledgerError } from "../error.ts";
import { depthOf } from "./expression.ts";
import type { ArithmeticOperator, Binder, ComparisonOperator, Expression, FunctionName } from "./expression.ts";
import { suggestion } from "../nearest.ts";

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

/** Formulas nest no deeper, so that nobody who walks a tree needs a guard against running out of stack. */
const deepest = 200;

interface Token {
  readonly kind: "number" | "text" | "name" | "unit" | "operator" | "end";
  readonly text: string;
  /** As it stands in the formula, for messages. */
  readonly written: string;
  readonly at: number;
}

// Letters are Latin and Greek: `\p{L}` would cost every start of a command milliseconds to compile.
const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-zÀ-ÖØ-öø-ɏͰ-Ͽ][\wÀ-ÖØ-öø-ɏͰ-Ͽ]*(?:\.[\wÀ-ÖØ-öø-ɏͰ-Ͽ]+|\[[\wÀ-ÖØ-öø-ɏͰ-Ͽ-]+\])*)|"(?<text>[^"]*)"|\[(?<unit>[^\]]+)\]|(?<operator><=|>=|!=|==|[-+*/^=<>(),:×·÷−≠≤≥]))/y;

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
  const tokens = tokenise(formula);
  let position = 0;
  let depth = 0;

  const peek = (): Token => tokens[position] ?? { kind: "end", text: "", written: "", at: formula.length };
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
    const found = token.kind === "end" ? "the end" : quoted(token.written);
    return wrong(formula, token.at, `expected ${what}, found ${found}`);
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
  /** A name for rows or for a running value: its fields stand behind a dot, so it has none itself. */
  const expectPlainName = (what: string): string => {
    const token = peek();
    const name = expectName(what);
    if (name.includes(".")) throw expected(`${what}, without a dot`, token);
    return name;
  };
  const expectKeyword = (word: string): void => {
    const token = next();
    if (token.kind !== "name" || token.text !== word) throw expected(`\`${word}\``, token);
  };

  const deeper = (inner: () => Expression): Expression => {
    depth += 1;
    if (depth > deepest) throw tooDeep(formula);
    const expression = inner();
    depth -= 1;
    return expression;
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
    return { kind: "not", operand: deeper(negation) };
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
    return { kind: "negate", operand: deeper(signed) };
  };
  const power = (): Expression => {
    const base = primary();
    if (!isOperator("^")) return base;
    position += 1;
    return { kind: "arithmetic", operator: "^", left: base, right: deeper(signed) };
  };
  const primary = (): Expression => {
    const token = next();
    switch (token.kind) {
      case "number": {
        const value = Number(token.text);
        if (!Number.isFinite(value)) throw expected("a number below 1.8e308", token);
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
        const inner = deeper(disjunction);
        expectOperator(")");
        return inner;
      }
      case "unit":
      case "end":
        throw expected("a number, a name or a bracket", token);
    }
  };
  const binder = (): Binder => {
    if (!isOperator("(")) return [expectPlainName("a name for the row")];
    position += 1;
    const previous = expectPlainName("a name for the earlier row");
    expectOperator(",");
    const row = expectPlainName("a name for the later row");
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
    const expression = deeper(() => callBody(name));
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
        const accumulator = expectPlainName("a name for the running value");
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
      throw wrong(formula, name.at, `${quoted(name.text)} is no function of the formula language`, hint);
    }
    const parts = [disjunction()];
    while (isOperator(",")) {
      position += 1;
      parts.push(disjunction());
    }
    const [least, most] = functionArity[name.text];
    if (parts.length < least || parts.length > (most ?? Infinity)) {
      const takes = most === undefined ? "two or more arguments" : most === 1 ? "one argument" : "one argument or two";
      throw wrong(formula, name.at, `${quoted(name.text)} takes ${takes}, not ${parts.length}`);
    }
    return { kind: "call", function: name.text, arguments: parts };
  };

  const expression = disjunction();
  if (peek().kind !== "end") throw expected("an operator or the end", peek());
  if (depthOf(expression) > deepest) throw tooDeep(formula);
  return expression;
}

function wrong(formula: string, at: number, message: string, hint = ""): WattledgerError {
  return new WattledgerError(
    "bad-formula",
    `In the formula ${quoted(formula)} at character ${at + 1}: ${message}.${hint}`,
  );
}

function tooDeep(formula: string): WattledgerError {
  const message = `The formula ${quoted(formula)} nests more than ${deepest} levels deep: split it into equations.`;
  return new WattledgerError("bad-formula", message);
}

/** Part of a formula for a message, which needs no more of a very long one. */
function quoted(text: string): string {
  const most = 300;
  return `\`${text.length > most ? `${text.slice(0, most)}…` : text}\``;
}

/** Whether a formula can write this name: letters, digits and _ after a letter, members after a dot. */
export function isName(text: string): boolean {
  return namePattern.test(text) && !keywords.has(text);
}

const namePattern = /^[A-Za-zÀ-ÖØ-öø-ɏͰ-Ͽ][\wÀ-ÖØ-öø-ɏͰ-Ͽ]*(?:\.[\wÀ-ÖØ-öø-ɏͰ-Ͽ-]+)*$/;

function isFunctionName(text: string): text is FunctionName {
  return Object.hasOwn(functionArity, text);
}

function tokenise(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  const { length } = formula.trimEnd();
  while (pattern.lastIndex < length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(formula);
    if (match?.groups === undefined) {
      const rest = formula.slice(start).trimStart();
      const [character = ""] = rest;
      throw wrong(formula, formula.length - rest.length, `cannot read ${quoted(character)}`);
    }
    const written = match[0].trimStart();
    for (const kind of ["number", "name", "text", "unit", "operator"] as const) {
      const text = match.groups[kind];
      if (text === undefined) continue;
      tokens.push({ kind, text: meaningOf(kind, text), written, at: pattern.lastIndex - written.length });
    }
  }
  return tokens;
}

/** One way to write what has several: `factor[gwp]` and `factor.gwp` are one name, `×` and `*` one operator. */
function meaningOf(kind: Token["kind"], text: string): string {
  if (kind === "name") return text.replaceAll("[", ".").replaceAll("]", "");
  return kind === "operator" ? (operators[text] ?? text) : text;
}
