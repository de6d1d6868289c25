import type { Host } from "@wattledger/sensors";
import { readProcessStat } from "./process-stat.ts";

/**
 * Variable in the environment of every measured command: the runs around it, the innermost last, each with the
 * wrapper's process, `20261121-223001-k3f9@4711.283645`, separated by commas. It shows a wrapper that it runs inside another,
 * and it identifies a process of the run whose parents have ended.
 */
export const runVariable = "WATTLEDGER_RUN";

/** A run as {@link runVariable} names it. */
export interface RunMark {
  readonly id: string;
  readonly pid: number;
  readonly startTicks: number;
}

/** The text that names a run in {@link runVariable}. */
export function runMark({ id, pid, startTicks }: RunMark): string {
  return `${id}@${pid}.${startTicks}`;
}

/** The value of {@link runVariable} for a command: its own run after those around it. */
export function markedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  mark: string,
): Readonly<Record<string, string | undefined>> {
  const before = environment[runVariable];
  return { ...environment, [runVariable]: before === undefined || before === "" ? mark : `${before},${mark}` };
}

/** The marks in a process's environment at its start. Empty if it cannot be read. */
export function runMarksOf(host: Host, pid: number): readonly string[] {
  const prefix = `${runVariable}=`;
  const entries = host.readText(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return (
    entries
      .find((entry) => entry.startsWith(prefix))
      ?.slice(prefix.length)
      .split(",") ?? []
  );
}

/** Number of ancestors that are checked. A process tree is never that deep. */
const mostAncestors = 64;

/**
 * The run that already measures this process: the innermost that the environment names and whose wrapper is one of our
 * ancestors. A name alone is not enough: launchers carry environments to other machines, and daemons keep them for years.
 */
export function enclosingRun(
  host: Host,
  environment: Readonly<Record<string, string | undefined>>,
): RunMark | undefined {
  const named = (environment[runVariable] ?? "")
    .split(",")
    .map(parseMark)
    .filter((mark) => mark !== undefined);
  if (named.length === 0) return undefined;
  let stat = readProcessStat(host, "self");
  for (let depth = 0; depth < mostAncestors && stat !== undefined && stat.parentPid > 0; depth += 1) {
    const parent = readProcessStat(host, String(stat.parentPid));
    const found = named.find(({ pid, startTicks }) => pid === parent?.pid && startTicks === parent.startTicks);
    if (found !== undefined) return found;
    stat = parent;
  }
  return undefined;
}

function parseMark(text: string): RunMark | undefined {
  const [, id, pid, startTicks] = /^([\w-]+)@(\d+)\.(\d+)$/.exec(text) ?? [];
  return id === undefined ? undefined : { id, pid: Number(pid), startTicks: Number(startTicks) };
}
