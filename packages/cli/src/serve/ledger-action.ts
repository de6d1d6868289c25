import { resolve } from "node:path";
import { WattledgerError } from "@wattledger/core";
import type { Ledger } from "@wattledger/server";
import { complain, writeLine } from "../terminal.ts";
import type { LedgerOptions } from "./ledger.ts";
import { loadServer } from "./load-server.ts";
import { ledgerFolder } from "./serve-action.ts";

/** Compares events, sums and journal. The exit code is 1 where they differ. */
export async function verify(options: LedgerOptions): Promise<void> {
  await withLedger(options, async (ledger) => {
    const { events, hours, journal, differences } = await ledger.verify();
    for (const difference of differences) writeLine(difference);
    if (differences.length > 0) process.exitCode = 1;
    else writeLine(`${events} events in ${hours} hours: events and sums agree; journal ${journal}.`);
  });
}

/** Builds the engine's file again. */
export async function rebuild(options: LedgerOptions): Promise<void> {
  await withLedger(options, async (ledger) => {
    await ledger.rebuild();
    writeLine("The engine's file was built from the journal.");
  });
}

/** Copies the ledger. */
export async function backUp(folder: string, options: LedgerOptions): Promise<void> {
  await withLedger(options, async (ledger) => {
    const { files } = await ledger.backUp(resolve(folder));
    writeLine(`${files.length === 1 ? "1 file" : `${files.length} files`} copied to ${folder}.`);
  });
}

/** Puts a copy back. @throws WattledgerError `bad-file` */
export async function restore(folder: string, { data = ledgerFolder() }: LedgerOptions): Promise<void> {
  const { restoreBackup } = await loadServer();
  const restored = await restoreBackup(resolve(folder), data);
  if (!restored.ok) throw new WattledgerError("bad-file", restored.error);
  writeLine(`The backup is in ${data}.`);
}

/** Writes events to a file. @throws WattledgerError `bad-input` */
export async function exportTo(
  file: string,
  {
    format,
    from,
    to,
    ...options
  }: LedgerOptions & { readonly format: "parquet" | "csv" | "json-lines"; readonly from: string; readonly to: string },
): Promise<void> {
  const period = { fromMilliseconds: dayOf("--from", from), toMilliseconds: dayOf("--to", to) };
  await withLedger(options, async (ledger) => {
    await ledger.exportEvents({ path: resolve(file), format, ...period });
    writeLine(`The events are in ${file}.`);
  });
}

/** Removes events for good. @throws WattledgerError `unknown-name`, `bad-file` */
export async function erase(dimension: string, value: string, options: LedgerOptions): Promise<void> {
  const { dimensions, isDimension } = await loadServer();
  if (!isDimension(dimension))
    throw new WattledgerError("unknown-name", `Unknown dimension "${dimension}". Known: ${dimensions.join(", ")}.`);
  await withLedger(options, async (ledger) => {
    const erased = await ledger.erase({ dimension, value, author: "command" });
    if (!erased.ok) throw new WattledgerError("bad-file", erased.error.message);
    writeLine(`${erased.value.events} events were removed. Backups that were made before still have them.`);
  });
}

/** @throws WattledgerError `bad-input` where another process has the ledger; it is named. */
async function withLedger(
  { data = ledgerFolder() }: LedgerOptions,
  use: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  const { openLedger } = await loadServer();
  const opened = await openLedger({ folder: data, onNotice: complain });
  if (!opened.ok) throw new WattledgerError("bad-input", opened.error.message);
  try {
    await use(opened.value);
  } finally {
    await opened.value.close();
  }
}

function dayOf(option: string, text: string): number {
  const time = /^\d{4}-\d\d-\d\d$/u.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return Math.max(0, time);
  throw new WattledgerError("bad-input", `${option} ${text}: give a date such as 2026-11-30.`);
}
