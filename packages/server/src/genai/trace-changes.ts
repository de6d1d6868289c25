import { countedIn } from "./counted.ts";
import type { CountingRules } from "./counted.ts";
import { withArrival } from "./trace-state.ts";
import type { Arrival, SpanNode, TraceState } from "./trace-state.ts";
import { supersededEvent, usageEvent } from "./usage-event.ts";
import type { EventDraft, SamplingPolicy } from "./usage-event.ts";

/** Where a trace is counted, and by which rules. */
export interface TraceContext extends CountingRules {
  readonly project: string;
  readonly traceId: string;
  readonly sampling: SamplingPolicy;
}

/** The events of a trace as it is known, by id. */
export function eventsOf(state: TraceState, context: TraceContext): ReadonlyMap<string, EventDraft> {
  const { counted } = countedIn(state, context);
  return new Map(
    counted.map((one) => {
      const event = usageEvent(one, context);
      return [event.id, event];
    }),
  );
}

/** What has to be appended so that what was appended before agrees with what is known now. */
export function changesBetween(
  before: ReadonlyMap<string, EventDraft>,
  after: ReadonlyMap<string, EventDraft>,
): readonly EventDraft[] {
  const changes: EventDraft[] = [];
  for (const [id, event] of after) {
    const earlier = before.get(id);
    if (earlier === undefined || JSON.stringify(earlier) !== JSON.stringify(event)) changes.push(event);
  }
  for (const [id, event] of before) {
    if (!after.has(id)) changes.push(supersededEvent(event, supersededReason));
  }
  return changes;
}

const supersededReason = "superseded: spans of the same trace tell these tokens. This version counts nothing.";

/** Puts arrivals into a trace. Returns what was there before, so that the step can be undone. */
export function takeIn(
  state: Map<string, SpanNode>,
  arrivals: readonly Arrival[],
): readonly (readonly [spanId: string, before: SpanNode | undefined])[] {
  const undo: (readonly [string, SpanNode | undefined])[] = [];
  for (const arrival of arrivals) {
    const before = state.get(arrival.spanId);
    undo.push([arrival.spanId, before]);
    state.set(arrival.spanId, withArrival(before, arrival));
  }
  return undo;
}

/** Undoes {@link takeIn}. */
export function giveBack(
  state: Map<string, SpanNode>,
  undo: readonly (readonly [spanId: string, before: SpanNode | undefined])[],
): void {
  for (const [spanId, before] of undo.toReversed()) {
    if (before === undefined) state.delete(spanId);
    else state.set(spanId, before);
  }
}
