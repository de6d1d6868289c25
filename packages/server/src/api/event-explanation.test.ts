import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordOf } from "@wattledger/core/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { runUpload } from "../../test/run-upload.ts";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

let server: TestServer;
const longId = `trace ${"x".repeat(400)}`;

beforeAll(async () => {
  server = await testServer();
  const request = { kind: "llm-request", model: "gpt-4o", inputTokens: 800, outputTokens: 300 };
  await server.post("/api/v1/events", [
    { id: "one", activity: { ...request, zone: "FR" } },
    { id: "many", region: "eu-west-3", activity: { ...request, provider: "aws.bedrock", requests: 7 } },
    { id: longId, activity: { ...request, zone: "SE", latencySeconds: 2.5, tokensPerSecond: 80 } },
    { id: "media", activity: { kind: "media-request", output: "image", count: 3, zone: "FR" } },
    {
      id: "stated",
      activity: { ...request, zone: "FR" },
      figures: { energy: { mean: 10, low: 5, high: 20 } },
    },
    {
      id: "other",
      activity: { ...request, zone: "FR" },
      method: { id: "api-inference", version: "1" },
      factorSet: "2020",
      figures: { energy: { mean: 1e6, low: 1e6, high: 1e6 } },
    },
    { id: "nobody", activity: { kind: "llm-request", zone: "FR", requests: 2 } },
    { id: "both", project: "a", activity: request },
    { id: "both", project: "b", activity: request },
  ]);
  const run = z
    .looseObject({ summary: z.looseObject({}) })
    .parse(runUpload({ id: "20261130-120000-cccc", project: "default", name: "r" }));
  const energyJoules = {
    cpu: exactly(1000),
    gpu: exactly(2000),
    dram: null,
    restOfNode: exactly(600),
    facilityOverhead: exactly(720),
    total: exactly(4320),
  };
  const zone = { used: "FR", fallbacks: [], intensityGramsPerKilowattHour: exactly(50) };
  const summary = { ...run.summary, energyJoules, zone, carbonGrams: exactly(0.06) };
  await server.post("/api/v1/runs", { ...run, summary });
});

function exactly(mean: number): object {
  return { nominal: mean, mean, low: mean, high: mean, level: 0.9 };
}

afterAll(async () => {
  await server.remove();
});

const node: z.ZodType<{ readonly name: string; readonly formula?: string; readonly parts: readonly unknown[] }> =
  z.looseObject({ name: z.string(), formula: z.exactOptional(z.string()), parts: z.array(z.unknown()) });

const answer = z.looseObject({
  kind: z.string(),
  activityFrom: z.string().nullable(),
  reproduces: z.boolean(),
  count: z.number(),
  explanation: z.looseObject({ root: node }).nullable(),
  figures: recordOf(z.looseObject({ reproduces: z.boolean(), difference: z.number().nullable(), again: z.unknown() })),
  remarks: z.array(z.string()),
});

async function explanation(id: string, query = "", of = server): Promise<z.output<typeof answer>> {
  const { status, body } = await of.ask(`/api/v1/events/${encodeURIComponent(id)}/explanation${query}`);
  expect([status, status === 200 ? "" : body]).toEqual([200, ""]);
  return answer.parse(body);
}

test.each(["one", "many", longId])("the stored figures of %s come about again, digit by digit", async (id) => {
  for (const figure of ["energy", "gwp_location", "water"]) {
    const found = await explanation(id, `?figure=${figure}`);
    expect(found).toMatchObject({ kind: "computed", activityFrom: "journal", reproduces: true });
    expect(found.explanation?.root.formula).toBeDefined();
    expect(found.figures[figure]?.difference).toBeCloseTo(0, 6);
  }
  expect((await explanation(id)).count).toBe(id === "many" ? 7 : 1);
});

test("figures that the method does not give are said to differ, and by how much", async () => {
  const found = await explanation("other");
  expect(found).toMatchObject({ kind: "computed", reproduces: false });
  const one = await explanation("one");
  const energy = z.looseObject({ mean: z.number() }).parse(one.figures["energy"]?.again).mean;
  expect(found.figures["energy"]?.difference).toBeCloseTo(energy - 1e6, 3);
  expect(found.remarks.join(" ")).toContain("2020");
});

test("stated figures, and figures that nobody states, are called so", async () => {
  expect(await explanation("stated")).toMatchObject({ kind: "stated", explanation: null });
  expect(await explanation("nobody")).toMatchObject({ kind: "unknown", figures: {} });
});

test.each(["energy", "gwp_location"])("the %s of a run is explained by its parts", async (figure) => {
  const found = await explanation("run/20261130-120000-cccc", `?figure=${figure}`);
  expect(found).toMatchObject({ kind: "measured", reproduces: true, explanation: { method: { id: "measured" } } });
});

test("an id in two projects asks for the project; an unknown one is not there", async () => {
  expect((await server.ask("/api/v1/events/both/explanation")).status).toBe(409);
  expect(await explanation("both", "?project=b")).toMatchObject({ event: { dimensions: { project: "b" } } });
  expect((await server.ask("/api/v1/events/none/explanation")).status).toBe(404);
  expect((await server.ask("/api/v1/events/one/explanation?figure=joy")).status).toBe(400);
});

test("where the journal is expired, the tables' columns give the same figures, and the answer says so", async () => {
  const own = await testServer();
  const backup = mkdtempSync(join(tmpdir(), "wattledger-backup-"));
  try {
    const activity = { kind: "llm-request", model: "gpt-4o", provider: "openai", inputTokens: 800, outputTokens: 300 };
    await own.post("/api/v1/events", [{ id: "old", region: "eastus", activity: { ...activity, requests: 3 } }]);
    const { ledger } = own.parts;
    await ledger.compressJournal();
    // The newest segments stay.
    await own.post("/api/v1/events", [{ id: "new", activity }]);
    await ledger.compressJournal();
    rmSync(backup, { recursive: true });
    await ledger.backUp(backup);
    await own.post("/api/v1/events", [{ id: "last", activity }]);
    expect(await ledger.expireJournal(backup)).toMatchObject({ ok: true });
    expect(await explanation("old", "", own)).toMatchObject({ activityFrom: "tables", reproduces: true });
  } finally {
    await own.remove();
    rmSync(backup, { recursive: true, force: true });
  }
});
