import { fail, ok, quoted } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { isMissing, missingKey } from "../family/missing.ts";
import { foldName, nearestSentence } from "../family/similar.ts";
import { findCloudRegion, looksLikeCloudRegion } from "./cloud-region.ts";
import type { CloudRegion } from "./cloud-region.ts";
import { subdivisionNamed, subdivisionNames, subdivisionOfCode, territoryOf } from "./subdivision.ts";
import type { Subdivision } from "./subdivision.ts";
import { countryCodeOfTimeZone, timeZoneOfKey } from "./time-zone.ts";

/** A country or territory, with its codes of ISO 3166-1. */
export interface Country {
  readonly iso2: string;
  readonly iso3: string;
  readonly name: string;
  /** Key of the world region that is used for it: `AFRICA`. */
  readonly region: string;
}

/** What a key for a place means. */
export type Place =
  | {
      readonly kind: "country";
      readonly country: Country;
      /** Zone or part of the country that was asked for, if any: `US-CAL-CISO`, `US-TX`. */
      readonly zone?: string;
      /**
       * Zones of the grid that serve it, if they are not `zone` itself: of a state, or of a cloud region whose site is not
       * known to the street. The first is the likeliest, or has most of the load.
       */
      readonly gridZones?: readonly string[];
      /** Name of the part of the country, if `gridZones` serve one: `Texas`. */
      readonly subdivision?: string;
      /** eGRID subregion of that zone, in the United States: `CAMX`. */
      readonly egridSubregion?: string;
      /** Only guessed, from the time zone of the machine: figures of the place err more. */
      readonly guessed?: true;
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
  if (isMissing(key)) return missingKey(key, { what: "place", examples: ["FR", "US-CA"] });
  const timeZone = timeZoneOfKey(key);
  if (timeZone !== undefined) return guessPlace(timeZone);
  const region = regionOf(key);
  if (region !== undefined) return ok(region);

  const { default: countries } = await import("../data/places/countries.json", { with: { type: "json" } });
  // `BR-N` is a zone of Brazil; without its hyphen it would be Brunei.
  const named = zoneShape.test(key.trim()) ? undefined : countryNamed(key, countries.rows);
  if (named !== undefined) return ok({ kind: "country", country: named, steps: namibiaStep(key) });

  const cloud = await findCloudRegion(key);
  if (cloud !== undefined) return ok(placeOfCloudRegion(cloud, countries.rows));
  if (looksLikeCloudRegion(key) || /^[a-z]+:\S+$/iu.test(key.trim())) return fail(unknownCloudRegion(key));

  const zone = await zoneOf(key, countries.rows);
  if (zone !== undefined) return ok(zone);
  const part = await subdivisionNamed(key);
  if (part !== undefined) return ok(placeOfSubdivision(part, countries.rows));

  const countryNames = countries.rows.map((row) => countryOf(row).name);
  const candidates = [...worldRegions.values(), ...countryNames, ...(await subdivisionNames())];
  return fail({
    kind: "unknown-name",
    message:
      `Unknown place ${quoted(key)}.${nearestSentence(key, candidates)}` +
      " Give a country (FR, FRA, France), a zone or state (SE-SE3, US-TX), a region (EUROPE, WORLD) or a cloud region (aws:eu-west-1).",
  });
}

async function guessPlace(timeZone: string): Promise<Result<Place, NoFactor>> {
  const { default: countries } = await import("../data/places/countries.json", { with: { type: "json" } });
  const iso2 = await countryCodeOfTimeZone(timeZone);
  const country = iso2 === undefined ? undefined : countryOfCode(iso2, countries.rows);
  if (country === undefined) {
    return fail({ kind: "unknown-name", message: `The time zone ${timeZone} does not name a country. Give the zone.` });
  }
  const step =
    `No zone was given: the time zone ${timeZone} suggests ${country.name}. This guess widens the interval; ` +
    "give the zone to replace it.";
  return ok({ kind: "country", country, guessed: true, steps: [step] });
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

/** By code or by any name that people use; no two countries share a spelling. */
function countryNamed(key: string, rows: readonly string[]): Country | undefined {
  const wanted = foldName(key);
  const coded = countryOfCode(wanted.toUpperCase(), rows);
  if (coded !== undefined) return coded;
  for (const row of rows) {
    const [, , name = "", , ...others] = row.split("|");
    if ([name, ...others].some((spelling) => foldName(spelling) === wanted)) return countryOf(row);
  }
  return undefined;
}

/** By ISO-2 or ISO-3, in capitals: the first two cells of a row. */
function countryOfCode(code: string, rows: readonly string[]): Country | undefined {
  const cell = `${code}|`;
  const row = rows.find((candidate) => candidate.startsWith(cell) || candidate.startsWith(cell, 3));
  return row === undefined ? undefined : countryOf(row);
}

function countryOf(row: string): Country {
  const [iso2 = "", iso3 = "", name = "", region = ""] = row.split("|");
  return { iso2, iso3, name, region };
}

function placeOfCloudRegion(cloud: CloudRegion, countries: readonly string[]): Place {
  const country = countryOfCode(cloud.iso2, countries);
  if (country === undefined) throw new RangeError(`Cloud region ${cloud.key} names the unknown country ${cloud.iso2}`);
  const place = {
    kind: "country",
    country,
    steps: [`The cloud region ${cloud.key} is in ${cloud.location}, ${country.name}${ambiguity(cloud)}.`],
  } as const;
  return {
    ...place,
    ...(cloud.gridZone !== cloud.iso2 && { zone: cloud.gridZone }),
    ...(cloud.otherGridZones.length > 0 && { gridZones: [cloud.gridZone, ...cloud.otherGridZones] }),
    ...(cloud.egridSubregion !== undefined && { egridSubregion: cloud.egridSubregion }),
  };
}

/** Neither zone is dropped where the site is not known to the street. */
function ambiguity({ gridZone, otherGridZones }: CloudRegion): string {
  return otherGridZones.length === 0 ? "" : `; its grid zone is ${[gridZone, ...otherGridZones].join(" or ")}`;
}

const zoneShape = /^[A-Z]{2}(-[A-Z0-9]{1,8}){1,3}$/i;

/**
 * `US-CAMX`, `CAMX`, `US-TX`, `DE-LU`: the country is in front, or the key is an eGRID subregion. A territory with a code of its
 * own is that country: `FR-RE` is Réunion. The zones of a country are not listed, so every key of the shape is accepted.
 */
async function zoneOf(key: string, countries: readonly string[]): Promise<Place | undefined> {
  const zone = key.trim().toUpperCase();
  const own = zone === "PRMS" || zone === "US-PRMS" ? "PR" : await territoryOf(zone);
  const territory = own === undefined ? undefined : countryOfCode(own, countries);
  if (territory !== undefined) return { kind: "country", country: territory, steps: [] };
  const part = await subdivisionOfCode(zone);
  if (part !== undefined) return placeOfSubdivision(part, countries);
  if (!zoneShape.test(zone)) return undefined;
  const country = countryOfCode(zone.slice(0, 2), countries);
  return country === undefined ? undefined : { kind: "country", country, zone, steps: [] };
}

function placeOfSubdivision(part: Subdivision, countries: readonly string[]): Place {
  const { code, name, gridZones, egridSubregion } = part;
  const country = countryOfCode(code.slice(0, 2), countries);
  if (country === undefined) throw new RangeError(`The subdivision ${code} names an unknown country`);
  return {
    kind: "country",
    country,
    zone: code,
    ...(gridZones.join() !== code && { gridZones }),
    ...(name !== undefined && { subdivision: name }),
    ...(egridSubregion !== undefined && { egridSubregion }),
    steps: [],
  };
}

/** `NA` is the code of Namibia, and what many programs write for a missing value: people are told how it was read. */
function namibiaStep(key: string): readonly string[] {
  return key.trim().toUpperCase() === "NA"
    ? [`"${key.trim()}" is read as the code of Namibia, not as a missing value.`]
    : [];
}

function unknownCloudRegion(key: string): NoFactor {
  return {
    kind: "unknown-name",
    message: `Unknown cloud region ${quoted(key)}. Write provider:region (aws:eu-west-1, gcp:europe-west9), or the country.`,
  };
}
