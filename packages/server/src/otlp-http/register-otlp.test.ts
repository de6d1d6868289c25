import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fail, ok } from "@wattledger/core";
import { openLedger } from "@wattledger/ledger";
import type { Ledger } from "@wattledger/ledger";
import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { PbfReader } from "pbf";
import { afterEach, expect, test } from "vitest";
import { engineThread } from "../../test/engine-thread.ts";
import { createIntake } from "../intake/accept.ts";
import { stateReader } from "./load-states.ts";
import { registerOtlp } from "./register-otlp.ts";
import type { OtlpOptions } from "./register-otlp.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A server whose records go nowhere but into a list. */
function serverWith(options: Partial<OtlpOptions> = {}): {
  readonly server: FastifyInstance;
  readonly records: unknown[];
} {
  const records: unknown[] = [];
  const server = fastify();
  registerOtlp(server, {
    accept: (some) => {
      records.push(...some);
      return Promise.resolve(ok({ accepted: some.length, rejected: [] }));
    },
    states: { load: () => Promise.resolve(new Map()), noteForgotten: () => {} },
    ...options,
  });
  closers.push(() => server.close());
  return { server, records };
}

interface Call {
  readonly operation?: string;
  readonly input?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
}

function spanOf({ operation = "chat", input = 100, ...ids }: Call): unknown {
  return {
    traceId: "5b8efff798038103d269b633813fc60c",
    spanId: "eee19b7ec3c1b174",
    kind: 3,
    startTimeUnixNano: "1796030131045000000",
    endTimeUnixNano: "1796030132045000000",
    attributes: [
      { key: "gen_ai.operation.name", value: { stringValue: operation } },
      { key: "gen_ai.provider.name", value: { stringValue: "openai" } },
      { key: "gen_ai.request.model", value: { stringValue: "gpt-4o-mini" } },
      { key: "gen_ai.usage.input_tokens", value: { intValue: String(input) } },
      { key: "gen_ai.usage.output_tokens", value: { intValue: "30" } },
    ],
    ...ids,
  };
}

function tracesOf(...spans: readonly unknown[]): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

const json = { "content-type": "application/json" };
const protobuf = { "content-type": "application/x-protobuf" };

test("a success is 200, with nothing in it, in the encoding of the request", async () => {
  const { server, records } = serverWith();
  const asJson = await server.inject({
    method: "POST",
    url: "/v1/traces",
    headers: json,
    payload: tracesOf(spanOf({})),
  });
  expect([asJson.statusCode, asJson.headers["content-type"], asJson.body]).toEqual([200, "application/json", "{}"]);
  expect(records).toMatchObject([{ kind: "usage-event" }, { kind: "otlp-state" }]);
  for (const signal of ["traces", "metrics", "logs"]) {
    const empty = await server.inject({
      method: "POST",
      url: `/v1/${signal}`,
      headers: protobuf,
      payload: Buffer.alloc(0),
    });
    expect([empty.statusCode, empty.headers["content-type"], empty.rawPayload.length]).toEqual([
      200,
      "application/x-protobuf",
      0,
    ]);
  }
  const charset = { "content-type": "Application/JSON; charset=utf-8" };
  const other = await server.inject({ method: "POST", url: "/v1/logs", headers: charset, payload: "{}" });
  expect([other.statusCode, other.body]).toEqual([200, "{}"]);
});

test("what will never be valid is a partial success, and the rest is taken", async () => {
  const { server, records } = serverWith();
  const bad = spanOf({ traceId: "W47/95gDgQPSabYzgT/GDA==" });
  const answer = await server.inject({
    method: "POST",
    url: "/v1/traces",
    headers: { ...json, "content-encoding": "gzip" },
    payload: gzipSync(tracesOf(spanOf({}), bad)),
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
  expect(answer.body).toContain("base64");
  expect(records.length).toBe(2);
  const snake = await server.inject({
    method: "POST",
    url: "/v1/traces",
    headers: json,
    payload: '{"resource_spans":[]}',
  });
  expect(snake.json()).toMatchObject({ partialSuccess: { errorMessage: expect.stringContaining("resourceSpans") } });
  expect(snake.body).not.toContain("rejected");
});

test.each([
  ["a wrong type", { url: "/v1/traces", headers: { "content-type": "text/plain" }, payload: "x" }, 415, "text/plain"],
  ["no type", { url: "/v1/traces", payload: Buffer.from("x") }, 415, "Send application/x-protobuf"],
  [
    "an unknown compression",
    { url: "/v1/traces", headers: { ...json, "content-encoding": "br" }, payload: "x" },
    415,
    "br",
  ],
  ["broken JSON", { url: "/v1/traces", headers: json, payload: "{" }, 400, "not valid JSON"],
  ["broken gzip", { url: "/v1/traces", headers: { ...json, "content-encoding": "gzip" }, payload: "{}" }, 400, "gzip"],
  ["too large a body", { url: "/v1/logs", headers: json, payload: `{"x":"${"a".repeat(5000)}"}` }, 413, "at most 2000"],
  [
    "a body that inflates beyond the limit",
    {
      url: "/v1/logs",
      headers: { ...json, "content-encoding": "gzip" },
      payload: gzipSync("a".repeat(5_000_000).slice(0, 3000)),
    },
    413,
    "after decompression",
  ],
  ["the root", { url: "/", headers: json, payload: "{}" }, 404, "/v1/traces"],
])("%s is refused with a status that says so", async (_, request, status, words) => {
  const { server } = serverWith({ limitBytes: 2000 });
  const answer = await server.inject({ method: "POST", ...request });
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toMatchObject({ code: expect.any(Number), message: expect.stringContaining(words) });
});

test("a failure is answered in protobuf where the request was", async () => {
  const { server } = serverWith();
  const answer = await server.inject({
    method: "POST",
    url: "/v1/traces",
    headers: protobuf,
    payload: Buffer.from([0x0a, 0x50]),
  });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([400, "application/x-protobuf"]);
  const reader = new PbfReader(answer.rawPayload);
  const read: { code?: number; message?: string } = {};
  reader.readFields((field, into) => {
    if (field === 1) into.code = reader.readVarint();
    if (field === 2) into.message = reader.readString();
  }, read);
  expect(read).toEqual({ code: 3, message: expect.stringContaining("not valid Protobuf") });
});

test("another method is 405 and told the right one", async () => {
  const { server } = serverWith();
  for (const method of ["GET", "PUT", "DELETE"] as const) {
    const answer = await server.inject({ method, url: "/v1/metrics" });
    expect([answer.statusCode, answer.headers["allow"]]).toEqual([405, "POST"]);
  }
});

test.each(["busy", "disk-full", "write-failed", "closed"])(
  "%s is 503, to be tried again within two seconds",
  async (kind) => {
    const { server } = serverWith({ accept: () => Promise.resolve(fail({ kind, message: "later" })) });
    const answer = await server.inject({
      method: "POST",
      url: "/v1/traces",
      headers: json,
      payload: tracesOf(spanOf({})),
    });
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
  },
);

test("a fault of the server is 500 without its words; who may not send is told by the frame", async () => {
  const seen: unknown[] = [];
  const broken = serverWith({
    accept: () => Promise.reject(new Error("secret path")),
    onError: (error) => seen.push(error),
  });
  const answer = await broken.server.inject({
    method: "POST",
    url: "/v1/traces",
    headers: json,
    payload: tracesOf(spanOf({})),
  });
  expect([answer.statusCode, answer.body.includes("secret"), seen.length]).toEqual([500, false, 1]);
  for (const [status, retry] of [
    [401, undefined],
    [403, undefined],
    [429, "2"],
  ] as const) {
    const { server } = serverWith({
      projectOf: () => Promise.resolve(fail({ status, message: "no", retryAfterSeconds: 2 })),
    });
    const refused = await server.inject({ method: "POST", url: "/v1/logs", headers: json, payload: "{}" });
    expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([status, retry]);
  }
});

test("bodies that come slowly do not hold more memory than they have sent, and all of them not more than the budget", async () => {
  const { server } = serverWith({ mostBytesAtOnce: 1000 });
  const root = await server.listen({ port: 0, host: "127.0.0.1" });
  const slow = connect(Number(new URL(root).port), "127.0.0.1");
  slow.write(
    `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2000\r\n\r\n${" ".repeat(800)}`,
  );
  const url = `${root}/v1/traces`;
  const answers: number[] = [];
  const waits: (string | null)[] = [];
  for (let tries = 0; tries < 200 && !answers.includes(503); tries += 1) {
    const answer = await fetch(url, { method: "POST", headers: json, body: `{"x":"${"a".repeat(500)}"}` });
    answers.push(answer.status);
    waits.push(answer.headers.get("retry-after"));
  }
  expect(answers).toContain(503);
  expect(waits.at(-1)).toBe("1");
  slow.destroy();
  let status = 503;
  for (let tries = 0; tries < 200 && status === 503; tries += 1) {
    const answer = await fetch(url, { method: "POST", headers: json, body: `{"x":"${"a".repeat(500)}"}` });
    status = answer.status;
  }
  expect(status).toBe(200);
});

interface Running {
  readonly server: FastifyInstance;
  readonly ledger: Ledger;
  readonly stop: () => Promise<void>;
}

async function start(folder: string): Promise<Running> {
  const opened = await openLedger({ folder, threadFile: engineThread("otlp-engine-thread") });
  if (!opened.ok) throw new Error(opened.error.message);
  const ledger = opened.value;
  const { accept } = createIntake({ ledger });
  const server = fastify();
  registerOtlp(server, {
    accept,
    states: stateReader(ledger),
    onError: (error) => {
      throw error;
    },
  });
  const stop = async (): Promise<void> => {
    await server.close();
    await ledger.close();
  };
  return { server, ledger, stop };
}

async function tokens({ ledger }: Running): Promise<readonly number[]> {
  const totals = await ledger.totals({
    fromMilliseconds: 0,
    toMilliseconds: 4_000_000_000_000,
    figures: ["requests", "input_tokens", "output_tokens", "energy"],
  });
  if (totals.kind !== "totals") throw new Error(totals.reasons.join(" "));
  return (totals.groups[0]?.figures ?? []).map(({ mean }) => mean);
}

/** Sends spans and expects that all are taken. */
async function send(running: Running, ...spans: readonly unknown[]): Promise<void> {
  const answer = await running.server.inject({
    method: "POST",
    url: "/v1/traces",
    headers: json,
    payload: tracesOf(...spans),
  });
  expect([answer.statusCode, answer.body]).toEqual([200, "{}"]);
}

test("a container that came before its call is taken back, after a restart, too, and the energy is that of the call", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wattledger-otlp-"));
  closers.push(() => rm(folder, { recursive: true }));
  const agentId = "00000000000000aa";
  const first = await start(folder);
  await send(first, spanOf({ operation: "invoke_agent", input: 300, spanId: agentId }));
  const [requests, input, output, joules = 0] = await tokens(first);
  expect([requests, input, output]).toEqual([1, 300, 30]);
  expect(joules).toBeGreaterThan(0);
  await first.stop();

  const second = await start(folder);
  const calls = ["1", "2"].map((name) =>
    spanOf({ input: 150, spanId: `00000000000000b${name}`, parentSpanId: agentId }),
  );
  await send(second, calls[0]);
  await send(second, ...calls);
  const after = await tokens(second);
  expect(after.slice(0, 3)).toEqual([2, 300, 60]);
  expect(after[3] ?? 0).toBeGreaterThan(0);
  expect((await second.ledger.verify()).differences).toEqual([]);
  await second.stop();
});
