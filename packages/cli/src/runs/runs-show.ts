import {
  explain,
  explanationMarkdown,
  explanationText,
  formatQuantity,
  formatReadable,
  printable,
} from "@wattledger/core";
import { chooseEquivalence } from "@wattledger/factors";
import { listRuns } from "@wattledger/meter";
import { footprintOfRecord, metersOf, powerOf, readRecord } from "@wattledger/meter/records";
import type { RunRecord, StoredRunFootprint } from "@wattledger/meter/records";
import { showJob } from "./job-show.ts";
import { secretsOfThisMachine } from "../run/redact.ts";
import { runDetailsText } from "./run-details-text.ts";
import { runText, shortId } from "../run/run-text.ts";
import { endOf, footprintOf, openRecord, pricesIn, storeFolder, summaryOf } from "./runs-open.ts";
import { shownDocument } from "./shown-document.ts";
import { writeJson, writeLine, writeOut } from "../terminal.ts";

/** Prints one line for each of the newest `most` runs, the newest last. */
export async function printRuns(most: number): Promise<void> {
  const folder = storeFolder();
  const runs = listRuns(folder);
  if (runs.length === 0) writeLine(`No runs are recorded in ${folder} yet. Record one: wattledger run -- COMMAND`);
  if (runs.length > most) writeLine(`${runs.length - most} older runs are not listed; --all lists them.`);
  const rows: (readonly string[])[] = [];
  const jobs = new Set<string>();
  for (const { id, path } of runs.slice(-most)) {
    const record = readRecord(path);
    const job = record.ok ? record.value.started.job : undefined;
    if (job !== undefined && job.role !== "sampler") {
      jobs.add(job.key);
      continue;
    }
    if (record.ok) rows.push(await listRow(record.value));
    else rows.push([shortId(id), "", "", "unreadable", "", "", record.error.message]);
  }
  if (rows.length > 0)
    writeLine(table([["run", "started (UTC)", "took", "ended", "energy", "carbon", "name"], ...rows]));
  for (const job of jobs) writeLine(`Further ranks of a job are not listed: wattledger runs show ${job}`);
}

async function listRow(record: RunRecord): Promise<readonly string[]> {
  const { id, name, startedAt } = record.started;
  const found = await footprintOfRecord(record);
  const started = startedAt.slice(0, 19).replace("T", " ");
  if (!found.ok) return [shortId(id), started, "", endOf(record), "unknown", "unknown", name ?? ""];
  const { measurement } = found.value;
  const duration = formatReadable(measurement.durationSeconds, "s");
  const [energy, carbon] = ["energy", "carbon"].map((result) => figure(found.value, result));
  return [shortId(id), started, duration, endOf(record), energy ?? "", carbon ?? "", name ?? ""];
}

function figure({ results, measurement }: StoredRunFootprint, result: string): string {
  const quantity = results.get(result)?.quantity;
  return quantity === undefined || measurement.energy.length === 0 ? "unknown" : formatQuantity(quantity);
}

/** How a run is to be shown. */
export interface ShowOptions {
  readonly form: "text" | "json";
  /** Whether data may hold the command and its folder. */
  readonly withCommand: boolean;
  /** File of electricity prices; absent: the price on record, if there is one. */
  readonly prices?: string;
}

/** Prints a run on record: its summary, power over time, data quality and scale; or the same as JSON. A job likewise. */
export async function showRun(query: string, { form, withCommand, prices }: ShowOptions): Promise<void> {
  if (await showJob(storeFolder(), query, form, columns())) return;
  const record = openRecord(query);
  const run = await summaryOf(record, await pricesIn(prices));
  const { found, summary, cost } = run;
  const { carbonGrams, quality } = summary;
  const equivalence = carbonGrams === null ? undefined : await chooseEquivalence(carbonGrams.nominal);
  const details = { meters: metersOf(run), power: powerOf(run), ...(equivalence === undefined ? {} : { equivalence }) };
  if (form === "json") {
    const document = shownDocument({ run, state: endOf(record), ...details }, withCommand, secretsOfThisMachine());
    writeJson(document);
    return;
  }
  const shown = { started: record.started, end: endOf(record), ...found, ...(cost === undefined ? {} : { cost }) };
  writeOut(await runText(shown, columns()));
  writeLine();
  writeOut(
    runDetailsText(
      { durationSeconds: summary.durationSeconds, quality, progress: record.progress, ...details },
      columns(),
    ),
  );
  writeLine(`\n  recorded       ${printable(`${record.started.startedAt} in ${record.path}`)}`);
  writeLine(`  command        ${printable(commandText(record))}`);
  for (const note of [...found.notes, ...record.problems]) writeLine(`  note           ${printable(note)}`);
}

/** Prints where a figure of a run comes from. */
export async function explainRun(query: string, output: string, form: "text" | "markdown" | "json"): Promise<void> {
  const record = openRecord(query);
  const { method, inputs, notes } = await footprintOf(record);
  const explanation = explain(method, inputs, output);
  switch (form) {
    case "json":
      writeJson(explanation);
      return;
    case "markdown":
      writeLine(explanationMarkdown(explanation));
      break;
    case "text":
      writeLine(explanationText(explanation, columns()));
      break;
  }
  for (const note of notes) writeLine(`note: ${printable(note)}`);
}

function commandText({ started: { command, omittedArguments } }: RunRecord): string {
  const words = command.map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : JSON.stringify(word)));
  return `${words.join(" ")}${omittedArguments > 0 ? ` and ${omittedArguments} more arguments` : ""}`;
}

function columns(): number {
  return Math.min(Math.max(process.stdout.columns ?? 100, 60), 140);
}

/** Cells in columns as wide as their widest. */
function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(printable));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
