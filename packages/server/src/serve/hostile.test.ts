import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer;
const notices: string[] = [];

beforeAll(async () => {
  server = await testServer({ onNotice: (notice) => notices.push(notice) });
});

afterAll(async () => {
  await server.remove();
});

/** How many requests; WATTLEDGER_TEST_HOSTILE states another number. */
const count = Number(process.env["WATTLEDGER_TEST_HOSTILE"] ?? 1500);

const event = { id: "1", activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 5 } };

const strange = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.string({ maxLength: 200 }),
  // An event with one member that is not what it should be.
  fc
    .tuple(
      fc.constantFrom("id", "project", "activity", "figures", "tags", "timeMilliseconds", "kind", "covers"),
      fc.anything({ maxDepth: 3, withNullPrototype: false }),
    )
    .map(([name, value]) => textOf({ ...event, [name]: value })),
  fc.string({ maxLength: 60 }).map((model) => textOf({ ...event, activity: { ...event.activity, model } })),
  fc.integer({ min: 1, max: 50_000 }).map((depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`),
  fc
    .integer({ min: 1, max: 3000 })
    .map((depth) => `{"id":"1","activity":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`),
  fc.constantFrom(
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{"x":1}}}',
    "1e999",
    '{"id":"\\ud800"}',
    "[]",
    "null",
    '"',
  ),
);

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one));
  } catch {
    // Of a circle there is not a text.
    return "{";
  }
}

const paths = [
  "/api/v1/events",
  "/api/v1/activities",
  "/api/v1/runs",
  "/api/v1/estimate",
  "/api/v1/compare",
  "/v1/traces",
  "/v1/logs",
  "/v1/metrics",
  "/api/v1/keys",
  "/api/v1/projects/x",
  "/api/v1/totals?from=%00",
  "/%ff",
  "/api/v1/totals?groupBy=__proto__",
];
const types = [
  "application/json",
  "application/x-ndjson",
  "application/x-protobuf",
  "text/html",
  "application/json; charset=utf-16",
  "",
];

test("hostile requests get an answer of the right kind, and the server lives on", async () => {
  global.gc?.();
  const before = process.memoryUsage.rss();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom(...types),
      fc.constantFrom("none", "gzip", "gzip-cut", "br"),
      fc.constantFrom("POST", "PUT", "GET", "DELETE"),
      strange,
      async (path, type, encoding, method, body) => {
        const hasBody = method !== "GET" && method !== "DELETE";
        const packed = encoding.startsWith("gzip") ? gzipSync(body) : Buffer.from(body);
        const answer = await server.parts.server.inject({
          url: path,
          method,
          headers: {
            host: "127.0.0.1",
            ...(type === "" || !hasBody ? {} : { "content-type": type }),
            ...(encoding === "none" || !hasBody ? {} : { "content-encoding": encoding === "br" ? "br" : "gzip" }),
          },
          ...(hasBody ? { payload: encoding === "gzip-cut" ? packed.subarray(0, packed.length / 2) : packed } : {}),
        });
        expect([path, body.slice(0, 200), answer.statusCode]).toSatisfy(
          ([, , status]) => status !== 500 && status >= 200 && status < 504,
        );
      },
    ),
    { numRuns: count, seed: 8 },
  );
  expect(notices).toEqual([]);
  expect(await server.ask("/livez")).toMatchObject({ status: 200 });
  global.gc?.();
  expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
}, 600_000);

test("a connection that sends half a request and stops does not hold the others up", async () => {
  const url = new URL(server.url);
  const sockets = Array.from({ length: 50 }, () => connect(Number(url.port), url.hostname));
  for (const socket of sockets) {
    socket.on("error", () => {});
    socket.write(
      "POST /api/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{",
    );
  }
  expect(await server.post("/api/v1/events", event)).toMatchObject({ status: 200 });
  for (const socket of sockets) socket.destroy();
});

function listOfEmpty(mebibytes: number): string {
  return `[${"{},".repeat((mebibytes * 1024 * 1024) / 3)}{}]`;
}

test.each([
  ["/api/v1/runs", "application/json", listOfEmpty(60), 413],
  ["/api/v1/events", "application/json", listOfEmpty(15), 413],
  ["/api/v1/estimate", "application/json", `{"inputs":{"a":${listOfEmpty(15)}}}`, 413],
  ["/api/v1/events", "application/x-ndjson", "1\n".repeat(7_000_000), 413],
  ["/api/v1/events", "application/x-ndjson", "1\n".repeat(10_001), 413],
  ["/api/v1/runs", "application/json", `[${"{},".repeat(1000)}{}]`, 413],
  ["/api/v1/runs", "application/json", "[".repeat(300), 400],
])("%s as %s: a small body that would become millions of values is refused before it does", async (...given) => {
  const [path, type, body, status] = given;
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const answer = await server.parts.server.inject({
    url: path,
    method: "POST",
    headers: { host: "127.0.0.1", "content-type": type, "content-encoding": "gzip" },
    payload: gzipSync(body, { level: 1 }),
  });
  expect([answer.statusCode, answer.json()]).toEqual([status, expect.objectContaining({ status })]);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
});

test("what a sender does wrong fills no log", async () => {
  for (const path of ["/v1/traces", "/api/v1/events"]) {
    for (const type of ["/", "application/json; charset=", "text/plain"]) {
      const headers = { host: "127.0.0.1", "content-type": type };
      const answer = await server.parts.server.inject({ url: path, method: "POST", headers, payload: "{" });
      expect(answer.statusCode).toBeOneOf([400, 415]);
    }
  }
  expect(notices).toEqual([]);
});

test("a method that a route does not take is 405, with those that it takes", async () => {
  const answer = await server.ask("/api/v1/totals", { method: "DELETE" });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
});

test.each([
  ["GET /livez HTTP/9.9\r\n\r\n", 400],
  ["GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
  [`GET /livez HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(40_000)}\r\n\r\n`, 431],
  ["GET /%ff HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 400],
])("broken HTTP is answered with a problem", async (raw, status) => {
  const url = new URL(server.url);
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    let got = "";
    socket.on("data", (part) => {
      got += String(part);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
    socket.write(raw);
  });
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `, "u"));
  expect(text).toContain("application/problem+json");
  expect(text).toContain('"detail":"');
});

test("a series over thousands of years is refused before its calendar is made", async () => {
  const start = performance.now();
  const path = "/api/v1/series?from=0&to=253402300799999&timeZone=America/New_York&step=month";
  expect(await server.ask(path)).toMatchObject({ status: 400, body: { title: "The period is too long" } });
  expect(performance.now() - start).toBeLessThan(1000);
});

test.each([
  ["cross-site", "no-cors", 403],
  ["cross-site", "cors", 403],
  ["cross-site", "navigate", 200],
  ["same-origin", "cors", 200],
  ["none", "navigate", 200],
])("a request that the browser says is %s, %s is answered %d", async (site, mode, status) => {
  const headers = { host: "127.0.0.1", "sec-fetch-site": site, "sec-fetch-mode": mode };
  const answer = await server.parts.server.inject({ url: "/api/v1/totals", headers });
  expect(answer.statusCode).toBe(status);
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain;application/json",
])("a form of a page on this machine, sent as %s, is not taken", async (type) => {
  for (const path of ["/api/v1/events", "/api/v1/keys", "/v1/traces"]) {
    const answer = await server.parts.server.inject({
      url: path,
      method: "POST",
      headers: { host: "127.0.0.1", origin: "http://127.0.0.1:3000", "content-type": type },
      payload: JSON.stringify(event),
    });
    expect(answer.statusCode).toBe(415);
  }
});
