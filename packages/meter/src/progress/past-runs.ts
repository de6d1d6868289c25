import { setImmediate as nextTurn } from "node:timers/promises";
import * as z from "zod";
import { epochEndedSchema, stepsDoneSchema } from "../record/progress-schema.ts";
import { runFinishedSchema, runStartedSchema } from "../record/record-schema.ts";
import type { RunFinished, RunStarted } from "../record/record.ts";
import { readLines } from "../store/read-lines.ts";
import { listRuns } from "../store/run-store.ts";
import type { PastRun } from "./past-misses.ts";
import type { PartUse } from "./predict.ts";

/** The newest past runs up to this number are used. */
const mostRuns = 30;
/** At most so many records are read to find them. */
const mostRecords = 300;
/** The lines of a record that are needed here. They are few, while samples are many. */
const wanted = /^\{"kind":"(?:run-started|epoch-ended|steps-done|run-finished)"/;
const longestLineBytes = 1024 * 1024;

/**
 * The earlier runs that a run may learn from: those of the same project and name, or of the same command if the run has no name,
 * that succeeded and did all their planned work. Records that cannot be read are skipped. Lets other work run between two
 * records, because the command and its meter are running.
 */
export async function readPastRuns(folder: string, of: RunStarted): Promise<readonly PastRun[]> {
  const found: PastRun[] = [];
  const records = listRuns(folder)
    .filter(({ id }) => id !== of.id)
    .slice(-mostRecords);
  for (const { path } of records.toReversed()) {
    const past = pastRunIn(path, of);
    if (past !== undefined) found.push(past);
    if (found.length >= mostRuns) break;
    await nextTurn();
  }
  return found;
}

function pastRunIn(path: string, of: RunStarted): PastRun | undefined {
  const parts: Record<PastRun["basis"], PartUse[]> = { epochs: [], steps: [] };
  try {
    for (const line of linesOf(path)) {
      switch (line.kind) {
        case "run-started":
          if (!isAlike(line, of)) return undefined;
          break;
        case "epoch-ended":
          parts.epochs.push({ work: 1, ...useOf(line) });
          break;
        case "steps-done":
          parts.steps.push({ work: line.steps, ...useOf(line) });
          break;
        case "run-finished":
          return completed(line, parts);
      }
    }
  } catch {
    // Commands that read this record will report the problem.
  }
  return undefined;
}

const lineSchema = z.discriminatedUnion("kind", [
  runStartedSchema,
  epochEndedSchema,
  stepsDoneSchema,
  runFinishedSchema,
]);

function* linesOf(path: string): Generator<z.infer<typeof lineSchema>> {
  for (const line of readLines(path, longestLineBytes)) {
    if (line.kind !== "whole" || !wanted.test(line.text)) continue;
    const parsed = lineSchema.safeParse(JSON.parse(line.text));
    if (parsed.success) yield parsed.data;
  }
}

function isAlike(one: RunStarted, other: RunStarted): boolean {
  if (one.project !== other.project || one.name !== other.name) return false;
  return one.name !== undefined || one.command.join("\0") === other.command.join("\0");
}

function completed(
  { exitCode, progress }: RunFinished,
  parts: Record<PastRun["basis"], PartUse[]>,
): PastRun | undefined {
  const { prediction } = progress ?? {};
  if (exitCode !== 0 || prediction === undefined || prediction.done < prediction.planned) return undefined;
  return { basis: prediction.basis, parts: parts[prediction.basis] };
}

function useOf({
  fromSeconds,
  toSeconds,
  joules,
}: {
  fromSeconds: number;
  toSeconds: number;
  joules: number;
}): Omit<PartUse, "work"> {
  return { seconds: toSeconds - fromSeconds, joules };
}
