import { WattledgerError, evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { mlco2Impact } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import regionTable from "./data/regions.json" with { type: "json" };

const absent = z.number().nullish();

const emissionInputs = z.object({
  tdp_w: z.number(),
  hours: z.number(),
  provider: z.string().nullish(),
  region: z.string().nullish(),
  region_impact_g_per_kwh: absent,
  offset_percent: absent,
  custom_impact_kg_per_kwh: absent,
});

const emission: CaseAdapter = {
  method: "mlco2-impact",
  kind: "gpu-hours-emission",
  run: (inputs) => {
    const given = emissionInputs.parse(inputs);
    const regions = regionsOf(given.provider ?? "custom");
    const result = evaluate(mlco2Impact, {
      power: given.tdp_w,
      time: given.hours,
      offset: given.offset_percent ?? 0,
      regions: regions.map(({ grams }): Row => ({ intensity: grams / 1000 })),
      ...intensityOf(given, regions),
    });
    // The page compares with another region only, and the first of those that are equally clean is the cleanest.
    const cleanest = regions.find(({ grams }) => grams === result.cleanestGrams);
    return {
      energy_kwh: result.energyShown,
      impact_kg_per_kwh_used: result.intensityShown,
      carbon_kg: result.carbonShown,
      offset_kg: result.offsetShown,
      cleanest_region_carbon_kg: cleanest === undefined || cleanest.id === given.region ? null : result.cleanestShown,
      km_driven: shown(result.carKilometres),
      kg_coal: shown(result.coal),
      tree_seedlings_10y: shown(result.seedlings),
    };
  },
};

interface Region {
  readonly id: string;
  /** Whole grams of CO2e per kilowatt-hour, the rest cut off. */
  readonly grams: number;
}

/** Regions of a provider in the order of the table; none for private infrastructure. */
function regionsOf(provider: string): readonly Region[] {
  return regionTable.rows
    .map((row) => row.split("|"))
    .filter(([name]) => name === provider)
    .map(([, id = "", grams]) => ({ id, grams: Math.trunc(Number(grams)) }));
}

function intensityOf(
  given: z.infer<typeof emissionInputs>,
  regions: readonly Region[],
): { readonly infrastructure: string; readonly intensity?: number } {
  const { custom_impact_kg_per_kwh: own, region_impact_g_per_kwh: grams } = given;
  if (own != null) return { infrastructure: "private", intensity: own };
  if (grams != null) return { infrastructure: "provider", intensity: grams / 1000 };
  if (given.provider == null || given.provider === "custom") return { infrastructure: "private" };
  const region = regions.find(({ id }) => id === (given.region ?? ""));
  if (region !== undefined) return { infrastructure: "provider", intensity: region.grams / 1000 };
  throw new WattledgerError("unknown-name", `The page has no region "${given.region}" of "${given.provider}".`);
}

/** Digits as the page writes them: cut after two decimals of the mantissa, which has no exponent from 0.01 to 999. */
function shown(value: number): string {
  const [mantissa = "", power = "+0"] = value.toExponential().split("e");
  const cut = Number(mantissa.replace(/(?<=\.\d\d)\d+/u, ""));
  const plain: Readonly<Record<string, number>> = { "+0": 1, "+1": 10, "+2": 100, "-1": 0.1, "-2": 0.01 };
  const scale = plain[power];
  return scale === undefined ? `${cut} x10${power.replace("+", "")}` : String(Number((cut * scale).toFixed(2)));
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const mlco2ImpactCases: readonly CaseKind[] = [emission];
