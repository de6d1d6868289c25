import { matchEpoch } from "./epoch-lines.ts";
import type { EpochMatch } from "./epoch-lines.ts";

/** Matches lines in a thread of its own: a pattern that never ends does not block the wrapper. */
export interface EpochMatcher {
  /** Takes lines. Their matches arrive later, in order. */
  readonly push: (lines: readonly string[]) => void;
  /** Resolves when all lines so far are matched, or matching has stopped. */
  readonly settled: () => Promise<void>;
  readonly close: () => void;
}

/** Callbacks of a matcher. */
export interface MatcherEvents {
  readonly onMatch: (match: EpochMatch) => void;
  /** Matching has stopped for good, with the reason as a sentence. Called at most once. */
  readonly onStopped: (reason: string) => void;
}

/** A thread that is silent for so many ticks in a row is stuck. We count ticks, because a machine that slept misses only one. */
const tickMilliseconds = 250;
const patientTicks = 8;

/** With more waiting characters than this, matching stops. */
const longestQueue = 32 * 1024 * 1024;

// Plain JavaScript, because a thread cannot read the sources of a bundle. The thread reports the number of lines that are done.
const threadSource = `
const { parentPort, workerData } = require("node:worker_threads");
const matchEpoch = ${String(matchEpoch)};
const pattern = new RegExp(workerData.source, workerData.flags);
parentPort.on("message", (lines) => {
  const matches = [];
  for (const line of lines) {
    const match = matchEpoch(pattern, line);
    if (match !== undefined) matches.push(match);
  }
  parentPort.postMessage(matches);
});
`;

/** Starts the thread, which matches until it is closed. */
export function openEpochMatcher(pattern: RegExp, { onMatch, onStopped }: MatcherEvents): EpochMatcher {
  let queue: (readonly string[])[] = [];
  let queued = 0;
  let ready = false;
  let asked = false;
  let stopped = false;
  let ticks = 0;
  let waiting: (() => void)[] = [];
  // Not imported: every run would load Node's code for threads, which few runs need.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const worker = new Worker(threadSource, {
    eval: true,
    workerData: { source: pattern.source, flags: pattern.flags },
    env: {},
    // Its output would open streams that belong to the command.
    stdout: true,
    stderr: true,
  });
  worker.unref();
  const timer = setInterval(() => {
    ticks = asked && ready ? ticks + 1 : 0;
    if (ticks >= patientTicks)
      stop(`the pattern took more than ${(tickMilliseconds * patientTicks) / 1000} s for one piece of output`);
  }, tickMilliseconds).unref();
  worker.once("online", () => {
    ready = true;
  });
  worker.on("message", (matches: readonly EpochMatch[]) => {
    if (stopped) return;
    asked = false;
    ticks = 0;
    for (const match of matches) onMatch(match);
    ask();
  });
  worker.once("error", (error) => {
    stop(`its thread ended: ${error instanceof Error ? error.message : String(error)}`);
  });
  return {
    push: (lines) => {
      if (stopped || lines.length === 0) return;
      queue.push(lines);
      queued += lines.reduce((sum, line) => sum + line.length, 0);
      if (queued > longestQueue) stop("the pattern is slower than the output");
      ask();
    },
    settled: () =>
      stopped || (!asked && queue.length === 0)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    close: () => {
      // The command has ended, and its last output is still being matched.
      if (asked || queue.length > 0) stop("it was not done with the output when the command ended");
      else end();
    },
  };

  function ask(): void {
    if (asked || stopped) return;
    if (queue.length === 0) {
      settle();
      return;
    }
    asked = true;
    worker.postMessage(queue.flat(), []);
    queue = [];
    queued = 0;
  }
  function stop(reason: string): void {
    if (stopped) return;
    end();
    onStopped(reason);
  }
  function end(): void {
    stopped = true;
    queue = [];
    clearInterval(timer);
    void worker.terminate();
    settle();
  }
  function settle(): void {
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
  }
}
