import { closeSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "@wattledger/core";
import { quoted } from "@wattledger/core/quote";
import { openToRead } from "./open-to-read.ts";

/** The facts that decide where run records are kept. */
export interface StorePlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly platform: string;
  /** `os.homedir()`. */
  readonly homeFolder: string;
}

/**
 * The folder of run records: `runs` in WATTLEDGER_HOME, else `wattledger/runs` in XDG_STATE_HOME (which counts only if
 * absolute, as the XDG specification says), else the platform's usual place.
 */
export function runsFolder({ environment, platform, homeFolder }: StorePlace): string {
  const own = environment["WATTLEDGER_HOME"];
  if (own !== undefined && own !== "") return join(own, "runs");
  const state = environment["XDG_STATE_HOME"];
  if (state?.startsWith("/") === true) return join(state, "wattledger", "runs");
  if (platform === "darwin") return join(homeFolder, "Library", "Application Support", "wattledger", "runs");
  return join(homeFolder, ".local", "state", "wattledger", "runs");
}

/** Letters and digits that are not mistaken for one another. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

/** Number of letters in an ordinary run's id. */
export const runLetters = 4;
/** Thousands of ranks of a job may start in one second: four letters would not be enough. */
export const rankLetters = 8;

/**
 * A new run id: the start in UTC, so that ids sort by time, and four letters that separate runs of one second and are
 * enough to type: `20261121-223001-k3f9`. `random` returns numbers in [0, 1).
 */
export function newRunId(startedAt: Date, random: () => number, letters = runLetters): string {
  const digits = startedAt.toISOString().replaceAll(/\D/g, "");
  const code = Array.from({ length: letters }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${code}`;
}

/** A record in the store. */
export interface StoredRun {
  readonly id: string;
  readonly path: string;
}

/** All records in the folder, oldest first. Empty if the folder does not exist. */
export function listRuns(folder: string): readonly StoredRun[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // A store without any record yet is an empty store.
  }
  return names
    .filter((name) => /^\d{8}-\d{6}-[a-z0-9]+\.jsonl$/.test(name))
    .map((name) => ({ id: name.slice(0, -".jsonl".length), path: join(folder, name) }))
    .toSorted(byStart);
}

/** Sorted by the second in the id. Within one second by the start in the records, because the letters in ids are random. */
function byStart(a: StoredRun, b: StoredRun): number {
  const secondLength = "20261121-223001".length;
  const sameSecond = a.id.slice(0, secondLength) === b.id.slice(0, secondLength);
  const [startOfA, startOfB] = sameSecond ? [recordedStart(a.path), recordedStart(b.path)] : ["", ""];
  if (startOfA !== startOfB) return startOfA < startOfB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The start by the wall clock. Empty if it cannot be read. */
function recordedStart(path: string): string {
  return /"startedAt":"([^"]*)"/.exec(headOf(path))?.[1] ?? "";
}

/** The name of a run, which follows its id in the first line. Undefined without a name. */
function recordedName(path: string): string | undefined {
  const [, name] =
    /^\{"kind":"run-started","schema":"[^"]*","id":"[^"]*","name":("(?:[^"\\]|\\.)*")/.exec(headOf(path)) ?? [];
  return name === undefined ? undefined : String(JSON.parse(name));
}

/** The beginning of a record, which contains its names. Empty if it cannot be read. */
function headOf(path: string): string {
  const head = Buffer.alloc(4096);
  try {
    const descriptor = openToRead(path);
    const length = readSync(descriptor, head);
    closeSync(descriptor);
    return head.toString("utf8", 0, length);
  } catch {
    // The command that reads the record will report the problem.
    return "";
  }
}

/** Why a run was not found. The message contains the remedy. */
export interface RunNotFound {
  readonly kind: "empty" | "unknown" | "ambiguous";
  readonly message: string;
}

/** Finds a run by the beginning of its id, by the four letters at its end, by its name, or as `last`. */
export function findRun(folder: string, query: string): Result<StoredRun, RunNotFound> {
  const runs = listRuns(folder);
  const last = runs.at(-1);
  if (last === undefined) {
    const message = `no runs are recorded in ${folder}; record one with: wattledger run -- COMMAND`;
    return { ok: false, error: { kind: "empty", message } };
  }
  // A full disk leaves empty records, which contain no facts.
  if (query === "last") return { ok: true, value: runs.findLast(({ path }) => headOf(path) !== "") ?? last };
  const byId = query === "" ? [] : runs.filter(({ id }) => id.startsWith(query) || id.endsWith(`-${query}`));
  const matches = byId.length > 0 || query === "" ? byId : runs.filter(({ path }) => recordedName(path) === query);
  const [match] = matches;
  if (query === "" || match === undefined) {
    const message = `no run has the id or the name ${quoted(query)}; the last one is ${last.id}, and \`wattledger runs\` lists them`;
    return { ok: false, error: { kind: "unknown", message } };
  }
  if (matches.length > 1) {
    const some = matches.slice(-3).map(({ id }) => id);
    const message =
      byId.length > 0
        ? `${matches.length} runs match ${quoted(query)}, such as ${some.join(", ")}; type more of the id`
        : `${matches.length} runs have the name ${quoted(query)}, the latest are ${some.join(", ")}; type the id of one`;
    return { ok: false, error: { kind: "ambiguous", message } };
  }
  return { ok: true, value: match };
}
