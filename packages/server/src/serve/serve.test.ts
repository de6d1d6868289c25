import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});

afterAll(async () => {
  await server.remove();
});

const event = (id: string, changes: object = {}): object => ({
  id,
  activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 500, zone: "FR" },
  ...changes,
});

test("a server says that it lives and that it is ready", async () => {
  expect(await server.ask("/livez")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await server.ask("/readyz")).toMatchObject({ status: 200, body: { status: "ready" } });
});

test("an event that is sent is in the totals of its project at once, with its interval", async () => {
  expect(await server.post("/api/v1/events", event("one", { project: "road" }))).toMatchObject({
    status: 200,
    body: { accepted: 1, rejected: [] },
  });
  const totals = await server.ask("/api/v1/totals?project=road&groupBy=model");
  expect(totals).toMatchObject({
    status: 200,
    body: {
      level: 0.9,
      groups: [
        {
          group: { model: "gpt-4o" },
          events: 1,
          figures: { energy: { unit: "J", unknownEvents: 0 }, requests: { mean: 1 } },
        },
      ],
    },
  });
});

test("a span of a request to a language model is in the totals of its project a second later", async () => {
  const sent = {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: "5b8efff798038103d269b633813fc60c",
                spanId: "eee19b7ec3c1b174",
                kind: 3,
                name: "chat gpt-4o",
                startTimeUnixNano: `${Date.now() - 2000}000000`,
                endTimeUnixNano: `${Date.now() - 1000}000000`,
                attributes: [
                  { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
                  { key: "gen_ai.provider.name", value: { stringValue: "openai" } },
                  { key: "gen_ai.request.model", value: { stringValue: "gpt-4o" } },
                  { key: "gen_ai.usage.input_tokens", value: { intValue: "100" } },
                  { key: "gen_ai.usage.output_tokens", value: { intValue: "500" } },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
  expect(await server.post("/v1/traces", sent, { "x-wattledger-project": "otlp" })).toMatchObject({ status: 200 });
  expect(await server.ask("/api/v1/totals?project=otlp&figures=energy,output_tokens")).toMatchObject({
    body: { groups: [{ events: 1, figures: { energy: { unknownEvents: 0 }, output_tokens: { mean: 500 } } }] },
  });
});

test("the same id counts once", async () => {
  for (let time = 0; time < 3; time += 1) await server.post("/api/v1/events", event("twice", { project: "once" }));
  expect(await server.ask("/api/v1/totals?project=once&figures=output_tokens")).toMatchObject({
    body: { groups: [{ events: 1, figures: { output_tokens: { mean: 500 } } }] },
  });
});

test("of a batch the bad record is named, and the others are taken", async () => {
  const answer = await server.post("/api/v1/events", [event("a"), { id: "b" }, event("c")]);
  expect(answer).toMatchObject({ status: 200, body: { accepted: 2, rejected: [{ index: 1 }] } });
});

test("a record a line is taken, also with gzip", async () => {
  const lines = [event("l1", { project: "lines" }), event("l2", { project: "lines" })]
    .map((one) => JSON.stringify(one))
    .join("\n");
  const answer = await server.ask("/api/v1/events", {
    method: "POST",
    headers: { "content-type": "application/x-ndjson", "content-encoding": "gzip" },
    body: new Uint8Array(gzipSync(`${lines}\nnot json\n`)),
  });
  expect(answer).toMatchObject({ status: 200, body: { accepted: 2, rejected: [{ index: 2 }] } });
});

test("an activity becomes an event at its time", async () => {
  await server.post("/api/v1/activities?project=activities", {
    kind: "llm-request",
    model: "gpt-4o",
    outputTokens: 10,
    startedAt: "2026-01-01T08:00:00+08:00",
  });
  const there = await server.ask("/api/v1/totals?project=activities&from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:01Z");
  expect(there).toMatchObject({ body: { groups: [{ events: 1 }] } });
});

test.each([
  ["JSON that is cut", "application/json", '{"id":', 400],
  ["an empty body", "application/json", "", 400],
  ["a kind of content that is not known", "text/plain", "x", 415],
  ["no record that can be taken", "application/json", "{}", 400],
  ["a prototype", "application/json", '{"__proto__":{"a":1}}', 400],
  ["damaged gzip", "gzip", "not gzip", 400],
])("%s is answered with a problem", async (_, type, body, status) => {
  const headers: Record<string, string> =
    type === "gzip" ? { "content-type": "application/json", "content-encoding": "gzip" } : { "content-type": type };
  const answer = await server.ask("/api/v1/events", { method: "POST", headers, body });
  expect(answer).toMatchObject({
    status,
    body: { status, title: expect.any(String), detail: expect.stringMatching(/\.$/u) },
  });
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
});

test("a small body that inflates beyond the limit is refused", async () => {
  const answer = await server.ask("/api/v1/events", {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))),
  });
  expect(answer).toMatchObject({ status: 413, body: { title: "The request is too large" } });
});

test.each([
  ["/api/v1/totals?groupBy=modle", "Known: organisation"],
  ["/api/v1/totals?from=yesterday", "2026-11-30T00:00:00Z"],
  ["/api/v1/totals?from=2026-01-01T00:00:00", "2026-11-30T00:00:00Z"],
  ["/api/v1/totals?figures=joy", "Known: energy"],
  ["/api/v1/totals?modle=x", "modle"],
])("%s is told what would be right", async (path, words) => {
  const answer = await server.ask(path);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain(words);
});

test("an unchanged answer is not sent again", async () => {
  const first = await server.ask("/api/v1/openapi.json");
  const tag = first.headers.get("etag") ?? "";
  const again = await server.ask("/api/v1/openapi.json", { headers: { "if-none-match": tag } });
  expect([first.status, again.status, again.body]).toEqual([200, 304, ""]);
});

test("the description names every route, and the page that shows it asks no other host", async () => {
  const { body } = await server.ask("/api/v1/openapi.json");
  expect(body).toMatchObject({
    openapi: "3.1.0",
    paths: { "/api/v1/totals": { get: {} }, "/api/v1/events": { post: {} } },
  });
  const page = await server.ask("/api/v1");
  expect(page.status).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="(?!\/api)/u);
});

test("a server without keys answers to this machine's names only, and to no page of another site", async () => {
  const rebound = await server.ask("/api/v1/totals", { headers: { host: "evil.example" } });
  // fetch does not send another host: the raw request below does.
  expect(rebound.status).toBe(200);
  const raw = await server.parts.server.inject({ url: "/api/v1/totals", headers: { host: "evil.example" } });
  expect([raw.statusCode, raw.json()]).toMatchObject([421, { status: 421 }]);
  const foreign = await server.ask("/api/v1/totals", { headers: { origin: "https://evil.example" } });
  expect(foreign.status).toBe(403);
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
});

test("answers carry strict headers", async () => {
  const { headers } = await server.ask("/livez");
  expect([headers.get("x-content-type-options"), headers.get("content-security-policy")]).toEqual([
    "nosniff",
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  ]);
});

test("what was acknowledged is there after a restart", async () => {
  const first = await testServer();
  await first.post("/api/v1/events", event("kept"));
  await first.close();
  const second = await testServer({ folder: first.folder });
  expect(await second.ask("/api/v1/totals")).toMatchObject({ body: { groups: [{ events: 1 }] } });
  await second.remove();
});

test("a folder that another process serves is named", async () => {
  const { startServer } = await import("./serve.ts");
  const started = await startServer({ folder: server.folder, host: "127.0.0.1", port: 0, version: "0" });
  expect(started).toMatchObject({ ok: false, error: expect.stringContaining(`is open in process ${process.pid}`) });
});
