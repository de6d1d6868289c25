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
export type Kind = keyof typeof words | `${keyof typeof words}?`;

const words = {
  text: "text",
  number: "a number",
  boolean: "true or false",
  function: "a function",
  object: "an object",
  list: "a list",
} as const;

/**
 * Checks an argument of a public function, for callers whose compiler does not. `what` is the subject of the message.
 *
 * @throws WattledgerError of `error`, `bad-input` unless the function has a kind of its own
 */
export function expectKind(what: string, value: unknown, kind: Kind, error: ErrorKind = "bad-input"): void {
  if (!isOfKind(value, kind)) throw refusal(what, value, kind, error);
}

function refusal(what: string, value: unknown, kind: Kind, error: ErrorKind): WattledgerError {
  return new WattledgerError(error, `${what} must be ${words[kindName(kind)]}, not ${inWords(value)}.`);
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
  // Messages are made where something is wrong only: methods have thousands of members.
  for (const name in members) {
    const kind = members[name];
    if (kind !== undefined && !isOfKind(value[name], kind)) {
      throw refusal(`\`${name}\` of ${what}`, value[name], kind, error);
    }
  }
}

/** Checks that an argument is a list whose elements are all there and of this kind. @throws WattledgerError */
export function expectElements(what: string, value: unknown, kind: Kind, error: ErrorKind = "bad-input"): void {
  expectKind(what, value, "list", error);
  if (!Array.isArray(value)) return;
  // By index, since the iteration methods pass over holes.
  for (let index = 0; index < value.length; index += 1) {
    if (!isOfKind(value[index], kind)) throw refusal(`Element ${index + 1} of ${what}`, value[index], kind, error);
  }
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "text?":
      return value === undefined || typeof value === "string";
    case "number":
      return typeof value === "number";
    case "number?":
      return value === undefined || typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "boolean?":
      return value === undefined || typeof value === "boolean";
    case "function":
      return typeof value === "function";
    case "function?":
      return value === undefined || typeof value === "function";
    case "object":
      return isObject(value);
    case "object?":
      return value === undefined || isObject(value);
    case "list":
      return Array.isArray(value);
    case "list?":
      return value === undefined || Array.isArray(value);
  }
}

function kindName(kind: Kind): keyof typeof words {
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
