import type { Result } from "@wattledger/core";
import { ok } from "@wattledger/core";
import type { RunRecord } from "./read-record.ts";
import { summariseRun } from "./run-summary.ts";
import type { RunEnd, RunSummary } from "./run-summary.ts";
import { footprintOfRecord } from "./stored-run.ts";
import type { StoredRunFootprint } from "./stored-run.ts";

/** A recorded run in the form of `wattledger run --json`, with what it was made from. */
export interface SummarisedRecord {
  readonly record: RunRecord;
  readonly found: StoredRunFootprint;
  readonly summary: RunSummary;
}

/** Summarises a recorded run, also one that goes on or was cut short: its exit code is then null. */
export async function summariseRecord(record: RunRecord): Promise<Result<SummarisedRecord, string>> {
  const found = await footprintOfRecord(record);
  if (!found.ok) return found;
  const { finished } = record;
  const end: RunEnd = {
    ...found.value.measurement,
    ...(finished === undefined ? {} : { exitCode: finished.exitCode }),
    ...(finished?.signal === undefined ? {} : { signal: finished.signal }),
  };
  return ok({ record, found: found.value, summary: summariseRun(record.started, end, found.value) });
}
