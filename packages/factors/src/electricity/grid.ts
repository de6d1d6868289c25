import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { resolvePlace, worldRegions } from "../places/place.ts";
import type { Country, Place } from "../places/place.ts";
import { servingZones } from "../places/serving-zones.ts";
import { heldProvinces, provinceLifeCycle } from "./china-provinces.ts";
import { heldZones, zoneFactor } from "./electricity-maps.ts";
import { gridSpread, gridUncertainty } from "./grid-spread.ts";
import type { SpreadUse } from "./grid-spread.ts";

/**
 * Carbon intensity of electricity: life-cycle, annual mean, location-based; of countries and regions of the world after Ember
 * (production), of zones within countries after Electricity Maps (consumption) and of provinces of China after its ministry
 * (consumption), which Ember has not. Falls from a zone to its
 * country, the country's world region and the world, and says each step.
 */
export const grid: FactorFamily = factorFamily({
  id: "grid",
  title: "Carbon intensity of electricity, life cycle",
  unit: "gCO2e/kWh",
  usual: [1, 1500],
  critique: [
    "An annual mean. Hours of a day differ several times, which matters for work that can wait.",
    "Countries are by production: a country that imports much has another mix at its sockets. Zones are by consumption, so do not compare a zone with a country. In the family grid.consumption both are by consumption.",
    "The average of all plants, not of the plants that supply one more kilowatt-hour. Do not use it to choose a time or a place.",
  ],
  key: {
    name: "zone",
    help: "Country (ISO 3166 code or name), zone, region of the world, cloud region, or a time zone to guess from",
    examples: ["FR", "DEU", "South Korea", "SE-SE3", "EUROPE", "aws:eu-west-1", "time-zone:Europe/Paris"],
  },
  find: findIntensity,
  heldKeys: async () => [
    ...(await emberTable()).keys,
    ...(await heldZones()).filter((zone) => zone.includes("-")),
    ...(await heldProvinces()),
  ],
});

/** Rows that the source should be asked about. */
const doubtful = new Map([
  ["FLK", "One or two plants and a round 1000: more likely rounding than measurement."],
  ["MSR", "One or two plants and a round 1000: more likely rounding than measurement."],
]);

/** Rows that are not taken: grids that run on gas cannot emit what the worst plants of coal do. */
const impossible: ReadonlySet<string> = new Set(["TKM", "UZB"]);

async function findIntensity(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  const table = await emberTable();
  if (key === undefined || key.trim() === "") {
    const steps = ["No zone was given: the world average is used. Countries range from 20 to 1300 gCO2e/kWh."];
    return ok({ factor: await table.regionFactor("WORLD", "World", "unknown"), fallbacks: steps });
  }
  const place = await resolvePlace(key);
  if (!place.ok) return place;
  if (place.value.kind === "region") {
    const { region, name } = place.value;
    return ok({ factor: await table.regionFactor(region, name, undefined), matched: region, fallbacks: [] });
  }
  return ok(await intensityOfCountry(place.value, table));
}

async function intensityOfCountry(place: Extract<Place, { kind: "country" }>, table: EmberTable): Promise<FoundFactor> {
  const { country, zone, guessed } = place;
  const steps = [...place.steps];
  const matched = zone ?? country.iso3;
  if (zone !== undefined) {
    const { first, others, step } = servingZones(place, zone);
    const ofZone = await zoneFactor(grid.id, first, { otherZones: others });
    if (ofZone !== undefined) return { factor: ofZone, matched: first, fallbacks: [...steps, ...step] };
    const ofCountry = country.iso2 === "CN" ? await table.countryFactor(country, undefined) : undefined;
    const ofProvince = ofCountry && (await provinceLifeCycle(grid.id, zone, ofCountry.value));
    if (ofProvince !== undefined) return { factor: ofProvince, matched: zone, fallbacks: steps };
    const direct =
      place.egridSubregion === undefined
        ? ""
        : ` A direct figure (stack emissions only, not life-cycle) for ${place.egridSubregion} is in the family grid.direct.`;
    steps.push(`No life-cycle figure is known for the zone ${zone}: that of ${country.name} is used.${direct}`);
  }
  const isImpossible = impossible.has(country.iso3);
  const factor = isImpossible ? undefined : await table.countryFactor(country, zone, guessed);
  if (factor !== undefined) return { factor, matched, fallbacks: steps };

  const ofConsumption = guessed === true && !isImpossible ? undefined : await zoneFactor(grid.id, country.iso2);
  if (ofConsumption !== undefined) {
    const why = isImpossible ? "Ember's figure is more than a grid of gas can emit" : "Ember has no figure";
    steps.push(`${why} for ${country.name}: that of Electricity Maps, by consumption, is used.`);
    return { factor: ofConsumption, matched, fallbacks: steps };
  }
  const name = worldRegions.get(country.region) ?? country.region;
  steps.push(`No figure is known for ${country.name}: the average of ${name} is used.`);
  return { factor: await table.regionFactor(country.region, name, matched, guessed), matched, fallbacks: steps };
}

interface EmberTable {
  /** Of the rows that have a figure. */
  readonly keys: readonly string[];
  /** Undefined where the source has no figure, or has 0, which no grid emits over a life cycle. */
  readonly countryFactor: (country: Country, zone: string | undefined, guessed?: true) => Promise<Factor | undefined>;
  /** The mean of a region, for itself or standing in for a place. */
  readonly regionFactor: (
    region: string,
    name: string,
    standsFor: string | undefined,
    guessed?: true,
  ) => Promise<Factor>;
}

async function emberTable(): Promise<EmberTable> {
  const { ember: file } = await import("../tables/electricity.ts");
  const rows = new Map(file.rows.map((row) => [row.key, row]));

  const build = async (key: string, name: string, use: SpreadUse, standsFor?: string): Promise<Factor | undefined> => {
    const row = rows.get(key);
    if (row === undefined || row.value <= 0) return undefined;
    const doubt = doubtful.get(key);
    const { caveat, ...source } = file.source;
    return {
      // A place that borrows a wider place's figure is another variable than that: it errs more, and by itself.
      id: `grid/ember-co2js-0.19.0/${key}${standsFor === undefined ? "" : `@${standsFor}`}/${row.year}`,
      title: `${name}, carbon intensity of electricity`,
      value: row.value,
      unit: "gCO2e/kWh",
      uncertainty: await gridUncertainty(row.value, await gridSpread(key), use),
      year: row.year,
      boundary: "life-cycle",
      basis: "production",
      signal: "average",
      accounting: "location",
      gwpSet: "GWP100",
      source: {
        ...source,
        locator: `${source.locator}, row ${key}`,
        caveat: doubt === undefined ? caveat : `${doubt} ${caveat}`,
      },
    };
  };

  return {
    keys: file.rows.filter(({ value }) => value > 0).map(({ key }) => key),
    countryFactor: async ({ iso3, name }, zone, guessed) => {
      if (guessed === true) return build(iso3, name, { of: "a country", standsForPlace: true, guessed }, "guessed");
      return build(iso3, name, { of: "a country", standsForPlace: zone !== undefined }, zone);
    },
    regionFactor: async (region, name, standsFor, guessed) => {
      const of = region === "WORLD" ? "the world" : "a world region";
      const use = { of, standsForPlace: standsFor !== undefined, guessed: guessed === true };
      const row = standsFor === undefined || guessed !== true ? standsFor : `${standsFor}-guessed`;
      const factor = await build(region, name, use, row);
      if (factor === undefined) throw new RangeError(`The Ember table lacks the region ${region}`);
      return factor;
    },
  };
}
