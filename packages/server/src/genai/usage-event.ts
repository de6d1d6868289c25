import type { Activity } from "@wattledger/core";
import { workloadStages } from "@wattledger/core/schemas";
import type { Call } from "./call.ts";
import type { Counted } from "./counted.ts";
import { wholeRequests } from "./sampling.ts";
import { bearsUsage } from "./tokens.ts";
import type { TokenFlag } from "./tokens.ts";

/** A usage event as the intake takes it: without figures, which the intake computes, or with figures of zero. */
export interface EventDraft {
  readonly kind: "usage-event";
  readonly id: string;
  readonly project: string;
  readonly source: "otlp";
  readonly timeMilliseconds: number;
  readonly timeNanoseconds: number;
  readonly activity: Activity;
  readonly figures?: Readonly<Record<string, { readonly mean: number; readonly low: number; readonly high: number }>>;
  readonly energyBasis?: "estimated";
  readonly notes?: readonly string[];
  readonly usageRaw?: Readonly<Record<string, number | string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly organisation?: string;
  readonly team?: string;
  readonly environment?: string;
  readonly workloadStage?: (typeof workloadStages)[number];
  readonly experiment?: string;
  readonly run?: string;
  readonly region?: string;
  readonly owner?: string;
}

/** Whether each span represents the spans that sampling left out. */
export type SamplingPolicy = "events" | "adjusted_events";

/** The id of the event of a span. */
export function eventId(traceId: string, spanId: string, kind: Counted["kind"]): string {
  return kind === "remainder" ? `${traceId}:${spanId}:remainder` : `${traceId}:${spanId}`;
}

/** The event of a call that counts. */
export function usageEvent(
  { spanId, call, kind, notes }: Counted,
  where: { readonly project: string; readonly traceId: string; readonly sampling: SamplingPolicy },
): EventDraft {
  const requests = where.sampling === "adjusted_events" ? wholeRequests(call.adjusted ?? 1, spanId) : 1;
  const said = [...notesOf(call, kind), ...notes];
  if (requests !== 1)
    said.push(
      `The span represents ${requests} calls: sampling kept one of ${Number((call.adjusted ?? 1).toFixed(3))}.`,
    );
  const { organisation, team, experiment, run, owner, workloadStage, zone } = call.own ?? {};
  const stage = workloadStages.find((one) => one === workloadStage);
  const tags = call.requestedModel === undefined ? call.tags : { ...call.tags, requested_model: call.requestedModel };
  return {
    kind: "usage-event",
    id: eventId(where.traceId, spanId, kind),
    project: where.project,
    source: "otlp",
    timeMilliseconds: call.timeMilliseconds,
    timeNanoseconds: call.timeNanoseconds,
    activity: { ...activityOf(call, requests), ...(zone === undefined ? {} : { zone }) },
    ...(said.length === 0 ? {} : { notes: said.slice(0, 12).map((note) => note.slice(0, 500)) }),
    ...(Object.keys(call.raw).length === 0 ? {} : { usageRaw: call.raw }),
    ...(tags === undefined || Object.keys(tags).length === 0 ? {} : { tags }),
    ...(organisation === undefined ? {} : { organisation }),
    ...(team === undefined ? {} : { team }),
    ...(call.environment === undefined ? {} : { environment: call.environment }),
    workloadStage: stage ?? "inference",
    ...(experiment === undefined ? {} : { experiment }),
    ...(run === undefined ? {} : { run }),
    ...(call.region === undefined ? {} : { region: call.region }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** The version of an event that counts nothing any more: other spans turned out to tell its tokens. */
export function supersededEvent(event: EventDraft, reason: string): EventDraft {
  const zero = { mean: 0, low: 0, high: 0 };
  const { kind, id, project, source, timeMilliseconds, timeNanoseconds } = event;
  return {
    kind,
    id,
    project,
    source,
    timeMilliseconds,
    timeNanoseconds,
    activity: {
      kind: "llm-request",
      requests: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      latencySeconds: 0,
    },
    figures: {
      energy: zero,
      gwp_location: zero,
      gwp_market: zero,
      gwp_embodied: zero,
      water: zero,
      pe: zero,
      adpe: zero,
    },
    energyBasis: "estimated",
    notes: [reason],
  };
}

const withoutOutput = /embed|rerank/i;

function activityOf(call: Call, requests: number): Activity {
  const { tokens, provider, model, operation, outputType } = call;
  const names = { ...(model === undefined ? {} : { model }), ...(provider === undefined ? {} : { provider }) };
  const medium = mediumOf(outputType, operation);
  if (medium !== undefined) return { kind: "media-request", ...names, medium, count: (call.choices ?? 1) * requests };
  const output = tokens.output ?? (withoutOutput.test(operation ?? "") && bearsUsage(tokens) ? 0 : undefined);
  return {
    kind: "llm-request",
    ...names,
    requests,
    ...(tokens.input === undefined ? {} : { inputTokens: tokens.input }),
    ...(tokens.cacheRead === undefined ? {} : { cachedInputTokens: tokens.cacheRead }),
    ...(output === undefined ? {} : { outputTokens: output }),
    ...(tokens.reasoning === undefined ? {} : { reasoningTokens: tokens.reasoning }),
    ...(call.durationSeconds === undefined ? {} : { latencySeconds: call.durationSeconds }),
    ...(call.firstTokenSeconds === undefined ? {} : { firstTokenSeconds: call.firstTokenSeconds }),
  };
}

function mediumOf(outputType: string | undefined, operation: string | undefined): "image" | "audio" | undefined {
  if (outputType === "image" || /^(?:image_generation|generate_image)$/i.test(operation ?? "")) return "image";
  if (outputType === "speech" || /^(?:speech|speech_generation)$/i.test(operation ?? "")) return "audio";
  return undefined;
}

const flagWords: Readonly<Record<TokenFlag, string>> = {
  cache_exclusive_sender:
    "cache_exclusive_sender: more tokens came from the cache than the input has, so the sender left them out; they were added to the input.",
  reasoning_exclusive_sender:
    "reasoning_exclusive_sender: more tokens of reasoning than the output has, so the sender left them out; they were added to the output.",
  total_not_explained: "",
};

function notesOf(call: Call, kind: Counted["kind"]): string[] {
  const { tokens, unknownKeys = [], failed, aheadSeconds } = call;
  const notes: string[] = [];
  if (kind === "without-counts") notes.push("The sender told no counts of tokens: they are unknown.");
  else if (tokens.input === undefined && tokens.output === undefined && tokens.total !== undefined)
    notes.push(`The sender told only the total of ${tokens.total} tokens: how many are input and output is unknown.`);
  else if (tokens.unexplained !== undefined)
    notes.push(
      `total_not_explained: the total of ${tokens.total ?? 0} tokens holds ${tokens.unexplained} that are neither input nor output; they are not counted.`,
    );
  if (kind === "container") notes.push("The span is a container, and no call in it arrived: its own counts are taken.");
  for (const flag of tokens.flags) if (flagWords[flag] !== "") notes.push(flagWords[flag]);
  for (const key of unknownKeys)
    notes.push(`The attribute ${key.slice(0, 150)} looks like a count and is not known; it was not added to anything.`);
  if (failed === true) notes.push("The call failed, and its sender told counts.");
  if (aheadSeconds !== undefined) notes.push(`The sender's clock is ${aheadSeconds} s ahead of Wattledger's.`);
  return notes;
}
