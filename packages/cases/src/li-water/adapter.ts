import { evaluate } from "@wattledger/core";
import { liWater } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const rates = z.object({
  wue_onsite_l_per_kwh: z.number(),
  pue: z.number(),
  water_intensity_l_per_kwh: z.number(),
});

const waterInputs = rates.extend({ it_energy_kwh: z.number() });

const water: CaseAdapter = {
  method: "li-water",
  kind: "water",
  run: (inputs) => {
    const given = waterInputs.parse(inputs);
    const result = evaluate(liWater, { energy: given.it_energy_kwh, ...ratesOf(given) });
    return { onsite_l: result.siteWater, offsite_l: result.sourceWater, total_l: result.water };
  },
};

const facilityInputs = rates.extend({ facility_energy_kwh: z.number() });

const doublePue: CaseAdapter = {
  method: "li-water",
  kind: "double-pue",
  run: (inputs) => {
    const given = facilityInputs.parse(inputs);
    const result = evaluate(liWater, {
      energy: given.facility_energy_kwh,
      energyOf: "facility",
      ...ratesOf(given),
    });
    return { correct_l: result.water, ecologits_0_9_l: result.doublePueWater, ratio: result.doublePueRatio };
  },
};

function ratesOf(given: z.output<typeof rates>): {
  readonly wueSite: number;
  readonly pue: number;
  readonly wueSource: number;
} {
  return {
    wueSite: given.wue_onsite_l_per_kwh,
    pue: given.pue,
    wueSource: given.water_intensity_l_per_kwh,
  };
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const liWaterCases: readonly CaseKind[] = [water, doublePue];
