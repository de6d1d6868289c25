import { WattledgerError, formatQuantity, formatReadable, printable, quoted } from "@wattledger/core";
import type { Quantity } from "@wattledger/core";
import { listRuns } from "@wattledger/meter";
import { runRows, sumOfRuns } from "@wattledger/meter/records";
import type { RunRow } from "@wattledger/meter/records";
import { machineHost } from "@wattledger/sensors";
import { pageWidth, paragraph } from "../paragraph.ts";
import { storeFolder } from "../run/store-folder.ts";
import { shortId } from "../run/summary-text.ts";
import { complain, writeJson, writeLine } from "../terminal.ts";
import { buildStamp } from "./build-stamp.ts";

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

/** Number of runs that are listed without --all and without a filter. */
const newest = 20;

/** Prints a row for each run, the newest last, and their sums. */
export async function printRuns(options: ListOptions): Promise<void> {
  const folder = storeFolder();
  const stored = listRuns(folder);
  const filtered =
    options.project !== undefined ||
    options.name !== undefined ||
    options.since !== undefined ||
    Object.keys(options.tag).length > 0;
  const asked = filtered || options.all === true ? stored : stored.slice(-newest);
  const rows = (await runRows(folder, asked, machineHost(), buildStamp(import.meta.filename))).filter((row) =>
    isAsked(row, options),
  );
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
  // People mean a local date; Date would read it as UTC.
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

/** Sums of rows that may be added. */
interface Totals {
  readonly runs: number;
  readonly energy: Quantity;
  readonly carbon: Quantity;
  /** The expected value of `energy` alone. */
  readonly energyKilowattHours: number;
  /** The expected value of `carbon` alone. */
  readonly carbonGrams: number;
  /** Rows that the sums leave out. */
  readonly within: number;
  readonly ofJobs: number;
  readonly unknown: number;
}

/** Sums that count everything once: a run within another listed run is part of it, and a job has a sum of its own. */
export function totalsOf(rows: readonly RunRow[]): Totals {
  const ids = new Set(rows.map(({ id }) => id));
  const jobs = rows.filter(({ job }) => job !== null);
  const inner = rows.filter(({ job, within }) => job === null && within !== null && ids.has(within));
  const counted = rows.filter(({ job, within }) => job === null && (within === null || !ids.has(within)));
  const known = counted.flatMap(({ energy, carbon, errors }) =>
    energy === null || carbon === null ? [] : [{ energy, carbon, errors }],
  );
  const energy = sumOfRuns(
    known.map((run) => ({ quantity: run.energy, errors: run.errors.energy })),
    "kWh",
  );
  const carbon = sumOfRuns(
    known.map((run) => ({ quantity: run.carbon, errors: run.errors.carbon })),
    "gCO2e",
  );
  return {
    runs: known.length,
    energy,
    carbon,
    energyKilowattHours: energy.mean,
    carbonGrams: carbon.mean,
    within: inner.length,
    ofJobs: jobs.length,
    unknown: counted.length - known.length,
  };
}

function listDocument(rows: readonly RunRow[], older: number, withCommand: boolean): Readonly<Record<string, unknown>> {
  return {
    schema: "wattledger/run-list/1",
    runs: rows.map((row) => {
      const { command, errors: _, ...shown } = row;
      return withCommand ? { ...shown, command } : shown;
    }),
    totals: totalsOf(rows),
    olderNotListed: older,
  };
}

function footLines(rows: readonly RunRow[], listed: number, older: number): readonly string[] {
  const { runs, energy, carbon, within, ofJobs, unknown } = totalsOf(rows);
  const jobs = new Set(rows.flatMap(({ job }) => (job === null || job.role === "sampler" ? [] : [job.key])));
  const left = [
    ...(within > 0 ? [`${within} within others`] : []),
    ...(ofJobs > 0 ? [`${ofJobs} of jobs`] : []),
    ...(unknown > 0 ? [`${unknown} without a figure`] : []),
  ];
  const sum = runs === 0 ? "" : `: ${formatQuantity(energy)}, ${formatQuantity(carbon)}`;
  return [
    `${listed} ${listed === 1 ? "run" : "runs"}${sum}.${left.length > 0 ? ` Not in the sum: ${left.join(", ")}.` : ""}`,
    ...(rows.some(({ restated }) => restated)
      ? ["* restated with other factors than at first: wattledger runs show ID"]
      : []),
    ...(older > 0 ? [`${older} older ${older === 1 ? "run is" : "runs are"} not listed; --all lists them.`] : []),
    "Filters: --project --name --tag --since. Details: wattledger runs show ID",
    ...[...jobs].map((key) => `Further ranks of a job are not listed: wattledger runs show ${key}`),
  ];
}

/**
 * The rows as a table within the width. Names are cut first, then the command, which keeps some words. What still does not fit
 * leaves the table: names, the time that runs took, when they ran, results, and the command last.
 */
export function listText(rows: readonly RunRow[], width: number, now: Date): string {
  const table = columns(now).flatMap(({ head, cell, cutTo = [], leaves, isEmpty }) => {
    if (isEmpty?.(rows) === true) return [];
    const cells = [head, ...rows.map(cell)];
    return [{ cells, cutTo, leaves, width: Math.max(...cells.map((one) => one.length)) }];
  });
  const excess = (): number => table.reduce((sum, column) => sum + column.width + 2, -2) - width;
  for (const step of [0, 1] as const) {
    for (const column of table) {
      const least = Math.min(column.width, column.cutTo[step] ?? column.width);
      column.width -= Math.min(Math.max(0, excess()), column.width - least);
    }
  }
  for (const column of table.toSorted((one, other) => one.leaves - other.leaves)) {
    if (excess() <= 0 || column.leaves === stays) break;
    table.splice(table.indexOf(column), 1);
  }
  // The room that a column left is for those that were cut.
  for (const column of table) {
    const whole = Math.max(...column.cells.map((one) => one.length));
    column.width += Math.min(whole - column.width, Math.max(0, -excess()));
  }
  return ["", ...rows]
    .map((_, row) =>
      table
        .map((column) => cut(column.cells[row] ?? "", column.width).padEnd(column.width))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function columns(now: Date): readonly Column[] {
  return [
    { head: "ID", cell: ({ id }) => shortId(id), leaves: stays },
    { head: "WHEN", cell: ({ startedAt }) => whenText(startedAt, now), leaves: 3 },
    {
      head: "NAME",
      cell: ({ name }) => cut(printable(name ?? "-"), longestName),
      cutTo: [8],
      leaves: 1,
      isEmpty: (rows) => rows.every(({ name }) => name === null),
    },
    { head: "COMMAND", cell: ({ command }) => printable(command.join(" ")), cutTo: [24, 12], leaves: 5 },
    {
      head: "TIME",
      cell: ({ durationSeconds }) => (durationSeconds === null ? "" : formatReadable(durationSeconds, "s", 2)),
      leaves: 2,
    },
    { head: "ENERGY", cell: ({ energy }) => figureText(energy), leaves: stays },
    { head: "CARBON", cell: ({ carbon, restated }) => `${gramsText(carbon)}${restated ? "*" : ""}`, leaves: stays },
    { head: "RESULT", cell: resultText, cutTo: [12, 8], leaves: 4 },
  ];
}

interface Column {
  readonly head: string;
  readonly cell: (row: RunRow) => string;
  /** The widths to which the column may be cut: first, and if that is not enough. Absent: it is never cut. */
  readonly cutTo?: readonly number[];
  /** The order in which columns leave the table if cutting is not enough. */
  readonly leaves: number;
  /** Whether the column says nothing of these rows. */
  readonly isEmpty?: (rows: readonly RunRow[]) => boolean;
}

/** The place in the order of a column that never leaves. */
const stays = 9;

const longestName = 16;

function figureText(quantity: RunRow["energy"]): string {
  return quantity === null ? "unknown" : formatReadable(quantity.nominal, quantity.unit);
}

/** The heading says that it is carbon: the unit is that of the mass alone. */
function gramsText(quantity: RunRow["carbon"]): string {
  return figureText(quantity).replace(/CO2e$/u, "");
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** In local time: `today 10:04`, `yesterday`, `11-28 10:04`; a run of another year has its date. */
function whenText(startedAt: string, now: Date): string {
  const start = new Date(startedAt);
  if (Number.isNaN(start.getTime())) return "";
  const time = `${two(start.getHours())}:${two(start.getMinutes())}`;
  const date = `${two(start.getMonth() + 1)}-${two(start.getDate())}`;
  if (isSameDay(start, now)) return `today ${time}`;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return isSameDay(start, yesterday)
    ? "yesterday"
    : start.getFullYear() === now.getFullYear()
      ? `${date} ${time}`
      : `${start.getFullYear()}-${date}`;
}

function isSameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function resultText({ state, exitCode, signal }: RunRow): string {
  switch (state) {
    case "finished":
      return signal === null ? (exitCode === 0 ? "ok" : `exit ${exitCode}`) : signal;
    case "recovered":
      return "recovered";
    case "running":
    case "interrupted":
    case "unreadable":
      return state;
  }
}
