import * as fc from "fast-check";
import { PbfWriter } from "pbf";
import { expect, test } from "vitest";
import { decodeLogs, decodeMetrics, decodeTraces } from "./decode.ts";
import type { Encoding } from "./decode.ts";
import type { DecodeFailure, Decoded } from "./signals.ts";

const all = (): boolean => true;
const traceId = "5b8efff798038103d269b633813fc60c";
const spanId = "eee19b7ec3c1b174";

/** A span as OTLP/JSON writes it. */
function jsonSpan(parts: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    traceId,
    spanId,
    startTimeUnixNano: "1796030131045000123",
    endTimeUnixNano: "1796030131297206645",
    ...parts,
  };
}

function traces(...spans: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
}

function decoded<Item>(result: Decoded<Item> | DecodeFailure): Decoded<Item> {
  if ("kind" in result) throw new Error(result.message);
  return result;
}

function messageOf(result: Decoded<unknown> | DecodeFailure): string {
  return "kind" in result ? result.message : result.messages.join(" ");
}

interface AnyAttribute {
  readonly key: string;
  readonly value: string | number | boolean;
}

interface AnySpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly code: number;
  readonly attributes: readonly AnyAttribute[];
}

const hex = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((one) => Buffer.from(one).toString("hex"));

const anySpan: fc.Arbitrary<AnySpan> = fc.record({
  traceId: hex(16),
  spanId: hex(8),
  parentSpanId: fc.oneof(hex(8), fc.constant("")),
  kind: fc.integer({ min: 0, max: 5 }),
  start: fc.bigInt({ min: 0n, max: 2n ** 63n }),
  end: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  code: fc.integer({ min: 0, max: 2 }),
  attributes: fc.array(
    fc.record({
      key: fc.string({ minLength: 1, maxLength: 20 }),
      value: fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.double({ noDefaultInfinity: true, noNaN: true }),
      ),
    }),
    { maxLength: 5 },
  ),
});

function asJson(spans: readonly AnySpan[]): Buffer {
  return traces(
    ...spans.map((span) => ({
      // The value of an attribute may stand before its key.
      attributes: span.attributes.map(({ key, value }) => ({ value: jsonValue(value), key })),
      traceId: span.traceId.toUpperCase(),
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      kind: span.kind,
      startTimeUnixNano: String(span.start),
      endTimeUnixNano: String(span.end),
      status: { code: span.code },
      links: [{ traceId: "x", deep: [[[{}]]] }],
    })),
  );
}

function jsonValue(value: string | number | boolean): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? { intValue: String(value) } : { doubleValue: value };
}

function asProtobuf(spans: readonly AnySpan[]): Uint8Array {
  const writer = new PbfWriter();
  message(writer, 1, (resourceSpans) => {
    message(resourceSpans, 2, (scopeSpans) => {
      for (const span of spans) message(scopeSpans, 2, (one) => writeSpan(one, span));
    });
  });
  return writer.finish();
}

function message(writer: PbfWriter, field: number, write: (inner: PbfWriter) => void): void {
  writer.writeMessage(field, (_: undefined, inner: PbfWriter) => write(inner), undefined);
}

function writeSpan(writer: PbfWriter, span: AnySpan): void {
  writer.writeBytesField(1, Buffer.from(span.traceId, "hex"));
  writer.writeBytesField(2, Buffer.from(span.spanId, "hex"));
  writer.writeBytesField(4, Buffer.from(span.parentSpanId, "hex"));
  writer.writeStringField(5, "a name");
  writer.writeVarintField(6, span.kind);
  writeTime(writer, 7, span.start);
  writeTime(writer, 8, span.end);
  for (const { key, value } of span.attributes) {
    message(writer, 9, (keyValue) => {
      keyValue.writeBytesField(1, Buffer.from(key));
      message(keyValue, 2, (any) => {
        if (typeof value === "string") any.writeBytesField(1, Buffer.from(value));
        else if (typeof value === "boolean") any.writeBooleanField(2, value);
        else if (Number.isSafeInteger(value) && !Object.is(value, -0)) any.writeVarintField(3, value);
        else any.writeDoubleField(4, value);
      });
    });
  }
  message(writer, 15, (status) => status.writeVarintField(3, span.code));
}

function writeTime(writer: PbfWriter, field: number, time: bigint): void {
  writer.writeTag(field, 1);
  writer.writeFixed32(Number(time & 0xffffffffn));
  writer.writeFixed32(Number(time >> 32n));
}

test("protobuf and JSON of the same spans decode to the same", () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 5 }), (spans) => {
      const json = decoded(decodeTraces(asJson(spans), "json", all));
      const protobuf = decoded(decodeTraces(asProtobuf(spans), "protobuf", all));
      expect(json).toEqual(protobuf);
      const valid = spans.filter(
        ({ traceId: trace, spanId: span, start, end }) =>
          /[^0]/.test(trace) && /[^0]/.test(span) && start > 0n && end >= start,
      );
      expect(json.items.length).toBe(valid.length);
      expect(json.rejected).toBe(spans.length - valid.length);
      expect(json.items.map(({ startNanoseconds }) => startNanoseconds)).toEqual(valid.map(({ start }) => start));
    }),
    { seed: 3 },
  );
});

test("random bytes, and messages with random damage, are an answer and never an error", () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .tuple(
        fc.array(anySpan, { maxLength: 3 }),
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      )
      .map(([spans, inJson, damage]) => {
        const body = Buffer.from(inJson ? asJson(spans) : asProtobuf(spans));
        for (const [at, byte] of damage) if (body.length > 0) body[at % body.length] = byte;
        return body;
      }),
  );
  fc.assert(
    fc.property(bodies, fc.constantFrom<Encoding>("json", "protobuf"), (body, encoding) => {
      for (const decode of [decodeTraces, decodeLogs, decodeMetrics]) {
        const result = decode(body, encoding, all);
        expect("kind" in result ? result.message.length > 0 : result.items.length >= 0).toBe(true);
      }
    }),
    { numRuns: 2000, seed: 5 },
  );
});

test("what is valid JSON is read, and what is not is refused", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, at, insert) => {
      const place = at % (text.length + 1);
      const changed = `{"resourceSpans":[],"x":${text.slice(0, place)}${insert}${text.slice(place)}}`;
      // A wrong escape inside a text that nobody reads is not looked at.
      fc.pre(!changed.includes("\\"));
      const result = decodeTraces(Buffer.from(changed), "json", all);
      expect("kind" in result).toBe(!isJson(changed));
    }),
    { numRuns: 1000, seed: 8 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a value that is not wanted is not decoded, in either encoding", () => {
  const spans: AnySpan[] = [
    {
      traceId,
      spanId,
      parentSpanId: "",
      kind: 3,
      start: 1n,
      end: 2n,
      code: 0,
      attributes: [
        { key: "gen_ai.input.messages", value: "a secret" },
        { key: "gen_ai.usage.input_tokens", value: 5 },
      ],
    },
  ];
  for (const [body, encoding] of [
    [asJson(spans), "json"],
    [asProtobuf(spans), "protobuf"],
  ] as const) {
    const { items } = decoded(decodeTraces(body, encoding, (key) => key.endsWith("_tokens")));
    expect([...(items[0]?.attributes ?? [])]).toEqual([["gen_ai.usage.input_tokens", 5]]);
  }
});

test("whole numbers keep every digit, and times keep their nanoseconds", () => {
  const attributes = [
    { key: "a", value: { intValue: "9223372036854775807" } },
    { key: "b", value: { intValue: 9_007_199_254_740_991 } },
    { key: "c", value: { doubleValue: "NaN" } },
    { key: "d", value: { intValue: "-1" } },
  ];
  const { items } = decoded(decodeTraces(traces(jsonSpan({ attributes })), "json", all));
  expect(items[0]?.startNanoseconds).toBe(1_796_030_131_045_000_123n);
  expect([...(items[0]?.attributes.values() ?? [])]).toEqual([
    9_223_372_036_854_775_807n,
    9_007_199_254_740_991,
    Number.NaN,
    -1,
  ]);
  const writer = new PbfWriter();
  message(writer, 1, (resource) =>
    message(resource, 2, (scope) =>
      message(scope, 2, (span) => {
        span.writeBytesField(1, Buffer.from(traceId, "hex"));
        span.writeBytesField(2, Buffer.from(spanId, "hex"));
        writeTime(span, 7, 1n);
        writeTime(span, 8, 2n);
        message(span, 9, (keyValue) => {
          keyValue.writeStringField(1, "a");
          keyValue.writeBytesField(2, Buffer.from([0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]));
        });
      }),
    ),
  );
  const fromProtobuf = decoded(decodeTraces(writer.finish(), "protobuf", all));
  expect([...(fromProtobuf.items[0]?.attributes.values() ?? [])]).toEqual([9_223_372_036_854_775_807n]);
});

test.each([
  ["an id in base64", jsonSpan({ traceId: "W47/95gDgQPSabYzgT/GDA==" }), /base64.*32 hexadecimal digits/],
  ["an id of zeros", jsonSpan({ spanId: "0000000000000000" }), /all zeros/],
  ["an id that is too short", jsonSpan({ spanId: "abc" }), /not 16 hexadecimal digits/],
  ["no id", jsonSpan({ traceId: undefined }), /trace id is missing/],
  ["an end before the start", jsonSpan({ endTimeUnixNano: "1" }), /ends before it starts/],
  ["no time", jsonSpan({ startTimeUnixNano: undefined }), /no start time/],
  ["attributes as an object", jsonSpan({ attributes: { "gen_ai.system": "openai" } }), /not a list/],
])("%s costs that span alone, and the message names the fault", (_, bad, words) => {
  const good = Array.from({ length: 99 }, (_unused, index) =>
    jsonSpan({ spanId: (index + 1).toString(16).padStart(16, "0") }),
  );
  const result = decoded(decodeTraces(traces(...good, bad), "json", all));
  expect([result.items.length, result.rejected]).toEqual([99, 1]);
  expect(messageOf(result)).toMatch(words);
});

function say(body: unknown): string {
  return messageOf(decodeTraces(Buffer.from(JSON.stringify(body)), "json", all));
}

test("mistakes that lead to an empty request are named", () => {
  expect(say({ resource_spans: [] })).toMatch(/resource_spans is not known.*resourceSpans/);
  expect(say({ resourceLogs: [] })).toMatch(/belongs to logs.*\/v1\/logs/);
  expect(say({ resourceSpans: [{ scope_spans: [] }] })).toMatch(/scopeSpans/);
  expect(say({ resourceSpans: [], anything: 1 })).toBe("");
  expect(say([])).toMatch(/an object was expected/);
});

test("logs and metrics that are sent to the path of traces are recognised", () => {
  const logs = new PbfWriter();
  message(logs, 1, (resource) => message(resource, 2, (scope) => message(scope, 2, (log) => writeTime(log, 1, 5n))));
  expect(messageOf(decodeTraces(logs.finish(), "protobuf", all))).toMatch(/log record.*\/v1\/logs/);
  const metrics = new PbfWriter();
  message(metrics, 1, (resource) =>
    message(resource, 2, (scope) =>
      message(scope, 2, (metric) => metric.writeStringField(1, "gen_ai.client.token.usage")),
    ),
  );
  expect(messageOf(decodeTraces(metrics.finish(), "protobuf", all))).toMatch(/metric.*\/v1\/metrics/);
});

test("half an emoji becomes U+FFFD and costs nothing else", () => {
  const attributes = [{ key: "gen_ai.agent.name", value: { stringValue: "agent \uD83D" } }];
  const { items } = decoded(decodeTraces(traces(jsonSpan({ attributes })), "json", all));
  expect(items[0]?.attributes.get("gen_ai.agent.name")).toBe("agent \uFFFD");
});
