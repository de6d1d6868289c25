import { writeFileSync } from "node:fs";
import { accountRun, appendFootprint, summariseRun } from "@wattledger/meter";
import type { Measured } from "@wattledger/meter";
import { runText } from "./run-text.ts";
import type { RunOptions } from "./run.ts";

export { modelsForMachine } from "@wattledger/meter";

type Finished = Extract<Measured, { kind: "finished" }>;

/** Computes the footprint of a measured run, adds it to the record, and reports to the terminal and the JSON file. */
export async function reportRun({ started, finished, record }: Finished, options: RunOptions): Promise<void> {
  const outcome = finished.exitCode === 0 ? "succeeded" : "failed";
  const accounted = await accountRun(started, finished, outcome);
  if (!accounted.ok) {
    for (const { message } of accounted.error) process.stderr.write(`wattledger: no footprint: ${message}\n`);
    return;
  }
  const lost = record?.problem ?? (record === undefined ? undefined : appendFootprint(record.path, accounted.value));
  if (lost !== undefined) process.stderr.write(`wattledger: ${lost}\n`);
  const summary = summariseRun(started, finished, accounted.value);
  if (options.json !== undefined) {
    try {
      writeFileSync(options.json, `${JSON.stringify(summary, undefined, 2)}\n`);
    } catch (error) {
      process.stderr.write(`wattledger: --json: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  if (options.quiet !== true) process.stderr.write(await runText(summary, finished));
}
