import type { Engine, Row } from "../engine/engine.ts";
import { bigintOf, numberOf } from "../engine/engine.ts";
import { rolledDimensions } from "../model/dimensions.ts";
import type { Dimension } from "../model/dimensions.ts";
import { figureOf, figures, fromWhole, knownBit } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import type { Dictionary } from "./dictionary.ts";
import { filterText } from "./filter.ts";
import type { TotalsQuery } from "./filter.ts";
import { overlaps } from "./overlaps.ts";
import { startOf } from "./rollups.ts";

/** A sum, its interval at 90 %, and how many events do not state the figure. */
export interface TotalFigure {
  readonly figure: FigureName;
  readonly unit: string;
  /** The exact sum of the means, in the small unit of the tables. */
  readonly whole: bigint;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Events without the figure: the sum does not hold them. */
  readonly unknownEvents: bigint;
}

export interface TotalGroup {
  readonly group: Readonly<Partial<Record<Dimension, string>>>;
  readonly events: bigint;
  readonly figures: readonly TotalFigure[];
}

/** Totals, or why these figures are not added. */
export type Totals =
  | { readonly kind: "totals"; readonly groups: readonly TotalGroup[] }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/**
 * Exact totals by group. Hours that did not change since their roll-up are read from it, the others from the events. Errors of one
 * method and factor set add up, those of different ones add in quadrature.
 */
export async function totalsOf(
  engine: Pick<Engine, "query">,
  dictionary: Dictionary,
  query: TotalsQuery,
): Promise<Totals> {
  const reasons = [...(await mixedBases(engine, dictionary, query)), ...(await overlaps(engine, dictionary, query))];
  if (reasons.length > 0) return { kind: "refused", reasons };
  const groupBy = query.groupBy ?? [];
  const rows = await sumRows(engine, dictionary, query, [...new Set([...groupBy, ...correlated])], query.figures);
  const groups = new Map<string, { readonly first: Row; readonly rows: Row[] }>();
  for (const row of rows) {
    const key = groupBy.map((dimension) => row[dimension]).join(" ");
    const group = groups.get(key) ?? { first: row, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return {
    kind: "totals",
    groups: [...groups]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { first, rows: parts }]) => ({
        group: Object.fromEntries(
          groupBy.map((dimension) => [dimension, dictionary.valueOf(numberOf(first, dimension))]),
        ),
        events: sumOf(parts, "how_many"),
        figures: query.figures.map((name) => totalFigure(name, parts)),
      })),
  };
}

/** Dimensions whose errors are one error: the same method with the same factors is wrong in the same way each time. */
const correlated = ["method", "factor_set", "model"] as const satisfies readonly Dimension[];

function totalFigure(name: FigureName, rows: readonly Row[]): TotalFigure {
  const figure = figureOf(name);
  const whole = sumOf(rows, `sum_${name}`);
  const mean = fromWhole(figure, whole);
  const unknownEvents = sumOf(rows, "how_many") - sumOf(rows, `known_${name}`);
  if (!figure.interval) return { figure: name, unit: figure.unit, whole, mean, low: mean, high: mean, unknownEvents };
  const below = correlatedSums(rows, (row) => bigintOf(row, `sum_${name}`) - bigintOf(row, `low_${name}`));
  const above = correlatedSums(rows, (row) => bigintOf(row, `high_${name}`) - bigintOf(row, `sum_${name}`));
  const spread = (sums: readonly bigint[]): number => Math.hypot(...sums.map((sum) => fromWhole(figure, sum)));
  return {
    figure: name,
    unit: figure.unit,
    whole,
    mean,
    low: mean - spread(below),
    high: mean + spread(above),
    unknownEvents,
  };
}

/** Sums over the rows of one method, factor set and model, whether they come from roll-ups or events: their errors are one error. */
function correlatedSums(rows: readonly Row[], of: (row: Row) => bigint): readonly bigint[] {
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    const key = correlated.map((dimension) => row[dimension]).join(" ");
    sums.set(key, (sums.get(key) ?? 0n) + of(row));
  }
  return [...sums.values()];
}

function sumOf(rows: readonly Row[], name: string): bigint {
  return rows.reduce((sum, row) => sum + bigintOf(row, name), 0n);
}

const hour = 3_600_000;

/** Sums by dimensions, from roll-ups where they are whole and fresh, else from the events. */
async function sumRows(
  engine: Pick<Engine, "query">,
  dictionary: Dictionary,
  query: TotalsQuery,
  by: readonly Dimension[],
  names: readonly FigureName[],
): Promise<readonly Row[]> {
  const filter = filterText(dictionary, query);
  if (filter === undefined) return [];
  const needed = [...by, ...Object.keys(query.filters ?? {})];
  const list = by.join(", ");
  const rolled: readonly string[] = rolledDimensions;
  const firstHour = Math.ceil(query.fromMilliseconds / hour) * hour;
  const lastHour = Math.floor(query.toMilliseconds / hour) * hour;
  const inRange = (column: string): string =>
    `${column} >= ${query.fromMilliseconds} AND ${column} < ${query.toMilliseconds}`;
  if (firstHour >= lastHour || needed.some((dimension) => !rolled.includes(dimension))) {
    return engine.query(
      `SELECT ${list}, ${sumsOf(names, "events")} FROM usage_events WHERE ${inRange("time_ms")}${filter} GROUP BY ${list}`,
    );
  }
  const stale = `SELECT start_ms FROM changed_hours`;
  const whole = `start_ms >= ${firstHour} AND start_ms < ${lastHour}`;
  const [fromRollups, fromEvents] = [
    `SELECT ${list}, ${sumsOf(names, "rollup")} FROM rollup_hours WHERE ${whole} AND start_ms NOT IN (${stale})${filter} GROUP BY ${list}`,
    `SELECT ${list}, ${sumsOf(names, "events")} FROM usage_events WHERE ${inRange("time_ms")} AND (time_ms < ${firstHour} OR time_ms >= ${lastHour} OR ${startOf("time_ms", hour)} IN (${stale}))${filter} GROUP BY ${list}`,
  ];
  // One statement sees one state of the tables.
  return engine.query(`${fromRollups} UNION ALL ${fromEvents}`);
}

function sumsOf(names: readonly FigureName[], from: "events" | "rollup"): string {
  const parts = names.flatMap((name) => {
    const known = from === "rollup" ? exactSum(`${name}_known`) : exactSum(`bitAnd(known, ${knownBit(name)}) <> 0`);
    const own = [`${exactSum(name)} AS sum_${name}`, `${known} AS known_${name}`];
    if (!figures.some((figure) => figure.name === name && figure.interval)) return own;
    return [...own, `${exactSum(`${name}_low`)} AS low_${name}`, `${exactSum(`${name}_high`)} AS high_${name}`];
  });
  const count = from === "rollup" ? exactSum("events") : "CAST(count(*) AS Int128)";
  return [`${count} AS how_many`, ...parts].join(", ");
}

/** Figures that rest on factors of different bases, and costs in different currencies, are not added. */
async function mixedBases(
  engine: Pick<Engine, "query">,
  dictionary: Dictionary,
  query: TotalsQuery,
): Promise<readonly string[]> {
  const impacts = query.figures.filter((name) => figureOf(name).interval && name !== "energy");
  const costs = query.figures.filter((name) => name === "cost");
  const reasons: string[] = [];
  for (const [names, dimension, words] of [
    [impacts, "factor_basis", "The figures rest on factors of different bases"],
    [costs, "currency", "The costs are in different currencies"],
  ] as const) {
    if (names.length === 0 || query.groupBy?.includes(dimension) === true) continue;
    const rows = await sumRows(engine, dictionary, query, [dimension], names);
    const stating = rows.filter((row) => names.some((name) => bigintOf(row, `known_${name}`) > 0n));
    const values = new Set(stating.map((row) => dictionary.valueOf(numberOf(row, dimension)) || "not stated"));
    if (values.size < 2) continue;
    reasons.push(`${words} (${[...values].toSorted().join(", ")}). Filter or group by ${dimension}.`);
  }
  return reasons;
}
