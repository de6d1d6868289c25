import { WattledgerError } from "@wattledger/core";
import { findRun } from "@wattledger/meter";
import type { ElectricityPrice } from "@wattledger/meter";
import { footprintOfRecord, readRecord, runState, summariseRecord } from "@wattledger/meter/records";
import type { RunRecord, StoredRunFootprint, SummarisedRecord } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { storeFolder } from "../run/store-folder.ts";
import { readPrices } from "../settings/price-file.ts";

export { storeFolder };

/** The record that a person means. @throws WattledgerError `unknown-name`, or `bad-file` for one that cannot be read. */
export function openRecord(query: string): RunRecord {
  const found = findRun(storeFolder(), query);
  if (!found.ok) throw new WattledgerError("unknown-name", found.error.message);
  const record = readRecord(found.value.path);
  if (!record.ok) throw new WattledgerError("bad-file", record.error.message);
  return record.value;
}

/** The footprint of a record. @throws WattledgerError `bad-file` where nothing is known of its energy. */
export async function footprintOf(record: RunRecord): Promise<StoredRunFootprint> {
  const found = await footprintOfRecord(record);
  if (found.ok) return found.value;
  throw new WattledgerError("bad-file", `Run ${record.started.id}: ${found.error}.`);
}

/** The same, summarised, its cost by these prices or by the one on record. @throws WattledgerError `bad-file` */
export async function summaryOf(record: RunRecord, prices?: readonly ElectricityPrice[]): Promise<SummarisedRecord> {
  const summarised = await summariseRecord(record, prices);
  if (summarised.ok) return summarised.value;
  throw new WattledgerError("bad-file", `Run ${record.started.id}: ${summarised.error}.`);
}

/** Prices of a file, where one is named. @throws WattledgerError `bad-file` */
export async function pricesIn(path: string | undefined): Promise<readonly ElectricityPrice[] | undefined> {
  if (path === undefined) return undefined;
  const prices = await readPrices(path);
  if (prices.ok) return prices.value;
  throw new WattledgerError("bad-file", `--prices: ${prices.error}`);
}

/** How a run ended, for people: "exit code 0", "ended by SIGTERM", "running", "interrupted". */
export function endOf(record: RunRecord): string {
  const { finished } = record;
  if (finished === undefined && record.recovered !== undefined) return "interrupted, recovered";
  if (finished === undefined) return runState(record, machineHost());
  return finished.signal === undefined ? `exit code ${finished.exitCode}` : `ended by ${finished.signal}`;
}
