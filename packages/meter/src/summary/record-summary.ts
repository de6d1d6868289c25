import { defined, fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { electricityCost } from "../account/electricity-cost.ts";
import type { ElectricityCost } from "../account/electricity-cost.ts";
import { recordedPrice } from "../account/price-schema.ts";
import type { ElectricityPrice } from "../account/prices.ts";
import { costOfRun } from "../account/run-price.ts";
import { footprintOfRecord } from "../account/stored-run.ts";
import type { StoredMethods, StoredRunFootprint } from "../account/stored-run.ts";
import type { RunRecord } from "../store/read-record.ts";
import { summariseRun } from "./run-summary.ts";
import type { RunEnd, RunSummary } from "./run-summary.ts";

/** A recorded run in the form of `wattledger run --json`, with its sources. */
export interface SummarisedRecord {
  readonly record: RunRecord;
  readonly found: StoredRunFootprint;
  readonly summary: RunSummary;
  /** Cost of its electricity, or why it is unknown. Absent if no price is given or recorded. */
  readonly cost?: Result<ElectricityCost, string>;
}

/**
 * Summarises a recorded run, also one that is still running or was cut short: its exit code is then null.
 * The cost of its electricity uses `prices`, or else the recorded price.
 */
export async function summariseRecord(
  record: RunRecord,
  prices?: readonly ElectricityPrice[],
  methods?: StoredMethods,
): Promise<Result<SummarisedRecord, string>> {
  const found = await footprintOfRecord(record, methods);
  if (!found.ok) return found;
  const cost = await costOf(record, found.value, prices);
  const { finished } = record;
  const end: RunEnd = {
    ...found.value.measurement,
    ...defined({ exitCode: finished?.exitCode, signal: finished?.signal }),
  };
  return ok({
    record,
    found: found.value,
    summary: summariseRun(record.started, end, { ...found.value, ...cost }),
    ...cost,
  });
}

async function costOf(
  record: RunRecord,
  run: StoredRunFootprint,
  prices: readonly ElectricityPrice[] | undefined,
): Promise<{ readonly cost?: Result<ElectricityCost, string> }> {
  if (prices !== undefined) return { cost: await costOfRun(record.started, run, prices) };
  const price = recordedPrice(record);
  if (price === undefined) return {};
  const cost = electricityCost(run, price);
  return { cost: cost === undefined ? fail("the energy of the run is unknown") : ok(cost) };
}
