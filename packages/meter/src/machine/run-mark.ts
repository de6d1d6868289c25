import type { Host } from "@wattledger/sensors";
import { readProcessStat } from "./process-stat.ts";

/**
 * Variable in the environment of every command that is measured: the runs that it is in, the innermost last, each with the
 * wrapper's process, `20261121-223001-k3f9@4711.283645`, divided by commas. A wrapper knows by it that it is in another, and
 * a process that its parents have left is known by it as the run's.
 */
export const runVariable = "WATTLEDGER_RUN";

/** A run as {@link runVariable} names it. */
export interface RunMark {
  readonly id: string;
  readonly pid: number;
  readonly startTicks: number;
}

/** The text by which a run is named in {@link runVariable}. */
export function runMark({ id, pid, startTicks }: RunMark): string {
  return `${id}@${pid}.${startTicks}`;
}

/** What {@link runVariable} is set to for a command: its own run after those that enclose it. */
export function markedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  mark: string,
): Readonly<Record<string, string | undefined>> {
  const before = environment[runVariable];
  return { ...environment, [runVariable]: before === undefined || before === "" ? mark : `${before},${mark}` };
}

/** The marks in a process's environment as it was started; none where it cannot be read. */
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

/** Ancestors looked through; a process tree is not that deep. */
const mostAncestors = 64;

/**
 * The run that this process is measured by already: the innermost that the environment names and whose wrapper is among our
 * ancestors. A name alone says little: launchers carry environments to other machines, and daemons keep them for years.
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
