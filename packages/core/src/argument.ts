import { WattledgerError } from "./error.ts";
import type { ErrorKind } from "./error.ts";
import { quoted } from "./quote.ts";

/** What a value is, in words for a message: `null`, `a list`, `"text"`. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return value === null ? "null" : "an object";
    case "string":
      return quoted(value);
    case "function":
      return "a function";
    case "symbol":
    case "bigint":
      return `a ${typeof value}`;
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
  }
}

/** Whether a value has members: not null, no list, no function. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an argument or a member of it must be; with `?` it may be undefined. */
export type Kind = keyof typeof kinds | `${keyof typeof kinds}?`;

const kinds = {
  text: { words: "text", holds: (value: unknown) => typeof value === "string" },
  number: { words: "a number", holds: (value: unknown) => typeof value === "number" },
  boolean: { words: "true or false", holds: (value: unknown) => typeof value === "boolean" },
  function: { words: "a function", holds: (value: unknown) => typeof value === "function" },
  object: { words: "an object", holds: isObject },
  list: { words: "a list", holds: (value: unknown) => Array.isArray(value) },
} as const;

/**
 * Checks an argument of a public function, for callers whose compiler does not. `what` is the subject of the message.
 *
 * @throws WattledgerError of `error`, `bad-input` unless the function has a kind of its own
 */
export function expectKind(what: string, value: unknown, kind: Kind, error: ErrorKind = "bad-input"): void {
  if (kind.endsWith("?") && value === undefined) return;
  const { words, holds } = kinds[kindName(kind)];
  if (!holds(value)) throw new WattledgerError(error, `${what} must be ${words}, not ${inWords(value)}.`);
}

/** Checks that an argument is an object whose members are of these kinds. @throws WattledgerError */
export function expectMembers(
  what: string,
  value: unknown,
  members: Readonly<Record<string, Kind>>,
  error: ErrorKind = "bad-input",
): void {
  expectKind(what, value, "object", error);
  if (!isObject(value)) return;
  for (const [name, kind] of Object.entries(members)) expectKind(`\`${name}\` of ${what}`, value[name], kind, error);
}

/** Checks that an argument is a list whose elements are all there and of this kind. @throws WattledgerError */
export function expectElements(what: string, value: unknown, kind: Kind, error: ErrorKind = "bad-input"): void {
  expectKind(what, value, "list", error);
  if (!Array.isArray(value)) return;
  // By index, since the iteration methods pass over holes.
  for (let index = 0; index < value.length; index += 1) {
    expectKind(`Element ${index + 1} of ${what}`, value[index], kind, error);
  }
}

function kindName(kind: Kind): keyof typeof kinds {
  switch (kind) {
    case "text":
    case "text?":
      return "text";
    case "number":
    case "number?":
      return "number";
    case "boolean":
    case "boolean?":
      return "boolean";
    case "function":
    case "function?":
      return "function";
    case "object":
    case "object?":
      return "object";
    case "list":
    case "list?":
      return "list";
  }
}
