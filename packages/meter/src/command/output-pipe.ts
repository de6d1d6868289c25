import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

/** Sees the command's output and errors as they pass. */
export interface OutputWatch {
  readonly push: (chunk: Buffer) => void;
  /** There is no more. A promise is waited for before the output counts as passed. */
  readonly end: () => void | Promise<void>;
}

/** Once the command has ended, pipes that others still hold are waited for until they are silent this long. */
const silenceMilliseconds = 2000;

/**
 * Passes a command's output and errors on to ours, byte for byte and as fast as they are taken, past a watch for each. A reader
 * of ours that goes away is passed on as well: the command's next write then fails as it would have without us. The promise
 * is kept when all that the command wrote has passed; processes that it left behind may hold the pipes for longer.
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
 * What the environment of a command is given when it writes to a pipe in place of what it would have written to: that Python
 * writes its lines at once, and that colours stay where they would have gone to a terminal.
 */
export function pipedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  outputIsTerminal: boolean,
): Readonly<Record<string, string>> {
  const colour = outputIsTerminal && environment["NO_COLOR"] === undefined;
  const hints = { PYTHONUNBUFFERED: "1", ...(colour ? { FORCE_COLOR: "1", CLICOLOR_FORCE: "1" } : {}) };
  return Object.fromEntries(Object.entries(hints).filter(([name]) => environment[name] === undefined));
}
