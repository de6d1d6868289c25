import { readFileSync } from "node:fs";
import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { PoolReading } from "@wattledger/ledger";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMetrics } from "../otlp/decode.ts";
import type { AttributeValue, Metric, Point } from "../otlp/signals.ts";
import { isWantedMetric } from "./meaning.ts";
import { Readings } from "./readings.ts";
import type { SeriesDocument } from "./readings.ts";

const second = 1_000_000_000n;

/** Keeps readings and documents as the ledger does. */
class Kept {
  readonly readings = new Map<string, PoolReading>();
  readonly series = new Map<string, SeriesDocument>();
  readonly #states = new Map<string, unknown[]>();

  readonly append = (records: readonly (PoolReading | SeriesDocument)[]): Promise<Result<number, string>> => {
    for (const record of records) {
      if (record.kind === "pool-reading") this.readings.set(record.id, record);
      else if (record.kind === "token-series") this.series.set(record.id, record);
      else {
        const body: unknown = JSON.parse(JSON.stringify(record.body));
        this.#states.set(record.id, [...(this.#states.get(record.id) ?? []), body]);
      }
    }
    return Promise.resolve(ok(1));
  };

  readonly load = (ids: readonly string[]): Promise<ReadonlyMap<string, readonly unknown[]>> =>
    Promise.resolve(new Map(ids.map((id) => [id, this.#states.get(id) ?? []])));

  joules(): number {
    return [...this.readings.values()].reduce((sum, { energyJoules }) => sum + energyJoules, 0);
  }

  tokens(type: string): number {
    return [...this.series.values()].reduce((sum, { body }) => sum + tokensOf(body, type), 0);
  }
}

function tokensOf(body: unknown, type: string): number {
  if (typeof body !== "object" || body === null || !("type" in body) || body.type !== type) return 0;
  return "tokens" in body && typeof body.tokens === "number" ? body.tokens : 0;
}

function point(atSeconds: number, value: number, more: Partial<Point> = {}): Point {
  const timeNanoseconds = 1_796_030_000n * second + BigInt(Math.round(atSeconds * 1000)) * 1_000_000n;
  return { startNanoseconds: 0n, timeNanoseconds, value, attributes: new Map(), ...more };
}

function metric(name: string, points: readonly Point[], more: Partial<Metric> = {}): Metric {
  return {
    name,
    unit: "",
    kind: "sum",
    temporality: "cumulative",
    monotonic: true,
    points,
    resource: { attributes: new Map([["host.name", "node1"]]) },
    scope: "",
    ...more,
  };
}

async function take(...requests: readonly (readonly Metric[])[]): Promise<Kept> {
  const kept = new Kept();
  for (const metrics of requests) {
    // A new object each time: the process starts again between any two requests.
    await new Readings({ load: kept.load }).take("p", metrics, kept.append);
  }
  return kept;
}

const labels = (entries: Readonly<Record<string, AttributeValue>>): Partial<Point> => ({
  attributes: new Map(Object.entries(entries)),
});

test("a cumulative counter counts what it grows; a fall is a reset; the first value is of an unknown period", async () => {
  const values = [100, 250, 40, 90];
  const kept = await take(...values.map((value, index) => [metric("hw.host.energy", [point(index * 60, value)])]));
  expect(kept.joules()).toBe(150 + 40 + 50);
});

test("a counter of tokens with a start time counts its first value, too", async () => {
  const start = { startNanoseconds: 1_796_030_000n * second };
  const usage = (at: number, value: number): readonly Metric[] => [
    metric(
      "gen_ai.client.token.usage",
      [point(at, value, { ...start, ...labels({ "gen_ai.token.type": "input" }), count: 1 })],
      {
        kind: "histogram",
      },
    ),
  ];
  const kept = await take(usage(10, 100), usage(20, 250), usage(20, 250), usage(30, 250));
  expect(kept.tokens("input")).toBe(250);
  expect(kept.readings.size).toBe(0);
});

test("delta points add up, and those that grow from one start are read as cumulative", async () => {
  expect((await take([delta(0, 10, 5)], [delta(10, 20, 5)], [delta(20, 30, 5)], [delta(20, 30, 5)])).joules()).toBe(15);
  expect((await take([delta(0, 10, 5)], [delta(0, 20, 10)], [delta(0, 30, 15)])).joules()).toBe(15);
});

test("a power is integrated over gaps that its series allows, and over no other", async () => {
  expect((await take(watts([0, 100], [10, 200]), watts([20, 200]))).joules()).toBe(1500 + 2000);
  const gap = await take(watts([0, 100], [10, 100]), watts([600, 100], [610, 100]));
  expect(gap.joules()).toBe(2000);
  expect([...gap.readings.values()].map(({ component }) => component)).toEqual(["gpu 0", "gpu 0"]);
});

test.each(["DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "dcgm_total_energy_consumption"])(
  "%s is read in mJ, once for each board, without blanks",
  async (name) => {
    const kept = await take([
      metric(name, [
        board("GPU-1", "1", 0, 1_000_000),
        board("GPU-1", "2", 0, 1_000_000),
        board("GPU-1", "1", 60, 3_000_000),
        board("GPU-1", "2", 60, 3_000_000),
        board("GPU-2", "", 0, 2 ** 63),
        board("GPU-2", "", 60, 2 ** 63),
      ]),
    ]);
    expect(kept.joules()).toBe(2000);
    expect([...kept.readings.values()]).toMatchObject([
      { asset: "n7", component: "gpu GPU-1", source: `otlp ${name}` },
    ]);
  },
);

test("of Kepler's zones, which overlap, the package and the memory are read", async () => {
  const kept = await take([
    metric(
      "kepler_node_cpu_joules_total",
      ["package", "core", "psys", "uncore", "dram"].flatMap((name) => [zone(name, 0, 0), zone(name, 60, 100)]),
    ),
  ]);
  expect([...kept.readings.values()].map(({ component, energyJoules }) => [component, energyJoules])).toEqual([
    ["cpu", 100],
    ["dram", 100],
  ]);
});

test("Scaphandre's microjoules and microwatts are joules", async () => {
  const kept = await take([
    metric("scaph_host_energy_microjoules", [point(0, 1e9), point(60, 2e9)]),
    metric("scaph_host_power_microwatts", [point(0, 2e7), point(60, 2e7)], { kind: "gauge" }),
  ]);
  // Two meters of one energy: they have sources of their own, and no sum holds both.
  expect([...kept.readings.values()].map(({ source, energyJoules }) => [source, energyJoules])).toEqual([
    ["otlp scaph_host_energy_microjoules", 1000],
    ["otlp scaph_host_power_microwatts", 1200],
  ]);
});

test("any cut into requests, any restart and any duplicate gives the same energy", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 20 }),
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), again: fc.boolean() }), {
        minLength: 20,
        maxLength: 20,
      }),
      async (grows, cuts) => {
        let value = 0;
        const points = grows.map((grow, index) => point(index * 15, (value += grow)));
        const requests: Metric[][] = [];
        let at = 0;
        for (const { size, again } of cuts) {
          const some = points.slice(at, at + size);
          if (some.length > 0) requests.push([metric("hw.host.energy", some.toReversed())]);
          if (again) requests.push([metric("hw.host.energy", points.slice(0, at + size))]);
          at += size;
        }
        const kept = await take(...requests);
        expect(kept.joules()).toBe(value - (grows[0] ?? 0));
      },
    ),
    { seed: 4 },
  );
});

test("where nothing can be appended, nothing is remembered", async () => {
  const kept = new Kept();
  const readings = new Readings({ load: kept.load });
  await readings.take("p", host(0, 10), kept.append);
  const failed = await readings.take("p", host(60, 20), () => Promise.resolve(fail("disk full")));
  expect(failed.ok).toBe(false);
  await readings.take("p", host(60, 20), kept.append);
  expect(kept.joules()).toBe(10);
});

// The first counts all calls, the second leaves out streams, the third the responses: metrics and spans are not one account.
test.each([
  ["js-otel-openai.metrics.pb", 308, 90],
  ["py-openai-v2.metrics.pb", 108, 30],
  ["py-openllmetry-openai.metrics.pb", 208, 60],
])("the token metrics of %s are a series of their own", async (name, input, output) => {
  const body = readFileSync(new URL(`../../test/otlp-samples/${name}`, import.meta.url));
  const decoded = decodeMetrics(body, "protobuf", isWantedMetric);
  if ("kind" in decoded) throw new Error(decoded.message);
  const kept = await take(decoded.items);
  expect([kept.tokens("input"), kept.tokens("output")]).toEqual([input, output]);
  expect(kept.readings.size).toBe(0);
});

function delta(from: number, to: number, value: number): Metric {
  return metric(
    "hw.host.energy",
    [point(to, value, { startNanoseconds: 1_796_030_000n * second + BigInt(from) * second })],
    {
      temporality: "delta",
    },
  );
}

function watts(...points: readonly (readonly [number, number])[]): readonly Metric[] {
  return [
    metric(
      "hw.power",
      points.map(([at, value]) => point(at, value, labels({ "hw.id": "0", "hw.type": "gpu" }))),
      {
        kind: "gauge",
      },
    ),
  ];
}

function board(uuid: string, part: string, at: number, value: number): Point {
  return point(at, value, labels({ UUID: uuid, Hostname: "n7", GPU_I_ID: part, pod: `pod-${part}` }));
}

function zone(name: string, at: number, value: number): Point {
  return point(at, value, labels({ zone: name, node_name: "n1" }));
}

function host(seconds: number, value: number): readonly Metric[] {
  return [metric("hw.host.energy", [point(seconds, value)])];
}
