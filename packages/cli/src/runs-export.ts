import { writeFileSync } from "node:fs";
import { WattledgerError } from "@wattledger/core";
import { codecarbonHeader, codecarbonLine, codecarbonRow, findRun, listRuns } from "@wattledger/meter";
import type { ElectricityPrice, StoredRun } from "@wattledger/meter";
import { readRecord, runState, summariseRecord } from "@wattledger/meter/records";
import type { SummarisedRecord } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { redactSummary, secretsOfThisMachine } from "./redact.ts";
import type { Secrets } from "./redact.ts";
import { pricesIn } from "./runs-open.ts";

/** Forms in which runs leave the store. */
export type ExportForm = "json" | "jsonl" | "csv";

/** What `wattledger runs export` was asked for. */
export interface ExportOptions {
  readonly form: ExportForm;
  /** Absent: standard output. */
  readonly out?: string;
  readonly withCommand: boolean;
  /** File of electricity prices; absent: the price on record, if there is one. */
  readonly prices?: string;
}

/** Writes runs of the store in a form that other programs read: those named, or all that have ended. */
export async function exportRuns(folder: string, queries: readonly string[], options: ExportOptions): Promise<void> {
  if (options.withCommand && options.form === "csv")
    throw new WattledgerError(
      "bad-input",
      "--with-command: CodeCarbon's columns have no place for a command; use --json.",
    );
  const runs = queries.length === 0 ? listRuns(folder) : queries.map((query) => named(folder, query));
  const prices = await pricesIn(options.prices);
  const summarised: SummarisedRecord[] = [];
  for (const run of runs) {
    const found = await summariseStored(run, { isNamed: queries.length > 0, prices });
    if (found.kind === "summarised") summarised.push(found.value);
    else process.stderr.write(`wattledger: ${run.id} is left out: ${found.reason}\n`);
  }
  const text = await exportText(summarised, options, secretsOfThisMachine());
  if (options.out === undefined) process.stdout.write(text);
  else writeOut(options.out, text);
}

/** Runs in a form of export. */
export async function exportText(
  runs: readonly SummarisedRecord[],
  { form, withCommand }: Pick<ExportOptions, "form" | "withCommand">,
  secrets: Secrets,
): Promise<string> {
  if (form === "csv") {
    const lines: string[] = [];
    for (const { record, found, summary } of runs)
      lines.push(codecarbonLine(await codecarbonRow({ started: record.started, ...found, summary })));
    return [codecarbonHeader(), ...lines].map((line) => `${line}\r\n`).join("");
  }
  const documents = runs.map(({ record, summary }) => {
    const { command, workingDirectory } = record.started;
    return { ...redactSummary(summary, secrets), ...(withCommand ? { command, workingDirectory } : {}) };
  });
  if (form === "jsonl") return documents.map((document) => `${JSON.stringify(document)}\n`).join("");
  return `${JSON.stringify(documents, undefined, 2)}\n`;
}

function named(folder: string, query: string): StoredRun {
  const found = findRun(folder, query);
  if (!found.ok) throw new WattledgerError("unknown-name", found.error.message);
  return found.value;
}

type Stored =
  | { readonly kind: "summarised"; readonly value: SummarisedRecord }
  | { readonly kind: "left-out"; readonly reason: string };

/** A run that goes on has no result yet: it is exported, as far as it has come, only when it is named. */
async function summariseStored(
  { path }: StoredRun,
  { isNamed, prices }: { readonly isNamed: boolean; readonly prices: readonly ElectricityPrice[] | undefined },
): Promise<Stored> {
  const record = readRecord(path);
  if (!record.ok) return { kind: "left-out", reason: record.error.message };
  const { job } = record.value.started;
  if (!isNamed && job !== undefined && job.role !== "sampler")
    return { kind: "left-out", reason: "a rank of a job has no energy of its own; another run has its node's" };
  if (!isNamed && runState(record.value, machineHost()) === "running")
    return { kind: "left-out", reason: "it goes on; name it to export it as far as it has come" };
  const summarised = await summariseRecord(record.value, prices);
  if (summarised.ok) return { kind: "summarised", value: summarised.value };
  return { kind: "left-out", reason: summarised.error };
}

function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WattledgerError("bad-file", `--out: ${reason}`);
  }
}
