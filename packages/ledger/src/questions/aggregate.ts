import type { Row } from "../engine/engine.ts";
import type { Dimension } from "../model/dimensions.ts";
import { figureOf, knownBit } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import { bucketSql } from "./buckets.ts";
import { filterText } from "./filter.ts";
import type { EventFilter, Period } from "./filter.ts";
import type { GroupKey } from "./group-keys.ts";
import { periodsText, sourcesOf } from "./sources.ts";
import type { Source } from "./sources.ts";
import type { TablesRead } from "./tables-read.ts";

/** Where an energy comes from. `unknown` holds what does not state it. */
export const energyBases = ["measured", "modelled", "estimated", "unknown"] as const;

/** Where an energy comes from. */
export type EnergyBasis = (typeof energyBases)[number];

/** Exact sums of events by bucket and group. */
export interface Aggregation extends Period, EventFilter {
  readonly figures: readonly FigureName[];
  readonly keys: readonly GroupKey[];
  /** Edges of buckets; one bucket without edges. */
  readonly edges?: readonly number[];
}

/**
 * Dimensions that make an error one error: the same version of a method with the same factors is wrong in the same way each time.
 * Why: docs/decisions/2026-11-30-errors-of-sums.md.
 */
export const sharedErrors = ["method", "factor_set"] as const satisfies readonly Dimension[];

/** An aggregation as one text, or the reason that it has no text. */
export type AggregateText =
  | { readonly kind: "sql"; readonly sql: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "removed"; readonly dimensions: readonly Dimension[] };

/**
 * The text of an aggregation. Its rows have `bucket`, a number `key_N` for each key, `events`, for each figure `sum_`, `known_` and
 * the half-widths `below_` and `above_` in the small unit, and for each basis of energy `events_`, `known_energy_` and `energy_`.
 */
export async function aggregateText(tables: TablesRead, aggregation: Aggregation): Promise<AggregateText> {
  const { dictionary, keptSince } = tables;
  const filter = filterText(tables, aggregation);
  if (filter === undefined) return { kind: "nothing" };
  const { keys, edges = [] } = aggregation;
  const needed = [...new Set([...keys.map(({ reads }) => reads), ...filter.dimensions])];
  const sources = await sourcesOf(tables, aggregation, edges, needed);
  if (sources.some((source) => source.table === "usage_events" && beginsBefore(source, keptSince))) {
    return { kind: "removed", dimensions: needed };
  }
  const names = [...new Set<FigureName>(["energy", ...aggregation.figures])];
  const basisNumbers = energyBases
    .filter((basis) => basis !== "unknown")
    .map((basis) => [basis, dictionary.find("energy_basis", basis) ?? -1] as const);
  const keyNames = keys.map((_, index) => `key_${index}`);
  const groups = ["bucket", ...keyNames];
  const parts = sources.map((source) => {
    const bucket = edges.length === 0 ? "0" : bucketSql(source.time, edges);
    const columns = [
      `${bucket} AS bucket`,
      ...keys.map(({ sql }, index) => `${sql} AS key_${index}`),
      ...sharedErrors,
      "energy_basis",
      ...innerSums(names, source),
    ];
    const by = [...groups, ...sharedErrors, "energy_basis"].join(", ");
    return `SELECT ${columns.join(", ")} FROM ${source.table} WHERE ${periodsText(source)}${filter.on(source.time)} GROUP BY ${by}`;
  });
  const shared = [...groups, ...sharedErrors].join(", ");
  const middle = `SELECT ${shared}, ${middleSums(names, basisNumbers).join(", ")} FROM (${parts.join(" UNION ALL ")}) AS parts GROUP BY ${shared}`;
  const by = groups.join(", ");
  return {
    kind: "sql",
    sql: `SELECT ${by}, ${outerSums(names).join(", ")} FROM (${middle}) AS shared_errors GROUP BY ${by}`,
  };
}

/** The rows of an aggregation, by bucket and keys. */
export async function aggregate(
  tables: TablesRead,
  aggregation: Aggregation,
): Promise<{ readonly kind: "rows"; readonly rows: readonly Row[] } | Extract<AggregateText, { kind: "removed" }>> {
  const text = await aggregateText(tables, aggregation);
  if (text.kind === "removed") return text;
  if (text.kind === "nothing") return { kind: "rows", rows: [] };
  const order = ["bucket", ...aggregation.keys.map((_, index) => `key_${index}`)].join(", ");
  return { kind: "rows", rows: await tables.query(`${text.sql} ORDER BY ${order}`) };
}

/** Why sums cannot be given whose events were removed. */
export function removedReason(keptSince: number, dimensions: readonly Dimension[]): string {
  const read = dimensions.length === 0 ? "" : ` The question reads ${dimensions.join(", ")}.`;
  return `Events before ${new Date(keptSince).toISOString()} were removed; their sums are kept by whole hours of UTC, without run, tags, zone, source, owner and model version, and by whole days with region, experiment and stage of work.${read} Ask for a later period, for whole hours, or without these dimensions.`;
}

function beginsBefore({ periods }: Source, keptSince: number): boolean {
  return periods.some(({ fromMilliseconds }) => fromMilliseconds < keptSince);
}

function hasInterval(name: FigureName): boolean {
  return figureOf(name).interval;
}

function innerSums(names: readonly FigureName[], { table }: Source): readonly string[] {
  const raw = table === "usage_events";
  const figures = names.flatMap((name) => {
    const known = raw ? exactSum(`bitAnd(known, ${knownBit(name)}) <> 0`) : exactSum(`${name}_known`);
    const own = [`${exactSum(name)} AS part_${name}`, `${known} AS part_known_${name}`];
    if (!hasInterval(name)) return own;
    return [
      ...own,
      `${exactSum(`${name}_low`)} AS part_low_${name}`,
      `${exactSum(`${name}_high`)} AS part_high_${name}`,
    ];
  });
  return [`${raw ? "CAST(count(*) AS Int128)" : exactSum("events")} AS part_events`, ...figures];
}

function middleSums(
  names: readonly FigureName[],
  bases: readonly (readonly [EnergyBasis, number])[],
): readonly string[] {
  const figures = names.flatMap((name) => {
    const own = [
      `${exactSum(`part_${name}`)} AS own_${name}`,
      `${exactSum(`part_known_${name}`)} AS own_known_${name}`,
    ];
    if (!hasInterval(name)) return own;
    return [
      ...own,
      `CAST(${exactSum(`part_${name} - part_low_${name}`)} AS Float64) AS own_below_${name}`,
      `CAST(${exactSum(`part_high_${name} - part_${name}`)} AS Float64) AS own_above_${name}`,
    ];
  });
  const stated = bases.map(([, number]) => number).join(", ");
  const conditions = [
    ...bases.map(([basis, number]) => [basis, `energy_basis = ${number}`] as const),
    ["unknown", `energy_basis NOT IN (${stated})`] as const,
  ];
  const byBasis = conditions.flatMap(([basis, condition]) =>
    [
      ["events", "part_events"],
      ["known_energy", "part_known_energy"],
      ["energy", "part_energy"],
    ].map(
      ([what = "", part = ""]) =>
        `${exactSum(`CASE WHEN ${condition} THEN ${part} ELSE 0 END`)} AS own_${what}_${basis}`,
    ),
  );
  return [`${exactSum("part_events")} AS own_events`, ...figures, ...byBasis];
}

function outerSums(names: readonly FigureName[]): readonly string[] {
  const figures = names.flatMap((name) => {
    const own = [`${exactSum(`own_${name}`)} AS sum_${name}`, `${exactSum(`own_known_${name}`)} AS known_${name}`];
    if (!hasInterval(name)) return own;
    const width = (side: "below" | "above"): string =>
      `sqrt(sum(own_${side}_${name} * own_${side}_${name})) AS ${side}_${name}`;
    return [...own, width("below"), width("above")];
  });
  const byBasis = energyBases.flatMap((basis) =>
    ["events", "known_energy", "energy"].map((what) => `${exactSum(`own_${what}_${basis}`)} AS ${what}_${basis}`),
  );
  return [`${exactSum("own_events")} AS events`, ...figures, ...byBasis];
}
