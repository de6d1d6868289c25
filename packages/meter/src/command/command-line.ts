import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { isProgram } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";
import { rawWordsOf, scriptFor } from "./raw-words.ts";

/**
 * How a command is started so that it finds what it would have found without us. Node changes three things for all that it
 * starts, and has no way to set them back: it raises the soft limit of open files to the hard one, sets ignored signals to
 * their defaults, and mangles what is not UTF-8. Then a small program starts in the command's place, puts it right, and
 * becomes the command.
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
  // Where there is no such program it must fail in our own words, not in those of the small one.
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

/** Of util-linux, and preferred to a shell: some shells leave traces in the environment (SHLVL, `_`). */
const prlimit = "/usr/bin/prlimit";

/** Variable by which the launcher says which soft limit of open files it found; it goes no further. */
export const fileLimitVariable = "WATTLEDGER_FILE_LIMIT";

/** Variable by which the launcher says which signals it found ignored, as the kernel writes it; it goes no further. */
export const ignoredSignalsVariable = "WATTLEDGER_IGNORED_SIGNALS";

/** The soft limit of open files that we were started with, where it is not the one we have now. */
function originalFileLimit(host: Host, environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const own = fileLimitsOf(host, "self");
  const told = environment[fileLimitVariable];
  if (told !== undefined && /^\d+$/.test(told)) return Number(told) === own?.soft ? undefined : Number(told);
  if (own === undefined) return undefined;
  // Started otherwise than by the launcher: what our parent has is what we were given, if nobody set it in between.
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

/** Signals that nobody can ignore, and those above the ordinary ones, which the C library keeps for itself. */
const neverIgnored: ReadonlySet<string> = new Set(["SIGKILL", "SIGSTOP"]);

/**
 * Names, as a shell has them, of the signals that the command was to ignore: `nohup` has it ignore SIGHUP, a script that puts it
 * in the background SIGINT and SIGQUIT. Node sets every signal back to its default when it starts.
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
 * Where another program than the launcher started us, `nohup` leaves a trace: where input was a terminal, it is a file opened for
 * writing only.
 */
function isUnderNohup(host: Host): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(host.readText("/proc/self/fdinfo/0") ?? "")?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
}

/** Whether the kernel would find a program of this name that may be run, as execvp(3) looks for it. */
function canBeStarted(program: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (program.includes("/")) return isProgram(program);
  const folders = (environment["PATH"] ?? "/usr/local/bin:/bin:/usr/bin").split(delimiter);
  return folders.some((folder) => isProgram(join(folder === "" ? "." : folder, program)));
}
