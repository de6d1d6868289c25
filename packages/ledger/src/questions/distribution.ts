import { bigintOf, numberOf } from "../engine/engine.ts";
import { figureOf, fromWhole, knownBit } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import { removedReason } from "./aggregate.ts";
import { filterText } from "./filter.ts";
import type { EventFilter, Period } from "./filter.ts";
import { quantilesOf } from "./quantiles.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";

/** How a figure is distributed over events. */
export interface DistributionQuery extends Period, EventFilter {
  readonly figure: FigureName;
  /** How many bins each doubling of the figure has: 1, 2, 4, 8 or 16. */
  readonly binsPerDoubling: number;
  /** 0.5 is the median. */
  readonly probabilities?: readonly number[];
}

/** A histogram with bins of equal width on a logarithmic axis. Bins without events are left out. */
export type Distribution =
  | {
      readonly kind: "distribution";
      readonly unit: string;
      /** From `low`, which is in the bin, to `high`, which is not. */
      readonly bins: readonly { readonly low: number; readonly high: number; readonly events: bigint }[];
      readonly zeroEvents: bigint;
      readonly negativeEvents: bigint;
      readonly unknownEvents: bigint;
      /** Off by 2.2 % at most; undefined where no event is above zero. Of the events above zero. */
      readonly quantiles: readonly number[] | undefined;
    }
  | Refused;

const finest = 16;
const special = { zero: -100_000, negative: -100_001, unknown: -100_002 } as const;

/** The distribution of a figure, from the events. */
export async function distributionOf(tables: TablesRead, query: DistributionQuery): Promise<Distribution> {
  const { figure: name, binsPerDoubling, fromMilliseconds: from, toMilliseconds: to, probabilities = [] } = query;
  if (![1, 2, 4, 8, finest].includes(binsPerDoubling)) {
    return refused(`A doubling has 1, 2, 4, 8 or 16 bins, not ${binsPerDoubling}.`);
  }
  const figure = figureOf(name);
  const filter = filterText(tables, query);
  if (filter !== undefined && from < tables.keptSince) {
    return refused(removedReason(tables.keptSince, filter.dimensions));
  }
  const place = `CASE WHEN bitAnd(known, ${knownBit(name)}) = 0 THEN ${special.unknown} WHEN ${name} < 0 THEN ${special.negative} WHEN ${name} = 0 THEN ${special.zero} ELSE CAST(floor(log2(CASE WHEN ${name} > 0 THEN ${name} ELSE 1 END) * ${finest}) AS Int32) END`;
  const rows =
    filter === undefined
      ? []
      : await tables.query(
          `SELECT ${place} AS place, ${exactSum("1")} AS how_many FROM usage_events WHERE time_ms >= ${from} AND time_ms < ${to}${filter.on("time_ms")} GROUP BY place ORDER BY place`,
        );
  const found = rows.map((row) => ({ place: numberOf(row, "place"), events: bigintOf(row, "how_many") }));
  const countOf = (wanted: number): bigint => found.find(({ place: one }) => one === wanted)?.events ?? 0n;
  const fine = found.filter(({ place: one }) => one > special.zero);
  const bins = new Map<number, bigint>();
  for (const { place: one, events } of fine) {
    const bin = Math.floor((one * binsPerDoubling) / finest);
    bins.set(bin, (bins.get(bin) ?? 0n) + events);
  }
  const edge = (bin: number): number => 2 ** (bin / binsPerDoubling) / figure.scale;
  const buckets = fine.map(({ place: bucket, events }) => ({ bucket, count: Number(events) }));
  return {
    kind: "distribution",
    unit: figure.unit,
    bins: [...bins].map(([bin, events]) => ({ low: edge(bin), high: edge(bin + 1), events })),
    zeroEvents: countOf(special.zero),
    negativeEvents: countOf(special.negative),
    unknownEvents: countOf(special.unknown),
    quantiles: quantilesOf(buckets, probabilities)?.map((small) => fromWhole(figure, BigInt(Math.round(small)))),
  };
}
