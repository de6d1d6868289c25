import { dimensions } from "../model/dimensions.ts";
import type { Dimension } from "../model/dimensions.ts";
import { visibleText } from "../store/restated-scope.ts";
import type { TablesRead } from "./tables-read.ts";

/** Which events a question is about. The empty text is "not stated". */
export interface EventFilter {
  /** Each of these dimensions has one of its values. */
  readonly filters?: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** None of these dimensions has one of its values. */
  readonly excludes?: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** Each of these tags, by key, has one of its values. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** None of these tags has one of its values. */
  readonly excludedTags?: Readonly<Record<string, readonly string[]>>;
  /** Figures as they were after this restatement: 0 is as they were recorded. The newest ones where it is absent. */
  readonly upToRestatement?: number;
}

/** A period. The end is not in it. */
export interface Period {
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
}

/** A filter as text: conditions that each begin with AND, and the dimensions that they read. */
export interface FilterText {
  /** @param time The column of the table that has the time. */
  readonly on: (time: "time_ms" | "start_ms") => string;
  readonly dimensions: readonly Dimension[];
}

/** The filter as text; undefined where no event can pass. Only names of dimensions and numbers go into the text. */
export function filterText(
  { dictionary, restatements }: Pick<TablesRead, "dictionary" | "restatements">,
  filter: EventFilter,
): FilterText | undefined {
  const parts: string[] = [];
  const used = new Set<Dimension>();
  const add = (dimension: Dimension, numbers: readonly number[], word: "IN" | "NOT IN"): void => {
    used.add(dimension);
    parts.push(` AND ${dimension} ${word} (${numbers.join(", ")})`);
  };
  for (const [dimension, values] of entriesOf(filter.filters ?? {})) {
    const numbers = values.flatMap((value) => dictionary.find(dimension, value) ?? []);
    if (numbers.length === 0) return undefined;
    add(dimension, numbers, "IN");
  }
  for (const [dimension, values] of entriesOf(filter.excludes ?? {})) {
    const numbers = values.flatMap((value) => dictionary.find(dimension, value) ?? []);
    if (numbers.length > 0) add(dimension, numbers, "NOT IN");
  }
  for (const [key, values] of Object.entries(filter.tags ?? {})) {
    const numbers = dictionary.tagSetsWhere(key, (value) => values.includes(value));
    if (numbers.length === 0) return undefined;
    add("tags", numbers, "IN");
  }
  for (const [key, values] of Object.entries(filter.excludedTags ?? {})) {
    const numbers = dictionary.tagSetsWhere(key, (value) => values.includes(value));
    if (numbers.length > 0) add("tags", numbers, "NOT IN");
  }
  const upTo = filter.upToRestatement;
  return {
    on: (time) => `${parts.join("")}${visibleText(restatements, time, upTo)}`,
    dimensions: [...used],
  };
}

/** The names of a filter are names of dimensions: the edge that read it has checked them. */
function entriesOf(
  filters: Readonly<Partial<Record<Dimension, readonly string[]>>>,
): readonly (readonly [Dimension, readonly string[]])[] {
  return dimensions.flatMap((dimension) => {
    const values = filters[dimension];
    return values === undefined ? [] : [[dimension, values] as const];
  });
}
