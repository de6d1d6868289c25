import { WattledgerError, formatReadable } from "@wattledger/core";
import { findRun, listRuns } from "@wattledger/meter";
import type { StoredRun } from "@wattledger/meter";
import { readRecord, recoverRun } from "@wattledger/meter/records";
import type { Recovery } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { writeLine } from "../terminal.ts";

/** Closes the records of interrupted runs: those named, or all of the store. The exit code is 1 if one cannot be closed. */
export async function recoverRuns(folder: string, queries: readonly string[]): Promise<void> {
  const runs = queries.length === 0 ? listRuns(folder) : queries.map((query) => named(folder, query));
  let recovered = 0;
  for (const run of runs) {
    const outcome = await recoverOne(run);
    if (outcome.kind === "recovered") recovered += 1;
    if (outcome.kind === "failed") process.exitCode = 1;
    // Of all the store only what there was to do is of interest.
    if (outcome.kind !== "untouched" || queries.length > 0) writeLine(`${run.id}: ${outcomeText(outcome)}`);
  }
  if (queries.length === 0 && recovered === 0) writeLine("No run was there to recover.");
}

async function recoverOne({ path }: StoredRun): Promise<Recovery> {
  const record = readRecord(path);
  if (!record.ok) return { kind: "failed", reason: record.error.message };
  return recoverRun(record.value, machineHost(), new Date());
}

function outcomeText(outcome: Recovery): string {
  switch (outcome.kind) {
    case "recovered":
      return `recovered as far as its last sample, ${formatReadable(outcome.durationSeconds, "s")} after its start`;
    case "untouched":
      return `left as it is: ${outcome.because}`;
    case "failed":
      return `not recovered: ${outcome.reason}`;
  }
}

function named(folder: string, query: string): StoredRun {
  const found = findRun(folder, query);
  if (!found.ok) throw new WattledgerError("unknown-name", found.error.message);
  return found.value;
}
