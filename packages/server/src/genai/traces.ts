import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { CountingRules } from "./counted.ts";
import { fold, stateDocument, stateId } from "./state-document.ts";
import type { StateDocument } from "./state-document.ts";
import { changesBetween, eventsOf, giveBack, takeIn } from "./trace-changes.ts";
import type { TraceContext } from "./trace-changes.ts";
import type { Arrival, SpanNode } from "./trace-state.ts";
import type { EventDraft, SamplingPolicy } from "./usage-event.ts";

/** What {@link Traces} needs from outside. */
export interface TracesOptions extends CountingRules {
  readonly sampling: SamplingPolicy;
  /** Documents of kind `otlp-state` by id, the oldest first; an id without documents may be left out. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly unknown[]>>;
  /** Hears that a trace was forgotten which the ledger has. */
  readonly onForget?: () => void;
  /** Spans that are kept in memory; those of the traces that rested longest are forgotten, and loaded when they are needed. */
  readonly mostSpans?: number;
  /** Spans of one trace that the rules look at; of a longer trace the latest. */
  readonly mostSpansOfTrace?: number;
}

/** What a request adds to one trace. */
export interface TraceArrivals {
  readonly project: string;
  readonly traceId: string;
  readonly timeMilliseconds: number;
  readonly arrivals: readonly Arrival[];
}

interface Entry {
  readonly state: Map<string, SpanNode>;
  /** Whether the ledger has the documents of this trace. */
  isStored: boolean;
}

/**
 * The traces that are known, so that spans of one trace count once though they arrive in several requests, in any order, after a
 * restart. Requests that touch the same trace wait for each other.
 */
export class Traces {
  readonly #options: TracesOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #busy = new Map<string, Promise<void>>();
  #spans = 0;

  constructor(options: TracesOptions) {
    this.#options = options;
  }

  /** Spans that are in memory. */
  spans(): number {
    return this.#spans;
  }

  /** Takes arrivals in. `append` makes records durable; where it fails, it is as if nothing had arrived. */
  async take<Answer, Failure>(
    requests: readonly TraceArrivals[],
    append: (records: readonly (EventDraft | StateDocument)[]) => Promise<Result<Answer, Failure>>,
  ): Promise<Result<Answer, Failure>> {
    const ids = requests.map(({ project, traceId }) => stateId(project, traceId));
    const release = await this.#lock(ids);
    try {
      await this.#load(ids);
      const steps = requests.map((request, index) => this.#step(request, ids[index] ?? ""));
      const result = await append(steps.flatMap(({ records }) => records));
      for (const { entry, undo, storesState } of steps) {
        if (result.ok) entry.isStored ||= storesState;
        else this.#undo(entry, undo);
      }
      return result.ok ? ok(result.value) : fail(result.error);
    } finally {
      release();
      this.#forget(ids);
    }
  }

  #step(request: TraceArrivals, id: string): Step {
    const { project, traceId, timeMilliseconds, arrivals } = request;
    const { containerRemainder, sampling } = this.#options;
    const context: TraceContext = { project, traceId, sampling, containerRemainder };
    const entry = this.#entries.get(id) ?? { state: new Map<string, SpanNode>(), isStored: false };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const { state } = entry;
    const fresh = latestOf(arrivals).filter((arrival) => isNews(state.get(arrival.spanId), arrival));
    const before = state.size === 0 ? new Map<string, EventDraft>() : eventsOf(state, context);
    const size = state.size;
    const undo = takeIn(state, fresh);
    this.#spans += state.size - size;
    const isOfInterest = entry.isStored || fresh.some(({ call }) => call !== undefined);
    if (fresh.length === 0 || !isOfInterest) return { entry, undo, storesState: false, records: [] };
    const changes = changesBetween(before, eventsOf(state, context));
    const kept = entry.isStored ? fresh : arrivalsOf(state);
    const document = stateDocument({ project, traceId, timeMilliseconds }, kept);
    return { entry, undo, storesState: true, records: [...changes, document] };
  }

  #undo(entry: Entry, undo: Step["undo"]): void {
    const size = entry.state.size;
    giveBack(entry.state, undo);
    this.#spans += entry.state.size - size;
  }

  async #load(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#entries.has(id));
    if (missing.length === 0) return;
    const found = await this.#options.load(missing);
    for (const [id, bodies] of found) {
      if (bodies.length === 0) continue;
      const state = fold(bodies);
      this.#entries.set(id, { state, isStored: true });
      this.#spans += state.size;
    }
  }

  /** Waits until nothing else works on these traces, and holds them. Takes all at once, so that nobody waits in a circle. */
  async #lock(ids: readonly string[]): Promise<() => void> {
    const earlier = ids.flatMap((id) => this.#busy.get(id) ?? []);
    const { promise, resolve } = openPromise();
    for (const id of ids) this.#busy.set(id, promise);
    await Promise.all(earlier);
    return () => {
      for (const id of ids) if (this.#busy.get(id) === promise) this.#busy.delete(id);
      resolve();
    };
  }

  #forget(touched: readonly string[]): void {
    const { mostSpans = 300_000, mostSpansOfTrace = 20_000 } = this.#options;
    for (const id of touched) {
      const state = this.#entries.get(id)?.state;
      if (state === undefined || state.size <= mostSpansOfTrace || this.#busy.has(id)) continue;
      const oldest = [...state.keys()].slice(0, state.size - mostSpansOfTrace);
      for (const spanId of oldest) state.delete(spanId);
      this.#spans -= oldest.length;
    }
    for (const [id, { state, isStored }] of this.#entries) {
      if (this.#spans <= mostSpans) break;
      if (this.#busy.has(id)) continue;
      this.#entries.delete(id);
      if (isStored) this.#options.onForget?.();
      this.#spans -= state.size;
    }
  }
}

interface Step {
  readonly entry: Entry;
  readonly undo: ReturnType<typeof takeIn>;
  readonly storesState: boolean;
  readonly records: readonly (EventDraft | StateDocument)[];
}

/** One arrival for each span and signal: the last. */
function latestOf(arrivals: readonly Arrival[]): readonly Arrival[] {
  if (arrivals.length < 2) return arrivals;
  return [...new Map(arrivals.map((arrival) => [`${arrival.from} ${arrival.spanId}`, arrival])).values()];
}

/** Whether an arrival says something that the node does not hold yet: spans are delivered twice. */
function isNews(node: SpanNode | undefined, { from, parent, call }: Arrival): boolean {
  if (node === undefined) return true;
  if (from === "log") return call !== undefined && JSON.stringify(node.log) !== JSON.stringify(call);
  return node.parent !== parent || JSON.stringify(node.span) !== JSON.stringify(call);
}

function arrivalsOf(state: ReadonlyMap<string, SpanNode>): readonly Arrival[] {
  return [...state].flatMap(([spanId, { parent, span, log }]): readonly Arrival[] => [
    {
      spanId,
      from: "span",
      ...(parent === undefined ? {} : { parent }),
      ...(span === undefined ? {} : { call: span }),
    },
    ...(log === undefined ? [] : [{ spanId, from: "log", call: log } as const]),
  ]);
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let done: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, resolve: () => done?.() };
}
