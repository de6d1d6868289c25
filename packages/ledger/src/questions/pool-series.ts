import { bigintOf, numberOf } from "../engine/engine.ts";
import { figureOf, fromWhole } from "../model/figures.ts";
import { exactSum } from "../sql/dialect.ts";
import { bucketEdges, bucketSql } from "./buckets.ts";
import type { SeriesStep, ZoneOffset } from "./buckets.ts";
import type { Period } from "./filter.ts";
import { refused } from "./tables-read.ts";
import type { Refused, TablesRead } from "./tables-read.ts";

/** The energy of pools over time. */
export interface PoolSeriesQuery extends Period {
  readonly step: SeriesStep;
  readonly zone?: readonly ZoneOffset[];
  readonly projects?: readonly string[];
  readonly assets?: readonly string[];
  readonly components?: readonly string[];
}

/** Energy that one source read of one component of one asset within a step. */
export interface PoolEnergy {
  readonly project: string;
  readonly source: string;
  readonly asset: string;
  readonly component: string;
  readonly energyBasis: string;
  readonly energyJoules: number;
  /** Time that the readings cover within the step. The energy of the rest is unknown. */
  readonly coveredMilliseconds: number;
}

export type PoolSeries =
  | { readonly kind: "series"; readonly buckets: readonly (Period & { readonly pools: readonly PoolEnergy[] })[] }
  | Refused;

const mostBuckets = 5000;
const names = ["project", "source", "asset", "component", "energy_basis"] as const;

/**
 * Energy of pools by steps of time. A reading that lies across an edge gives each side its share of the time. Readings of different
 * sources are not added: they may be of the same energy.
 */
export async function poolSeriesOf(tables: TablesRead, query: PoolSeriesQuery): Promise<PoolSeries> {
  const { dictionary } = tables;
  const { fromMilliseconds: from, toMilliseconds: to, step, zone = [] } = query;
  const given = bucketEdges(query, step, zone, mostBuckets);
  if (given === undefined) {
    return refused(
      `The period has more than ${mostBuckets} steps of a ${step}. Ask for a shorter period or a longer step.`,
    );
  }
  const edges = given.map((edge) => Math.min(Math.max(edge, from), to));
  const filter = filterOf(tables, query);
  const list = names.join(", ");
  const first = bucketSql("from_ms", given);
  const inside = `SELECT ${first} AS place, ${list}, ${exactSum("energy")} AS whole, ${exactSum("to_ms - from_ms")} AS covered FROM pool_readings WHERE from_ms >= ${from} AND to_ms <= ${to}${filter} AND ${first} = ${bucketSql("(to_ms - 1)", given)} GROUP BY place, ${list}`;
  const across = `SELECT from_ms, to_ms, energy, ${list} FROM pool_readings WHERE from_ms < ${to} AND to_ms > ${from}${filter} AND (from_ms < ${from} OR to_ms > ${to} OR ${first} <> ${bucketSql("(to_ms - 1)", given)})`;
  const sums = new Map<string, Sum>();
  const add = (bucket: number, numbers: readonly number[], joules: number, covered: number): void => {
    const key = [bucket, ...numbers].join(" ");
    const sum = sums.get(key) ?? { bucket, numbers, joules: 0, covered: 0 };
    sums.set(key, { ...sum, joules: sum.joules + joules, covered: sum.covered + covered });
  };
  for (const row of await tables.query(inside)) {
    const numbers = names.map((name) => numberOf(row, name));
    add(numberOf(row, "place"), numbers, joulesOf(bigintOf(row, "whole")), Number(bigintOf(row, "covered")));
  }
  for (const row of await tables.query(across)) {
    const [start, end] = [numberOf(row, "from_ms"), numberOf(row, "to_ms")];
    const numbers = names.map((name) => numberOf(row, name));
    for (const [index, edge] of edges.slice(1).entries()) {
      const covered = Math.min(end, edge) - Math.max(start, edges[index] ?? edge);
      if (covered > 0) add(index, numbers, (joulesOf(bigintOf(row, "energy")) * covered) / (end - start), covered);
    }
  }
  const pools = new Map<number, PoolEnergy[]>();
  for (const { bucket, numbers, joules, covered } of sums.values()) {
    const [project, source, asset, component, energyBasis] = numbers.map((number) => dictionary.valueOf(number));
    if (project === undefined || source === undefined || asset === undefined) continue;
    if (component === undefined || energyBasis === undefined) continue;
    const found = pools.get(bucket) ?? [];
    found.push({ project, source, asset, component, energyBasis, energyJoules: joules, coveredMilliseconds: covered });
    pools.set(bucket, found);
  }
  const buckets = edges.slice(1).map((end, index) => ({
    fromMilliseconds: edges[index] ?? end,
    toMilliseconds: end,
    pools: pools.get(index) ?? [],
  }));
  return { kind: "series", buckets };
}

function joulesOf(whole: bigint): number {
  return fromWhole(figureOf("energy"), whole);
}

interface Sum {
  readonly bucket: number;
  readonly numbers: readonly number[];
  readonly joules: number;
  readonly covered: number;
}

function filterOf({ dictionary }: TablesRead, { projects, assets, components }: PoolSeriesQuery): string {
  const chosen = [
    ["project", projects],
    ["asset", assets],
    ["component", components],
  ] as const;
  return chosen
    .filter(([, values]) => values !== undefined)
    .map(([name, values = []]) => {
      // A number that no value has: nothing passes.
      const numbers = [-1, ...values.flatMap((value) => dictionary.find(name, value) ?? [])];
      return ` AND ${name} IN (${numbers.join(", ")})`;
    })
    .join("");
}
