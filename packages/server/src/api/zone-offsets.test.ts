import fc from "fast-check";
import { expect, test } from "vitest";
import { zoneOffsets } from "./zone-offsets.ts";

const year = { fromMilliseconds: Date.parse("2026-01-01T00:00Z"), toMilliseconds: Date.parse("2027-01-01T00:00Z") };

test("the clock of Berlin changes at one o'clock UTC on the last Sundays of March and October", () => {
  const changes = zoneOffsets("Europe/Berlin", year)?.slice(1);
  expect(changes).toEqual([
    { fromMilliseconds: Date.parse("2026-03-29T01:00Z"), offsetMilliseconds: 2 * 3_600_000 },
    { fromMilliseconds: Date.parse("2026-10-25T01:00Z"), offsetMilliseconds: 3_600_000 },
  ]);
});

test("half hours, and zones without summer time", () => {
  expect(zoneOffsets("America/St_Johns", year)?.[0]?.offsetMilliseconds).toBe(-3.5 * 3_600_000);
  expect(zoneOffsets("Asia/Kolkata", year)?.map(({ offsetMilliseconds }) => offsetMilliseconds)).toEqual([
    5.5 * 3_600_000,
  ]);
});

test.each(["Mars/Phobos", "", "Europe/Berlin; DROP"])("%j is not a zone", (zone) => {
  expect(zoneOffsets(zone, year)).toBeUndefined();
});

test("at any time the last offset before it is the one on the wall", () => {
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Seoul"];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: year.fromMilliseconds, max: year.toMilliseconds }),
      (zone, time) => {
        const found = zoneOffsets(zone, year)?.findLast(({ fromMilliseconds }) => fromMilliseconds <= time);
        const wall = new Date(time + (found?.offsetMilliseconds ?? 0)).toISOString().slice(0, 19);
        const shown = new Date(time).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T");
        expect(wall).toBe(shown);
      },
    ),
    { numRuns: 200 },
  );
});
