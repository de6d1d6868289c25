import { createHash } from "node:crypto";
import type { LogRecord, Span } from "../otlp/signals.ts";
import { callOfLog, callOfSpan } from "./call.ts";
import type { Arrival } from "./trace-state.ts";
import type { TraceArrivals } from "./traces.ts";

/** Arrivals by trace, and sentences about attributes that could not be read. */
export interface GroupedArrivals {
  readonly traces: readonly TraceArrivals[];
  readonly faults: readonly string[];
}

/** Spans as what they add to their traces. Spans that say nothing of a model stay as links between those that do. */
export function arrivalsOfSpans(
  spans: readonly Span[],
  { project, receivedMilliseconds }: { readonly project: string; readonly receivedMilliseconds: number },
): GroupedArrivals {
  const groups = new Groups(project, receivedMilliseconds);
  for (const span of spans) {
    const { call, faults } = callOfSpan(span, receivedMilliseconds);
    groups.add(span.traceId, faults, {
      spanId: span.spanId,
      from: "span",
      ...(span.parentSpanId === undefined ? {} : { parent: span.parentSpanId }),
      ...(call === undefined ? {} : { call }),
    });
  }
  return groups.grouped();
}

/**
 * Log records that tell the use of a model, as what they add to their traces. A record without ids is a trace of its own, whose id
 * is made of what it says, so that a second delivery is the same.
 */
export function arrivalsOfLogs(
  logs: readonly LogRecord[],
  { project, receivedMilliseconds }: { readonly project: string; readonly receivedMilliseconds: number },
): GroupedArrivals {
  const groups = new Groups(project, receivedMilliseconds);
  for (const log of logs) {
    const { call, faults } = callOfLog(log);
    if (call === undefined) {
      groups.say(faults);
      continue;
    }
    const content = JSON.stringify([String(log.timeNanoseconds), call]);
    const hash = createHash("sha256").update(content).digest("hex");
    const { traceId = hash.slice(0, 32), spanId = hash.slice(32, 48) } = log;
    groups.add(traceId, faults, { spanId, from: "log", call });
  }
  return groups.grouped();
}

class Groups {
  readonly #byTrace = new Map<string, Arrival[]>();
  readonly #faults = new Set<string>();
  readonly #where: { readonly project: string; readonly timeMilliseconds: number };

  constructor(project: string, receivedMilliseconds: number) {
    this.#where = { project, timeMilliseconds: receivedMilliseconds };
  }

  say(faults: readonly string[]): void {
    for (const fault of faults) if (this.#faults.size < 10) this.#faults.add(fault);
  }

  add(traceId: string, faults: readonly string[], arrival: Arrival): void {
    this.say(faults);
    const arrivals = this.#byTrace.get(traceId);
    if (arrivals === undefined) this.#byTrace.set(traceId, [arrival]);
    else arrivals.push(arrival);
  }

  grouped(): GroupedArrivals {
    const traces = [...this.#byTrace].map(([traceId, arrivals]) => ({ ...this.#where, traceId, arrivals }));
    return { traces, faults: [...this.#faults] };
  }
}
