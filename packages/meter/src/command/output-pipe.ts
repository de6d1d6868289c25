import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

/** Reads the command's output and error output as they pass. */
export interface OutputWatch {
  readonly push: (chunk: Buffer) => void;
  /** The output has ended. If a promise is returned, the output counts as passed when it resolves. */
  readonly end: () => void | Promise<void>;
}

/** After the command's end, pipes that other processes hold are waited for until they are silent for this time. */
const silenceMilliseconds = 2000;

/**
 * Passes a command's output and error output on to ours, byte for byte and as fast as they are taken, past a watch for each. If our
 * reader closes, this is passed on too: the command's next write then fails as without Wattledger. The promise
 * resolves when all output of the command has passed. Processes that it left behind may hold the pipes for longer.
 */
export function passOutput(child: ChildProcess, openWatch: () => OutputWatch): Promise<void> {
  const pairs = [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const;
  let latestMilliseconds = performance.now();
  return new Promise((resolve) => {
    let open = 0;
    for (const [from, to] of pairs) {
      if (from === null) continue;
      open += 1;
      pass(from, to, openWatch(), () => {
        open -= 1;
        if (open === 0) resolve();
      });
    }
    child.once("exit", () => {
      const timer = setInterval(() => {
        if (open > 0 && performance.now() - latestMilliseconds < silenceMilliseconds) return;
        clearInterval(timer);
        for (const [from] of pairs) from?.destroy();
        resolve();
      }, silenceMilliseconds / 100);
    });
  });

  function pass(from: Readable, to: NodeJS.WriteStream, watch: OutputWatch, closed: () => void): void {
    from.on("data", (chunk: Buffer) => {
      latestMilliseconds = performance.now();
      watch.push(chunk);
    });
    to.on("error", () => {
      from.destroy();
    });
    from.pipe(to, { end: false });
    from.once("close", () => {
      void Promise.resolve(watch.end()).then(closed);
    });
  }
}

/**
 * Environment for a command that writes to a pipe instead of its original output: Python writes its lines at once, and
 * colours are used if they would have gone to a terminal.
 */
export function pipedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  outputIsTerminal: boolean,
): Readonly<Record<string, string>> {
  const colour = outputIsTerminal && environment["NO_COLOR"] === undefined;
  const hints = { PYTHONUNBUFFERED: "1", ...(colour ? { FORCE_COLOR: "1", CLICOLOR_FORCE: "1" } : {}) };
  return Object.fromEntries(Object.entries(hints).filter(([name]) => environment[name] === undefined));
}
