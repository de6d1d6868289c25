import { evaluate } from "@wattledger/core";
import { codecarbon } from "./codecarbon.ts";
import places from "../data/codecarbon-places.json" with { type: "json" };

/** Where a machine stands, in the words of CodeCarbon. */
export interface CodecarbonPlace {
  /** Three letters, ISO 3166-1, in either case. */
  readonly country: string;
  /** A state of the USA, a province of Canada, a bidding zone of Sweden, Norway or Finland; else it is ignored. */
  readonly region?: string;
  /** Cloud provider and its region: only `gcp` is in the table. */
  readonly cloud?: { readonly provider: string; readonly region: string };
}

/** Intensity of each source of electricity in the mix of a country, gCO2e/kWh. */
export const codecarbonSources: Readonly<Record<string, number>> = places.generation.gCO2ePerKilowattHour;

/** Intensity of the fuels that count in the mix of a province, gCO2e/kWh: combustion, all other sources 0. */
export const codecarbonFuels: Readonly<Record<string, number>> = {
  coal: 995.725971,
  petroleum: 816.6885263,
  naturalGas: 743.8415916,
};

/**
 * Carbon intensity by CodeCarbon's tables, kgCO2e/kWh: of the cloud region, the state, province or bidding zone, else of
 * the country, else of the world, as there.
 */
export function codecarbonIntensity({ country: code, region, cloud }: CodecarbonPlace): number {
  const country = code.toUpperCase();
  const found =
    (cloud === undefined ? undefined : numberIn(places.cloud.rows, `${cloud.provider}|${cloud.region}`)) ??
    (region === undefined ? undefined : regionGrams(country, region)) ??
    countryGrams(country) ??
    codecarbonSources["world_average"] ??
    Number.NaN;
  return found / 1000;
}

/** What the names of a country's bidding zones begin with. */
const zonePrefixes = { SWE: "SE", NOR: "NO", FIN: "FI" } as const;

const gramsPerPound = 453.59237;

function regionGrams(country: string, region: string): number | undefined {
  const name = region.toLowerCase();
  switch (country) {
    case "USA": {
      const rate = numberIn(places.states.rows, name);
      return rate === undefined ? undefined : (rate * gramsPerPound) / 1000;
    }
    case "CAN": {
      const row = places.provinces.rows.find((one) => one.startsWith(`${name}|`));
      if (row === undefined) return undefined;
      const [coal = 0, petroleum = 0, naturalGas = 0, total = 0] = row.split("|").slice(1).map(Number);
      return mixGrams({ coal, petroleum, naturalGas }, codecarbonFuels, total, "regionIntensity");
    }
    case "SWE":
    case "NOR":
    case "FIN": {
      const zone = region.toUpperCase();
      return zone.startsWith(zonePrefixes[country]) ? numberIn(places.zones.rows, zone) : undefined;
    }
    default:
      return undefined;
  }
}

function countryGrams(country: string): number | undefined {
  const row = places.countries.rows.find((one) => one.startsWith(`${country}|`));
  if (row === undefined) return undefined;
  const grams = Number(row.split("|")[2]);
  if (grams !== 0) return grams;
  // A value of 0 counts as missing: the mix stands in.
  const mix = places.mixes.rows.find(({ iso3 }) => iso3 === country);
  if (mix === undefined) return undefined;
  return mixGrams(mix.generationTWh, codecarbonSources, mix.generationTWh.total, "mixIntensity");
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
  return evaluate(codecarbon, { sources, totalGeneration }, [equation])[equation] * 1000;
}

/** Last cell of the row that begins with these cells. */
function numberIn(rows: readonly string[], key: string): number | undefined {
  const row = rows.find((one) => one.startsWith(`${key}|`));
  return row === undefined ? undefined : Number(row.slice(row.lastIndexOf("|") + 1));
}
