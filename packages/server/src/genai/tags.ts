import type { Attributes, Resource } from "../otlp/signals.ts";
import { nameText, textOf } from "./aliases.ts";
import tagFile from "./tag-keys.json" with { type: "json" };

/** Fields of a usage event that a sender may set by an attribute `wattledger.*`. */
export type OwnField = "organisation" | "team" | "experiment" | "run" | "workloadStage" | "zone" | "owner";

const mostTags = 32;
const ofResource: ReadonlyMap<string, string> = new Map(Object.entries(tagFile.resource));
const personal: ReadonlySet<string> = new Set(tagFile.personal);
const own: ReadonlyMap<string, string> = new Map(Object.entries(tagFile.own));

/** Tags of a call: where it came from, and what its sender attached. Names of people and sessions are left out. */
export function tagsOf(
  attributes: Attributes,
  { attributes: resource }: Resource,
): {
  readonly tags: Readonly<Record<string, string>>;
  readonly environment: string | undefined;
  /** Whether the span itself has any, and not only its resource. */
  readonly hasOfSpan: boolean;
} {
  const tags = new Map<string, string>();
  for (const [field, tag] of [
    ["agent", "agent"],
    ["workflow", "workflow"],
    ["entity", "entity"],
    ["functionId", "function"],
    ["serviceTier", "service_tier"],
  ] as const) {
    const value = textOf(attributes, field);
    if (value !== undefined) tags.set(tag, value);
  }
  for (const [key, value] of attributes) {
    const name = attachedName(key);
    if (name === undefined || personal.has(name.toLowerCase())) continue;
    const text = nameText(String(value));
    if (text !== undefined && tags.size < mostTags) tags.set(name, text);
  }
  const hasOfSpan = tags.size > 0;
  for (const [key, tag] of ofResource) {
    const value = resource.get(key);
    const text = value === undefined ? undefined : nameText(String(value));
    if (text !== undefined && tags.size < mostTags) tags.set(tag, text);
  }
  for (const [key, value] of resource) {
    if (!key.startsWith(tagFile.ownPrefix) || own.has(key)) continue;
    const text = nameText(String(value));
    if (text !== undefined && tags.size < mostTags) tags.set(key, text);
  }
  return { tags: Object.fromEntries(tags), environment: environmentOf(attributes, resource), hasOfSpan };
}

/** Fields that the sender sets itself. The span wins over its resource. */
export function ownFields(
  attributes: Attributes,
  { attributes: resource }: Resource,
): Readonly<Partial<Record<OwnField, string>>> {
  const fields: Partial<Record<OwnField, string>> = {};
  for (const [key, field] of own) {
    const value = attributes.get(key) ?? resource.get(key);
    const text = value === undefined ? undefined : nameText(String(value));
    if (text !== undefined && isOwnField(field)) fields[field] = text;
  }
  return fields;
}

function isOwnField(field: string): field is OwnField {
  return ["organisation", "team", "experiment", "run", "workloadStage", "zone", "owner"].includes(field);
}

function attachedName(key: string): string | undefined {
  if (key.startsWith(tagFile.ownPrefix)) return own.has(key) ? undefined : key.slice(0, 100);
  const prefix = tagFile.prefixes.find((one) => key.startsWith(one));
  const name = prefix === undefined ? "" : key.slice(prefix.length);
  return name === "" ? undefined : name.slice(0, 100);
}

function environmentOf(attributes: Attributes, resource: Attributes): string | undefined {
  for (const key of tagFile.environment) {
    const value = resource.get(key) ?? attributes.get(key);
    const text = value === undefined ? undefined : nameText(String(value));
    if (text !== undefined) return text;
  }
  return undefined;
}
