import { defined, explanationMarkdown, explanationText, printable } from "@wattledger/core";
import { chooseEquivalence } from "@wattledger/factors";
import { firstFootprint, metersOf, powerOf } from "@wattledger/meter/records";
import type { RunRecord } from "@wattledger/meter/records";
import { pageWidth } from "../paragraph.ts";
import { secretsOfThisMachine } from "../run/redact.ts";
import { runText } from "../run/summary-text.ts";
import { writeJson, writeLine, writeOut } from "../terminal.ts";
import { explanationScreen } from "./explain-screen.ts";
import { showJob } from "./job-show.ts";
import { runDetailsText } from "./run-details-text.ts";
import { runPage } from "./run-page.ts";
import { explainCost, explainNamed } from "./runs-explain.ts";
import { endOf, footprintOf, openRecord, pricesIn, storeFolder, summaryOf } from "./runs-open.ts";
import { shownDocument } from "./shown-document.ts";

/** How a run is to be shown. */
export interface ShowOptions {
  readonly form: "short" | "full" | "json";
  /** Whether data may hold the command and its folder. */
  readonly withCommand: boolean;
  /** File of electricity prices; absent: the price on record, if there is one. */
  readonly prices?: string;
}

/** Prints a run on record: its summary, power over time, data quality and scale; or the same as JSON. The same for a job. */
export async function showRun(query: string, { form, withCommand, prices }: ShowOptions): Promise<void> {
  if (await showJob(storeFolder(), query, form === "json" ? "json" : "text", columns())) return;
  const record = openRecord(query);
  const run = await summaryOf(record, await pricesIn(prices));
  const { found, summary, cost } = run;
  const { carbonGrams, quality } = summary;
  const equivalence = carbonGrams === null ? undefined : await chooseEquivalence(carbonGrams.nominal);
  const details = { meters: metersOf(run), power: powerOf(run), ...defined({ equivalence }) };
  if (form === "json") {
    const document = shownDocument({ run, state: endOf(record), ...details }, withCommand, secretsOfThisMachine());
    writeJson(document);
    return;
  }
  const shown = { started: record.started, end: endOf(record), ...found, ...defined({ cost }) };
  if (form === "short") {
    const page = {
      ...shown,
      when: localTime(record.started.startedAt),
      command: commandText(record),
      power: details.power,
      notes: [...found.notes, ...record.problems],
      ...defined({ before: firstFootprint(record) }),
    };
    writeOut(runPage(page, columns()));
    return;
  }
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

/** `2026-11-30 10:04`, in the time of this machine. */
function localTime(iso: string): string {
  const at = new Date(iso);
  const [month, day, hour, minute] = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()].map((value) =>
    String(value).padStart(2, "0"),
  );
  return `${at.getFullYear()}-${month}-${day} ${hour}:${minute}`;
}

/** How much of an explanation is printed, and in what form. */
export type ExplainForm = "short" | "full" | "markdown" | "json";

/** Prints where a figure of a run comes from. */
export async function explainRun(query: string, output: string, form: ExplainForm): Promise<void> {
  const record = openRecord(query);
  if (output === "cost") {
    explainCost(await summaryOf(record), form === "json" || form === "markdown" ? form : "text");
    return;
  }
  const { method, inputs, notes } = await footprintOf(record);
  const explanation = explainNamed(method, inputs, output);
  switch (form) {
    case "json":
      writeJson(explanation);
      return;
    case "markdown":
      writeLine(explanationMarkdown(explanation));
      break;
    case "full":
      writeLine(explanationText(explanation, columns()));
      break;
    case "short":
      writeOut(explanationScreen(explanation, columns()));
      break;
  }
  for (const note of notes) writeLine(`note: ${printable(note)}`);
}

function commandText({ started: { command, omittedArguments } }: RunRecord): string {
  const words = command.map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : JSON.stringify(word)));
  return `${words.join(" ")}${omittedArguments > 0 ? ` and ${omittedArguments} more arguments` : ""}`;
}

function columns(): number {
  return pageWidth(process.stdout.columns);
}
