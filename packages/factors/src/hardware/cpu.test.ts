import type { FoundFactor } from "@wattledger/core";
import { expect, test } from "vitest";
import { cpuRows } from "./cpu-table.ts";
import type { CpuRow } from "./cpu-table.ts";
import { cpuPowerPerCore, cpuPowerPerThread, cpuTdp } from "./cpu.ts";

async function found(family: typeof cpuTdp, name: string | undefined): Promise<FoundFactor> {
  const result = await family.find(name);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test("power per core and per thread are the package's, divided", async () => {
  const name = "AMD EPYC 7763 64-Core Processor";
  expect((await found(cpuTdp, name)).factor.value).toBe(280);
  expect((await found(cpuPowerPerCore, name)).factor.value).toBe(280 / 64);
  expect((await found(cpuPowerPerThread, name)).factor.value).toBe(280 / 128);
});

test("threads that the vendor's list lacks are assumed, announced and allowed for", async () => {
  const { factor, fallbacks } = await found(cpuPowerPerThread, "Intel(R) Xeon(R) CPU E5-2683 v4 @ 2.10GHz");
  expect(factor.value).toBe(120 / 32);
  expect(fallbacks.join()).toContain("two per core are assumed");
  const { distribution } = factor.uncertainty;
  expect(distribution.kind === "interval" && distribution.high).toBeGreaterThan(120 / 16);
});

test("without cores a processor has a figure per package only", async () => {
  const name = "Intel(R) Xeon(R) Platinum 8275CL CPU @ 3.00GHz";
  expect((await found(cpuTdp, name)).factor.value).toBe(240);
  expect(await cpuPowerPerCore.find(name)).toMatchObject({ ok: false, error: { kind: "no-factor" } });
  expect(await cpuPowerPerThread.find(name)).toMatchObject({ ok: false, error: { kind: "no-factor" } });
});

test("no name gives the median of the table with its 5th and 95th percentile, announced", async () => {
  for (const family of [cpuTdp, cpuPowerPerCore, cpuPowerPerThread]) {
    const { factor, fallbacks } = await found(family, undefined);
    const { distribution } = factor.uncertainty;
    expect(distribution).toMatchObject({ kind: "interval", level: 0.9 });
    expect(distribution.kind === "interval" && distribution.low < factor.value).toBe(true);
    expect(distribution.kind === "interval" && distribution.high > factor.value).toBe(true);
    expect(fallbacks.join()).toContain("No processor was named");
  }
});

/** Linear interpolation between the order statistics of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

const generic: readonly (readonly [string, typeof cpuTdp, (row: CpuRow) => number | undefined])[] = [
  ["thermal design power", cpuTdp, ({ tdpWatts }) => tdpWatts],
  ["power per core", cpuPowerPerCore, ({ tdpWatts, cores }) => (cores === undefined ? undefined : tdpWatts / cores)],
  [
    "power per thread, of parts whose threads are known",
    cpuPowerPerThread,
    ({ tdpWatts, threads }) => (threads === undefined ? undefined : tdpWatts / threads),
  ],
];

test.for(generic)("the checked-in generic %s is what the table gives", async ([, family, powerOf]) => {
  const recent = (await cpuRows()).filter(({ launchYear = 0 }) => launchYear >= 2017);
  const watts = recent.map((row) => powerOf(row)).filter((value) => value !== undefined);
  const sorted = watts.toSorted((a, b) => a - b);
  const [first] = recent;
  const { factor, fallbacks } = await found(family, undefined);
  expect(factor).toMatchObject({
    value: quantile(sorted, 0.5),
    uncertainty: { distribution: { kind: "interval", low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) } },
    source: { title: first?.source.title, version: first?.source.version, license: first?.source.license },
  });
  const parts = `${sorted.length} parts`;
  expect(factor.uncertainty.basis).toBe(`5th to 95th percentile of ${parts}`);
  expect(factor.source.locator).toBe(`median of ${parts} launched since 2017`);
  expect(fallbacks.join()).toContain(factor.source.locator);
});

test("a figure states how well the name fits, and says so when it does not fit in full", async () => {
  expect(await found(cpuTdp, "AMD EPYC 7763")).toMatchObject({
    matched: "AMD EPYC 7763 (name score 1.00)",
    fallbacks: [],
  });
  const short = await found(cpuTdp, "epyc 7763");
  expect(short.fallbacks.join()).toContain("with a score of ");
});

test("a corrected turbo limit says what the source prints", async () => {
  const { factor } = await found(cpuTdp, "13th Gen Intel(R) Core(TM) i5-1335U");
  expect(factor.value).toBe(15);
  expect(factor.source.caveat).toContain("prints 55 W");
});
