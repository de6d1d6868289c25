import { WattledgerError } from "../error.ts";

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

/** Words of the language, which name nothing. */
export const keywords: ReadonlySet<string> = new Set(["and", "or", "not", "in", "from"]);

/** A word, number or sign of a formula. */
export interface Token {
  readonly kind: "number" | "text" | "name" | "unit" | "operator" | "end";
  readonly text: string;
  /** As written in the formula, for messages. */
  readonly written: string;
  readonly at: number;
}

/** A place in a formula, which moves from token to token. */
export interface Cursor {
  readonly formula: string;
  /** The token at the place, without moving. Behind the last one there is the end. */
  readonly peek: () => Token;
  /** The token at the place; moves behind it. */
  readonly next: () => Token;
  /** Moves behind the operator or keyword, if it is at the place; says whether it was. */
  readonly skip: (text: string) => boolean;
  /** Moves behind an operator or keyword. @throws WattledgerError `bad-formula` if something else is at the place. */
  readonly expect: (text: string) => void;
  /** Moves behind a name and returns it; `what` describes it in the message. @throws WattledgerError `bad-formula` */
  readonly expectName: (what: string) => string;
}

/** A cursor at the first token. @throws WattledgerError `bad-formula` at a character that the language does not have. */
export function cursorOver(formula: string): Cursor {
  const tokens = tokenise(formula);
  let position = 0;
  const peek = (): Token => tokens[position] ?? { kind: "end", text: "", written: "", at: formula.length };
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const skip = (text: string): boolean => {
    const token = peek();
    const isThere = (token.kind === "operator" || token.kind === "name") && token.text === text;
    if (isThere) position += 1;
    return isThere;
  };
  return {
    formula,
    peek,
    next,
    skip,
    expect: (text) => {
      if (!skip(text)) throw expected(formula, `\`${text}\``, peek());
    },
    expectName: (what) => {
      const token = next();
      if (token.kind !== "name" || keywords.has(token.text)) throw expected(formula, what, token);
      return token.text;
    },
  };
}

/** The error for a token that cannot stand where it does. */
export function expected(formula: string, what: string, token: Token): WattledgerError {
  const found = token.kind === "end" ? "the end" : excerpt(token.written);
  return wrong(formula, token.at, `expected ${what}, found ${found}`);
}

/** The error for a formula that is wrong at one of its characters. */
export function wrong(formula: string, at: number, message: string, hint = ""): WattledgerError {
  return new WattledgerError(
    "bad-formula",
    `In the formula ${excerpt(formula)} at character ${at + 1}: ${message}.${hint}`,
  );
}

/** A formula for a message: of a very long one only the beginning. */
export function excerpt(text: string): string {
  const most = 300;
  return `\`${text.length > most ? `${text.slice(0, most)}…` : text}\``;
}

// Letters are Latin and Greek: `\p{L}` would cost every start of a command milliseconds to compile.
const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-zÀ-ÖØ-öø-ɏͰ-Ͽ][\wÀ-ÖØ-öø-ɏͰ-Ͽ]*(?:\.[\wÀ-ÖØ-öø-ɏͰ-Ͽ]+|\[[\wÀ-ÖØ-öø-ɏͰ-Ͽ-]+\])*)|"(?<text>[^"]*)"|\[(?<unit>[^\]]+)\]|(?<operator><=|>=|!=|==|[-+*/^=<>(),:×·÷−≠≤≥]))/y;

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
      throw wrong(formula, formula.length - rest.length, `cannot read ${excerpt(character)}`);
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
