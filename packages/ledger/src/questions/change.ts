import type { Row } from "../engine/engine.ts";
import { bigintOf, numberOf } from "../engine/engine.ts";
import type { Dimension } from "../model/dimensions.ts";
import { figureOf, fromWhole } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import { aggregate, removedReason, sharedErrors } from "./aggregate.ts";
import type { EventFilter, Period } from "./filter.ts";
import { groupKeys } from "./group-keys.ts";
import { refusals } from "./refusals.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";

/** How sums changed from one period to another. */
export interface ChangeQuery extends EventFilter {
  readonly before: Period;
  readonly after: Period;
  readonly figures: readonly FigureName[];
  readonly groupBy?: readonly Dimension[];
}

/** The change of one figure. `low` and `high` are the ends of the interval of the difference. */
export interface FigureChange {
  readonly figure: FigureName;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Events that do not state the figure. */
  readonly unknownEventsBefore: bigint;
  readonly unknownEventsAfter: bigint;
}

export type Change =
  | {
      readonly kind: "change";
      readonly groups: readonly {
        readonly group: Readonly<Partial<Record<Dimension, string>>>;
        readonly eventsBefore: bigint;
        readonly eventsAfter: bigint;
        readonly figures: readonly FigureChange[];
      }[];
    }
  | Refused;

/**
 * The differences of sums. The error of one method and factor set moves both periods together, so that only what it changes of the
 * difference counts; errors of different ones add in quadrature.
 */
export async function changeOf(tables: TablesRead, query: ChangeQuery): Promise<Change> {
  const groupBy = query.groupBy ?? [];
  const keys = groupKeys(tables.dictionary, { groupBy: [...groupBy, ...sharedErrors] });
  const groups = new Map<string, { readonly numbers: readonly number[]; readonly parts: Map<string, Sides> }>();
  // Both periods together as well: their bases may differ.
  const both = {
    fromMilliseconds: Math.min(query.before.fromMilliseconds, query.after.fromMilliseconds),
    toMilliseconds: Math.max(query.before.toMilliseconds, query.after.toMilliseconds),
  };
  const reasons = await refusals(tables, { ...query, ...both });
  if (reasons.length > 0) return refused(...reasons);
  for (const side of ["before", "after"] as const) {
    const sums = await aggregate(tables, { ...query, ...query[side], keys });
    if (sums.kind === "removed") return refused(removedReason(tables.keptSince, sums.dimensions));
    for (const row of sums.rows) {
      const numbers = groupBy.map((_, index) => numberOf(row, `key_${index}`));
      const error = sharedErrors.map((_, index) => numberOf(row, `key_${groupBy.length + index}`)).join(" ");
      const group = groups.get(numbers.join(" ")) ?? { numbers, parts: new Map<string, Sides>() };
      groups.set(numbers.join(" "), group);
      group.parts.set(error, { ...group.parts.get(error), [side]: row });
    }
  }
  return {
    kind: "change",
    groups: [...groups.values()].map(({ numbers, parts }) => {
      const rows = [...parts.values()];
      const eventsOf = (side: keyof Sides): bigint =>
        rows.reduce((sum, { [side]: row }) => sum + (row === undefined ? 0n : bigintOf(row, "events")), 0n);
      return {
        group: Object.fromEntries(
          groupBy.map((dimension, index) => [dimension, tables.dictionary.valueOf(numbers[index] ?? 0)]),
        ),
        eventsBefore: eventsOf("before"),
        eventsAfter: eventsOf("after"),
        figures: query.figures.map((name) => figureChange(name, rows)),
      };
    }),
  };
}

interface Sides {
  readonly before?: Row;
  readonly after?: Row;
}

function figureChange(name: FigureName, parts: readonly Sides[]): FigureChange {
  const figure = figureOf(name);
  const sumOf = (side: keyof Sides): number =>
    fromWhole(
      figure,
      parts.reduce((sum, { [side]: row }) => sum + (row === undefined ? 0n : bigintOf(row, `sum_${name}`)), 0n),
    );
  const [before, after] = [sumOf("before"), sumOf("after")];
  const width = (row: Row | undefined, end: "below" | "above"): number =>
    row === undefined || !figure.interval ? 0 : numberOf(row, `${end}_${name}`) / figure.scale;
  // Where the shared error makes both sides as large or as small as they can be.
  const moves = parts.map((part) => {
    const up = width(part.after, "above") - width(part.before, "above");
    const down = width(part.before, "below") - width(part.after, "below");
    return { up: Math.max(up, down, 0), down: Math.max(-up, -down, 0) };
  });
  const unknownOf = (side: keyof Sides): bigint =>
    parts.reduce(
      (sum, { [side]: row }) =>
        sum + (row === undefined ? 0n : bigintOf(row, "events") - bigintOf(row, `known_${name}`)),
      0n,
    );
  const difference = after - before;
  return {
    figure: name,
    unit: figure.unit,
    before,
    after,
    difference,
    low: difference - Math.hypot(...moves.map(({ down }) => down)),
    high: difference + Math.hypot(...moves.map(({ up }) => up)),
    unknownEventsBefore: unknownOf("before"),
    unknownEventsAfter: unknownOf("after"),
  };
}
