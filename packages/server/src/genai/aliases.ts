import type { Attributes, AttributeValue } from "../otlp/signals.ts";
import aliasFile from "./aliases.json" with { type: "json" };
import tagFile from "./tag-keys.json" with { type: "json" };

/** A field of a usage event that spans state under various names: `aliases.json` lists them, the preferred first. */
export type AliasedField = keyof typeof aliasFile;

/** Names by field. When the conventions rename an attribute, its new name goes to the front of a list, and no code changes. */
export const aliases: Readonly<Record<AliasedField, readonly string[]>> = aliasFile;

const known: ReadonlySet<string> = new Set([
  ...Object.values(aliases).flat(),
  ...Object.keys(tagFile.resource),
  ...tagFile.environment,
  ...tagFile.cloud,
]);
const prefixes = [tagFile.ownPrefix, ...tagFile.prefixes];

/**
 * Whether a span's attribute is read. All else, prompts and answers above all, is not even decoded. Numbers that look like counts
 * are read under any name, so that a name which no list holds can be told.
 */
export function isWanted(key: string): boolean {
  return known.has(key) || looksLikeCount(key) || prefixes.some((prefix) => key.startsWith(prefix));
}

/** Whether a name looks like that of a count of tokens. */
export function looksLikeCount(key: string): boolean {
  return /^(?:gen_ai\.usage\.|llm\.usage\.|llm\.token_count\.|ai\.usage\.)[\w.]*$/.test(key);
}

/** Whether a name is one of the lists. */
export function isListed(key: string): boolean {
  return known.has(key);
}

/** The value of a field under the first of its names that is present, with that name. */
export function firstOf(
  attributes: Attributes,
  field: AliasedField,
): { readonly key: string; readonly value: AttributeValue } | undefined {
  for (const key of aliases[field]) {
    const value = attributes.get(key);
    if (value !== undefined && value !== "") return { key, value };
  }
  return undefined;
}

/** The field as a text of at most 200 characters; absent where it is not stated. */
export function textOf(attributes: Attributes, field: AliasedField): string | undefined {
  const found = firstOf(attributes, field);
  return found === undefined ? undefined : nameText(String(found.value));
}

/** A name, cut to 200 characters; absent where nothing but space is left. */
export function nameText(value: string): string | undefined {
  const trimmed = value.trim();
  if (trimmed.length <= 200) return trimmed === "" ? undefined : trimmed;
  return Array.from(trimmed.slice(0, 400)).slice(0, 200).join("");
}
