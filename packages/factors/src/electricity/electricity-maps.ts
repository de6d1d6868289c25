import type { Factor } from "@wattledger/core";
import { ageSigma, relativeSpread } from "../family/spread.ts";

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
  const values = [found, ...others].flatMap((one) => one?.gramsPerKilowattHour ?? []);
  const { source } = await zoneTable();
  return {
    id: `${family}/electricity-maps-2025/${[zone, ...otherZones].join("+")}/${found.year}`,
    title: `${found.name} (${zone}), carbon intensity of electricity`,
    value: found.gramsPerKilowattHour,
    unit: "gCO2e/kWh",
    uncertainty: spreadOf(found, values),
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

/** Relative standard deviation. For 196 countries the same year after Ember differs by 12 % in the median (17 % as a normal's). */
const zoneSigma = 0.2;

const basis = "annual mean of a zone; Ember and Electricity Maps differ by 12 % in the median of countries; its age";

async function zoneYear(zone: string, year: number | undefined): Promise<ZoneYear | undefined> {
  const years = await zoneYears(zone);
  return year === undefined ? years.at(-1) : years.find((one) => one.year === year);
}

function spreadOf(found: ZoneYear, values: readonly number[]): Factor["uncertainty"] {
  const sigma = zoneSigma + ageSigma(found.year);
  if (values.length === 1) return relativeSpread(found.gramsPerKilowattHour, sigma, `expert default: ${basis}`);
  const margin = quantileOf90 * sigma;
  const [low, high] = [Math.min(...values) * (1 - margin), Math.max(...values) * (1 + margin)];
  const either =
    "expert default: from the least to the greatest of the zones that the place may lie in, each with its own spread";
  return { distribution: { kind: "interval", low, high, level: 0.9 }, basis: either };
}

/** Of the standard normal: nine tenths lie within. */
const quantileOf90 = 1.645;

async function zoneTable(): Promise<ZoneTable> {
  return (await import("../data/grid-zones/electricity-maps-2025.json", { with: { type: "json" } })).default;
}

interface ZoneTable {
  readonly source: Factor["source"];
  readonly rows: readonly string[];
}
