import { assume, evaluate } from "@wattledger/core";
import { greenAlgorithms } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter } from "../case-adapter.ts";
import { pythonFixed, pythonScientific } from "../python-numbers.ts";

/** The page of results begins with totals. */
const task = assume(greenAlgorithms, ["energy", "carbon"]);

/** The flights by what one emits, as the calculator calls them. */
const flightNames: ReadonlyMap<number, string> = new Map([
  [110_000, "Paris-Dublin"],
  [570_000, "NYC-San Francisco"],
  [2_310_000, "NYC-Melbourne"],
]);

/** What the calculator shows of a result, in its words and digits. */
export const greenAlgorithmsText: CaseAdapter = {
  method: "green-algorithms",
  kind: "display-text",
  run: (inputs) => {
    const totals = z.object({ energy_kwh: z.number(), carbon_g: z.number() }).parse(inputs);
    const { energy_kwh: energy, carbon_g: carbon } = totals;
    const got = evaluate(task, { energy, carbon }, ["treeMonths", "carKilometres", "flight", "flights"]);
    const flight = flightNames.get(got.flight) ?? "";
    return {
      energy: energyText(energy),
      carbon: carbonText(carbon),
      trees:
        got.treeMonths < 24 ? shown(got.treeMonths, "tree-months", 0.1) : shown(got.treeMonths / 12, "tree-years", 0.1),
      driving: shown(got.carKilometres, "km", 0.1),
      flight_amount: flightsText(got.flights),
      flight_text: got.flights >= 1 || got.flights === 0 ? `flights ${flight}` : `of a flight ${flight}`,
    };
  },
};

function energyText(kilowattHours: number): string {
  if (kilowattHours >= 1000) return shown(kilowattHours / 1000, "MWh", 1);
  return kilowattHours < 1 ? shown(kilowattHours * 1000, "Wh", 1) : shown(kilowattHours, "kWh", 1);
}

function carbonText(grams: number): string {
  if (grams >= 1e6) return shown(grams / 1e6, "TCO2e", 1);
  if (grams >= 1000) return shown(grams / 1000, "kgCO2e", 1);
  return grams < 1 ? shown(grams * 1000, "mgCO2e", 1) : shown(grams, "gCO2e", 1);
}

/** Two decimals; in powers of ten from a thousand on and below `least`. */
function shown(value: number, unit: string, least: number): string {
  const plain = value === 0 || (value < 1000 && value >= least);
  return `${plain ? pythonFixed(value, 2) : pythonScientific(value, 2)} ${unit}`;
}

function flightsText(flights: number): string {
  if (flights === 0) return "0";
  if (flights > 1e6) return pythonScientific(flights, 0);
  if (flights >= 1) return pythonFixed(flights, 1);
  if (flights >= 0.01) return `${pythonFixed(flights * 100, 0)}%`;
  return flights >= 1e-4 ? `${pythonFixed(flights * 100, 2)}%` : `${pythonScientific(flights * 100, 0)} %`;
}
