import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { isProgram } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";
import { rawWordsOf, scriptFor } from "./raw-words.ts";

/**
 * Starts a command so that it finds the same state as without Wattledger. Node changes three things for every process that it
 * starts, and cannot restore them: it raises the soft limit of open files to the hard one, sets ignored signals to
 * their defaults, and damages text that is not UTF-8. In these cases a small program starts instead of the command, restores
 * the state, and becomes the command.
 */
export function commandLine(
  host: Host,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] {
  const fileLimit = originalFileLimit(host, environment);
  const ignored = ignoredSignals(host, environment);
  const raw = rawWordsOf(host, command, environment);
  const needsShell = ignored.length > 0 || raw.words.size > 0 || raw.variables.size > 0;
  if (fileLimit === undefined && !needsShell) return command;
  // If the program does not exist, the error must be in Wattledger's words, not in those of the small program.
  if (!raw.words.has(0) && !canBeStarted(command[0], environment)) return command;
  if (!needsShell && existsSync(prlimit)) return [prlimit, `--nofile=${fileLimit}:`, ...command];
  const limit = fileLimit === undefined ? "" : `ulimit -S -n ${fileLimit}; `;
  return [
    "/bin/sh",
    "-c",
    `${ignored.length > 0 ? `trap '' ${ignored.join(" ")}; ` : ""}${limit}${scriptFor(command, raw)}`,
    ...command,
  ];
}

/** From util-linux. Preferred to a shell: some shells leave traces in the environment (SHLVL, `_`). */
const prlimit = "/usr/bin/prlimit";

/** Variable in which the launcher passes the soft limit of open files that it found. It is not passed to the command. */
export const fileLimitVariable = "WATTLEDGER_FILE_LIMIT";

/** Variable in which the launcher passes the signals that it found ignored, in the kernel's form. It is not passed to the command. */
export const ignoredSignalsVariable = "WATTLEDGER_IGNORED_SIGNALS";

/** The soft limit of open files at our start, if it differs from the present one. */
function originalFileLimit(host: Host, environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const own = fileLimitsOf(host, "self");
  const told = environment[fileLimitVariable];
  if (told !== undefined && /^\d+$/.test(told)) return Number(told) === own?.soft ? undefined : Number(told);
  if (own === undefined) return undefined;
  // Not started by the launcher: our parent's limit is the one that we were given, unless another program changed it in between.
  const parent = parentOf(host);
  const before = parent === undefined ? undefined : fileLimitsOf(host, parent);
  if (before === undefined || before.hard !== own.hard || before.soft >= own.soft) return undefined;
  return before.soft;
}

function parentOf(host: Host): string | undefined {
  return /^PPid:\s+(\d+)$/m.exec(host.readText("/proc/self/status") ?? "")?.[1];
}

function fileLimitsOf(host: Host, process: string): { readonly soft: number; readonly hard: number } | undefined {
  const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(host.readText(`/proc/${process}/limits`) ?? "") ?? [];
  return soft === undefined ? undefined : { soft: Number(soft), hard: Number(hard) };
}

/** Signals that no process can ignore, and those above the ordinary ones, which the C library uses itself. */
const neverIgnored: ReadonlySet<string> = new Set(["SIGKILL", "SIGSTOP"]);

/**
 * Names, in a shell's form, of the signals that the command was to ignore: `nohup` ignores SIGHUP, and a script that starts
 * the command in the background ignores SIGINT and SIGQUIT. Node sets every signal back to its default when it starts.
 */
function ignoredSignals(host: Host, environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const told = environment[ignoredSignalsVariable];
  if (told === undefined || !/^[0-9a-f]{1,16}$/u.test(told)) return isUnderNohup(host) ? ["HUP"] : [];
  const mask = BigInt(`0x${told}`);
  return Object.entries(constants.signals)
    .filter(([name, number]) => !neverIgnored.has(name) && number <= 31 && (mask >> BigInt(number - 1)) % 2n === 1n)
    .toSorted(([, a], [, b]) => a - b)
    .filter(([, number], at, all) => all[at - 1]?.[1] !== number)
    .map(([name]) => name.slice("SIG".length));
}

/**
 * If another program than the launcher started us, `nohup` leaves a trace: if input was a terminal, it is now a file opened for
 * writing only.
 */
function isUnderNohup(host: Host): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(host.readText("/proc/self/fdinfo/0") ?? "")?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
}

/** Whether the kernel would find a program of this name that may be run. Searches like execvp(3). */
function canBeStarted(program: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (program.includes("/")) return isProgram(program);
  const folders = (environment["PATH"] ?? "/usr/local/bin:/bin:/usr/bin").split(delimiter);
  return folders.some((folder) => isProgram(join(folder === "" ? "." : folder, program)));
}
