import type { Call } from "./call.ts";

/** What is known of one span. A span and a log record of the same ids describe one call. */
export interface SpanNode {
  /** Absent where the span is a root, or where only a log record has told of it. */
  readonly parent?: string;
  readonly span?: Call;
  readonly log?: Call;
}

/** Spans of one trace by their ids, in the order in which they came. */
export type TraceState = ReadonlyMap<string, SpanNode>;

/** What one item adds to a trace. */
export interface Arrival {
  readonly spanId: string;
  readonly from: "span" | "log";
  readonly parent?: string;
  readonly call?: Call;
}

/** The node after an arrival. What comes again replaces what came before; it is never added to it. */
export function withArrival(node: SpanNode | undefined, { from, parent, call }: Arrival): SpanNode {
  if (from === "log") {
    const own = call === undefined ? {} : { log: call };
    return { ...node, ...own };
  }
  return {
    ...(parent === undefined ? {} : { parent }),
    ...(call === undefined ? {} : { span: call }),
    ...(node?.log === undefined ? {} : { log: node.log }),
  };
}

/** The call that a node represents: the span's, with gaps filled from the log record. */
export function callOf({ span, log }: SpanNode): Call | undefined {
  if (span === undefined || log === undefined) return span ?? log;
  const tokens = {
    ...log.tokens,
    ...span.tokens,
    flags: [...new Set([...log.tokens.flags, ...span.tokens.flags])],
  };
  return {
    ...log,
    ...span,
    tokens,
    raw: { ...log.raw, ...span.raw },
    tags: { ...log.tags, ...span.tags },
    own: { ...log.own, ...span.own },
  };
}
