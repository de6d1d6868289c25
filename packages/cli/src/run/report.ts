import { writeFileSync } from "node:fs";
import { defined } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { accountRun, appendFootprint, appendPrice, codecarbonRow, costOfRun, summariseRun } from "@wattledger/meter";
import type { AccountedRun, CodecarbonRow, ElectricityCost, Measured, RunSummary } from "@wattledger/meter";
import { measured } from "@wattledger/methods/measured";
import { pageWidth } from "../paragraph.ts";
import { complain, writeError } from "../terminal.ts";
import { rankFile, rankText } from "./job-rank.ts";
import { appendCsv } from "./run-csv.ts";
import { runScreen } from "./run-screen.ts";
import type { RunOptions } from "./run.ts";
import { runText } from "./summary-text.ts";

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
  const cost = await costAt(options.prices, started, accounted.value);
  if (cost?.ok === true && record !== undefined && lost === undefined) {
    const unwritten = appendPrice(record.path, cost.value.price);
    if (unwritten !== undefined) complain(unwritten);
  }
  const costed = { ...accounted.value, ...defined({ cost }) };
  if (options.csv !== undefined || options.json !== undefined) {
    const summary = summariseRun(started, finished, costed);
    const row = { started, measurement: finished, ...accounted.value, summary };
    if (options.csv !== undefined) writeCsv(options.csv, await codecarbonRow(row));
    if (options.json !== undefined) writeJson(rankFile(options.json, started.job), summary);
  }
  if (options.quiet === true) return;
  const end = signal === undefined ? `exit code ${exitCode}` : `ended by ${signal}`;
  const rank = started.job === undefined ? undefined : rankText(started.job);
  if (rank !== undefined) {
    writeError(rank);
    return;
  }
  const unrecorded = record === undefined || lost !== undefined;
  const shown = { started, measurement: finished, end, unrecorded, ...costed };
  writeError(
    options.verbose === true
      ? await runText(shown, pageWidth(process.stderr.columns))
      : runScreen(shown, pageWidth(process.stderr.columns)),
  );
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

/** What the electricity costs by a file of prices, or why that is not known; undefined where no file was named. */
async function costAt(
  path: string | undefined,
  started: Finished["started"],
  { inputs, results }: AccountedRun,
): Promise<Result<ElectricityCost, string> | undefined> {
  if (path === undefined) return undefined;
  // It checks what it reads, and what that takes is not loaded by runs without prices.
  const { readPrices } = await import("../settings/price-file.ts");
  const prices = await readPrices(path);
  return prices.ok ? costOfRun(started, { method: measured, inputs, results }, prices.value) : prices;
}
