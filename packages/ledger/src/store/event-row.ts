import { crc32 } from "node:zlib";
import type { Cell } from "../engine/engine.ts";
import { dimensions } from "../model/dimensions.ts";
import type { Dimension } from "../model/dimensions.ts";
import { figures, knownBit, toWhole } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import type { UsageEvent } from "../model/records.ts";
import { tableOf } from "../sql/tables.ts";
import type { Dictionary } from "./dictionary.ts";

/** Names of the columns of `usage_events`, in order. */
export const eventColumns: readonly string[] = tableOf("usage_events").columns.map(({ name }) => name);

/** A usage event as a row of its table. @throws RangeError where a figure is beyond the range of the tables */
export function eventRow(event: UsageEvent, receivedMilliseconds: number, dictionary: Dictionary): readonly Cell[] {
  const row: Cell[] = [
    BigInt(receivedMilliseconds),
    BigInt(event.timeMilliseconds),
    event.timeNanoseconds ?? 0,
    eventKey(event.project, event.id),
    event.id,
    0,
  ];
  const values = dimensionValues(event);
  for (const dimension of dimensions) row.push(dictionary.numberFor(dimension, values[dimension]));
  const stated = new Map<string, Stated | undefined>([
    ...Object.entries(activityFigures(event)),
    ...Object.entries(event.figures),
  ]);
  let known = 0;
  for (const figure of figures) {
    const { name } = figure;
    const given = stated.get(name);
    if (given !== undefined) known += knownBit(name);
    if (typeof given === "object")
      row.push(toWhole(figure, given.mean), toWhole(figure, given.low), toWhole(figure, given.high));
    else if (figure.interval) row.push(0n, 0n, 0n);
    else row.push(given === undefined ? 0n : toWhole(figure, given));
  }
  row[knownColumn] = known;
  return row;
}

const knownColumn = eventColumns.indexOf("known");

/** A key of 64 bits for a quick look-up; equal ids have equal keys, and the id decides. */
export function eventKey(project: string, id: string): bigint {
  const text = `${project}\0${id}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return BigInt.asIntN(64, (BigInt(hash >>> 0) << 32n) | BigInt(crc32(text)));
}

/** The values of an event's dimensions; undefined where it does not state one. */
export function dimensionValues(event: UsageEvent): Readonly<Record<Dimension, string | undefined>> {
  const { activity, method, covers } = event;
  return {
    organisation: event.organisation,
    project: event.project,
    team: event.team,
    environment: event.environment,
    workload_stage: event.workloadStage ?? activity.workloadStage,
    experiment: event.experiment,
    run: event.run,
    model: "model" in activity ? activity.model : undefined,
    model_version: event.modelVersion,
    provider: "provider" in activity ? activity.provider : undefined,
    region: event.region,
    zone: activity.zone,
    source: event.source,
    owner: event.owner,
    activity_kind: activity.kind,
    method: method === undefined ? undefined : `${method.id}@${method.version}`,
    factor_set: event.factorSet,
    factor_basis: event.factorBasis,
    energy_basis: event.energyBasis,
    nature: event.nature,
    asset: covers?.asset,
    life_cycle_stage: covers?.stage,
    currency: event.currency,
    tags: event.tags === undefined ? undefined : tagSet(event.tags),
  };
}

/** Returns the same text for the same tags in any order. */
export function tagSet(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? "" : JSON.stringify(Object.fromEntries(entries));
}

type Stated = number | { readonly mean: number; readonly low: number; readonly high: number };

type Numbers = Readonly<Partial<Record<FigureName, number | undefined>>>;

/** What the activity itself counts. What it does not state stays unknown. */
function activityFigures({ activity }: UsageEvent): Numbers {
  switch (activity.kind) {
    case "llm-request": {
      const requests = activity.requests ?? 1;
      const all = (count: number | undefined): number | undefined =>
        count === undefined ? undefined : count * requests;
      return {
        requests,
        input_tokens: all(activity.inputTokens),
        cached_input_tokens: all(activity.cachedInputTokens),
        output_tokens: all(activity.outputTokens),
        reasoning_tokens: all(activity.reasoningTokens),
        duration: all(activity.latencySeconds),
      };
    }
    case "media-request":
      return { requests: activity.count };
    case "compute-run":
    case "device-use":
      return { duration: activity.durationSeconds };
    case "training-plan":
      return { duration: activity.durationSeconds };
    case "service-use":
      return {};
  }
}
