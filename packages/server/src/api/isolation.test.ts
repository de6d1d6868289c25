import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUpload } from "../../test/run-upload.ts";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";
import type { Scope } from "../keys/key.ts";

let server: TestServer;
let admin = "";

const secret = "secret-of-b";

beforeAll(async () => {
  server = await testServer({ requireKeys: true, limits: { requestsPerSecond: 1e6, bytesPerSecond: 1e12 } });
  const token = server.setupLink?.split("#")[1];
  const first = await server.post("/api/v1/setup", { token });
  admin = textIn(first.body, "key");
  await server.post("/api/v1/events", eventOf(secret, "b"), bearer(admin));
  await server.post("/api/v1/runs", runOf("b"), bearer(admin));
  await server.ask("/api/v1/projects/b", {
    method: "PUT",
    headers: { "content-type": "application/json", ...bearer(admin) },
    body: JSON.stringify({ zone: "PL" }),
  });
  await keyFor("b", ["admin"], secret);
});

afterAll(async () => {
  await server.remove();
});

function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}

function textIn(body: unknown, name: string): string {
  const value: unknown =
    typeof body === "object" && body !== null ? Object.entries(body).find(([one]) => one === name)?.[1] : undefined;
  if (typeof value !== "string") throw new TypeError(`${name} is missing in ${JSON.stringify(body)}.`);
  return value;
}

async function keyFor(project: string | null, scopes: readonly Scope[], name = "a key"): Promise<string> {
  return textIn((await server.post("/api/v1/keys", { name, project, scopes }, bearer(admin))).body, "key");
}

function eventOf(id: string, project?: string): object {
  return {
    id,
    ...(project === undefined ? {} : { project }),
    owner: secret,
    activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 10, zone: "FR" },
  };
}

function runOf(project: string): object {
  return runUpload({
    id: "20261130-120000-bbbb",
    project,
    name: secret,
    state: "running",
    samples: { from: 0, readings: [{ seconds: 1, watts: { cpu: 5 } }] },
  });
}

/** All that project b has, as its administrator sees it. */
async function stateOfB(): Promise<string> {
  const paths = [
    "/api/v1/totals?project=b&groupBy=owner,model,source",
    "/api/v1/runs?project=b",
    "/api/v1/runs/20261130-120000-bbbb/samples?project=b",
    "/api/v1/projects/b",
  ];
  const answers = await Promise.all(paths.map((path) => server.ask(path, { headers: bearer(admin) })));
  const keys = await server.ask("/api/v1/keys", { headers: bearer(admin) });
  const ofB = JSON.stringify(keys.body).match(/\{[^{}]*"project":"b"[^{}]*\}/gu);
  return JSON.stringify([answers.map(({ status, body }) => [status, body]), ofB])
    .replaceAll(/"(from|to)Milliseconds":\d+,?/gu, "")
    .replaceAll(/"lastUsedMilliseconds":[^,}]+/gu, "");
}

test("a key of project a never sees or changes project b, by any route", async () => {
  const key = await keyFor("a", ["ingest", "read", "write", "admin"]);
  const before = await stateOfB();
  expect(before).toContain(secret);
  const listed = await server.ask("/api/v1/keys", { headers: bearer(admin) });
  const ofB = /\{[^{}]*"project":"b"[^{}]*\}/u.exec(JSON.stringify(listed.body))?.[0] ?? "";
  const keyOfB = /"id":"([0-9a-f]{10})"/u.exec(ofB)?.[1] ?? "";
  expect(keyOfB).not.toBe("");
  const bodies = [
    eventOf(secret, "b"),
    eventOf("x"),
    [eventOf(secret, "b")],
    runOf("b"),
    { zone: "SE" },
    { name: secret, project: "b", scopes: ["read"] },
    { name: "all", project: null, scopes: ["admin"] },
    { overlapDays: 0 },
    { kind: "llm-request", model: "gpt-4o", outputTokens: 5 },
    { method: "api-inference", inputs: { model: "gpt-4o", outputTokens: 5, zone: "FR" } },
  ];
  // Every route that the server has, also those of other modules.
  const routes = server.parts.routes.filter(({ url }) => url !== "/api/v1/setup");
  expect(routes.length).toBeGreaterThan(15);
  const cases = fc.record({
    route: fc.constantFrom(...routes),
    id: fc.constantFrom("b", keyOfB, "20261130-120000-bbbb", "wattledger:server", secret),
    query: fc.constantFrom(
      "",
      "?project=b",
      "?project=a&project=b",
      "?groupBy=project,owner,model",
      "?project=wattledger:server",
      "?owner=secret-of-b",
    ),
    body: fc.constantFrom(...bodies),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ route, id, query, body }) => {
      const path = `${route.url.replaceAll(/:\w+/gu, encodeURIComponent(id))}${query}`;
      const answer = await server.ask(path, {
        method: route.method,
        headers: {
          ...bearer(key),
          ...(route.method === "GET" || route.method === "DELETE" ? {} : { "content-type": "application/json" }),
        },
        ...(route.method === "GET" || route.method === "DELETE" ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBeLessThan(500);
      // What the caller sent of its own may come back; of project b nothing does.
      expect(JSON.stringify(answer.body)).not.toMatch(/"project":"b"/u);
    }),
    { numRuns: 300, seed: 4 },
  );
  // The key made events and runs of its own with the same ids: those of b stay as they were.
  expect(await stateOfB()).toBe(before);
  const seen = await server.ask("/api/v1/totals?groupBy=project", { headers: bearer(key) });
  expect(JSON.stringify(seen.body)).not.toContain('"b"');
});

test("what a key of project a sends over OpenTelemetry is of project a, also if the header names b", async () => {
  const key = await keyFor("a", ["ingest"]);
  const answer = await server.post(
    "/v1/traces",
    { resourceSpans: [] },
    { ...bearer(key), "x-wattledger-project": "b" },
  );
  expect(answer.status).toBe(403);
  expect((await server.post("/v1/traces", { resourceSpans: [] }, bearer(key))).status).toBe(200);
  expect((await server.post("/v1/traces", { resourceSpans: [] })).status).toBe(401);
});

test("metrics of a key of project a have no label of project b", async () => {
  const key = await keyFor("a", ["read"]);
  const answer = await server.ask("/metrics", { headers: bearer(key) });
  expect([answer.status, String(answer.body).includes('project="b"')]).toEqual([200, false]);
});

test.each([
  ["GET", "/api/v1/totals", ["ingest"], 403],
  ["POST", "/api/v1/events", ["read"], 403],
  ["GET", "/api/v1/keys", ["read", "write", "ingest"], 403],
  ["GET", "/metrics", ["ingest"], 403],
] as const)("%s %s is not for a key with %j", async (method, path, scopes, status) => {
  const key = await keyFor("a", scopes);
  const answer = await server.ask(path, {
    method,
    headers: { ...bearer(key), ...(method === "POST" ? { "content-type": "application/json" } : {}) },
    ...(method === "POST" ? { body: JSON.stringify(eventOf("z")) } : {}),
  });
  expect(answer.status).toBe(status);
});

test("without a key nothing but health, the description and the first key is open", async () => {
  const open = server.parts.routes.filter(({ scope }) => scope === "open").map(({ url }) => url);
  expect(open).toEqual(["/api/v1/openapi.json", "/api/v1/setup"]);
  for (const { method, url, scope } of server.parts.routes) {
    if (scope === "open") continue;
    expect((await server.ask(url, { method })).status).toBe(401);
  }
});

test.each([
  ["a key that is cut", (key: string) => key.slice(0, -1), "not whole"],
  ["a key with another letter", (key: string) => key.replace(/.(?=.{20}$)/u, "!"), "not whole"],
  ["a key of another server", () => "wl_0000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_eeeeeeee", "not whole"],
])("%s is told apart", async (_, change, words) => {
  const key = await keyFor("a", ["read"]);
  const answer = await server.ask("/api/v1/totals", { headers: bearer(change(key)) });
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([401, expect.stringContaining(words)]);
});

test("the link of the first key counts once", async () => {
  const token = server.setupLink?.split("#")[1];
  expect((await server.post("/api/v1/setup", { token })).status).toBe(403);
});

test("a key is stored as its hash, and is in no answer again", async () => {
  const key = await keyFor("a", ["read"]);
  const stored = await server.parts.ledger.query("SELECT body FROM documents WHERE kind = 'key'");
  expect(JSON.stringify(stored)).not.toContain(key.slice(14, 50));
  const listed = await server.ask("/api/v1/keys", { headers: bearer(admin) });
  expect(JSON.stringify(listed.body)).not.toMatch(/digest/u);
});

test("a rotated key and its successor both count until the overlap ends; an ended key does not", async () => {
  const key = await keyFor("a", ["read"]);
  const id = key.split("_")[1] ?? "";
  const made = await server.post(`/api/v1/keys/${id}/rotate`, { overlapDays: 1 }, bearer(admin));
  const next = textIn(made.body, "key");
  const statusOf = async (one: string): Promise<number> =>
    (await server.ask("/api/v1/totals", { headers: bearer(one) })).status;
  expect([await statusOf(key), await statusOf(next)]).toEqual([200, 200]);
  await server.ask(`/api/v1/keys/${id}`, { method: "DELETE", headers: bearer(admin) });
  expect([await statusOf(key), await statusOf(next)]).toEqual([401, 200]);
});

test("a key that was ended is not brought back by rotating it", async () => {
  const key = await keyFor("a", ["read"]);
  const id = key.split("_")[1] ?? "";
  await server.ask(`/api/v1/keys/${id}`, { method: "DELETE", headers: bearer(admin) });
  expect((await server.post(`/api/v1/keys/${id}/rotate`, {}, bearer(admin))).status).toBe(409);
  expect((await server.ask("/api/v1/totals", { headers: bearer(key) })).status).toBe(401);
});

test("rotating a key again does not give the former one more time", async () => {
  const key = await keyFor("a", ["read"]);
  const id = key.split("_")[1] ?? "";
  const endOf = async (): Promise<string | undefined> => {
    const { body } = await server.ask("/api/v1/keys", { headers: bearer(admin) });
    return new RegExp(`"id":"${id}"[^}]*"revokedMilliseconds":(\\d+)`, "u").exec(JSON.stringify(body))?.[1];
  };
  await server.post(`/api/v1/keys/${id}/rotate`, { overlapDays: 1 }, bearer(admin));
  const before = await endOf();
  await server.post(`/api/v1/keys/${id}/rotate`, { overlapDays: 90 }, bearer(admin));
  expect([before === undefined, await endOf()]).toEqual([false, before]);
});
