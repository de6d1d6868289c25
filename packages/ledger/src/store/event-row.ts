import { crc32 } from "node:zlib";
import type { Dimension } from "../model/dimensions.ts";
import type { FigureName } from "../model/figures.ts";
import { wellFormed } from "../model/records.ts";
import type { UsageEvent } from "../model/records.ts";

/** A key of 64 bits for a quick look-up, as two halves; equal ids have equal keys, and the id decides. */
export function eventKey(project: string, id: string): { readonly high: number; readonly low: number } {
  const text = `${project}\0${id}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return { high: hash, low: crc32(text) | 0 };
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
    model: "model" in activity ? cleaned(activity.model) : undefined,
    model_version: event.modelVersion,
    provider: "provider" in activity ? cleaned(activity.provider) : undefined,
    region: event.region,
    zone: cleaned(activity.zone),
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

/** Texts of an activity come as they are sent; an engine would change them, and a rebuild would take them for others. */
function cleaned(value: string | undefined): string | undefined {
  return value === undefined ? undefined : wellFormed(value);
}

/** Returns the same text for the same tags in any order. */
export function tagSet(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? "" : JSON.stringify(Object.fromEntries(entries));
}

type Value = number | { readonly mean: number; readonly low: number; readonly high: number };

/** Figures that an event states. */
export type Stated = Readonly<Partial<Record<FigureName, Value | undefined>>>;

type Numbers = Readonly<Partial<Record<FigureName, number | undefined>>>;

/** What the activity itself counts. What it does not state stays unknown. */
export function activityFigures({ activity }: UsageEvent): Numbers {
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
