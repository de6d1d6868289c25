import { evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { water } from "@wattledger/methods";
import { waterByFuel } from "@wattledger/methods/water";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const rates = z.object({
  pue: z.number().nullish(),
  wue_site_l_per_kwh: z.number().nullish(),
  ewif_l_per_kwh: z.number().nullish(),
});

function operational(
  inputs: unknown,
  energy: number,
  options: { readonly energyOf: "it" | "facility"; readonly repeatPue?: "yes" | "no" },
): { readonly site_l: number; readonly source_l: number; readonly total_l: number } {
  const given = rates.parse(inputs);
  const result = evaluate(
    water,
    {
      energy,
      ...options,
      pue: given.pue ?? 1,
      wueSite: given.wue_site_l_per_kwh ?? 0,
      wueSource: given.ewif_l_per_kwh ?? 0,
    },
    ["siteWater", "sourceWater", "water"],
  );
  return { site_l: result.siteWater, source_l: result.sourceWater, total_l: result.water };
}

const fromIt: CaseAdapter = {
  method: "water",
  kind: "water.operational",
  run: (inputs) =>
    operational(inputs, z.object({ it_energy_kwh: z.number() }).parse(inputs).it_energy_kwh, { energyOf: "it" }),
};

const fromFacility: CaseAdapter = {
  method: "water",
  kind: "water.operational_facility",
  run: (inputs) => {
    const { facility_energy_kwh: energy } = z.object({ facility_energy_kwh: z.number() }).parse(inputs);
    return operational(inputs, energy, { energyOf: "facility" });
  },
};

const ecologits: CaseAdapter = {
  method: "water",
  kind: "water.ecologits_0_9_1",
  run: (inputs, compatibility) => {
    const { request_energy_kwh_with_pue: energy } = z.object({ request_energy_kwh_with_pue: z.number() }).parse(inputs);
    return operational(inputs, energy, { energyOf: "facility", repeatPue: compatibility ? "yes" : "no" });
  },
};

const mixInputs = z.object({
  mix: recordOf(z.number()),
  l_per_kwh: recordOf(z.number()).nullish(),
});

const mix: CaseAdapter = {
  method: "water",
  kind: "water.ewif_from_mix",
  run: (inputs) => {
    const given = mixInputs.parse(inputs);
    const rateOf = new Map<string, number>(Object.entries({ ...waterByFuel.rates, ...given.l_per_kwh }));
    const rows = Object.entries(given.mix).map(([fuel, share]) => {
      // A fuel without a rate stays without one, so that the method says what is missing.
      const rate = rateOf.get(fuel);
      return rate === undefined ? { share } : { share, rate };
    });
    return { ewif_l_per_kwh: evaluate(water, { mix: rows }, ["mixWater"]).mixWater };
  },
};

const towerInputs = z.object({ wet_bulb_f: z.number(), cycles: z.number().nullish() });

const tower: CaseAdapter = {
  method: "water",
  kind: "water.wue_wet_bulb",
  run: (inputs) => {
    const { wet_bulb_f: wetBulb, cycles } = towerInputs.parse(inputs);
    const result = evaluate(water, { wetBulb, ...(cycles == null ? {} : { cycles }) }, ["towerWater"]);
    return { wue_l_per_kwh: result.towerWater };
  },
};

const statedInputs = z.object({ energy_wh: z.number(), water_ml: z.number() });

const stated: CaseAdapter = {
  method: "water",
  kind: "water.site_only",
  run: (inputs) => {
    const { energy_wh: statedEnergy, water_ml: given } = statedInputs.parse(inputs);
    return {
      implied_l_per_kwh: evaluate(water, { statedEnergy, stated: given }, ["impliedWater"]).impliedWater,
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const waterCases: readonly CaseKind[] = [ecologits, mix, fromIt, fromFacility, stated, tower];
