import { fail, ok } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { foldName, nearestSentence } from "../similar.ts";
import { findCloudRegion, looksLikeCloudRegion } from "./cloud-region.ts";
import type { CloudRegion } from "./cloud-region.ts";

/** A country or territory, with its codes of ISO 3166-1. */
export interface Country {
  readonly iso2: string;
  readonly iso3: string;
  readonly name: string;
  /** Key of the world region that stands in for it: `AFRICA`. */
  readonly region: string;
}

/** What a key for a place means. */
export type Place =
  | {
      readonly kind: "country";
      readonly country: Country;
      /** Zone inside the country that was asked for, if any: `US-CAL-CISO`. */
      readonly zone?: string;
      /** eGRID subregion of that zone, in the United States: `CAMX`. */
      readonly egridSubregion?: string;
      /** How the key was read where that is not plain, for people. */
      readonly steps: readonly string[];
    }
  | { readonly kind: "region"; readonly region: string; readonly name: string };

/** Regions of the world for which Ember publishes a mean. */
export const worldRegions: ReadonlyMap<string, string> = new Map([
  ["AFRICA", "Africa"],
  ["ASEAN", "ASEAN"],
  ["ASIA", "Asia"],
  ["EU", "European Union"],
  ["EUROPE", "Europe"],
  ["G20", "G20"],
  ["G7", "G7"],
  ["LATIN AMERICA AND CARIBBEAN", "Latin America and Caribbean"],
  ["MIDDLE EAST", "Middle East"],
  ["NORTH AMERICA", "North America"],
  ["OCEANIA", "Oceania"],
  ["OECD", "OECD"],
  ["WORLD", "World"],
]);

/**
 * Reads a place: ISO 3166 code, name of a country or region, zone key, eGRID subregion or cloud region. A name that
 * is not known is refused with the nearest names, never taken for the world.
 */
export async function resolvePlace(key: string): Promise<Result<Place, NoFactor>> {
  const region = regionOf(key);
  if (region !== undefined) return ok(region);

  const { countries, names } = await countryTable();
  const named = names.get(foldName(key));
  if (named !== undefined) return ok({ kind: "country", country: named, steps: [] });

  const cloud = await findCloudRegion(key);
  if (cloud !== undefined) return ok(placeOfCloudRegion(cloud, countries));
  if (looksLikeCloudRegion(key) || key.includes(":")) return fail(unknownCloudRegion(key));

  const zone = await zoneOf(key, countries);
  if (zone !== undefined) return ok(zone);

  const candidates = [...worldRegions.values(), ...[...countries.values()].map(({ name }) => name)];
  return fail({
    kind: "unknown-name",
    message:
      `No place is called "${key}".${nearestSentence(key, candidates)}` +
      " Give a country (FR, FRA, France), a zone (SE-SE3), a region (EUROPE, WORLD) or a cloud region (aws:eu-west-1).",
  });
}

function regionOf(key: string): Place | undefined {
  const wanted = foldName(key);
  for (const [region, name] of worldRegions) {
    if (foldName(region) === wanted || foldName(name) === wanted) return { kind: "region", region, name };
  }
  const aliases = new Map([
    ["global", "WORLD"],
    ["earth", "WORLD"],
    ["latinamerica", "LATIN AMERICA AND CARIBBEAN"],
  ]);
  const alias = aliases.get(wanted);
  return alias === undefined ? undefined : { kind: "region", region: alias, name: worldRegions.get(alias) ?? alias };
}

/** Countries by ISO-2, and by every folded name and code that people use. */
async function countryTable(): Promise<{
  readonly countries: ReadonlyMap<string, Country>;
  readonly names: ReadonlyMap<string, Country>;
}> {
  const file = await import("../data/places/countries.json", { with: { type: "json" } });
  const countries = new Map<string, Country>();
  const names = new Map<string, Country>();
  for (const row of file.default.rows) {
    const [iso2 = "", iso3 = "", name = "", region = "", ...others] = row.split("|");
    const country = { iso2, iso3, name, region };
    countries.set(iso2, country);
    for (const spelling of [iso2, iso3, name, ...others]) names.set(foldName(spelling), country);
  }
  return { countries, names };
}

function placeOfCloudRegion(cloud: CloudRegion, countries: ReadonlyMap<string, Country>): Place {
  const country = countries.get(cloud.iso2);
  if (country === undefined) throw new RangeError(`Cloud region ${cloud.key} names the unknown country ${cloud.iso2}`);
  const place = {
    kind: "country",
    country,
    steps: [`The cloud region ${cloud.key} stands in ${cloud.location}, ${country.name}.`],
  } as const;
  return {
    ...place,
    ...(cloud.gridZone !== cloud.iso2 && { zone: cloud.gridZone }),
    ...(cloud.egridSubregion !== undefined && { egridSubregion: cloud.egridSubregion }),
  };
}

/** `US-CAMX`, `CAMX`, `DE-LU`: the country is in front. Zones are not listed, so any that is built so is accepted. */
async function zoneOf(key: string, countries: ReadonlyMap<string, Country>): Promise<Place | undefined> {
  const zone = key.trim().toUpperCase();
  const subregion = zone.replace(/^US-/, "");
  const us = countries.get("US");
  if (us !== undefined && /^[A-Z]{4}$/.test(subregion)) {
    const file = await import("../data/grid/egrid-2023-rev2.json", { with: { type: "json" } });
    if (file.default.rows.some((row) => row.key === subregion)) {
      return { kind: "country", country: us, zone: `US-${subregion}`, egridSubregion: subregion, steps: [] };
    }
  }
  if (!/^[A-Z]{2}(-[A-Z0-9]{1,8}){1,3}$/.test(zone)) return undefined;
  const country = countries.get(zone.slice(0, 2));
  return country === undefined ? undefined : { kind: "country", country, zone, steps: [] };
}

function unknownCloudRegion(key: string): NoFactor {
  return {
    kind: "unknown-name",
    message: `No cloud region is called "${key}". Write provider:region (aws:eu-west-1, gcp:europe-west9), or the country.`,
  };
}
