import type { Dimension } from "../model/dimensions.ts";
import type { FigureName } from "../model/figures.ts";
import type { Dictionary } from "./dictionary.ts";

/** What totals are asked of. */
export interface TotalsQuery {
  readonly fromMilliseconds: number;
  /** The end is not among them. */
  readonly toMilliseconds: number;
  readonly figures: readonly FigureName[];
  /** Each dimension must have one of its values; the empty text is "not stated". */
  readonly filters?: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly groupBy?: readonly Dimension[];
}

/** The filters as text; undefined where no record has any of the values. Only names of dimensions and numbers go into it. */
export function filterText(dictionary: Dictionary, { filters = {} }: TotalsQuery): string | undefined {
  const parts: string[] = [];
  for (const [dimension, values] of Object.entries(filters)) {
    const numbers = values.flatMap((value) => dictionary.find(dimension, value) ?? []);
    if (numbers.length === 0) return undefined;
    parts.push(` AND ${dimension} IN (${numbers.join(", ")})`);
  }
  return parts.join("");
}
