import { defined } from "@wattledger/core/defined";
import { measured } from "@wattledger/methods/measured";
import { expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import { runSummarySchema } from "../summary/run-summary-schema.ts";
import { summariseRun } from "../summary/run-summary.ts";
import { accountRun } from "./account.ts";
import { electricityCost } from "./electricity-cost.ts";
import { parsePrices } from "./price-schema.ts";
import { findPrice } from "./prices.ts";
import type { ElectricityPrice } from "./prices.ts";
import type { FiguredRun } from "./run-figures.ts";
import { costOfRun } from "./run-price.ts";

const price = (rest: Partial<ElectricityPrice> = {}): ElectricityPrice => ({
  price: 0.2,
  currency: "EUR",
  per: "kWh",
  validFrom: "2026-01-01",
  source: "a contract",
  ...rest,
});

const france = price({ zone: "FR", source: "France" });
const prices: readonly ElectricityPrice[] = [
  price({ source: "anywhere" }),
  price({ zone: "USA", source: "the United States" }),
  price({ zone: "US-CAMX", source: "California" }),
  price({ zone: "aws:eu-west-1", source: "Dublin" }),
  france,
  price({ zone: "FR", source: "France, later", validFrom: "2026-06-01" }),
  price({ zone: "FR", source: "France, of old", validFrom: "2020-01-01", validTo: "2025-12-31" }),
];

test.for([
  ["FR", "2026-03-01", "France"],
  ["FRA", "2026-03-01", "France"],
  ["France", "2026-06-01", "France, later"],
  ["fr", "2024-03-01", "France, of old"],
  ["time-zone:Europe/Paris", "2026-03-01", "France"],
  ["US-CAMX", "2026-03-01", "California"],
  ["US-MROW", "2026-03-01", "the United States"],
  ["aws:eu-west-1", "2026-03-01", "Dublin"],
  ["IE", "2026-03-01", "anywhere"],
  [undefined, "2026-03-01", "anywhere"],
] as const)("in %s on %s the price is that of %s", async ([zone, day, source]) => {
  const run = { startedAt: `${day}T23:59:59.000Z`, ...defined({ zone }) };
  expect(await findPrice(prices, run)).toMatchObject({ ok: true, value: { source } });
});

test.for([
  ["of another place", [france], "DE", "2026-03-01", "no price is given for DE"],
  ["of a neighbouring zone", [price({ zone: "US-CAMX" })], "US-MROW", "2026-03-01", "no price is given for US-MROW"],
  ["of a zone, for all its country", [price({ zone: "US-CAMX" })], "USA", "2026-03-01", "no price is given"],
  ["of another time", [france], "FR", "2025-12-31", "applies on 2025-12-31"],
  ["that has ended", [price({ validTo: "2026-02-28" })], "FR", "2026-03-01", "applies on 2026-03-01"],
  ["of a place, if the place of the run is unknown", [france], undefined, "2026-03-01", "is unknown"],
] as const)("a price %s is not used", async ([, some, zone, day, why]) => {
  const run = { startedAt: `${day}T00:00:00.000Z`, ...defined({ zone }) };
  expect(await findPrice(some, run)).toMatchObject({ ok: false, error: expect.stringContaining(why) });
});

const entry = { price: 0.2, currency: "EUR", validFrom: "2026-01-01", source: "a contract" };

test("a file is a list of prices, per kilowatt-hour unless it states another unit", async () => {
  expect(await parsePrices({ prices: [entry] })).toEqual({ ok: true, value: [price()] });
});

test.for([
  [{ prices: [] }, "prices"],
  [{ price: [] }, "price"],
  [{ prices: [{ ...entry, currency: "ct" }] }, "0.18 EUR, not 18 ct"],
  [{ prices: [{ ...entry, per: "GJ" }] }, "prices, entry 1: `per`"],
  [{ prices: [entry, { ...entry, validFrom: "1 January" }] }, "prices, entry 2: `validFrom`"],
  [{ prices: [{ ...entry, validTo: "2025-01-01" }] }, "validFrom is after validTo"],
  [{ prices: [{ ...entry, low: 0.1 }] }, "given together"],
  [{ prices: [{ ...entry, low: 0.3, high: 0.4 }] }, "given together"],
  [{ prices: [{ ...entry, source: "" }] }, "prices, entry 1: `source`"],
  [{ prices: [{ ...entry, zone: "Frnace" }] }, "France"],
  [{ prices: [{ ...entry, vat: 0.2 }] }, "vat"],
  ["0.2", 'this is "0.2"'],
] as const)("%j is refused", async ([content, why]) => {
  const parsed = await parsePrices(content);
  expect(parsed.ok ? "" : parsed.error).toContain(why);
});

const metal: RecordedRun = { packages: [{ joules: 900 }], chassis: 9, options: { zone: "FR" } };

async function figured(run: RecordedRun = metal): Promise<FiguredRun> {
  const { started, finished } = await meterRecordedRun(run);
  const accounted = await accountRun(started, finished, "succeeded");
  if (!accounted.ok) throw new Error("refused");
  return { method: measured, inputs: accounted.value.inputs, results: accounted.value.results };
}

test("the cost is the energy with overhead, times the price, with the energy's uncertainty", async () => {
  const run = await figured();
  const energy = run.results.get("energy")?.quantity;
  const cost = electricityCost(run, france);
  expect(cost?.amount.nominal).toBeCloseTo(0.2 * (energy?.nominal ?? Number.NaN), 15);
  expect(cost?.amount.low).toBeCloseTo(0.2 * (energy?.low ?? Number.NaN), 15);
  const perMegawattHour = electricityCost(run, { ...france, price: 200, per: "MWh" });
  expect(perMegawattHour?.amount.nominal).toBeCloseTo(cost?.amount.nominal ?? Number.NaN, 15);
});

test("a price with an interval widens that of the cost, and a negative price gives a negative cost", async () => {
  const run = await figured();
  const exact = electricityCost(run, france)?.amount;
  const wide = electricityCost(run, { ...france, low: 0.1, high: 0.3 })?.amount;
  expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan(1.2 * ((exact?.high ?? 0) - (exact?.low ?? 0)));
  expect(electricityCost(run, { ...france, price: -0.05 })?.amount.high).toBeLessThan(0);
});

test("without energy the cost is unknown, with the reason", async () => {
  const nothing = { models: false, options: { zone: "FR" } } as const;
  const { started } = await meterRecordedRun(nothing);
  expect(await costOfRun(started, await figured(nothing), [france])).toEqual({
    ok: false,
    error: "the energy of the run is unknown",
  });
});

test("the summary has the cost with its price, or null with the reason", async () => {
  const { started, finished } = await meterRecordedRun(metal);
  const accounted = await accountRun(started, finished, "succeeded");
  if (!accounted.ok) throw new Error("refused");
  const summaryAt = async (some: readonly ElectricityPrice[]) => {
    const cost = await costOfRun(started, await figured(), some);
    return runSummarySchema.parse(summariseRun(started, finished, { ...accounted.value, cost }));
  };
  expect((await summaryAt([france])).cost).toMatchObject({
    currency: "EUR",
    price: { amount: 0.2, per: "kWh", zone: "FR", validFrom: "2026-01-01", source: "France" },
  });
  const unknown = await summaryAt([price({ zone: "DE" })]);
  expect([unknown.cost, unknown.reasons["cost"]]).toEqual([null, "no price is given for FR"]);
  expect(summariseRun(started, finished, accounted.value).reasons["cost"]).toContain("--prices");
});
