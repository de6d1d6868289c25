import { findRun } from "@wattledger/meter";
import { powerOf, readRecord, runState, summariseRecord } from "@wattledger/meter/records";
import type { PowerSeries, SummarisedRecord } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { redactSummary, secretsOfThisMachine } from "../run/redact.ts";

/** A run in the form in which a server takes it in. */
export interface RunUpload {
  readonly state: "running" | "ended";
  readonly summary: Readonly<Record<string, unknown>>;
  readonly samples?: {
    readonly from: number;
    readonly readings: readonly { readonly seconds: number; readonly watts: Readonly<Record<string, number>> }[];
  };
}

/** The run with an id as a server takes it in; undefined where its record cannot be read or summarised. */
export async function uploadOf(folder: string, id: string): Promise<RunUpload | undefined> {
  const found = findRun(folder, id);
  const record = found.ok ? readRecord(found.value.path) : undefined;
  if (record?.ok !== true) return undefined;
  const summarised = await summariseRecord(record.value, undefined);
  if (!summarised.ok) return undefined;
  const isRunning = record.value.finished === undefined && runState(record.value, machineHost()) === "running";
  return uploadOfSummary(summarised.value, isRunning ? "running" : "ended");
}

function uploadOfSummary(summarised: SummarisedRecord, state: RunUpload["state"]): RunUpload {
  const readings = readingsOf(powerOf(summarised));
  return {
    state,
    // Names of this machine's user and host stay here.
    summary: redactSummary(summarised.summary, secretsOfThisMachine()),
    ...(readings.length === 0 ? {} : { samples: { from: 0, readings } }),
  };
}

/** More readings of one run are thinned evenly. */
const mostReadings = 5000;

/** Power by component at the middle of each step. A step of several meters of one component is their sum. */
function readingsOf(series: readonly PowerSeries[]): NonNullable<RunUpload["samples"]>["readings"] {
  const at = new Map<number, Record<string, number>>();
  for (const { component, steps } of series) {
    for (const { fromSeconds, toSeconds, watts } of steps) {
      const seconds = Math.round(((fromSeconds + toSeconds) / 2) * 1000) / 1000;
      const own = at.get(seconds) ?? {};
      own[component] = (own[component] ?? 0) + Math.max(0, watts);
      at.set(seconds, own);
    }
  }
  const all = [...at].toSorted(([a], [b]) => a - b).map(([seconds, watts]) => ({ seconds, watts }));
  const stride = Math.ceil(all.length / mostReadings);
  return stride <= 1 ? all : all.filter((_, index) => index % stride === 0);
}
