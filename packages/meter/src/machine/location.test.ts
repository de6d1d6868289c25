import { defined } from "@wattledger/core/defined";
import { expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import { accountRun } from "../account/account.ts";
import type { RunStarted } from "../record/record.ts";
import { runSummarySchema } from "../summary/run-summary-schema.ts";
import { summariseRun } from "../summary/run-summary.ts";
import type { RunSummary } from "../summary/run-summary.ts";

const virtual: RecordedRun = { virtual: true, processors: 4 };
const laptop: RecordedRun = { packages: [{ joules: 900 }], chassis: 9 };

async function summaryOf(run: RecordedRun, place: RunStarted["place"], zone?: string): Promise<RunSummary> {
  const { started, finished } = await meterRecordedRun(run);
  const options = zone === undefined ? started.options : { ...started.options, zone };
  const placed = { ...started, options, ...defined({ place }) };
  const accounted = await accountRun(placed, finished, "succeeded");
  if (!accounted.ok) throw new Error(accounted.error.map(({ message }) => message).join());
  return runSummarySchema.parse(summariseRun(placed, finished, accounted.value));
}

const aws = { cloud: [{ variable: "AWS_REGION", value: "eu-west-1" }], timeZone: "Europe/Paris" };

test.for([
  ["a zone that is given", virtual, aws, "SE", "given", "Sweden"],
  ["a cloud region in the environment", virtual, aws, undefined, "cloud-region", "Ireland"],
  ["the time zone, on a laptop with a cloud's settings", laptop, aws, undefined, "time-zone", "France"],
  [
    "the time zone, of another country than its namesake's",
    virtual,
    { timeZone: "Asia/Kolkata" },
    undefined,
    "time-zone",
    "India",
  ],
  ["the world, where the clock runs in UTC", virtual, { timeZone: "UTC" }, undefined, "nothing", "World"],
  ["the world, where nothing was noted", virtual, undefined, undefined, "nothing", "World"],
] as const)("the electricity is of %s", async ([, run, place, zone, foundBy, country]) => {
  const summary = await summaryOf(run, place, zone);
  expect(summary.zone).toMatchObject({
    asked: zone ?? null,
    foundBy,
    used: `${country}, carbon intensity of electricity`,
  });
  const notes = summary.footprint.made.quality.notes.join(" ");
  expect(notes.includes("No zone was given")).toBe(foundBy !== "given");
  expect(notes.includes("This guess widens the interval")).toBe(foundBy === "time-zone");
});

test.for([
  ["Europe/Paris", "FR"],
  ["Europe/Berlin", "DE"],
] as const)(
  "the guess that %s means %s adds its 35 %% to the carbon's interval, and widens that of water",
  async ([timeZone, zone]) => {
    const guess = await summaryOf(laptop, { timeZone });
    const named = await summaryOf(laptop, undefined, zone);
    expect(guess.carbonGrams?.nominal).toBe(named.carbonGrams?.nominal);
    // Independent errors add in squares, so what the guess adds does not depend on how well the country's average is known.
    const added = Math.sqrt(logWidth(guess) ** 2 - logWidth(named) ** 2) / (2 * 1.645);
    expect(added).toBeGreaterThan(0.3);
    expect(added).toBeLessThan(0.4);
    expect(guess.waterLitres?.high ?? 0).toBeGreaterThan(named.waterLitres?.high ?? 0);
  },
);

function logWidth({ carbonGrams }: RunSummary): number {
  return Math.log((carbonGrams?.high ?? Number.NaN) / (carbonGrams?.low ?? Number.NaN));
}

test("a cloud region is a known data centre, unless a PUE is given", async () => {
  const pueOf = async (zone?: string): Promise<number> => {
    const { energyJoules } = await summaryOf(virtual, aws, zone);
    const total = energyJoules.total?.nominal ?? Number.NaN;
    return total / (total - (energyJoules.facilityOverhead?.nominal ?? Number.NaN));
  };
  expect(await pueOf()).toBeCloseTo(1.11, 9);
  expect(await pueOf("aws:ap-south-1")).toBeCloseTo(1.42, 9);
  expect(await pueOf("IE")).toBeCloseTo(1.56, 9);
  const summary = await summaryOf(virtual, aws);
  expect(summary.quality.notes.join()).not.toContain("industry's mean");
});

test("a source that is not used is named", async () => {
  expect((await summaryOf(laptop, aws)).quality.notes.join()).toContain("aws:eu-west-1 by AWS_REGION: not used");
  expect((await summaryOf(virtual, { timeZone: "UTC" })).quality.notes.join()).toContain("UTC does not name a country");
});
