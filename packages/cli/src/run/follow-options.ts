import { defined } from "@wattledger/core";
import type { FollowedRun } from "@wattledger/meter";
import {
  epochCounter,
  openEpochMatcher,
  openEventSocket,
  pipedEnvironment,
  watchLines,
} from "@wattledger/meter/measure";
import type {
  Companion,
  EpochMatcher,
  EpochSeen,
  EventSocket,
  Mark,
  MeasureOptions,
  RunningRun,
} from "@wattledger/meter/measure";
import { complain } from "../terminal.ts";
import type { RunOptions } from "./run.ts";

/** Options of the measurement that follow a run: its epochs, its socket, its budget, its live line. */
export interface Following {
  readonly measure: Pick<MeasureOptions, "environment" | "watchOutput" | "accompany" | "unaccompanied">;
  /** Called when the command has ended. */
  readonly close: () => void;
  /** Matching of the output has stopped before its end, and this was reported. */
  readonly stoppedMatching: () => boolean;
}

/** What to say at the end if epochs were expected and none was counted. Undefined if all is well. */
export function missingEpochs(
  { epochs, epochPattern, socket }: Pick<RunOptions, "epochs" | "epochPattern" | "socket">,
  done: number,
): string | undefined {
  if (done > 0) return undefined;
  const unheard = socket === true ? ", and the command reported none" : "";
  if (epochPattern !== undefined)
    return `--epoch-pattern: no line of the output matched ${epochPattern.source}${unheard}, so no epoch was counted.`;
  return epochs === undefined
    ? undefined
    : `--epochs ${epochs}: no epoch was counted${unheard}. Give --epoch-pattern, or report epochs with --socket.`;
}

/**
 * Follows a run if one of these options is given: `--epochs`, `--epoch-pattern`, `--socket`, `--budget`, `--live`. Loads only what the
 * start of the command needs; the rest is loaded while it runs.
 */
export function followIfAsked(
  options: RunOptions,
  environment: Readonly<Record<string, string | undefined>>,
  errorIsTerminal: boolean,
  outputIsTerminal: boolean,
): Following {
  const { budget, epochPattern } = options;
  const live = options.live === true && errorIsTerminal;
  const socket = options.socket === true ? tryToOpenSocket(environment) : undefined;
  const wanted = socket !== undefined || epochPattern !== undefined || budget !== undefined || live;
  if (!wanted) return { measure: { environment }, close: () => undefined, stoppedMatching: () => false };

  const pipe = epochPattern === undefined ? undefined : openEpochPipe(epochPattern);
  return {
    measure: {
      environment: {
        ...environment,
        ...(pipe === undefined ? {} : pipedEnvironment(environment, outputIsTerminal)),
        ...defined({ WATTLEDGER_SOCKET: socket?.path }),
      },
      ...defined({ watchOutput: pipe?.watchOutput }),
      accompany: (run) => accompany(run, options, live, socket, pipe),
      unaccompanied: (reason) => {
        const error = `progress is not available: ${reason}`;
        socket?.serve(async () => JSON.stringify({ ok: false, error }));
        if (budget !== undefined) complain(`--budget: ${error}`);
      },
    },
    close: () => {
      socket?.close();
      pipe?.close();
    },
    stoppedMatching: () => pipe?.hasStopped() === true,
  };
}

/** The command runs even if the socket cannot be made. */
function tryToOpenSocket(environment: Readonly<Record<string, string | undefined>>): EventSocket | undefined {
  try {
    return openEventSocket(environment);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    complain(`--socket: the socket cannot be made: ${reason}`);
    return undefined;
  }
}

/** Epochs found in the command's output, and their listener. */
interface EpochPipe {
  readonly watchOutput: NonNullable<MeasureOptions["watchOutput"]>;
  readonly close: () => void;
  readonly hasStopped: () => boolean;
  /** Sets the listener, which first gets the epochs found so far. */
  readonly listen: (hear: (seen: EpochSeen) => void) => void;
}

function openEpochPipe(pattern: RegExp): EpochPipe {
  const count = epochCounter();
  let hear: ((seen: EpochSeen) => void) | undefined;
  const before: EpochSeen[] = [];
  // The thread is started with the first line of output, so that the command does not wait for it.
  let matcher: EpochMatcher | undefined;
  let stopped = false;
  const open = (): EpochMatcher =>
    openEpochMatcher(pattern, {
      onMatch: (match) => {
        const seen = count(match);
        if (seen === undefined) return;
        if (hear === undefined) before.push(seen);
        else hear(seen);
      },
      onStopped: (reason) => {
        stopped = true;
        complain(
          `--epoch-pattern: ${reason}. Epochs are no longer counted; the command continues. ` +
            "A repetition within a repetition, such as (a+)+, can run without end.",
        );
      },
    });
  return {
    watchOutput: () => {
      let lines: string[] = [];
      const watch = watchLines((line) => lines.push(line));
      const flush = (): void => {
        if (lines.length > 0) (matcher ??= open()).push(lines);
        lines = [];
      };
      return {
        push: (chunk) => {
          watch.push(chunk);
          flush();
        },
        end: async () => {
          watch.end();
          flush();
          await matcher?.settled();
        },
      };
    },
    close: () => matcher?.close(),
    hasStopped: () => stopped,
    listen: (listener) => {
      hear = listener;
      for (const seen of before) listener(seen);
    },
  };
}

function accompany(
  run: RunningRun,
  options: RunOptions,
  live: boolean,
  socket: EventSocket | undefined,
  pipe: EpochPipe | undefined,
): Companion {
  // A mark is taken at once; the event is read when the rest has been loaded.
  const followed: Promise<{ readonly run: FollowedRun; readonly clearLine: () => void }> = import("./deferred.ts").then(
    ({ beginToFollow }) => beginToFollow(run, options, live, socket),
  );
  // A failure is reported by the code that awaits this.
  followed.catch(() => undefined);
  pipe?.listen(({ kind, of }) => {
    const mark: Mark = run.mark();
    const event = { kind, ...defined({ of }) };
    void followed.then(({ run: it }) => it.tell(event, mark)).catch(() => undefined);
  });
  return {
    end: async (last, measurement) => {
      const { run: it, clearLine } = await followed;
      clearLine();
      return await it.end(last, measurement);
    },
  };
}
