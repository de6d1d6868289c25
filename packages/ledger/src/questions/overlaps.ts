import { lifeCycleStages } from "@wattledger/core";
import type { Row } from "../engine/engine.ts";
import { bigintOf, numberOf } from "../engine/engine.ts";
import type { Dictionary } from "../store/dictionary.ts";
import { filterText } from "./filter.ts";
import type { EventFilter, Period } from "./filter.ts";
import type { TablesRead } from "./tables-read.ts";

/** What a record covers: an asset over a period. */
interface Cover {
  readonly asset: number;
  readonly stage: string;
  readonly inventory: boolean;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Says where the records of a query cover the same asset, stage and time twice: two inventories, or an inventory and shares that
 * are attributed to pieces of work. Shares of one asset may overlap in time: they are parts of it.
 */
export async function overlaps(
  tables: Pick<TablesRead, "query" | "dictionary" | "restatements">,
  query: Period & EventFilter,
): Promise<readonly string[]> {
  const { dictionary } = tables;
  const filter = filterText(tables, query);
  const inventory = dictionary.find("nature", "inventory");
  if (filter === undefined || inventory === undefined) return [];
  const range = `time_ms < ${query.toMilliseconds} AND time_ms + duration >= ${query.fromMilliseconds} AND asset <> 0${filter.on("time_ms")}`;
  const own = await tables.query(
    `SELECT asset, life_cycle_stage, time_ms AS begins, time_ms + duration AS ends FROM usage_events WHERE nature = ${inventory} AND ${range} ORDER BY time_ms`,
  );
  if (own.length === 0) return [];
  const assets = [...new Set(own.map((row) => numberOf(row, "asset")))].join(", ");
  const shares = await tables.query(
    `SELECT asset, life_cycle_stage, min(time_ms) AS begins, max(time_ms + duration) AS ends FROM usage_events WHERE nature <> ${inventory} AND asset IN (${assets}) AND ${range} GROUP BY asset, life_cycle_stage, intDiv(time_ms, 60000)`,
  );
  const covers = [
    ...own.map((row) => coverOf(row, dictionary, true)),
    ...shares.map((row) => coverOf(row, dictionary, false)),
  ];
  return reasonsOf(covers, dictionary);
}

function coverOf(row: Row, dictionary: Dictionary, inventory: boolean): Cover {
  return {
    asset: numberOf(row, "asset"),
    stage: dictionary.valueOf(numberOf(row, "life_cycle_stage")),
    inventory,
    from: bigintOf(row, "begins"),
    to: bigintOf(row, "ends"),
  };
}

function reasonsOf(covers: readonly Cover[], dictionary: Dictionary): readonly string[] {
  const reasons = new Set<string>();
  const byAsset = groupByAsset(covers);
  for (const some of byAsset.values()) {
    const sorted = some.toSorted((a, b) => Number(a.from - b.from));
    for (const [index, first] of sorted.entries()) {
      for (const second of sorted.slice(index + 1)) {
        if (second.from >= first.to && second.from !== first.from) break;
        if ((!first.inventory && !second.inventory) || !stagesMeet(first.stage, second.stage)) continue;
        const what = first.inventory && second.inventory ? "two inventories" : "an inventory and shares of it";
        const asset = dictionary.valueOf(first.asset);
        reasons.add(
          `The asset "${asset}" is covered twice (${what}) from ${new Date(Number(second.from)).toISOString()} on. Filter by nature or asset, so that one of them is left.`,
        );
        break;
      }
      if (reasons.size > 0) break;
    }
  }
  return [...reasons];
}

function groupByAsset(covers: readonly Cover[]): ReadonlyMap<number, Cover[]> {
  const groups = new Map<number, Cover[]>();
  for (const cover of covers) groups.set(cover.asset, [...(groups.get(cover.asset) ?? []), cover]);
  return groups;
}

/** Whether two stages, or spans of stages, have a stage in common. */
function stagesMeet(a: string, b: string): boolean {
  const stages = stagesOf(a);
  return stagesOf(b).some((stage) => stages.includes(stage));
}

function stagesOf(stage: string): readonly string[] {
  if (stage === "cradle-to-gate") return ["raw-materials", "manufacturing"];
  if (stage === "cradle-to-grave-without-use") return ["raw-materials", "manufacturing", "distribution", "end-of-life"];
  return lifeCycleStages.some((one) => one === stage) ? [stage] : [];
}
