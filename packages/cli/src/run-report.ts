import { writeFileSync } from "node:fs";
import { accountRun, appendFootprint, codecarbonRow, summariseRun } from "@wattledger/meter";
import type { CodecarbonRow, Measured, RunSummary } from "@wattledger/meter";
import { rankFile, rankText } from "./rank-report.ts";
import { appendCsv } from "./run-csv.ts";
import { runText } from "./run-text.ts";
import type { RunOptions } from "./run.ts";

export { modelsForMachine } from "@wattledger/meter";

type Finished = Extract<Measured, { kind: "finished" }>;

/** Computes the footprint of a measured run, adds it to the record, and reports to the terminal and the JSON file. */
export async function reportRun({ started, finished, record }: Finished, options: RunOptions): Promise<void> {
  const { exitCode, signal } = finished;
  const accounted = await accountRun(started, finished, exitCode === 0 ? "succeeded" : "failed");
  if (!accounted.ok) {
    for (const { message } of accounted.error) complain(`no footprint: ${message}`);
    return;
  }
  const lost = record?.problem ?? (record === undefined ? undefined : appendFootprint(record.path, accounted.value));
  if (lost !== undefined) complain(lost);
  if (options.csv !== undefined || options.json !== undefined) {
    const summary = summariseRun(started, finished, accounted.value);
    const row = { started, measurement: finished, ...accounted.value, summary };
    if (options.csv !== undefined) writeCsv(options.csv, await codecarbonRow(row));
    if (options.json !== undefined) writeJson(rankFile(options.json, started.job), summary);
  }
  if (options.quiet === true) return;
  const end = signal === undefined ? `exit code ${exitCode}` : `ended by ${signal}`;
  const rank = started.job === undefined ? undefined : rankText(started.job);
  if (rank !== undefined) {
    process.stderr.write(rank);
    return;
  }
  const text = await runText({ started, measurement: finished, end, ...accounted.value }, columns());
  process.stderr.write(text);
}

function writeCsv(path: string, row: CodecarbonRow): void {
  const problem = appendCsv(path, row);
  if (problem !== undefined) complain(`--csv: ${path}: ${problem}`);
}

function writeJson(path: string, summary: RunSummary): void {
  try {
    writeFileSync(path, `${JSON.stringify(summary, undefined, 2)}\n`);
  } catch (error) {
    complain(`--json: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Width of the terminal, within what is readable. */
function columns(): number {
  return Math.min(Math.max(process.stderr.columns ?? 100, 60), 120);
}

function complain(message: string): void {
  process.stderr.write(`wattledger: ${message}\n`);
}
