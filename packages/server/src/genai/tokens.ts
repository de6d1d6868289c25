import type { Attributes, AttributeValue } from "../otlp/signals.ts";
import { aliases, firstOf, isListed, looksLikeCount } from "./aliases.ts";
import type { AliasedField } from "./aliases.ts";

/** What a span says of tokens, as it says it. Absent is unknown; 0 is a statement. */
export interface ReportedTokens {
  readonly input?: number;
  readonly output?: number;
  readonly total?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
}

/** Tokens by one definition: cache counts are among the input, reasoning is among the output. */
export interface Tokens extends ReportedTokens {
  /** Tokens that the total holds and neither input nor output explains. Their class is unknown. */
  readonly unexplained?: number;
  readonly flags: readonly TokenFlag[];
}

/** What was seen and mended. */
export type TokenFlag = "cache_exclusive_sender" | "reasoning_exclusive_sender" | "total_not_explained";

/** Reads the counts of a span, with the names under which they were found and what could not be read. */
export function reportedTokens(attributes: Attributes): {
  readonly tokens: ReportedTokens;
  readonly raw: Readonly<Record<string, number | string>>;
  readonly faults: readonly string[];
  /** Names that look like counts, which no list holds. They are not added to anything. */
  readonly unknownKeys: readonly string[];
} {
  const raw: Record<string, number | string> = {};
  const faults: string[] = [];
  const tokens: Partial<Record<keyof ReportedTokens, number>> = {};
  for (const [name, field] of fields) {
    const found = firstCount(attributes, field, faults);
    if (found === undefined) continue;
    tokens[name] = found.count;
    raw[found.key] = found.count;
  }
  for (const field of ["inputDetails", "outputDetails", "usageObject"] as const) {
    const found = firstOf(attributes, field);
    if (found === undefined || typeof found.value !== "string") continue;
    for (const [name, count] of detailsOf(found.value)) {
      if (tokens[name] !== undefined) continue;
      tokens[name] = count;
      raw[`${found.key}/${name}`] = count;
    }
  }
  const unknownKeys: string[] = [];
  for (const [key, value] of attributes) {
    if (!looksLikeCount(key) || raw[key] !== undefined || key.includes("cost")) continue;
    const count = countOf(value);
    if (typeof count !== "number") continue;
    if (Object.keys(raw).length < mostRawKeys) raw[key.slice(0, 200)] = count;
    if (!isListed(key) && !isModality(key)) unknownKeys.push(key);
  }
  return { tokens, raw, faults, unknownKeys: unknownKeys.slice(0, 5) };
}

const mostRawKeys = 24;

const fields: readonly (readonly [keyof ReportedTokens, AliasedField])[] = [
  ["input", "inputTokens"],
  ["output", "outputTokens"],
  ["total", "totalTokens"],
  ["cacheRead", "cacheReadTokens"],
  ["cacheWrite", "cacheWriteTokens"],
  ["reasoning", "reasoningTokens"],
];

/** Counts by modality are known parts of the totals; they are kept as they came. */
function isModality(key: string): boolean {
  return /(?:^gen_ai\.usage\.(?:text|image|audio|video)\.)|(?:_details\.audio$)/.test(key);
}

/**
 * The count under the first name that is present and valid. Two generations of names may be there, the old one filled with zeros:
 * then the first that is not zero counts.
 */
function firstCount(
  attributes: Attributes,
  field: AliasedField,
  faults: string[],
): { readonly key: string; readonly count: number } | undefined {
  let zero: { readonly key: string; readonly count: number } | undefined;
  for (const key of aliases[field]) {
    const value = attributes.get(key);
    if (value === undefined || value === "") continue;
    const count = countOf(value);
    if (typeof count !== "number") faults.push(`The attribute ${key} ${count.fault}; it was not read.`);
    else if (count > 0) return { key, count };
    else zero ??= { key, count };
  }
  return zero;
}

/** A count of tokens: a whole number that is not negative, also as a decimal text. */
export function countOf(value: AttributeValue): number | { readonly fault: string } {
  if (typeof value === "boolean") return { fault: "is not a number" };
  if (typeof value === "bigint") return { fault: "is beyond 2^53" };
  if (typeof value === "string" && !/^\s*-?\d+(?:\.0*)?\s*$/.test(value)) return { fault: "is not a whole number" };
  const number = Number(value);
  if (Number.isNaN(number)) return { fault: "is not a number" };
  if (number < 0) return { fault: "is negative" };
  if (!Number.isInteger(number)) return { fault: "is not a whole number" };
  return number > Number.MAX_SAFE_INTEGER ? { fault: "is beyond 2^53" } : Math.abs(number);
}

/** LangSmith sends the parts as JSON in a text, LiteLLM the whole usage of the provider. */
function detailsOf(text: string): readonly (readonly [keyof ReportedTokens, number])[] {
  const flat = new Map<string, number>();
  const collect = (value: unknown, path: string, depth: number): void => {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) flat.set(path, value);
    if (typeof value !== "object" || value === null || depth > 2) return;
    for (const [key, inner] of Object.entries(value)) collect(inner, path === "" ? key : `${path}.${key}`, depth + 1);
  };
  collect(parseLoosely(text), "", 0);
  return detailNames.flatMap(([name, paths]) => {
    const path = paths.find((one) => flat.has(one));
    const count = path === undefined ? undefined : flat.get(path);
    return count === undefined ? [] : [[name, count] as const];
  });
}

const detailNames: readonly (readonly [keyof ReportedTokens, readonly string[]])[] = [
  ["cacheRead", ["cache_read", "prompt_tokens_details.cached_tokens", "cache_read_input_tokens"]],
  ["cacheWrite", ["cache_creation", "prompt_tokens_details.cache_creation_tokens", "cache_creation_input_tokens"]],
  ["reasoning", ["reasoning", "completion_tokens_details.reasoning_tokens"]],
];

/** JSON, or a dictionary as Python prints it. */
function parseLoosely(text: string): unknown {
  for (const candidate of [
    text,
    text
      .replaceAll("'", '"')
      .replaceAll(/\bNone\b/g, "null")
      .replaceAll(/\bTrue\b/g, "true")
      .replaceAll(/\bFalse\b/g, "false"),
  ]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return value;
    } catch {
      // The next reading is tried; a text that is neither has no counts.
    }
  }
  return undefined;
}

/** Brings counts to one definition. Anthropic's own input leaves the cache out, and some senders leave out the reasoning. */
export function normalisedTokens(reported: ReportedTokens): Tokens {
  const flags: TokenFlag[] = [];
  let { input, output } = reported;
  const { total, cacheRead, cacheWrite, reasoning } = reported;
  const cache = (cacheRead ?? 0) + (cacheWrite ?? 0);
  if (input !== undefined && cache > input) {
    input += cache;
    flags.push("cache_exclusive_sender");
  }
  if (output !== undefined && reasoning !== undefined && reasoning > output) {
    output += reasoning;
    flags.push("reasoning_exclusive_sender");
  }
  const explained = (input ?? 0) + (output ?? 0);
  const unexplained = total !== undefined && total > explained ? total - explained : undefined;
  if (unexplained !== undefined) flags.push("total_not_explained");
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(total === undefined ? {} : { total }),
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(unexplained === undefined ? {} : { unexplained }),
    flags,
  };
}

/** Whether anything is said of tokens. Zero is something. */
export function bearsUsage({ input, output, total }: ReportedTokens): boolean {
  return input !== undefined || output !== undefined || total !== undefined;
}
