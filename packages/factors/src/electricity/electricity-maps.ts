import { houseLevel, intervalOf } from "@wattledger/core";
import type { Factor } from "@wattledger/core";
import { gridRelative, gridSpread, gridUncertainty, worstPlant } from "./grid-spread.ts";

/** Electricity of a zone in a year, as its sockets draw it, after Electricity Maps. */
export interface ZoneYear {
  /** Key of the zone in the notation of Electricity Maps: `SE-SE3`, or a country's code of two letters. */
  readonly zone: string;
  readonly name: string;
  readonly year: number;
  readonly gramsPerKilowattHour: number;
  readonly renewablePercent: number;
  readonly carbonFreePercent: number;
}

/** The years held of a zone, the newest last; none where the zone is not held. Without fall-backs. */
export async function zoneYears(zone: string): Promise<readonly ZoneYear[]> {
  const start = `${zone}|`;
  const row = (await zoneTable()).rows.find((candidate) => candidate.startsWith(start));
  if (row === undefined) return [];
  const [, name = "", ...columns] = row.split("|");
  const [grams = [], renewable = [], carbonFree = []] = columns.map((cell) => cell.split(",").map(Number));
  return grams.map((gramsPerKilowattHour, index) => ({
    zone,
    name,
    year: firstYear + index,
    gramsPerKilowattHour,
    renewablePercent: renewable[index] ?? Number.NaN,
    carbonFreePercent: carbonFree[index] ?? Number.NaN,
  }));
}

/** Keys of all zones, countries among them. */
export async function heldZones(): Promise<readonly string[]> {
  return (await zoneTable()).rows.map((row) => row.slice(0, row.indexOf("|")));
}

/**
 * The figure of a zone for a family, in gCO2e/kWh: life cycle, of consumption. Undefined where the zone is not held in that
 * year, the newest unless one is given. Where the place may lie in other zones too, the interval takes theirs in.
 */
export async function zoneFactor(
  family: string,
  zone: string,
  { year, otherZones = [] }: { readonly year?: number | undefined; readonly otherZones?: readonly string[] } = {},
): Promise<Factor | undefined> {
  const found = await zoneYear(zone, year);
  if (found === undefined) return undefined;
  const others = await Promise.all(otherZones.map(async (other) => zoneYear(other, found.year)));
  const { source } = await zoneTable();
  return {
    id: `${family}/electricity-maps-2025/${[zone, ...otherZones].join("+")}/${found.year}`,
    title: `${found.name} (${zone}), carbon intensity of electricity`,
    value: found.gramsPerKilowattHour,
    unit: "gCO2e/kWh",
    uncertainty: await spreadOf(
      found,
      others.filter((one) => one !== undefined),
      found.year < newestYear,
    ),
    year: found.year,
    boundary: "life-cycle",
    basis: "consumption",
    signal: "average",
    accounting: "location",
    gwpSet: "GWP100",
    source: { ...source, locator: `${source.locator}, row ${zone}` },
  };
}

const firstYear = 2021;
const newestYear = 2025;

async function zoneYear(zone: string, year: number | undefined): Promise<ZoneYear | undefined> {
  const years = await zoneYears(zone);
  return year === undefined ? years.at(-1) : years.find((one) => one.year === year);
}

async function spreadOf(
  found: ZoneYear,
  others: readonly ZoneYear[],
  ofThatYear: boolean,
): Promise<Factor["uncertainty"]> {
  const use = { of: "a zone", ofThatYear };
  if (others.length === 0) {
    return gridUncertainty(found.gramsPerKilowattHour, await gridSpread(await spreadKey(found.zone)), use);
  }
  const ends = await Promise.all(
    [found, ...others].map(async ({ zone, gramsPerKilowattHour: value }) => {
      const { relative } = await gridRelative(await gridSpread(await spreadKey(zone)), use);
      return intervalOf(value, relative * value, houseLevel);
    }),
  );
  const low = Math.min(...ends.map((one) => one.low));
  const high = Math.min(await worstPlant(), Math.max(...ends.map((one) => one.high)));
  const basis =
    "from the least to the greatest of the zones that the place may lie in, each with the interval of its own average (docs/grid-intervals.md)";
  return { distribution: { kind: "interval", low, high, level: houseLevel }, basis };
}

/** The key of a zone's spread: that of its country in Ember's notation for a whole country. */
async function spreadKey(zone: string): Promise<string> {
  if (zone.includes("-")) return zone;
  const { default: countries } = await import("../data/places/countries.json", { with: { type: "json" } });
  return countries.rows.find((row) => row.startsWith(`${zone}|`))?.split("|")[1] ?? zone;
}

async function zoneTable(): Promise<ZoneTable> {
  return (await import("../data/grid-zones/electricity-maps-2025.json", { with: { type: "json" } })).default;
}

interface ZoneTable {
  readonly source: Factor["source"];
  readonly rows: readonly string[];
}
