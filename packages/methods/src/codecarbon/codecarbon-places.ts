import { evaluate } from "@wattledger/core";
import places from "../data/codecarbon-places.json" with { type: "json" };
import { codecarbonMix } from "./codecarbon-mix.ts";

/** Where a machine stands, in the words of CodeCarbon. */
export interface CodecarbonPlace {
  /** Three letters, ISO 3166-1, in either case. */
  readonly country: string;
  /** A state of the USA, a province of Canada or China, a bidding zone of Sweden, Norway or Finland; else it is ignored. */
  readonly region?: string;
  /** Cloud provider and its region: only `gcp` is in the table. */
  readonly cloud?: { readonly provider: string; readonly region: string };
}

/** A release whose equations and tables are held. */
export type CodecarbonRelease = "3.3.0" | "3.3.2";

/** Intensity of each source of electricity in the mix of a country, gCO2e/kWh. Release 3.3.0 left bioenergy and waste out. */
export function codecarbonSources(release: CodecarbonRelease): Readonly<Record<string, number>> {
  const since330: Readonly<Record<string, number>> = places.generation.gCO2ePerKilowattHour;
  return release === "3.3.0" ? since330 : { ...since330, ...places.bioenergy.gCO2ePerKilowattHour };
}

/** Intensity of the fuels that count in the mix of a province, gCO2e/kWh: combustion, all other sources 0. */
export const codecarbonFuels: Readonly<Record<string, number>> = {
  coal: 995.725971,
  petroleum: 816.6885263,
  naturalGas: 743.8415916,
};

/** The figure that CodeCarbon takes for a place, and what it is of. */
export interface CodecarbonFigure {
  readonly kilogramsPerKilowattHour: number;
  /** What the figure is of. The original falls back to the next without a word in its result. */
  readonly of: "cloud-region" | "region" | "country" | "world";
}

/** Carbon intensity by CodeCarbon's tables, kgCO2e/kWh: {@link codecarbonFigure} without what it is of. */
export function codecarbonIntensity(place: CodecarbonPlace, release: CodecarbonRelease = "3.3.2"): number {
  return codecarbonFigure(place, release).kilogramsPerKilowattHour;
}

/**
 * Carbon intensity by CodeCarbon's tables: of the cloud region, the state, province or bidding zone, else of the country,
 * else of the world, as there.
 */
export function codecarbonFigure(
  { country: code, region, cloud }: CodecarbonPlace,
  release: CodecarbonRelease = "3.3.2",
): CodecarbonFigure {
  const country = code.toUpperCase();
  const steps = [
    ["cloud-region", () => (cloud === undefined ? undefined : cloudGrams(cloud))],
    ["region", () => (region === undefined ? undefined : regionGrams(country, region, release))],
    ["country", () => countryGrams(country, release)],
    ["world", () => codecarbonSources(release)["world_average"]],
  ] as const;
  for (const [of, gramsOf] of steps) {
    const grams = gramsOf();
    if (grams !== undefined) return { kilogramsPerKilowattHour: grams / 1000, of };
  }
  throw new TypeError("CodeCarbon's tables have no figure for the world.");
}

/** What the names of a country's bidding zones begin with. */
const zonePrefixes = { SWE: "SE", NOR: "NO", FIN: "FI" } as const;

const gramsPerPound = 453.59237;

function cloudGrams({ provider, region }: NonNullable<CodecarbonPlace["cloud"]>): number | undefined {
  return numberIn(places.cloud.rows, `${provider}|${region}`);
}

function regionGrams(country: string, region: string, release: CodecarbonRelease): number | undefined {
  const name = region.toLowerCase();
  switch (country) {
    case "USA": {
      const rate = numberIn((release === "3.3.0" ? places.states : places.statesOf2023).rows, name);
      return rate === undefined ? undefined : (rate * gramsPerPound) / 1000;
    }
    case "CAN": {
      const row = places.provinces.rows.find((one) => one.startsWith(`${name}|`));
      if (row === undefined) return undefined;
      const [coal = 0, petroleum = 0, naturalGas = 0, total = 0] = row.split("|").slice(1).map(Number);
      return mixGrams({ coal, petroleum, naturalGas }, codecarbonFuels, total, "regionIntensity");
    }
    case "CHN":
      return release === "3.3.0" ? undefined : numberIn(places.chinaProvinces.rows, provinceName(name));
    case "SWE":
    case "NOR":
    case "FIN": {
      const zone = region.toUpperCase();
      const { rows } = release === "3.3.0" ? places.zones : places.zonesOf332;
      return zone.startsWith(zonePrefixes[country]) ? numberIn(rows, zone) : undefined;
    }
    default:
      return undefined;
  }
}

/** Without what a province is, and without doubled spaces, as the original compares it. */
function provinceName(region: string): string {
  const words = region.trim().replaceAll(/\s+/gu, " ");
  return words.replace(/ (?:autonomous region|municipality|province|sheng|shi|zizhiqu)$/u, "");
}

function countryGrams(country: string, release: CodecarbonRelease): number | undefined {
  const row = places.countries.rows.find((one) => one.startsWith(`${country}|`));
  if (row === undefined) return undefined;
  const grams = Number(row.split("|")[2]);
  if (grams !== 0 || release !== "3.3.0") return grams;
  // In release 3.3.0 a value of 0 counts as missing: the mix is used.
  const mix = places.mixes.rows.find(({ iso3 }) => iso3 === country);
  if (mix === undefined) return undefined;
  return mixGrams(mix.generationTWh, codecarbonSources(release), mix.generationTWh.total, "mixIntensity");
}

/** Intensity of a mix, gCO2e/kWh. Sources that have no intensity in `known` are left out. */
export function mixGrams(
  generation: Readonly<Record<string, number>>,
  known: Readonly<Record<string, number>>,
  totalGeneration: number,
  equation: "mixIntensity" | "regionIntensity",
): number {
  const sources = Object.entries(generation).flatMap(([source, amount]) => {
    const intensity = known[source];
    return intensity === undefined ? [] : [{ generation: amount, intensity }];
  });
  return evaluate(codecarbonMix, { sources, totalGeneration }, [equation])[equation] * 1000;
}

/** Last cell of the row that begins with these cells. */
function numberIn(rows: readonly string[], key: string): number | undefined {
  const row = rows.find((one) => one.startsWith(`${key}|`));
  return row === undefined ? undefined : Number(row.slice(row.lastIndexOf("|") + 1));
}
