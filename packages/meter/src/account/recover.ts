import type { Host } from "@wattledger/sensors";
import { appendToRecord } from "../record/record-writer.ts";
import type { RunRecovered } from "../record/record.ts";
import { measurementSoFar } from "../store/interrupted.ts";
import { runState } from "../store/read-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { accountRun } from "./account.ts";
import { appendFootprint } from "./stored-footprint.ts";

/** Result of the recovery of a record. */
export type Recovery =
  /** Lines were added: the end, or the footprint that an earlier recovery could not write. */
  | { readonly kind: "recovered"; readonly durationSeconds: number }
  /** Nothing to do: the run ended by itself, is still running, or was recovered before. */
  | { readonly kind: "untouched"; readonly because: "it has ended" | "it is still running" | "it was recovered before" }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Adds an end to a run that was cut short: its energy until its last sample, and the footprint of that. Existing lines of the
 * record do not change, and a second recovery finds nothing to do.
 */
export async function recoverRun(record: RunRecord, host: Host, now: Date): Promise<Recovery> {
  const state = runState(record, host);
  if (state === "finished") return { kind: "untouched", because: "it has ended" };
  if (state === "running") return { kind: "untouched", because: "it is still running" };
  const hasFootprint = record.others.some(({ kind }) => kind === "footprint");
  if (record.recovered !== undefined && hasFootprint) return { kind: "untouched", because: "it was recovered before" };
  const measurement = record.recovered ?? measurementSoFar(record);
  if (measurement === undefined)
    return { kind: "failed", reason: "the record has no sample, so nothing is known about the run" };
  const accounted = await accountRun(record.started, measurement, "interrupted");
  if (!accounted.ok) return { kind: "failed", reason: accounted.error.map(({ message }) => message).join(" ") };
  const problem = record.recovered === undefined ? appendEnd(record.path, measurement, now) : undefined;
  const lost = problem ?? appendFootprint(record.path, accounted.value);
  if (lost !== undefined) return { kind: "failed", reason: lost };
  return { kind: "recovered", durationSeconds: measurement.durationSeconds };
}

function appendEnd(
  path: string,
  measurement: Omit<RunRecovered, "kind" | "recoveredAt">,
  now: Date,
): string | undefined {
  const writer = appendToRecord<RunRecovered>(path);
  writer.write({ kind: "run-recovered", recoveredAt: now.toISOString(), ...measurement });
  writer.close();
  return writer.problem();
}
