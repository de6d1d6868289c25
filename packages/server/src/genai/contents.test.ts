import { expect, test } from "vitest";
import { LedgerDouble } from "../../test/ledger-double.ts";
import { decodeTraces } from "../otlp/decode.ts";
import { isWanted } from "./aliases.ts";
import { arrivalsOfSpans } from "./arrivals.ts";
import { countOf, normalisedTokens, reportedTokens } from "./tokens.ts";
import { Traces } from "./traces.ts";

const secret = "the patient's name is Ada";

// Every key that the known senders put contents or personal data under.
const contentKeys = [
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
  "gen_ai.tool.call.arguments",
  "gen_ai.prompt",
  "gen_ai.prompt.0.content",
  "gen_ai.completion.0.content",
  "llm.input_messages.0.message.content",
  "llm.output_messages.0.message.content",
  "llm.prompts",
  "input.value",
  "output.value",
  "embedding.embeddings.0.embedding.text",
  "ai.prompt",
  "ai.prompt.messages",
  "ai.response.text",
  "ai.response.toolCalls",
  "ai.values",
  "ai.toolCall.args",
  "traceloop.entity.input",
  "traceloop.entity.output",
  "metadata.user_api_key_user_email",
  "user.id",
  "enduser.id",
  "session.id",
  "gen_ai.conversation.id",
  "gen_ai.user",
  "process.command_args",
  "traceloop.association.properties.user_id",
  "ai.telemetry.metadata.userId",
  "langsmith.metadata.session_id",
  "exception.message",
];

test("no content and no person of a span is in any record", async () => {
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "process.command_line", value: { stringValue: secret } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: "5b8efff798038103d269b633813fc60c",
                spanId: "eee19b7ec3c1b174",
                name: secret,
                startTimeUnixNano: "1796030131045000000",
                endTimeUnixNano: "1796030131045000001",
                status: { message: secret },
                events: [{ name: secret, attributes: [{ key: "x", value: { stringValue: secret } }] }],
                attributes: [
                  { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
                  { key: "gen_ai.usage.input_tokens", value: { intValue: 5 } },
                  ...contentKeys.map((key) => ({ key, value: { stringValue: secret } })),
                  ...contentKeys.map((key) => ({ key, value: { arrayValue: { values: [{ stringValue: secret }] } } })),
                ],
              },
            ],
          },
        ],
      },
    ],
  };
  const result = decodeTraces(Buffer.from(JSON.stringify(body)), "json", isWanted);
  if ("kind" in result) throw new Error(result.message);
  const ledger = new LedgerDouble();
  const traces = new Traces({ sampling: "events", containerRemainder: "show", load: ledger.load });
  const { traces: arrivals, faults } = arrivalsOfSpans(result.items, { project: "p", receivedMilliseconds: 0 });
  await traces.take(arrivals, ledger.append);
  expect(ledger.tokens()).toMatchObject({ events: 1, input: 5 });
  const everything = JSON.stringify([[...ledger.events.values()], [...ledger.documents], faults, result.messages]);
  expect(everything).not.toContain("Ada");
});

test.each([
  [-1, "is negative"],
  [Number.NaN, "is not a number"],
  [Number.POSITIVE_INFINITY, "is not a whole number"],
  [2n ** 63n - 1n, "is beyond 2^53"],
  [1.5, "is not a whole number"],
  ["many", "is not a whole number"],
  [true, "is not a number"],
])("%s is not a count", (value, fault) => {
  expect(countOf(value)).toEqual({ fault });
});

test.each([
  [0, 0],
  ["12", 12],
  ["12.0", 12],
  [12, 12],
])("%s is the count %s", (value, count) => {
  expect(countOf(value)).toBe(count);
});

test("a count that is not valid costs itself alone, and the next name is taken", () => {
  const read = reportedTokens(
    new Map<string, number | string>([
      ["gen_ai.usage.input_tokens", -1],
      ["gen_ai.usage.prompt_tokens", 7],
      ["gen_ai.usage.output_tokens", 3],
    ]),
  );
  expect(read.tokens).toEqual({ input: 7, output: 3 });
  expect(read.faults).toEqual(["The attribute gen_ai.usage.input_tokens is negative; it was not read."]);
});

test("zeros under old names do not hide the counts under new ones, and an explicit zero is a count", () => {
  expect(tokensOf({ "gen_ai.usage.input_tokens": 0, "gen_ai.usage.prompt_tokens": 26 })).toEqual({ input: 26 });
  expect(tokensOf({ "gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0 })).toEqual({
    input: 0,
    output: 0,
  });
});

test("a name near the convention's is not added, and is named", () => {
  const read = reportedTokens(
    new Map([
      ["gen_ai.usage.input_tokens", 12_000],
      ["gen_ai.usage.input_cached_tokens", 9000],
      ["gen_ai.usage.output_tokens", 100],
    ]),
  );
  expect(read.tokens).toEqual({ input: 12_000, output: 100 });
  expect(read.unknownKeys).toEqual(["gen_ai.usage.input_cached_tokens"]);
  expect(read.raw["gen_ai.usage.input_cached_tokens"]).toBe(9000);
});

test("a total that its parts do not explain leaves tokens of unknown class", () => {
  expect(normalisedTokens({ input: 4000, output: 500, total: 50_000 })).toMatchObject({
    input: 4000,
    output: 500,
    unexplained: 45_500,
  });
  expect(normalisedTokens({ input: 1, output: 5, reasoning: 9 })).toMatchObject({ output: 14 });
});

test("the parts that LangSmith sends as JSON in a text are read", () => {
  const { tokens } = reportedTokens(
    new Map<string, number | string>([
      ["gen_ai.usage.input_tokens", 100],
      ["gen_ai.usage.output_tokens", 30],
      ["gen_ai.usage.input_token_details", '{"cache_read":40,"cache_creation":5,"audio":0}'],
      ["gen_ai.usage.output_token_details", '{"reasoning":10}'],
    ]),
  );
  expect(tokens).toEqual({ input: 100, output: 30, cacheRead: 40, cacheWrite: 5, reasoning: 10 });
});

function tokensOf(entries: Readonly<Record<string, number>>): unknown {
  return reportedTokens(new Map(Object.entries(entries))).tokens;
}
