import { createHash } from "node:crypto";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { Arrival, SpanNode } from "./trace-state.ts";
import { withArrival } from "./trace-state.ts";

/** A document of the ledger that keeps what one request added to a trace. */
export interface StateDocument {
  readonly kind: "otlp-state";
  readonly id: string;
  readonly project: string;
  readonly timeMilliseconds: number;
  readonly body: unknown;
}

/** The id of a trace's documents: only digits and colons, for any name of the project. */
export function stateId(project: string, traceId: string): string {
  return `trace:${createHash("sha256").update(project).digest("hex").slice(0, 16)}:${traceId}`;
}

/** Writes arrivals so that {@link fold} can repeat them. */
export function stateDocument(
  where: { readonly project: string; readonly traceId: string; readonly timeMilliseconds: number },
  arrivals: readonly Arrival[],
): StateDocument {
  return {
    kind: "otlp-state",
    id: stateId(where.project, where.traceId),
    project: where.project,
    timeMilliseconds: where.timeMilliseconds,
    // A text, since the ledger checks the body of a document value by value, which would cost more than all rules here.
    body: JSON.stringify({ version: 1, arrivals }),
  };
}

const tokens = z.looseObject({
  input: z.exactOptional(z.number()),
  output: z.exactOptional(z.number()),
  total: z.exactOptional(z.number()),
  cacheRead: z.exactOptional(z.number()),
  cacheWrite: z.exactOptional(z.number()),
  reasoning: z.exactOptional(z.number()),
  unexplained: z.exactOptional(z.number()),
  flags: z.array(z.enum(["cache_exclusive_sender", "reasoning_exclusive_sender", "total_not_explained"])),
});
const texts = recordOf(z.string());
const optionalText = z.exactOptional(z.string());
const optionalNumber = z.exactOptional(z.number());

const callSchema = z.object({
  spanClass: z.exactOptional(z.enum(["model-call", "container", "ignore"])),
  operation: optionalText,
  provider: optionalText,
  model: optionalText,
  requestedModel: optionalText,
  responseId: optionalText,
  tokens,
  raw: recordOf(z.union([z.number(), z.string()])),
  unknownKeys: z.exactOptional(z.array(z.string())),
  timeMilliseconds: z.number(),
  timeNanoseconds: z.number(),
  durationSeconds: optionalNumber,
  firstTokenSeconds: optionalNumber,
  outputType: optionalText,
  choices: optionalNumber,
  region: optionalText,
  environment: optionalText,
  own: z.exactOptional(texts),
  tags: z.exactOptional(texts),
  failed: z.exactOptional(z.literal(true)),
  aheadSeconds: optionalNumber,
  adjusted: optionalNumber,
});

const bodySchema = z.object({
  version: z.literal(1),
  arrivals: z.array(
    z.object({
      spanId: z.string(),
      from: z.enum(["span", "log"]),
      parent: optionalText,
      call: z.exactOptional(callSchema),
    }),
  ),
});

/** Repeats what the documents of a trace say, the oldest first. */
export function fold(bodies: readonly unknown[]): Map<string, SpanNode> {
  const state = new Map<string, SpanNode>();
  for (const body of bodies) {
    const value: unknown = typeof body === "string" ? JSON.parse(body) : body;
    for (const arrival of bodySchema.parse(value).arrivals)
      state.set(arrival.spanId, withArrival(state.get(arrival.spanId), arrival));
  }
  return state;
}
