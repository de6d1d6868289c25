import { statSync } from "node:fs";
import { WattledgerError, formatReadable, printable, quoted } from "@wattledger/core";
import { listRuns } from "@wattledger/meter";
import { runRows } from "@wattledger/meter/records";
import type { RunRow } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { pageWidth, paragraph } from "../paragraph.ts";
import { shortId } from "../run/summary-text.ts";
import { complain, writeJson, writeLine } from "../terminal.ts";
import { version } from "../version.ts";
import { storeFolder } from "./store-folder.ts";

/** What `wattledger runs` was asked for. */
export interface ListOptions {
  readonly all?: true;
  readonly json?: true;
  readonly withCommand?: true;
  readonly project?: string;
  readonly name?: string;
  readonly tag: Readonly<Record<string, string>>;
  /** The earliest start. */
  readonly since?: Date;
}

/** So many are listed where nobody asks for all, or for those of a kind. */
const newest = 20;

/** Prints a row for each run, the newest last, and what they come to. */
export async function printRuns(options: ListOptions): Promise<void> {
  const folder = storeFolder();
  const stored = listRuns(folder);
  const filtered =
    options.project !== undefined ||
    options.name !== undefined ||
    options.since !== undefined ||
    Object.keys(options.tag).length > 0;
  const asked = filtered || options.all === true ? stored : stored.slice(-newest);
  const rows = (await runRows(folder, asked, machineHost(), stampOfThis())).filter((row) => isAsked(row, options));
  const older = filtered ? 0 : stored.length - asked.length;
  if (options.json === true) {
    writeJson(listDocument(rows, older, options.withCommand === true));
    return;
  }
  if (stored.length === 0) {
    writeLine(`No runs are recorded in ${folder} yet. Record one: wattledger run -- COMMAND`);
    return;
  }
  const width = pageWidth(process.stdout.columns);
  const listed = rows.filter(({ job }) => job === null || job.role === "sampler");
  if (listed.length > 0) writeLine(listText(listed, width, new Date()));
  for (const { id, problem } of rows) if (problem !== null) complain(`${id}: ${problem}`);
  for (const line of footLines(rows, listed.length, older)) writeLine(paragraph(line, { width }));
}

/** What computes the rows: another build computes them again. */
function stampOfThis(): string {
  const { size, mtimeMs } = statSync(import.meta.filename);
  return `${version} ${size} ${mtimeMs}`;
}

function isAsked(row: RunRow, { project, name, tag, since }: ListOptions): boolean {
  return (
    (project === undefined || row.project === project) &&
    (name === undefined || row.name === name) &&
    Object.entries(tag).every(([label, value]) => row.tags[label] === value) &&
    (since === undefined || (row.startedAt !== "" && Date.parse(row.startedAt) >= since.getTime()))
  );
}

/** A moment from which runs are listed: `2026-11-30`, `2026-11-30T09:00`, or how long ago, `7d`, `12h`. */
export function parseSince(text: string, now: Date): Date {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(min|h|d|w)\s*$/u.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined)
    return new Date(now.getTime() - Number(amount) * (secondsByUnit.get(unit) ?? 0) * 1000);
  const isDate = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?)?$/u.test(text);
  // A date alone is local, as people mean it; Date takes it for UTC.
  const moment = new Date(
    /^\d{4}-\d{2}$/u.test(text) ? `${text}-01T00:00` : text.length === 10 ? `${text}T00:00` : text,
  );
  if (isDate && !Number.isNaN(moment.getTime())) return moment;
  throw new WattledgerError(
    "bad-input",
    `--since: ${quoted(text)} is not a time. Write a date such as 2026-11-30, or how long ago: 7d, 12h, 30min.`,
  );
}

const secondsByUnit: ReadonlyMap<string, number> = new Map([
  ["min", 60],
  ["h", 3600],
  ["d", 86_400],
  ["w", 604_800],
]);

/** Sums of expected values over rows whose figures may be added. */
interface Totals {
  readonly runs: number;
  readonly energyKilowattHours: number;
  readonly carbonGrams: number;
  /** Rows that are in no sum. */
  readonly within: number;
  readonly ofJobs: number;
  readonly unknown: number;
}

/** What rows come to: each thing once. A run within another of them is in that one's figures; jobs have a sum of their own. */
export function totalsOf(rows: readonly RunRow[]): Totals {
  const ids = new Set(rows.map(({ id }) => id));
  const jobs = rows.filter(({ job }) => job !== null);
  const inner = rows.filter(({ job, within }) => job === null && within !== null && ids.has(within));
  const counted = rows.filter(({ job, within }) => job === null && (within === null || !ids.has(within)));
  const known = counted.flatMap(({ energy, carbon }) =>
    energy === null || carbon === null ? [] : [{ energy, carbon }],
  );
  return {
    runs: known.length,
    energyKilowattHours: known.reduce((sum, { energy }) => sum + energy.mean, 0),
    carbonGrams: known.reduce((sum, { carbon }) => sum + carbon.mean, 0),
    within: inner.length,
    ofJobs: jobs.length,
    unknown: counted.length - known.length,
  };
}

function listDocument(rows: readonly RunRow[], older: number, withCommand: boolean): Readonly<Record<string, unknown>> {
  return {
    schema: "wattledger/run-list/1",
    runs: rows.map(({ command, ...row }) => (withCommand ? { ...row, command } : row)),
    totals: totalsOf(rows),
    olderNotListed: older,
  };
}

function footLines(rows: readonly RunRow[], listed: number, older: number): readonly string[] {
  const { runs, energyKilowattHours, carbonGrams, within, ofJobs, unknown } = totalsOf(rows);
  const jobs = new Set(rows.flatMap(({ job }) => (job === null || job.role === "sampler" ? [] : [job.key])));
  const left = [
    ...(within > 0 ? [`${within} within others`] : []),
    ...(ofJobs > 0 ? [`${ofJobs} of jobs`] : []),
    ...(unknown > 0 ? [`${unknown} without a figure`] : []),
  ];
  const sum =
    runs === 0
      ? ""
      : `: ${formatReadable(energyKilowattHours, "kWh")}, ${formatReadable(carbonGrams, "gCO2e")} (sum of expected values)`;
  return [
    `${listed} ${listed === 1 ? "run" : "runs"}${sum}.${left.length > 0 ? ` Not in the sum: ${left.join(", ")}.` : ""}`,
    ...(older > 0 ? [`${older} older ${older === 1 ? "run is" : "runs are"} not listed; --all lists them.`] : []),
    "Filters: --project --name --tag --since. Details: wattledger runs show ID",
    ...[...jobs].map((key) => `Further ranks of a job are not listed: wattledger runs show ${key}`),
  ];
}

/** The rows as a table; the command is cut where the width ends. */
export function listText(rows: readonly RunRow[], width: number, now: Date): string {
  const head = ["ID", "WHEN", "NAME", "COMMAND", "TIME", "ENERGY", "CARBON", "RESULT"];
  const cells = rows.map((row) => [
    shortId(row.id),
    whenText(row.startedAt, now),
    cut(printable(row.name ?? "-"), longestName),
    printable(row.command.join(" ")),
    row.durationSeconds === null ? "" : formatReadable(row.durationSeconds, "s", 2),
    row.energy === null ? "unknown" : formatReadable(row.energy.nominal, row.energy.unit),
    row.carbon === null ? "unknown" : formatReadable(row.carbon.nominal, row.carbon.unit),
    resultText(row),
  ]);
  const all = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const others = widths.reduce((sum, one, column) => sum + (column === commandColumn ? 0 : one + 2), 0);
  const forCommand = Math.max("COMMAND".length, Math.min(widths[commandColumn] ?? 0, width - others));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === commandColumn ? cut(cell, forCommand).padEnd(forCommand) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const commandColumn = 3;
const longestName = 16;

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** In local time: `today 10:04`, `11-29 10:04`, of another year its date. */
function whenText(startedAt: string, now: Date): string {
  const start = new Date(startedAt);
  if (Number.isNaN(start.getTime())) return "";
  const time = `${two(start.getHours())}:${two(start.getMinutes())}`;
  const date = `${two(start.getMonth() + 1)}-${two(start.getDate())}`;
  if (start.getFullYear() !== now.getFullYear()) return `${start.getFullYear()}-${date}`;
  const isToday = start.getMonth() === now.getMonth() && start.getDate() === now.getDate();
  return `${isToday ? "today" : date} ${time}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function resultText({ state, exitCode, signal }: RunRow): string {
  switch (state) {
    case "finished":
      return signal === null ? (exitCode === 0 ? "ok" : `exit code ${exitCode}`) : signal;
    case "recovered":
      return "interrupted, recovered";
    case "running":
    case "interrupted":
    case "unreadable":
      return state;
  }
}
