import { writeFileSync } from "node:fs";
import { WattledgerError } from "@wattledger/core";
import { codecarbonHeader, codecarbonLine, codecarbonRow, findRun, listRuns } from "@wattledger/meter";
import {
  countedOnce,
  readEndedRecord,
  readRecord,
  runState,
  storedMethods,
  summariseRecord,
} from "@wattledger/meter/records";
import type { RunRecord, SummarisedRecord } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { redactSummary, secretsOfThisMachine } from "../run/redact.ts";
import type { Secrets } from "../run/redact.ts";
import { pricesIn } from "./runs-open.ts";
import { complain, writeCsv, writeOut } from "../terminal.ts";

/** Forms in which runs leave the store. */
export type ExportForm = "json" | "jsonl" | "csv";

/** What `wattledger runs export` was asked for. */
export interface ExportOptions {
  readonly form: ExportForm;
  /** Absent: standard output. */
  readonly out?: string;
  readonly withCommand: boolean;
  /** Each record by itself, also those whose figures are within another's. */
  readonly all: boolean;
  /** File of electricity prices; absent: the price on record, if there is one. */
  readonly prices?: string;
}

/**
 * Writes runs of the store in a form that other programs read: those named, or all that have ended. Of these each thing is
 * there once, so that rows may be added, unless every record was asked for.
 */
export async function exportRuns(folder: string, queries: readonly string[], options: ExportOptions): Promise<void> {
  if (options.withCommand && options.form === "csv")
    throw new WattledgerError(
      "bad-input",
      "--with-command: CodeCarbon's columns have no place for a command; use --json.",
    );
  const records = queries.length > 0 ? queries.map((query) => named(folder, query)) : stored(folder, options.all);
  const prices = await pricesIn(options.prices);
  const methods = storedMethods();
  const summarised: SummarisedRecord[] = [];
  for (const record of records) {
    const found = await summariseRecord(record, prices, methods);
    if (found.ok) summarised.push(found.value);
    else leaveOut(record.started.id, found.error);
  }
  const text = await exportText(summarised, options, secretsOfThisMachine());
  if (options.out !== undefined) saveTo(options.out, text);
  else if (options.form === "csv") writeCsv(text);
  else writeOut(text);
}

/** Runs in a form of export. */
export async function exportText(
  runs: readonly SummarisedRecord[],
  { form, withCommand, all }: Pick<ExportOptions, "form" | "withCommand" | "all">,
  secrets: Secrets,
): Promise<string> {
  if (form === "csv") {
    const lines: string[] = [];
    for (const { record, found, summary } of runs) {
      const line = codecarbonLine(await codecarbonRow({ started: record.started, ...found, summary }));
      const { within, job } = summary;
      lines.push(all ? [line, within, job?.key, job?.role].join(",") : line);
    }
    const header = all ? `${codecarbonHeader()},within,job,job_role` : codecarbonHeader();
    return [header, ...lines].map((line) => `${line}\r\n`).join("");
  }
  const documents = runs.map(({ record, summary }) => {
    const { command, workingDirectory } = record.started;
    return { ...redactSummary(summary, secrets), ...(withCommand ? { command, workingDirectory } : {}) };
  });
  if (form === "jsonl") return documents.map((document) => `${JSON.stringify(document)}\n`).join("");
  return `${JSON.stringify(documents, undefined, 2)}\n`;
}

/** A named run in progress is exported with its figures so far. */
function named(folder: string, query: string): RunRecord {
  const found = findRun(folder, query);
  if (!found.ok) throw new WattledgerError("unknown-name", found.error.message);
  const record = readRecord(found.value.path);
  if (!record.ok) throw new WattledgerError("bad-file", record.error.message);
  return record.value;
}

/** All that have ended. */
function stored(folder: string, all: boolean): readonly RunRecord[] {
  const records = listRuns(folder).flatMap(({ id, path }) => {
    const record = readEndedRecord(path);
    if (!record.ok) leaveOut(id, record.error.message);
    return record.ok ? [record.value] : [];
  });
  const host = machineHost();
  const goesOn = (record: RunRecord): boolean => runState(record, host) === "running";
  const once = countedOnce(records, goesOn);
  for (const name of once.goingOn) leaveOut(name, "it is still running. Name it to export its figures so far");
  if (all) return records.filter((record) => !goesOn(record));
  if (once.inner > 0) {
    const runs = once.inner === 1 ? "1 run within another is" : `${once.inner} runs within others are`;
    complain(`${runs} left out, as the run around counts all of it; --all writes every record`);
  }
  return once.records;
}

function leaveOut(name: string, reason: string): void {
  complain(`${name} is left out: ${reason}`);
}

function saveTo(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WattledgerError("bad-file", `--out: ${reason}`);
  }
}
