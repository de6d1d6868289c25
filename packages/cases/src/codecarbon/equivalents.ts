import { evaluate } from "@wattledger/core";
import * as z from "zod";
import type { CaseAdapter } from "../case-adapter.ts";
import { pythonFixed } from "../python-numbers.ts";
import { dashboards } from "./dashboard-graph.ts";

const local: Omit<CaseAdapter, "method"> = {
  kind: "equivalents-local",
  run: (inputs) => {
    const { kg_co2e: carbon } = z.object({ kg_co2e: z.number() }).parse(inputs);
    const got = evaluate(dashboards, { carbon }, ["carMiles", "televisionTime", "householdShare"]);
    return {
      car_miles: withoutCommas(got.carMiles, 0),
      tv: durationText(got.televisionTime),
      us_household_week_percent: withoutCommas(got.householdShare * 100, 2),
    };
  },
};

/** The dashboard does not part thousands. */
function withoutCommas(value: number, digits: number): string {
  return pythonFixed(value, digits).replaceAll(",", "");
}

function durationText(hours: number): string {
  if (hours < 1) return `${withoutCommas(hours * 60, 0)} minutes`;
  return hours < 24 ? `${withoutCommas(hours, 0)} hours` : `${withoutCommas(hours / 24, 0)} days`;
}

const web: Omit<CaseAdapter, "method"> = {
  kind: "equivalents-web",
  run: (inputs) => {
    const given = z.object({ kg_co2e: z.number(), energy_kwh: z.number() }).parse(inputs);
    const totals = { carbon: given.kg_co2e, energy: given.energy_kwh };
    const got = evaluate(dashboards, totals, ["citizenShare", "carDistance", "televisionDays"]);
    return {
      us_citizen_week_percent: Number((got.citizenShare * 100).toFixed(2)),
      car_km: Number(got.carDistance.toFixed(2)),
      tv_days: Number(got.televisionDays.toFixed(2)),
    };
  },
};

/** Comparisons of the dashboards, which are the same in both releases. */
export function equivalentsCases(method: string): readonly CaseAdapter[] {
  return [local, web].map((one) => ({ ...one, method }));
}
