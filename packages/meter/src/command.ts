import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Host } from "@wattledger/sensors";

/** How a command ended, as a shell reports it. */
export interface CommandEnd {
  readonly exitCode: number;
  /** Name of the signal it died of; `exitCode` is then 128 plus its number. */
  readonly signal?: NodeJS.Signals;
}

/** A command that runs. */
export interface RunningCommand {
  readonly pid: number;
  readonly send: (signal: NodeJS.Signals) => void;
}

/** A command that could not be started: 127 if there is no such program, 126 if it cannot be run. */
export interface NotStarted {
  readonly exitCode: 126 | 127;
  /** For people, as a shell would say it. */
  readonly message: string;
}

/** What to call when the command has started, could not start, or has ended. `onEnd` is called as soon as it is known. */
export interface CommandEvents {
  readonly onStart: (running: RunningCommand) => void;
  readonly onEnd: (end: CommandEnd) => void;
  readonly onFailure: (failure: NotStarted) => void;
}

/**
 * Starts a command with this process's own input, output and errors, so that terminals, progress bars and pipes work as
 * without us. `onStart` is called before this function returns.
 */
export function startCommand(
  host: Host,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
  events: CommandEvents,
): void {
  const [program, ...programArguments] = isUnderNohup(host) ? ignoringHangUp(command) : command;
  let child: ChildProcess;
  try {
    child = spawn(program, programArguments, { stdio: "inherit", env: { ...environment } });
  } catch (error) {
    // Most failures come as events; a list of arguments that is too long is thrown.
    events.onFailure(explain(command[0], error));
    return;
  }
  const { pid } = child;
  child.once("error", (error) => {
    // Later the same event tells of signals that could not be sent.
    if (pid === undefined) events.onFailure(explain(command[0], error));
  });
  child.once("exit", (code, signal) => {
    events.onEnd(signal === null ? { exitCode: code ?? 1 } : { exitCode: 128 + constants.signals[signal], signal });
  });
  if (pid !== undefined) events.onStart({ pid, send: (signal) => child.kill(signal) });
}

/**
 * `nohup` has a program ignore SIGHUP, but Node sets every signal back to its default when it starts, and the command
 * would die with the terminal. nohup leaves a trace, though: where input was a terminal, it is a file opened for
 * writing only.
 */
function isUnderNohup(host: Host): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(host.readText("/proc/self/fdinfo/0") ?? "")?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
}

function ignoringHangUp(command: readonly string[]): readonly [string, ...string[]] {
  return ["/bin/sh", "-c", `trap '' HUP; exec "$0" "$@"`, ...command];
}

function explain(program: string, error: unknown): NotStarted {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    const message = program.includes("/") ? `${program}: no such file` : `${program}: command not found`;
    return { exitCode: 127, message };
  }
  if (code === "EACCES") return { exitCode: 126, message: `${program}: permission denied` };
  return {
    exitCode: 126,
    message: `${program}: cannot be run: ${error instanceof Error ? error.message : String(error)}`,
  };
}
