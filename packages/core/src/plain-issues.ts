import type * as z from "zod";
import { quoted, shortened } from "./quote.ts";

type Issue = z.core.$ZodIssue;

/** More faults of a file at once help nobody. */
const mostSentences = 10;
const mostOptions = 20;

/**
 * What a schema refused, as sentences: the place, what is wrong there, and what belongs there. `prices, entry 1: `validFrom` is
 * missing. It is a date, such as 2026-01-31.`
 */
export function plainIssues({ issues }: z.core.$ZodError, data: unknown): readonly string[] {
  const sentences = issues.flatMap((issue) => sentencesOf(issue, data));
  const rest = sentences.length - mostSentences;
  return rest > 0 ? [...sentences.slice(0, mostSentences), `There are ${rest} more faults.`] : sentences;
}

function sentencesOf(issue: Issue, data: unknown): readonly string[] {
  const { path } = issue;
  const value = valueAt(data, path);
  if (issue.code === "unrecognized_keys") {
    return [
      `${placeOf(path)}${issue.keys
        .map((key) => named(key))
        .slice(0, mostSentences)
        .join(", ")} is not known here.`,
    ];
  }
  if (issue.code === "invalid_union" && value !== undefined) {
    // The alternative that is nearest says what is wrong.
    const [nearest] = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length);
    if (nearest !== undefined && nearest.length > 0) {
      return nearest.flatMap((one) => sentencesOf({ ...one, path: [...path, ...one.path] }, data));
    }
  }
  const last = path.at(-1);
  const isEntry = typeof last === "number";
  const place = placeOf(isEntry || last === undefined ? path : path.slice(0, -1));
  const subject = last === undefined || isEntry ? (last === undefined ? "this" : "it") : named(String(last));
  const wanted = wantedOf(issue);
  if (value === undefined && last !== undefined)
    return [`${place}${subject} is missing.${wanted && ` It is ${wanted}.`}`];
  const own = isOwnMessage(issue.message) ? issue.message : undefined;
  if (own !== undefined) return [`${place}${subject} is ${shownValue(value)}: ${own}${/[.!?]$/u.test(own) ? "" : "."}`];
  return [`${place}${subject} is ${shownValue(value)}${wanted === "" ? ", which is not valid" : `, not ${wanted}`}.`];
}

/** How far into the value an alternative went before it refused. */
function depthOf(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

/** zod's own words begin so; a schema that has words of its own begins otherwise. */
function isOwnMessage(message: string): boolean {
  return !/^(?:Invalid|Too (?:small|big)|Unrecognized|Expected)/u.test(message);
}

function wantedOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? "";
    case "invalid_value":
      return issue.values
        .slice(0, mostOptions)
        .map((value) => JSON.stringify(value))
        .join(" or ");
    case "invalid_format":
      return formats[issue.format] ?? "";
    case "too_small":
      return sized(issue.origin, issue.minimum, issue.inclusive === false ? "more than" : "at least");
    case "too_big":
      return sized(issue.origin, issue.maximum, issue.inclusive === false ? "less than" : "at most");
    case "invalid_union":
      // Of objects that a kind tells apart: the kinds there are.
      return optionsOf(issue)
        .slice(0, mostOptions)
        .map((option) => JSON.stringify(option))
        .join(" or ");
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
    case "unrecognized_keys":
      return "";
  }
}

function optionsOf(issue: Issue): readonly unknown[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options : [];
}

function sized(origin: string, size: number | bigint, words: string): string {
  switch (origin) {
    case "string":
      return size === 1 ? "text with a letter in it" : `text of ${words} ${size} characters`;
    case "array":
    case "set":
      return `a list of ${words} ${size} ${size === 1 ? "entry" : "entries"}`;
    default:
      return `a number of ${words} ${size}`;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object with named values",
  record: "an object with named values",
  null: "null",
};

const formats: Readonly<Record<string, string>> = {
  date: "a date, such as 2026-01-31",
  datetime: "a moment in UTC, such as 2026-01-31T12:00:00Z",
  url: "an address, such as https://example.org/",
};

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = data;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = new Map<PropertyKey, unknown>(Array.isArray(at) ? at.entries() : Object.entries(at)).get(key);
  }
  return at;
}

/** `prices, entry 1: ` */
function placeOf(path: readonly PropertyKey[]): string {
  const words = path.map((key) => (typeof key === "number" ? `entry ${key + 1}` : shortened(String(key))));
  return words.length === 0 ? "" : `${words.join(", ")}: `;
}

function named(key: string): string {
  return `\`${shortened(key)}\``;
}

function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return value === "" ? "empty" : quoted(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  return "an object";
}
