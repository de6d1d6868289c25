import { compareActivity, makeEstimate, parseGiven, chooseMethod } from "@wattledger/estimate";
import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUpload } from "../../test/run-upload.ts";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});

afterAll(async () => {
  await server.remove();
});

const inYear = "from=2026-01-01&to=2026-12-31";

test("an estimate is that of the library, byte for byte", async () => {
  const inputs = { model: "gpt-4o", outputTokens: 500, zone: "FR" };
  const { body } = await server.post("/api/v1/estimate", { inputs });
  const method = chooseMethod("api-inference");
  const made = await makeEstimate(method, parseGiven(method, families, inputs, []), families, factorSet, { seed: 1 });
  expect(body).toEqual(JSON.parse(JSON.stringify(made.ok && made.value.document)));
});

test("every method answers an example of its own as the library does, or says why not", async () => {
  for (const method of methods) {
    if (method.example === undefined) continue;
    const { status, body } = await server.post("/api/v1/estimate", { method: method.id, inputs: method.example });
    expect([method.id, status, body]).toMatchObject([
      method.id,
      200,
      { method: { id: method.id, version: method.version } },
    ]);
  }
});

test("a comparison is that of the library", async () => {
  const activity = { kind: "llm-request" as const, model: "gpt-4o", outputTokens: 500, zone: "FR" };
  const { body } = await server.post("/api/v1/compare", activity);
  expect(body).toEqual(JSON.parse(JSON.stringify(await compareActivity(activity, methods, families))));
});

test.each([
  ["/api/v1/estimate", { inputs: { model: "gpt-4o", outputTokns: 5 } }, "outputTokns"],
  ["/api/v1/estimate", { method: "api-inferenc", inputs: {} }, "Did you mean"],
  ["/api/v1/estimate", { inputs: { model: "gpt-4o", outputTokens: 500 }, draws: 1e9 }, "draws"],
  ["/api/v1/compare", { kind: "llm-request", outputTokens: -1 }, "outputTokens"],
])("%s says what is wrong with %j", async (path, sent, words) => {
  const { status, body } = await server.post(path, sent);
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(words)]);
});

test("methods and factors are a reference with sources", async () => {
  expect(await server.ask("/api/v1/methods/api-inference")).toMatchObject({
    status: 200,
    body: { id: "api-inference", equations: { energy: { unit: "Wh", formula: "itEnergy × pue" } } },
  });
  expect(await server.ask("/api/v1/factors/grid?key=FR")).toMatchObject({
    status: 200,
    body: { factor: { unit: "gCO2e/kWh", source: { license: expect.any(String) } } },
  });
  expect((await server.ask("/api/v1/factors/grid?key=XX")).status).toBe(404);
  expect((await server.ask("/api/v1/methods/nothing")).status).toBe(404);
});

test("a run that is sent twice, or so far and then whole, counts once", async () => {
  const id = "20261130-120000-aaaa";
  await server.post("/api/v1/runs", runUpload({ id, state: "running", joules: 100 }));
  await server.post("/api/v1/runs", [
    runUpload({ id }),
    runUpload({ id: "20261130-120000-cccc", countedElsewhere: true }),
  ]);
  await server.post("/api/v1/runs", runUpload({ id }));
  expect(await server.ask(`/api/v1/totals?project=runs&${inYear}`)).toMatchObject({
    body: {
      groups: [
        {
          events: 1,
          figures: { energy: { mean: 3600, low: 3240 } },
          energyByBasis: { measured: { energyJoules: 3600 } },
        },
      ],
    },
  });
  expect(await server.ask(`/api/v1/runs/${id}`)).toMatchObject({
    body: { state: "ended", summary: { name: "train" } },
  });
});

test("runs are listed by pages, each once", async () => {
  await server.post(
    "/api/v1/runs",
    Array.from({ length: 5 }, (_, index) => runUpload({ id: `20261130-13000${index}-page`, project: "pages" })),
  );
  const seen: string[] = [];
  let next = "";
  for (let page = 0; page < 10; page += 1) {
    const { body } = await server.ask(`/api/v1/runs?project=pages&limit=2${next}`);
    const text = JSON.stringify(body);
    seen.push(...(text.match(/20261130-13000\d-page/gu) ?? []));
    const [, cursor] = /"next":"(\d+)"/u.exec(text) ?? [];
    if (cursor === undefined) break;
    next = `&after=${cursor}`;
  }
  expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4].map((index) => `20261130-13000${index}-page`));
  expect((await server.ask("/api/v1/runs?after=x")).status).toBe(400);
});

test("readings of a run come in the order of time, those that were sent twice once", async () => {
  const id = "20261130-140000-live";
  for (const samples of [part(0, 1, 2), part(2, 3), part(2, 3)])
    await server.post("/api/v1/runs", runUpload({ id, state: "running", samples }));
  expect(await server.ask(`/api/v1/runs/${id}/samples`)).toMatchObject({
    body: { samples: [{ seconds: 1 }, { seconds: 2 }, { seconds: 3, watts: { cpu: 30 } }] },
  });
  expect(String((await server.ask("/metrics")).body)).toContain('wattledger_run_power_watts{project="runs"} 30');
});

test("who follows a run hears each change, and the end", async () => {
  const id = "20261130-150000-sse1";
  await server.post("/api/v1/runs", runUpload({ id, state: "running", joules: 1 }));
  const stream = await fetch(new URL(`/api/v1/runs/${id}/live`, server.url));
  const text = stream.text();
  await server.post("/api/v1/runs", runUpload({ id, state: "running", joules: 2 }));
  await server.post("/api/v1/runs", runUpload({ id, state: "ended", joules: 3 }));
  const states = (await text).match(/"state":"\w+"/gu);
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  expect(states).toEqual(['"state":"running"', '"state":"running"', '"state":"ended"']);
});

test("what a project chooses applies to what arrives from then on", async () => {
  const put = async (body: object): Promise<number> =>
    (
      await server.ask("/api/v1/projects/chooser", {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      })
    ).status;
  expect(await put({ zone: "Atlantis" })).toBe(400);
  expect(await put({ methods: { "llm-request": "ecologit" } })).toBe(400);
  expect(await put({ zone: "PL", methods: { "llm-request": "ecologits" } })).toBe(200);
  await server.post("/api/v1/events", {
    id: "1",
    project: "chooser",
    activity: { kind: "llm-request", model: "gpt-4o", provider: "openai", outputTokens: 500 },
  });
  expect(await server.ask("/api/v1/totals?project=chooser&groupBy=zone,method")).toMatchObject({
    body: { groups: [{ group: { zone: "PL", method: expect.stringMatching(/^ecologits@/u) } }] },
  });
});

test("metrics are in base units, and each has its help and its type", async () => {
  const { body, headers } = await server.ask("/metrics");
  expect(headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const text = String(body);
  expect(text).toContain("# TYPE wattledger_energy_joules_total counter");
  for (const line of text.split("\n"))
    expect(line).toMatch(/^(|# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?\d[\d.e+-]*)$/u);
});

function part(from: number, ...seconds: readonly number[]): object {
  return { from, readings: seconds.map((one) => ({ seconds: one, watts: { cpu: one * 10 } })) };
}
