import { defined } from "@wattledger/core";
import type { Bounded } from "./rounding.ts";

/** How the value of an attribute came about, in BoaviztAPI's words. */
export type Status = "INPUT" | "COMPLETED" | "DEFAULT" | "CHANGED" | "ARCHETYPE";

/** What is known of one property of a thing: stated, worked out, or of a profile with its bounds. */
export interface Attribute<T = unknown> {
  readonly value: T;
  readonly status: Status;
  readonly unit?: string;
  readonly min?: T;
  readonly max?: T;
}

/** The attributes of a thing by name; what is not known is absent. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** The value and the two bounds of a case: each is computed on its own. */
export const ends = ["value", "min", "max"] as const;

/** One of {@link ends}. */
export type End = (typeof ends)[number];

/** The end that makes a thing that divides: the least comes of the greatest. */
export const opposite: Readonly<Record<End, End>> = { value: "value", min: "max", max: "min" };

/** A number at one of its ends; without bounds it is the same at all. */
export function at(attribute: Attribute<number>, end: End): number {
  return attribute[end] ?? attribute.value;
}

/** Something at each end. */
export function atEnds(compute: (end: End) => number): Bounded {
  return { value: compute("value"), min: compute("min"), max: compute("max") };
}

/** What a request states, unless it states nothing. */
export function stated<T>(value: T | null | undefined, unit?: string): Attribute<T> | undefined {
  if (value === null || value === undefined) return undefined;
  return { value, status: "INPUT", min: value, max: value, ...defined({ unit }) };
}

/** What a profile has, unless it has nothing. */
export function ofProfile(
  cell: { readonly value: number | string; readonly min?: number; readonly max?: number } | undefined,
  unit?: string,
): Attribute<number> | undefined {
  if (cell === undefined || typeof cell.value === "string") return undefined;
  const { value, min = value, max = value } = cell;
  return { value, min, max, status: "ARCHETYPE", ...defined({ unit }) };
}

/** What was worked out. */
export function completed(bounds: Bounded, unit?: string): Attribute<number> {
  return { ...bounds, status: "COMPLETED", ...defined({ unit }) };
}

/** The attributes that are known. */
export function known(all: Readonly<Record<string, Attribute | undefined>>): Attributes {
  const entries = Object.entries(all).filter((entry): entry is [string, Attribute] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
