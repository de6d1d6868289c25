import type { Call } from "./call.ts";
import { bearsUsage } from "./tokens.ts";
import { callOf } from "./trace-state.ts";
import type { TraceState } from "./trace-state.ts";
import { treeOf } from "./tree.ts";
import type { Tree } from "./tree.ts";

/** A call that counts, with what has to be said of it. */
export interface Counted {
  readonly spanId: string;
  readonly call: Call;
  /** `remainder`: tokens that a container has beyond its calls. `without-counts`: a call whose tokens nobody told. */
  readonly kind: "call" | "container" | "remainder" | "without-counts";
  readonly notes: readonly string[];
}

/** Settings of the rules. */
export interface CountingRules {
  /** Whether the tokens that a container has beyond its calls are an event of their own. */
  readonly containerRemainder: "show" | "count";
}

/** What a container says beyond its calls. */
export interface CoverageGap {
  readonly spanId: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The container says this many times what its calls say, on both sides: a fault of the sender, not hidden work. */
  readonly multiple?: number;
}

/**
 * What counts in one trace. The leaf-most usage wins: a span counts if it has usage and none of its descendants does. Two spans of
 * one response are one call. A container without any call below it counts itself.
 */
export function countedIn(
  state: TraceState,
  { containerRemainder }: CountingRules,
): { readonly counted: readonly Counted[]; readonly gaps: readonly CoverageGap[] } {
  const tree = treeOf(state);
  const calls = new Map<string, Call>();
  for (const [spanId, node] of state) {
    const call = callOf(node);
    if (call !== undefined) calls.set(spanId, call);
  }
  const bears = (spanId: string): boolean => bearsUsageAt(calls, spanId);
  const below = markedBelow(tree, bears);
  const leaves = tree.topDown.filter((spanId) => bears(spanId) && !below.has(spanId));
  const sameResponse = doubles(leaves, calls);
  const winners = leaves.filter((spanId) => !sameResponse.has(spanId));
  const { gaps, notes, remainders } = coverage(tree, calls, { below, doubled: sameResponse, containerRemainder });
  const counted: Counted[] = winners.map((spanId) => {
    const call = inherited(spanId, tree, calls);
    const kind = call.spanClass === "container" ? "container" : "call";
    return { spanId, call, kind, notes: notes.get(spanId) ?? [] };
  });
  counted.push(...remainders, ...withoutCounts(tree, calls, { bears, below, winners }));
  return { counted, gaps };
}

function bearsUsageAt(calls: ReadonlyMap<string, Call>, spanId: string): boolean {
  const call = calls.get(spanId);
  return call !== undefined && bearsUsage(call.tokens);
}

/** Spans below which a marked span lies. */
function markedBelow(tree: Tree, isMarked: (spanId: string) => boolean): ReadonlySet<string> {
  const below = new Set<string>();
  for (const spanId of tree.bottomUp) {
    const parent = tree.parentOf.get(spanId);
    if (parent !== undefined && (isMarked(spanId) || below.has(spanId))) below.add(parent);
  }
  return below;
}

/** Spans that describe a response which another one describes better: with more counts, earlier, by id. */
function doubles(leaves: readonly string[], calls: ReadonlyMap<string, Call>): ReadonlySet<string> {
  const best = new Map<string, string>();
  const lost = new Set<string>();
  for (const spanId of leaves) {
    const call = calls.get(spanId);
    if (call?.responseId === undefined) continue;
    const key = `${call.provider ?? ""}\n${call.responseId}`;
    const rival = best.get(key);
    const other = rival === undefined ? undefined : calls.get(rival);
    if (rival === undefined || other === undefined) best.set(key, spanId);
    else if (isFuller([spanId, call], [rival, other])) {
      lost.add(rival);
      best.set(key, spanId);
    } else lost.add(spanId);
  }
  return lost;
}

function isFuller([idA, a]: readonly [string, Call], [idB, b]: readonly [string, Call]): boolean {
  const more = Object.keys(a.raw).length - Object.keys(b.raw).length;
  if (more !== 0) return more > 0;
  const earlier = a.timeMilliseconds - b.timeMilliseconds || a.timeNanoseconds - b.timeNanoseconds;
  return earlier === 0 ? idA < idB : earlier < 0;
}

/** The call with attributes of the spans around it that it does not have itself: agent, function, tags. */
function inherited(spanId: string, tree: Tree, calls: ReadonlyMap<string, Call>): Call {
  const line = [spanId, ...tree.ancestorsOf(spanId)].flatMap((id) => calls.get(id) ?? []);
  const [own] = line;
  if (own === undefined) throw new RangeError(`The span ${spanId} is not a call.`);
  let call = own;
  for (const outer of line.slice(1)) {
    call = {
      ...pick(outer, ["provider", "model", "environment", "region"]),
      ...call,
      tags: { ...outer.tags, ...call.tags },
      own: { ...outer.own, ...call.own },
    };
  }
  return call;
}

function pick<Name extends "provider" | "model" | "environment" | "region">(
  call: Call,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const picked: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = call[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

interface Sum {
  readonly input: number;
  readonly output: number;
}

const none: Sum = { input: 0, output: 0 };

/** From the leaves up: what is covered below each container, and what the container says beyond it. */
function coverage(
  tree: Tree,
  calls: ReadonlyMap<string, Call>,
  options: {
    readonly below: ReadonlySet<string>;
    readonly doubled: ReadonlySet<string>;
    readonly containerRemainder: CountingRules["containerRemainder"];
  },
): {
  readonly gaps: readonly CoverageGap[];
  readonly notes: ReadonlyMap<string, readonly string[]>;
  readonly remainders: readonly Counted[];
} {
  const { below, doubled, containerRemainder } = options;
  const covered = new Map<string, Sum>();
  const firstLeaf = new Map<string, string>();
  const gaps: CoverageGap[] = [];
  const notes = new Map<string, string[]>();
  const remainders: Counted[] = [];
  for (const spanId of tree.bottomUp) {
    const call = calls.get(spanId);
    const parts = covered.get(spanId) ?? none;
    const own: Sum = { input: call?.tokens.input ?? 0, output: call?.tokens.output ?? 0 };
    const bears = call !== undefined && bearsUsage(call.tokens);
    let sum = parts;
    if (bears && !below.has(spanId)) {
      sum = doubled.has(spanId) ? none : own;
      if (!doubled.has(spanId)) firstLeaf.set(spanId, spanId);
    } else if (bears) {
      sum = { input: Math.max(own.input, parts.input), output: Math.max(own.output, parts.output) };
      const gap = gapOf(spanId, own, parts);
      const leaf = firstLeaf.get(spanId);
      if (gap !== undefined) {
        gaps.push(gap);
        if (leaf !== undefined) notes.set(leaf, [...(notes.get(leaf) ?? []), gapNote(gap, own, parts)]);
        if (containerRemainder === "count" && gap.multiple === undefined)
          remainders.push(remainder(spanId, inherited(spanId, tree, calls), gap));
      }
    }
    const parent = tree.parentOf.get(spanId);
    if (parent === undefined) continue;
    const before = covered.get(parent) ?? none;
    covered.set(parent, { input: before.input + sum.input, output: before.output + sum.output });
    const mine = firstLeaf.get(spanId);
    const theirs = firstLeaf.get(parent);
    if (mine !== undefined && (theirs === undefined || mine < theirs)) firstLeaf.set(parent, mine);
  }
  return { gaps, notes, remainders };
}

function gapOf(spanId: string, own: Sum, parts: Sum): CoverageGap | undefined {
  const inputTokens = Math.max(0, own.input - parts.input);
  const outputTokens = Math.max(0, own.output - parts.output);
  if (inputTokens === 0 && outputTokens === 0) return undefined;
  const multiple = parts.input > 0 ? own.input / parts.input : 0;
  const isMultiple = multiple >= 2 && Number.isInteger(multiple) && own.output === parts.output * multiple;
  return { spanId, inputTokens, outputTokens, ...(isMultiple ? { multiple } : {}) };
}

function gapNote({ inputTokens, outputTokens, multiple }: CoverageGap, own: Sum, parts: Sum): string {
  const says = `A span around this call says ${own.input} input and ${own.output} output tokens, the calls in it say ${parts.input} and ${parts.output}.`;
  return multiple === undefined
    ? `${says} The difference of ${inputTokens} and ${outputTokens} is not counted here.`
    : `${says} The span says ${multiple} × the calls: the difference of ${inputTokens} and ${outputTokens} is not counted.`;
}

function remainder(spanId: string, call: Call, { inputTokens, outputTokens }: CoverageGap): Counted {
  const rest: Call = {
    ...call,
    tokens: { input: inputTokens, output: outputTokens, flags: [] },
    raw: {},
  };
  return {
    spanId,
    call: rest,
    kind: "remainder",
    notes: ["Tokens that a container has beyond the calls in it. Their calls did not arrive."],
  };
}

/** Calls whose tokens nobody told: no span around them or in them has usage, and they did not fail. */
function withoutCounts(
  tree: Tree,
  calls: ReadonlyMap<string, Call>,
  {
    bears,
    below,
    winners,
  }: {
    readonly bears: (spanId: string) => boolean;
    readonly below: ReadonlySet<string>;
    readonly winners: readonly string[];
  },
): readonly Counted[] {
  const isOpen = (spanId: string): boolean => {
    const call = calls.get(spanId);
    return call?.spanClass === "model-call" && call.failed === undefined && !bears(spanId) && !below.has(spanId);
  };
  const candidates = tree.topDown.filter((spanId) => isOpen(spanId));
  if (candidates.length === 0) return [];
  const openBelow = markedBelow(tree, isOpen);
  const known = new Set(winners.flatMap((spanId) => calls.get(spanId)?.responseId ?? []));
  return candidates.flatMap((spanId): readonly Counted[] => {
    const responseId = calls.get(spanId)?.responseId;
    if (openBelow.has(spanId) || (responseId !== undefined && known.has(responseId))) return [];
    if (tree.ancestorsOf(spanId).some((id) => bears(id))) return [];
    return [{ spanId, call: inherited(spanId, tree, calls), kind: "without-counts", notes: [] }];
  });
}
