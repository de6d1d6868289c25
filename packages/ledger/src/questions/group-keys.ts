import type { Dimension } from "../model/dimensions.ts";
import type { Dictionary } from "../store/dictionary.ts";

/** What events are grouped by: dimensions, and tags by their keys. */
export interface Grouping {
  readonly groupBy?: readonly Dimension[];
  readonly groupByTags?: readonly string[];
}

/** One thing that events are grouped by, as SQL. Its value is a number. */
export interface GroupKey {
  readonly kind: "dimension" | "tag";
  /** Name of the dimension, or key of the tag. */
  readonly name: string;
  readonly sql: string;
  readonly reads: Dimension;
  /** The text of a number; undefined for {@link otherNumber}. */
  readonly textOf: (number: number) => string | undefined;
  /** Colour of a number: 1 to 7 in the order of first appearance; null for later ones, "not stated" and all others. */
  readonly slotOf: (number: number) => number | null;
}

/** Colours that people can tell from each other. */
const mostSlots = 7;

/** Number of all groups that are not among the largest ones. */
export const otherNumber = -1;

/** The keys of a grouping. */
export function groupKeys(dictionary: Dictionary, { groupBy = [], groupByTags = [] }: Grouping): readonly GroupKey[] {
  return [
    ...groupBy.map((dimension) => dimensionKey(dictionary, dimension)),
    ...groupByTags.map((tag) => tagKey(dictionary, tag)),
  ];
}

function dimensionKey(dictionary: Dictionary, dimension: Dimension): GroupKey {
  return {
    kind: "dimension",
    name: dimension,
    sql: dimension,
    reads: dimension,
    textOf: (number) => (number === otherNumber ? undefined : dictionary.valueOf(number)),
    slotOf: slotsOf(dictionary, dimension),
  };
}

/** Numbers grow in the order of first appearance. */
function slotsOf(dictionary: Dictionary, dimension: Dimension): GroupKey["slotOf"] {
  const first: number[] = [];
  for (const [value, number] of dictionary.valuesOf(dimension)) {
    if (first.length === mostSlots) break;
    // The server's own project holds its keys and never an event.
    if (dimension !== "project" || !value.startsWith("wattledger:")) first.push(number);
  }
  return (number) => {
    const place = first.indexOf(number);
    return place === -1 ? null : place + 1;
  };
}

/** Values of a tag get numbers in the order of the dictionary; events without the tag get 0. */
function tagKey(dictionary: Dictionary, tag: string): GroupKey {
  const values = [...dictionary.tagSetsByValue(tag)];
  const cases = values.flatMap(([, sets], number) =>
    number === 0 ? [] : [`WHEN tags IN (${sets.join(", ")}) THEN ${number}`],
  );
  return {
    kind: "tag",
    name: tag,
    sql: cases.length === 0 ? "0" : `CASE ${cases.join(" ")} ELSE 0 END`,
    reads: "tags",
    textOf: (number) => (number === otherNumber ? undefined : (values[number]?.[0] ?? "")),
    slotOf: (number) => (number >= 1 && number <= mostSlots ? number : null),
  };
}

/** The key with every number outside a list as one group. */
export function withOther(key: GroupKey, numbers: readonly number[]): GroupKey {
  if (numbers.length === 0) return key;
  return { ...key, sql: `CASE WHEN (${key.sql}) IN (${numbers.join(", ")}) THEN (${key.sql}) ELSE ${otherNumber} END` };
}
