import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LedgerDouble } from "../../test/ledger-double.ts";
import type { Tokens } from "../../test/ledger-double.ts";
import { agent, chat, span } from "../../test/spans.ts";
import { decodeLogs, decodeTraces } from "../otlp/decode.ts";
import type { DecodeFailure, Decoded, LogRecord, Span } from "../otlp/signals.ts";
import { isWanted } from "./aliases.ts";
import { arrivalsOfLogs, arrivalsOfSpans } from "./arrivals.ts";
import { Traces } from "./traces.ts";
import type { TracesOptions } from "./traces.ts";

const where = { project: "p", receivedMilliseconds: 1_796_030_200_000 };

async function take(
  spans: readonly Span[],
  options: Partial<TracesOptions> = {},
  logs: readonly LogRecord[] = [],
): Promise<LedgerDouble> {
  const ledger = new LedgerDouble();
  const traces = new Traces({ sampling: "events", containerRemainder: "show", load: ledger.load, ...options });
  await traces.take(arrivalsOfSpans(spans, where).traces, ledger.append);
  await traces.take(arrivalsOfLogs(logs, where).traces, ledger.append);
  return ledger;
}

function notesOf(ledger: LedgerDouble): string {
  return ledger
    .counted()
    .flatMap(({ notes = [] }) => notes)
    .join(" ");
}

// The names of the captured runs; the counts are those that the reference cases state.
const details = { "gen_ai.usage.cache_read.input_tokens": 40 };

test("R1: AI SDK 7, two steps and a tool, are two calls", async () => {
  const ledger = await take([
    span(
      "chat1",
      "step1",
      chat(100, 30, { ...details, "gen_ai.provider.name": "openai.chat", "gen_ai.response.id": "a" }),
    ),
    span("step1", "agent", { "gen_ai.operation.name": "agent_step" }),
    span("tool", "agent", { "gen_ai.operation.name": "execute_tool" }),
    span("chat2", "step2", chat(100, 30, { ...details, "gen_ai.response.id": "b" })),
    span("step2", "agent", { "gen_ai.operation.name": "agent_step" }),
    span("agent", undefined, { ...agent(200, 60), "gen_ai.usage.cache_read.input_tokens": 80 }),
  ]);
  expect(ledger.tokens()).toEqual({ events: 2, input: 200, output: 60, cacheRead: 80, reasoning: 0 });
  // Nobody told the reasoning: it is not stated, which is not none.
  expect(ledger.counted().map(({ activity }) => "reasoningTokens" in activity)).toEqual([false, false]);
  expect(ledger.counted().map(({ activity }) => "provider" in activity && activity.provider)).toEqual([
    "openai",
    "openai",
  ]);
  expect(ledger.counted().map(({ tags }) => tags?.["agent"])).toEqual(["helper", "helper"]);
  expect(notesOf(ledger)).toBe("");
});

/** The two attributes under which the AI SDK told its operations. */
function operation(name: string): Record<string, string> {
  return { "ai.operationId": name, "operation.name": `${name} mine` };
}

test("R2: AI SDK 7 by its former names is the same two calls", async () => {
  const usage = {
    "ai.model.provider": "openai.chat",
    "ai.model.id": "gpt-4o-mini",
    "ai.usage.inputTokens": 100,
    "ai.usage.outputTokens": 30,
    "ai.usage.inputTokenDetails.cacheReadTokens": 40,
    "ai.usage.outputTokenDetails.reasoningTokens": 10,
  };
  const ledger = await take([
    span("do1", "outer", { ...usage, ...operation("ai.generateText.doGenerate"), "ai.response.id": "a" }),
    span("tool", "outer", operation("ai.toolCall")),
    span("do2", "outer", { ...usage, ...operation("ai.generateText.doGenerate"), "ai.response.id": "b" }),
    span("outer", undefined, {
      ...usage,
      ...operation("ai.generateText"),
      "ai.usage.inputTokens": 200,
      "ai.usage.outputTokens": 60,
      "ai.telemetry.functionId": "mine",
    }),
  ]);
  expect(ledger.tokens()).toEqual({ events: 2, input: 200, output: 60, cacheRead: 80, reasoning: 20 });
  expect(ledger.counted().map(({ activity }) => "provider" in activity && activity.provider)).toEqual([
    "openai",
    "openai",
  ]);
  expect(ledger.counted().map(({ tags }) => tags?.["function"])).toEqual(["mine", "mine"]);
});

test("R4: OpenInference's names", async () => {
  const ledger = await take([
    span("a", undefined, {
      "openinference.span.kind": "LLM",
      "llm.model_name": "gpt-4o-mini",
      "llm.provider": "openai",
      "llm.token_count.prompt": 100,
      "llm.token_count.completion": 30,
      "llm.token_count.total": 130,
      "llm.token_count.prompt_details.cache_read": 40,
      "llm.token_count.completion_details.reasoning": 10,
    }),
  ]);
  expect(ledger.tokens()).toEqual({ events: 1, input: 100, output: 30, cacheRead: 40, reasoning: 10 });
  expect(ledger.counted()[0]?.usageRaw).toMatchObject({ "llm.token_count.prompt": 100, "llm.token_count.total": 130 });
});

test("R6: an input without what came from the cache is completed, and said", async () => {
  const ledger = await take([
    span(
      "a",
      undefined,
      chat(60, 30, { "gen_ai.usage.cache_read_input_tokens": 90, "gen_ai.usage.cache_creation_input_tokens": 5 }),
    ),
  ]);
  expect(ledger.tokens()).toMatchObject({ input: 155, output: 30, cacheRead: 90 });
  expect(notesOf(ledger)).toContain("cache_exclusive_sender");
});

test("R7: an input with what came from the cache is taken as it is", async () => {
  const ledger = await take([
    span(
      "a",
      undefined,
      chat(105, 30, { "gen_ai.usage.cache_read.input_tokens": 40, "gen_ai.usage.cache_write.input_tokens": 5 }),
    ),
  ]);
  expect(ledger.tokens()).toMatchObject({ input: 105, cacheRead: 40 });
  expect(notesOf(ledger)).toBe("");
});

test("R8: an agent without any call counts itself", async () => {
  const ledger = await take([span("agent", undefined, agent(300, 30))]);
  expect(ledger.tokens()).toMatchObject({ events: 1, input: 300, output: 30 });
  expect(notesOf(ledger)).toContain("container");
});

test("R9: what an agent says beyond its calls is shown, and counted only where the setting says so", async () => {
  const spans = [span("chat", "agent", chat(100, 20)), span("agent", undefined, agent(300, 30))];
  const shown = await take(spans);
  expect(shown.tokens()).toMatchObject({ events: 1, input: 100, output: 20 });
  expect(notesOf(shown)).toContain("200 and 10");
  const counted = await take(spans, { containerRemainder: "count" });
  expect(counted.tokens()).toMatchObject({ events: 2, input: 300, output: 30 });
  const gap = await take([span("chat", "agent", chat(100, 10)), span("agent", undefined, agent(300, 30))]);
  expect(gap.tokens()).toMatchObject({ events: 1, input: 100, output: 10 });
  expect(notesOf(gap)).toContain("200 and 20");
});

test("a container that says a whole multiple of its calls is a fault of its sender, also where remainders are counted", async () => {
  const ledger = await take([span("chat", "agent", chat(100, 50)), span("agent", undefined, agent(200, 100))], {
    containerRemainder: "count",
  });
  expect(ledger.tokens()).toMatchObject({ events: 1, input: 100, output: 50 });
  expect(notesOf(ledger)).toContain("2 ×");
});

test("R10: a sampled span represents those that were left out, where the setting says so", async () => {
  const spans = [span("a", undefined, chat(100, 30), { traceState: "vendor=1,ot=th:c;rv:1" })];
  expect((await take(spans, { sampling: "adjusted_events" })).tokens()).toMatchObject({
    events: 1,
    input: 400,
    output: 120,
  });
  expect((await take(spans)).tokens()).toMatchObject({ events: 1, input: 100, output: 30 });
});

function sample(name: string): Buffer {
  return readFileSync(new URL(`../../test/otlp-samples/${name}`, import.meta.url));
}

function items<Item>(result: Decoded<Item> | DecodeFailure): readonly Item[] {
  if ("kind" in result) throw new Error(result.message);
  expect(result.rejected).toBe(0);
  return result.items;
}

const noCache = { cacheRead: 0, reasoning: 0 };

// Each call of the captures was answered with 100 / 30 of which 40 cached and 10 reasoning, each embedding with 8; a call whose
// sender leaves the counts out is an event without them.
test.for<[string, Tokens, number]>([
  ["js-ai-sdk-6.traces.pb", { events: 2, input: 200, output: 60, cacheRead: 80, reasoning: 20 }, 0],
  ["js-ai-sdk-7.traces.pb", { events: 3, input: 208, output: 60, cacheRead: 80, reasoning: 0 }, 0],
  ["js-ai-sdk-7.traces.json", { events: 3, input: 208, output: 60, cacheRead: 80, reasoning: 0 }, 0],
  ["js-otel-openai.traces.pb", { events: 4, input: 308, output: 90, ...noCache }, 0],
  ["js-openllmetry-chat.traces.pb", { events: 1, input: 100, output: 30, ...noCache }, 0],
  ["js-openllmetry-stream.traces.pb", { events: 1, input: 0, output: 0, ...noCache }, 1],
  ["js-openllmetry-responses.traces.pb", { events: 1, input: 100, output: 30, ...noCache }, 0],
  ["js-openinference-openai.traces.pb", { events: 4, input: 200, output: 60, cacheRead: 80, reasoning: 20 }, 2],
  ["js-openlit-chat.traces.json", { events: 1, input: 100, output: 30, cacheRead: 40, reasoning: 0 }, 0],
  ["js-openlit-responses.traces.json", { events: 1, input: 100, output: 30, cacheRead: 40, reasoning: 10 }, 0],
  ["py-openai-v2.traces.pb", { events: 3, input: 208, output: 60, ...noCache }, 0],
  ["py-openllmetry-openai.traces.pb", { events: 3, input: 208, output: 60, cacheRead: 80, reasoning: 10 }, 0],
  ["py-openllmetry-openai-responses.traces.pb", { events: 1, input: 100, output: 30, cacheRead: 40, reasoning: 10 }, 0],
  ["py-openinference-openai.traces.pb", { events: 2, input: 200, output: 60, cacheRead: 80, reasoning: 20 }, 0],
  ["py-openinference-openai-2.traces.pb", { events: 2, input: 108, output: 30, cacheRead: 40, reasoning: 10 }, 0],
  ["py-litellm.traces.pb", { events: 2, input: 200, output: 60, cacheRead: 80, reasoning: 20 }, 0],
  ["py-langchain-openinference.traces.pb", { events: 1, input: 100, output: 30, cacheRead: 40, reasoning: 10 }, 0],
])("the capture %s counts its calls", async ([name, expected, without]) => {
  const spans = items(decodeTraces(sample(name), name.endsWith("json") ? "json" : "protobuf", isWanted));
  const ledger = await take(spans);
  expect(ledger.tokens()).toEqual(expected);
  const unknown = ledger.counted().filter(({ notes = [] }) => notes.some((note) => note.includes("no counts")));
  expect(unknown.length).toBe(without);
  for (const { activity } of ledger.counted()) {
    expect(activity).toMatchObject({ kind: "llm-request" });
    expect("model" in activity && /^(gpt-4o-mini|text-embedding-3-small)/.test(activity.model ?? "")).toBe(true);
  }
});

test("R5: OpenLIT's span and log record of one call are one event, in either order", async () => {
  const spans = items(decodeTraces(sample("js-openlit-chat.traces.json"), "json", isWanted));
  const logs = items(decodeLogs(sample("js-openlit-chat.logs.json"), "json", isWanted));
  const expected = { events: 1, input: 100, output: 30, cacheRead: 40, reasoning: 0 };
  expect((await take(spans, {}, logs)).tokens()).toEqual(expected);
  const ledger = new LedgerDouble();
  const traces = new Traces({ sampling: "events", containerRemainder: "show", load: ledger.load });
  await traces.take(arrivalsOfLogs(logs, where).traces, ledger.append);
  expect(ledger.tokens()).toMatchObject({ events: 1, input: 100, output: 30 });
  await traces.take(arrivalsOfSpans(spans, where).traces, ledger.append);
  expect(ledger.tokens()).toEqual(expected);
});
