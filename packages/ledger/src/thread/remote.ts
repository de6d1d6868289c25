import { Worker } from "node:worker_threads";
import type { Operations, ThreadOptions } from "./operations.ts";

/** Something asked of the thread of the engine. */
export type Request = {
  readonly [Name in keyof Operations]: {
    readonly id: number;
    readonly name: Name;
    readonly argument: Parameters<Operations[Name]>[0];
  };
}[keyof Operations];

/** What the thread says. */
export type Answer =
  | { readonly kind: "opened"; readonly offset: number; readonly notices: readonly string[] }
  | { readonly kind: "not-opened"; readonly message: string }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

/** The engine in its thread. */
export interface RemoteEngine {
  /** Batches that the engine had when it was opened. */
  readonly offset: number;
  readonly notices: readonly string[];
  readonly operations: Operations;
  /** Stops the query that is running; it rejects. */
  readonly interrupt: () => void;
  /** Ends the thread at once. What the engine has committed stays. */
  readonly kill: () => Promise<void>;
}

/** The file of the thread, next to this one; the source runs it as it was built. */
export function threadFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../../dist/thread/engine-thread.js" : "./engine-thread.js", here);
}

/** Starts the thread of the engine. Rejects where the engine cannot be opened. */
export async function startEngine(options: ThreadOptions, file: URL = threadFile()): Promise<RemoteEngine> {
  const worker = new Worker(file, { workerData: options });
  const waiting = new Map<
    number,
    { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }
  >();
  let ended: Error | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const opened = await new Promise<Extract<Answer, { kind: "opened" }>>((resolve, reject) => {
    worker.on("error", (error) => {
      end(error);
      reject(error);
    });
    worker.on("exit", (code) => {
      const error = new Error(`The thread of the engine ended (${code}).`);
      end(error);
      reject(error);
    });
    // The value of an answer has the type of its operation: both ends are of one build.
    worker.on("message", (answer: Answer & { readonly value: never }) => {
      switch (answer.kind) {
        case "opened":
          resolve(answer);
          break;
        case "not-opened":
          reject(new Error(answer.message));
          break;
        case "done":
          waiting.get(answer.id)?.resolve(answer.value);
          waiting.delete(answer.id);
          break;
        case "failed":
          waiting.get(answer.id)?.reject(new Error(answer.message));
          waiting.delete(answer.id);
      }
    });
  });
  let last = 0;
  const ask = <T>(name: Request["name"], argument: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      last += 1;
      waiting.set(last, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ id: last, name, argument });
    });
  return {
    offset: opened.offset,
    notices: opened.notices,
    operations: {
      takeIn: (argument) => ask("takeIn", argument),
      query: (argument) => ask("query", argument),
      answer: (argument) => ask("answer", argument),
      exportEvents: (argument) => ask("exportEvents", argument),
      refresh: (argument) => ask("refresh", argument),
      verify: (argument) => ask("verify", argument),
      close: (argument) => ask("close", argument),
    },
    interrupt: () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ name: "interrupt" });
    },
    kill: async () => {
      await worker.terminate();
    },
  };
}
