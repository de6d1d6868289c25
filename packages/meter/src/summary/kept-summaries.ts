import * as z from "zod";
import { storedMethods } from "../account/stored-run.ts";
import { keptValues } from "../store/kept-values.ts";
import { readEndedRecord } from "../store/read-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import type { StoredRun } from "../store/run-store.ts";
import { codecarbonLine, codecarbonRow } from "./codecarbon-csv.ts";
import { summariseRecord } from "./record-summary.ts";
import type { SummarisedRecord } from "./record-summary.ts";
import { runSummarySchema } from "./run-summary-schema.ts";
import type { RunSummary } from "./run-summary.ts";

/** A run as it leaves the store. Names of people and folders are still in it. */
export interface ExportedRun {
  readonly id: string;
  readonly startedAt: string;
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly summary: RunSummary;
  /** CodeCarbon's columns. */
  readonly csv: string;
}

const exportedSchema = z
  .strictObject({
    id: z.string(),
    startedAt: z.string(),
    command: z.array(z.string()),
    workingDirectory: z.string(),
    // As it was written, with its order of members.
    summary: z.custom<RunSummary>((value) => runSummarySchema.safeParse(value).success),
    csv: z.string(),
  })
  .nullable() satisfies z.ZodType<ExportedRun | null>;

/** A summarised run in that form. */
export async function exportedRun({ record, found, summary }: SummarisedRecord): Promise<ExportedRun> {
  const { started } = record;
  const { id, startedAt, command, workingDirectory } = started;
  const csv = codecarbonLine(await codecarbonRow({ started, ...found, summary }));
  return { id, startedAt, command, workingDirectory, summary, csv };
}

/**
 * Runs of a store that have ended and are part of no job, each by itself, in their order; null for all others, which have to be read
 * as records. They are kept next to the store, so that only what is new is computed; `stamp` tells what computes them.
 */
export async function keptSummaries(
  folder: string,
  runs: readonly StoredRun[],
  stamp: string,
): Promise<readonly (ExportedRun | null)[]> {
  const methods = storedMethods();
  return await keptValues<ExportedRun | null>(folder, runs, {
    name: "summaries",
    stamp,
    schema: exportedSchema,
    compute: async ({ path }) => {
      const record = readEndedRecord(path);
      if (!record.ok || record.value.finished === undefined) return { value: null, keep: false };
      if (isOfJob(record.value)) return { value: null, keep: true };
      const found = await summariseRecord(record.value, undefined, methods);
      return found.ok ? { value: await exportedRun(found.value), keep: true } : { value: null, keep: false };
    },
  });
}

function isOfJob({ started }: RunRecord): boolean {
  return started.job !== undefined;
}
