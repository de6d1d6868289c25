import { writeFileSync } from "node:fs";
import { accountRun, appendFootprint, summariseRun } from "@wattledger/meter";
import type { Measured } from "@wattledger/meter";
import { rankFile, rankText } from "./rank-report.ts";
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
  if (options.json !== undefined) {
    const summary = summariseRun(started, finished, accounted.value);
    try {
      writeFileSync(rankFile(options.json, started.job), `${JSON.stringify(summary, undefined, 2)}\n`);
    } catch (error) {
      complain(`--json: ${error instanceof Error ? error.message : String(error)}`);
    }
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

/** Width of the terminal, within what is readable. */
function columns(): number {
  return Math.min(Math.max(process.stderr.columns ?? 100, 60), 120);
}

function complain(message: string): void {
  process.stderr.write(`wattledger: ${message}\n`);
}
