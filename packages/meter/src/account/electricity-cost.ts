import { equation, input, method as defineMethod, propagate, use } from "@wattledger/core";
import type { ResolvedInput, ResolvedInputs, ResolvedNumber } from "@wattledger/core";
import { perKilowattHour } from "./prices.ts";
import type { ElectricityPrice } from "./prices.ts";
import { figureOf } from "./run-figures.ts";
import type { Figure, FiguredRun } from "./run-figures.ts";

/** Cost of the electricity of a run. In a cloud the rent includes it: never add it to the rent. */
export interface ElectricityCost {
  /** In `price.currency`. */
  readonly amount: Figure;
  readonly price: ElectricityPrice;
}

/**
 * Cost of the electricity of a run: all of its energy, with the facility's overhead, times the price. Its interval contains
 * the interval of the energy, and of the price if one was given. Undefined if the energy is not known.
 */
export function electricityCost(run: FiguredRun, price: ElectricityPrice): ElectricityCost | undefined {
  const { method, inputs } = run;
  const rows = inputs["components"];
  if (!Object.hasOwn(method.equations, "energy") || (rows?.kind === "list" && rows.rows.length === 0)) return undefined;
  // Core does not have units of money. The graph counts in the currency, and the price names it.
  const graph = defineMethod({
    id: "electricity-cost",
    version: "1",
    title: "Cost of electricity",
    claim: "What the electricity of a run costs at a price that a person states.",
    source: {
      title: "Wattledger: cost of electricity",
      version: "1",
      locator: "energy times price",
      retrieved: "2026-11-22",
    },
    accepts: {},
    boundary: method.boundary,
    uses: { run: use(method) },
    inputs: { price: input("1/kWh", "Price of electricity, in the currency of the price") },
    equations: { cost: equation("1", "run.energy × price", "Cost of the electricity") },
    outputs: {},
    critique: ["Wholesale prices leave out network, taxes and margin, which often double what a user pays."],
  });
  const own = Object.entries(inputs).map(([name, one]): [string, ResolvedInput] => [`run.${name}`, one]);
  const all: ResolvedInputs = { ...Object.fromEntries(own), price: priceInput(price) };
  const amount = figureOf(propagate(graph, all, ["cost"]), "cost", "1");
  return amount === null ? undefined : { amount, price };
}

function priceInput(price: ElectricityPrice): ResolvedNumber {
  const { low, high } = price;
  return {
    kind: "number",
    value: perKilowattHour(price, price.price),
    unit: "1/kWh",
    origin: { kind: "given", by: price.source },
    ...(low === undefined || high === undefined
      ? {}
      : {
          distribution: {
            kind: "interval",
            low: perKilowattHour(price, low),
            high: perKilowattHour(price, high),
            level: 0.9,
          },
        }),
  };
}
