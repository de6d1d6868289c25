import { gzipSync } from "node:zlib";
import { ok } from "@wattledger/core";
import fastify from "fastify";
import { PbfWriter } from "pbf";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registerOtlp } from "./register-otlp.ts";

// What a hostile or broken sender may send: each is answered with a status that says so, and takes no memory that it did not send.

let server = fastify();
let records: unknown[] = [];

beforeEach(() => {
  records = [];
  server = fastify();
  registerOtlp(server, {
    accept: (some) => {
      records.push(...some);
      return Promise.resolve(ok({ accepted: some.length, rejected: [] }));
    },
    states: { load: () => Promise.resolve(new Map()), noteForgotten: () => {} },
  });
});

afterEach(async () => {
  await server.close();
});

async function send(
  payload: Buffer | string,
  type = "application/json",
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { "content-type": type, ...more };
  const answer = await server.inject({ method: "POST", url: "/v1/traces", headers, payload });
  return { status: answer.statusCode, body: answer.body };
}

/** An export request with one call, whose attributes are given as JSON. */
function callWith(attributes: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},${attributes}]}]}]}]}`;
}

function attribute(key: string, value: string): string {
  return `{"key":"${key}","value":${value}}`;
}

test("a bomb of 512 MiB in half a MiB is 413", async () => {
  const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(1_000_000);
  const answer = await send(bomb, "application/json", { "content-encoding": "gzip" });
  expect([answer.status, answer.body]).toEqual([413, expect.stringContaining("after decompression")]);
});

test("a tree of 100,000 levels is refused as JSON, and passed over as protobuf", async () => {
  const depth = 100_000;
  const deep = `${'{"arrayValue":{"values":['.repeat(depth)}${"]}}".repeat(depth)}`;
  const asJson = await send(callWith(attribute("gen_ai.input.messages", deep)));
  expect([asJson.status, asJson.body]).toEqual([400, expect.stringContaining("deeper than 200 levels")]);

  // An AnyValue that holds a list that holds an AnyValue, and so on, from the inside out.
  const parts: Buffer[] = [];
  let size = 0;
  for (let level = 0; level < 20_000; level += 1) {
    const head = new PbfWriter();
    head.writeTag(level % 2 === 0 ? 1 : 5, 2);
    head.writeVarint(size);
    const bytes = Buffer.from(head.finish());
    parts.push(bytes);
    size += bytes.length;
  }
  const tree = Buffer.concat(parts.toReversed());
  const writer = new PbfWriter();
  message(writer, 1, (resource) =>
    message(resource, 2, (scope) =>
      message(scope, 2, (span) => {
        span.writeBytesField(1, Buffer.alloc(16, 1));
        span.writeBytesField(2, Buffer.alloc(8, 1));
        for (const field of [7, 8]) {
          span.writeTag(field, 1);
          span.writeFixed32(1);
          span.writeFixed32(1);
        }
        message(span, 9, (pair) => {
          pair.writeStringField(1, "gen_ai.usage.input_tokens");
          pair.writeBytesField(2, tree);
        });
      }),
    ),
  );
  const asProtobuf = await send(Buffer.from(writer.finish()), "application/x-protobuf");
  expect(asProtobuf.status).toBe(200);
});

function message(writer: PbfWriter, field: number, write: (inner: PbfWriter) => void): void {
  writer.writeMessage(field, (_: undefined, inner: PbfWriter) => write(inner), undefined);
}

test("a million attributes of one span are one call with a bounded record", async () => {
  const many = Array.from({ length: 1_000_000 }, (_, index) => `{"key":"wattledger.t${index}","value":{"intValue":1}}`);
  const answer = await send(callWith(many.join(",")));
  expect(answer.status).toBe(200);
  expect(JSON.stringify(records).length).toBeLessThan(20_000);
});

test("names that look like counts, however many, are kept in a bounded record", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => attribute(`gen_ai.usage.x${index}`, '{"intValue":1}'));
  expect((await send(callWith(many.join(",")))).status).toBe(200);
  expect(JSON.stringify(records).length).toBeLessThan(20_000);
});

test("a text of 30 MB, wanted or not, is not kept", async () => {
  const long = "x".repeat(15_000_000);
  const answer = await send(
    callWith(
      [
        attribute("gen_ai.request.model", `{"stringValue":"${long}"}`),
        attribute("gen_ai.prompt", `{"stringValue":"${long}"}`),
        attribute("gen_ai.usage.input_tokens", '{"intValue":7}'),
      ].join(","),
    ),
  );
  expect([answer.status, answer.body]).toEqual([200, expect.stringContaining("15000000 bytes")]);
  expect(JSON.stringify(records)).toContain('"inputTokens":7');
  expect(JSON.stringify(records).length).toBeLessThan(5000);
});

test("a body of millions of empty objects takes no memory, and too many spans are 413", async () => {
  const before = process.memoryUsage().heapUsed;
  const unread = await send(`{"x":[${"{},".repeat(10_000_000)}{}]}`);
  expect(unread.status).toBe(200);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
  const spans = await send(`{"resourceSpans":[{"scopeSpans":[{"spans":[${"{},".repeat(200_000)}{}]}]}]}`);
  expect([spans.status, spans.body]).toEqual([413, expect.stringContaining("more than 100000 items")]);
});

test.each([
  ["-1", "is negative"],
  ['"9223372036854775807"', "is beyond 2^53"],
  ["1.5", "is not a whole number"],
])("a count of %s costs that attribute alone, and is said", async (value, words) => {
  const answer = await send(
    callWith(
      [
        attribute("gen_ai.usage.input_tokens", `{"intValue":${value}}`),
        attribute("gen_ai.usage.output_tokens", '{"intValue":30}'),
      ].join(","),
    ),
  );
  expect([answer.status, answer.body]).toEqual([200, expect.stringContaining(words)]);
  expect(answer.body).not.toContain("rejectedSpans");
  expect(JSON.stringify(records)).toContain('"outputTokens":30');
  expect(JSON.stringify(records)).not.toContain("inputTokens");
});

test("not-a-number and infinity are not counts", async () => {
  for (const value of ["NaN", "Infinity", "-Infinity"]) {
    const answer = await send(callWith(attribute("gen_ai.usage.input_tokens", `{"doubleValue":"${value}"}`)));
    expect(answer.status).toBe(200);
  }
  expect(JSON.stringify(records)).not.toMatch(/NaN|Infinity|null/);
});

test("a sampling threshold that makes one span a billion is not believed", async () => {
  const body = callWith(attribute("gen_ai.usage.input_tokens", '{"intValue":7}')).replace(
    '"startTime',
    '"traceState":"ot=th:ffffffffffffff","startTime',
  );
  expect((await send(body)).status).toBe(200);
  expect(JSON.stringify(records)).not.toContain("adjusted");
});
