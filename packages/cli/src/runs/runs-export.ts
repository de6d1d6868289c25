import { writeFileSync } from "node:fs";
import { WattledgerError } from "@wattledger/core";
import { codecarbonHeader, findRun, listRuns } from "@wattledger/meter";
import {
  countedOnce,
  exportedRun,
  keptSummaries,
  readEndedRecord,
  readRecord,
  runState,
  storedMethods,
  summariseRecord,
} from "@wattledger/meter/records";
import type { ExportedRun, RunRecord } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { redactSummary, secretsOfThisMachine } from "../run/redact.ts";
import type { Secrets } from "../run/redact.ts";
import { complain, writeCsv, writeOut } from "../terminal.ts";
import { buildStamp } from "./build-stamp.ts";
import { pricesIn } from "./runs-open.ts";

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
  const prices = await pricesIn(options.prices);
  const exported =
    queries.length > 0
      ? await exportedRuns(
          queries.map((query) => named(folder, query)),
          prices,
        )
      : await stored(folder, options.all, prices);
  const text = exportText(exported, options, secretsOfThisMachine());
  if (options.out !== undefined) saveTo(options.out, text);
  else if (options.form === "csv") writeCsv(text);
  else writeOut(text);
}

/** Runs in a form of export. */
export function exportText(
  runs: readonly ExportedRun[],
  { form, withCommand, all }: Pick<ExportOptions, "form" | "withCommand" | "all">,
  secrets: Secrets,
): string {
  if (form === "csv") {
    const lines = runs.map(({ csv, summary: { within, job } }) =>
      all ? [csv, within, job?.key, job?.role].join(",") : csv,
    );
    const header = all ? `${codecarbonHeader()},within,job,job_role` : codecarbonHeader();
    return [header, ...lines].map((line) => `${line}\r\n`).join("");
  }
  const documents = runs.map(({ command, workingDirectory, summary }) => ({
    ...redactSummary(summary, secrets),
    ...(withCommand ? { command, workingDirectory } : {}),
  }));
  if (form === "jsonl") return documents.map((document) => `${JSON.stringify(document)}\n`).join("");
  return `${JSON.stringify(documents, undefined, 2)}\n`;
}

/** Runs of the store that have ended, each thing once, so that their figures may be added. */
export async function endedRuns(folder: string): Promise<readonly ExportedRun[]> {
  return await stored(folder, false, undefined);
}

/** A named run in progress is exported with its figures so far. */
function named(folder: string, query: string): RunRecord {
  const found = findRun(folder, query);
  if (!found.ok) throw new WattledgerError("unknown-name", found.error.message);
  const record = readRecord(found.value.path);
  if (!record.ok) throw new WattledgerError("bad-file", record.error.message);
  return record.value;
}

/** All that have ended. What was computed before, and does not rest on prices given now, is not computed again. */
async function stored(folder: string, all: boolean, prices: Prices): Promise<readonly ExportedRun[]> {
  const runs = listRuns(folder);
  const kept =
    prices === undefined ? await keptSummaries(folder, runs, buildStamp(import.meta.filename)) : runs.map(() => null);
  const alone = kept.filter((one) => one !== null);
  const records = runs.flatMap(({ id, path }, index) => {
    if (kept[index] !== null) return [];
    const record = readEndedRecord(path);
    if (!record.ok) leaveOut(id, record.error.message);
    return record.ok ? [record.value] : [];
  });
  const host = machineHost();
  const goesOn = (record: RunRecord): boolean => runState(record, host) === "running";
  const aloneIds = alone.map(({ id }) => id);
  const once = countedOnce(records, goesOn, aloneIds);
  for (const name of once.goingOn) leaveOut(name, "it is still running. Name it to export its figures so far");
  if (all) {
    const others = await exportedRuns(
      records.filter((record) => !goesOn(record)),
      prices,
    );
    return inOrder([...alone, ...others]);
  }
  const ids = new Set([...aloneIds, ...records.map(({ started }) => started.id)]);
  const outer = alone.filter(({ summary: { within } }) => within === null || !ids.has(within));
  const inner = once.inner + alone.length - outer.length;
  if (inner > 0) {
    const words = inner === 1 ? "1 run within another is" : `${inner} runs within others are`;
    complain(`${words} left out, as the run around counts all of it; --all writes every record`);
  }
  return inOrder([...outer, ...(await exportedRuns(once.records, prices))]);
}

type Prices = Awaited<ReturnType<typeof pricesIn>>;

function inOrder(runs: readonly ExportedRun[]): readonly ExportedRun[] {
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

async function exportedRuns(records: readonly RunRecord[], prices: Prices): Promise<readonly ExportedRun[]> {
  const methods = storedMethods();
  const exported: ExportedRun[] = [];
  for (const record of records) {
    const found = await summariseRecord(record, prices, methods);
    if (found.ok) exported.push(await exportedRun(found.value));
    else leaveOut(record.started.id, found.error);
  }
  return exported;
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
