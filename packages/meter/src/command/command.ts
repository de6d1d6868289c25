import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Host } from "@wattledger/sensors";
import { commandLine, fileLimitVariable, ignoredSignalsVariable } from "./command-line.ts";
import { passOutput } from "./output-pipe.ts";
import type { OutputWatch } from "./output-pipe.ts";

/** How a command ended, as a shell reports it. */
export interface CommandEnd {
  readonly exitCode: number;
  /** Name of the signal that ended it; `exitCode` is then 128 plus its number. */
  readonly signal?: NodeJS.Signals;
}

/** A command that runs. */
export interface RunningCommand {
  readonly pid: number;
  readonly send: (signal: NodeJS.Signals) => void;
}

/** A command that could not be started: 127 if the program does not exist, 126 if it cannot be run. */
export interface NotStarted {
  readonly exitCode: 126 | 127;
  /** The problem in a shell's words. */
  readonly message: string;
}

/**
 * Callbacks: the command has started, could not start, or has ended. `onEnd` is called as soon as the end is known. Watched
 * output may still be on its way then.
 */
export interface CommandEvents {
  readonly onStart: (running: RunningCommand) => void;
  readonly onEnd: (end: CommandEnd, outputPassed: Promise<void>) => void;
  readonly onFailure: (failure: NotStarted) => void;
}

/**
 * Starts a command with this process's own input, output and error output, so that terminals, progress bars and pipes work as
 * without Wattledger. With a watch, output and error output are pipes. `onStart` is called before this function returns.
 */
export function startCommand(
  host: Host,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
  events: CommandEvents,
  openWatch?: () => OutputWatch,
): void {
  const { [fileLimitVariable]: _, [ignoredSignalsVariable]: __, ...own } = environment;
  const [program, ...programArguments] = commandLine(host, command, environment);
  let child: ChildProcess;
  try {
    child = spawn(program, programArguments, {
      stdio: openWatch === undefined ? "inherit" : ["inherit", "pipe", "pipe"],
      env: own,
    });
  } catch (error) {
    // Most failures arrive as events. A list of arguments that is too long is thrown.
    events.onFailure(explain(command[0], error));
    return;
  }
  const { pid } = child;
  const passed = openWatch === undefined ? Promise.resolve() : passOutput(child, openWatch);
  child.once("error", (error) => {
    // Later the same event reports signals that could not be sent.
    if (pid === undefined) events.onFailure(explain(command[0], error));
  });
  child.once("exit", (code, signal) => {
    const end = signal === null ? { exitCode: code ?? 1 } : { exitCode: 128 + constants.signals[signal], signal };
    events.onEnd(end, passed);
  });
  if (pid !== undefined) events.onStart({ pid, send: (signal) => child.kill(signal) });
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
