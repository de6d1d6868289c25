import { expect, test } from "vitest";
import { resolvePlace } from "../places/place.ts";
import { heldZones, zoneYears } from "./electricity-maps.ts";
import { gridConsumption } from "./grid-consumption.ts";

test.for([
  ["FR", 31, 2025],
  ["France 2021", 60, 2021],
  ["DE 2022", 475, 2022],
  ["US-TEX-ERCO 2024", 377, 2024],
  ["gcp:us-west1", 129, 2025],
] as const)("%s consumed at %s gCO2e/kWh in %s", async ([key, value, year]) => {
  const found = await gridConsumption.find(key);
  expect(found.ok && found.value.factor).toMatchObject({ value, year, basis: "consumption", boundary: "life-cycle" });
});

test.for([
  ["SE-SE9", "Nearest names: SE-SE1"],
  ["FR 2019", "in 2019"],
  ["RU", "RU-1"],
  ["EUROPE", "Europe"],
  ["time-zone:Europe/Paris", "only suggests"],
  ["", "no world figure is known"],
] as const)("%j is refused, and says why", async ([key, words]) => {
  const found = await gridConsumption.find(key);
  expect(!found.ok && found.error.message).toContain(words);
});

test("every zone is of a country that is known, and holds five years", async () => {
  for (const zone of await heldZones()) {
    const place = await resolvePlace(zone);
    expect(place.ok && place.value.kind === "country" && (place.value.zone ?? place.value.country.iso2)).toBe(zone);
    expect((await zoneYears(zone)).map(({ year }) => year)).toEqual([2021, 2022, 2023, 2024, 2025]);
  }
});
