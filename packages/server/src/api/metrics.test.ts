import { expect, test } from "vitest";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";
import { metricSource } from "./metric-source.ts";

const event = (id: string, project: string, joules: number, changes: object = {}): object => ({
  id,
  project,
  activity: { kind: "llm-request", model: "m", outputTokens: 10 },
  figures: { energy: { mean: joules, low: joules, high: joules } },
  energyBasis: "estimated",
  ...changes,
});

async function energyOf(server: TestServer, mostPairs?: number): Promise<Readonly<Record<string, number>>> {
  const { parts } = server;
  const source = mostPairs === undefined ? parts.metrics : metricSource({ ...parts, mostPairs });
  const energy = (await source.collect(null)).find(({ name }) => name === "wattledger.energy");
  return Object.fromEntries(energy?.samples.map(({ labels, value }) => [labels["project"], value]) ?? []);
}

test("a counter does not fall when an event is corrected to less, nor by a restart, and catches up", async () => {
  const first = await testServer();
  await first.post("/api/v1/events", [event("a", "p", 300), event("b", "p", 10)]);
  expect(await energyOf(first)).toEqual({ p: 310 });
  await first.post("/api/v1/events", event("a", "p", 100));
  expect(await energyOf(first)).toEqual({ p: 310 });
  await first.close();
  const second = await testServer({ folder: first.folder });
  expect(await energyOf(second)).toEqual({ p: 310 });
  expect(String((await second.ask("/metrics")).body)).toContain("wattledger_counters_held 1");
  await second.post("/api/v1/events", event("c", "p", 250));
  expect(await energyOf(second)).toEqual({ p: 360 });
  expect(String((await second.ask("/metrics")).body)).toContain("wattledger_counters_held 0");
  await second.remove();
});

test("projects beyond the limit are one series, and none changes its place later, also after a restart", async () => {
  const first = await testServer();
  await first.post("/api/v1/events", [event("a", "large", 30), event("b", "middle", 20), event("c", "small", 10)]);
  expect(await energyOf(first, 2)).toEqual({ large: 30, middle: 20, __other__: 10 });
  await first.post("/api/v1/events", event("d", "small", 1000));
  expect(await energyOf(first, 2)).toEqual({ large: 30, middle: 20, __other__: 1010 });
  await first.close();
  const second = await testServer({ folder: first.folder });
  expect(await energyOf(second, 2)).toEqual({ large: 30, middle: 20, __other__: 1010 });
  await second.remove();
});

test("factor bases that senders invent do not make series without end", async () => {
  const server = await testServer();
  const figures = { gwp_location: { mean: 1, low: 1, high: 1 } };
  const events = Array.from({ length: 40 }, (_, index) =>
    event(`f${index}`, "p", 1, { figures, energyBasis: undefined, factorBasis: `basis-${index}` }),
  );
  expect(await server.post("/api/v1/events", events)).toMatchObject({ body: { rejected: [] } });
  const emissions = (await server.parts.metrics.collect(null)).find(({ name }) => name === "wattledger.emissions");
  expect(emissions?.samples).toHaveLength(17);
  expect(emissions?.samples.reduce((sum, { value }) => sum + value, 0)).toBe(40);
  await server.remove();
});

test("the server's own health is there: what was refused, the journal, what the engine lacks", async () => {
  const server = await testServer();
  await server.post("/api/v1/events", [event("a", "p", 1), { id: "b" }]);
  const text = String((await server.ask("/metrics")).body);
  expect(text).toContain("wattledger_ingest_accepted_total 1");
  expect(text).toContain('wattledger_ingest_rejected_total{reason="invalid"} 1');
  expect(text).toMatch(/^wattledger_journal_size_bytes [1-9]\d+$/mu);
  expect(text).toMatch(/^wattledger_engine_batches_behind \d+$/mu);
  expect(text).toContain("wattledger_sums_refused 0");
  await server.remove();
});
