import { bigintOf, numberOf } from "../engine/engine.ts";
import { figureOf } from "../model/figures.ts";
import { aggregate, removedReason } from "./aggregate.ts";
import { groupKeys } from "./group-keys.ts";
import { overlaps } from "./overlaps.ts";
import type { TablesRead } from "./tables-read.ts";
import type { TotalsQuery } from "./totals.ts";

/** Why the figures of a question are not added. None where they are. */
export async function refusals(tables: TablesRead, query: TotalsQuery): Promise<readonly string[]> {
  return [...(await mixedBases(tables, query)), ...(await overlaps(tables, query))];
}

/** Figures that rest on factors of different bases, and costs in different currencies, are not added. */
async function mixedBases(tables: TablesRead, query: TotalsQuery): Promise<readonly string[]> {
  const { dictionary } = tables;
  const impacts = query.figures.filter((name) => figureOf(name).interval && name !== "energy");
  const costs = query.figures.filter((name) => name === "cost");
  const reasons: string[] = [];
  for (const [names, dimension, words] of [
    [impacts, "factor_basis", "The figures rest on factors of different bases"],
    [costs, "currency", "The costs are in different currencies"],
  ] as const) {
    // One value, or "not stated" alone, cannot be mixed.
    if (names.length === 0 || dictionary.valuesOf(dimension).size === 0) continue;
    if (query.groupBy?.includes(dimension) === true && query.top === undefined) continue;
    const keys = groupKeys(dictionary, { groupBy: [dimension] });
    const sums = await aggregate(tables, { ...query, figures: names, keys });
    if (sums.kind === "removed") return [removedReason(tables.keptSince, sums.dimensions)];
    const stating = sums.rows.filter((row) => names.some((name) => bigintOf(row, `known_${name}`) > 0n));
    const values = new Set(stating.map((row) => dictionary.valueOf(numberOf(row, "key_0")) || "not stated"));
    if (values.size < 2) continue;
    reasons.push(`${words} (${[...values].toSorted().join(", ")}). Filter or group by ${dimension}.`);
  }
  return reasons;
}
