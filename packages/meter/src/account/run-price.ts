import { defined, fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { locate } from "@wattledger/factors";
import { appendToRecord } from "../record/record-writer.ts";
import type { RunStarted } from "../record/record.ts";
import { mayBeInCloud } from "./assumptions.ts";
import { electricityCost } from "./electricity-cost.ts";
import type { ElectricityCost } from "./electricity-cost.ts";
import { findPrice } from "./prices.ts";
import type { ElectricityPrice } from "./prices.ts";
import type { FiguredRun } from "./run-figures.ts";

/** Line of a record with the price of electricity that was used to show the run. The last one counts. */
export interface PriceLine {
  readonly kind: "price";
  readonly price: ElectricityPrice;
}

/** The price that applies to a run, by its place and the day of its start, or the reason why none does. */
export async function priceOfRun(
  started: RunStarted,
  prices: readonly ElectricityPrice[],
): Promise<Result<ElectricityPrice, string>> {
  const { options, place, machine, startedAt } = started;
  const zone = options.zone ?? (await locate(place ?? {}, { mayBeInCloud: mayBeInCloud(machine) })).zone;
  return findPrice(prices, { startedAt, ...defined({ zone }) });
}

/** Cost of the electricity of a run at the price that applies to it, or the reason why it is unknown. */
export async function costOfRun(
  started: RunStarted,
  run: FiguredRun,
  prices: readonly ElectricityPrice[],
): Promise<Result<ElectricityCost, string>> {
  const price = await priceOfRun(started, prices);
  if (!price.ok) return price;
  const cost = electricityCost(run, price.value);
  return cost === undefined ? fail("the energy of the run is unknown") : ok(cost);
}

/** Adds a price to a run's record. Returns what could not be written, or undefined. */
export function appendPrice(path: string, price: ElectricityPrice): string | undefined {
  const record = appendToRecord<PriceLine>(path);
  record.write({ kind: "price", price });
  record.close();
  return record.problem();
}
