import type { Engine } from "../engine/engine.ts";
import { numberOf } from "../engine/engine.ts";
import { exactSum } from "../sql/dialect.ts";
import { figureColumnNames } from "../sql/tables.ts";
import { readMeta } from "./migrate.ts";
import { startOf } from "./rollups.ts";

/** Whether events, roll-ups and journal say the same. */
export interface Verified {
  readonly events: bigint;
  readonly hours: number;
  /** A journal of which a part was expired is not compared. */
  readonly journal: "compared" | "expired in part";
  /** Each place where two of them differ, a sentence for people; empty where they agree. */
  readonly differences: readonly string[];
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Compares the exact sums of every figure, hour by hour: of the events, of the roll-ups of hours and days, and of an engine that
 * was filled from the journal alone, where the journal is whole. Hours whose events were removed by retention are compared by their roll-ups.
 */
export async function compareSums(engine: Engine, fromJournal: Engine | undefined): Promise<Verified> {
  const keptSince = await readMeta(engine, "kept_since");
  const raw = await hourlySums(engine, "usage_events");
  const hours = await hourlySums(engine, "hour_sums");
  const journal = fromJournal === undefined ? undefined : await hourlySums(fromJournal, "hour_sums");
  const kept = (sums: Sums): Sums => new Map([...sums].filter(([start]) => start >= keptSince));
  const differences = [
    ...differing("the events", raw, "the sums of hours", kept(hours)),
    ...differing("the journal", journal ?? hours, "the sums of hours", hours),
  ];
  const days = await hourlySums(engine, "day_sums", day);
  differences.push(
    ...differing("the sums of days", days, "the sums of hours", await hourlySums(engine, "hour_sums", day)),
  );
  const events = [...hours.values()].reduce((sum, text) => sum + BigInt(text.split(" ")[0] ?? 0), 0n);
  return { events, hours: hours.size, journal: journal === undefined ? "expired in part" : "compared", differences };
}

/** Start of an hour → its sums as one text. */
type Sums = ReadonlyMap<number, string>;

async function hourlySums(engine: Engine, table: string, step: number = hour): Promise<Sums> {
  const [time, count] = table === "usage_events" ? ["time_ms", "count(*)"] : ["start_ms", exactSum("events")];
  const start = startOf(time ?? "", step);
  const names = figureColumnNames.map((name) => `${exactSum(name)} AS sum_${name}`).join(", ");
  const rows = await engine.query(
    `SELECT ${start} AS step_start, ${count} AS how_many, ${names} FROM ${table} GROUP BY ${start}`,
  );
  return new Map(
    rows.map((row) => {
      const { step_start: _, how_many: many, ...sums } = row;
      return [numberOf(row, "step_start"), [many, ...Object.values(sums)].join(" ")];
    }),
  );
}

function differing(nameA: string, a: Sums, nameB: string, b: Sums): readonly string[] {
  const starts = [...new Set([...a.keys(), ...b.keys()])].filter((start) => a.get(start) !== b.get(start));
  return starts
    .toSorted((x, y) => x - y)
    .map(
      (start) =>
        `${nameA} and ${nameB} differ at ${new Date(start).toISOString()}: ${firstDifference(a.get(start), b.get(start))}.`,
    );
}

function firstDifference(a = "", b = ""): string {
  const left = a.split(" ");
  const right = b.split(" ");
  const index = ["events", ...figureColumnNames].findIndex((_, at) => left[at] !== right[at]);
  return `${["events", ...figureColumnNames][index] ?? "events"} ${left[index] ?? "none"} and ${right[index] ?? "none"}`;
}
