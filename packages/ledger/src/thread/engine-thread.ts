import { parentPort, workerData } from "node:worker_threads";
import { openEngine } from "./operations.ts";
import type { Operations, ThreadOptions } from "./operations.ts";
import type { Answer, Request } from "./remote.ts";

// The thread in which the engine lives: the event loop of the server never waits for it. Its parent is remote.ts.

const port = parentPort;
if (port === null) throw new Error("This file runs in a thread that remote.ts starts.");
const options: ThreadOptions = workerData;

function reply(answer: Answer): void {
  port?.postMessage(answer);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  const { operations, interrupt, offset, notices } = await openEngine(options);
  /** What changes tables: one after the other. Queries do not wait for it. */
  let writing: Promise<unknown> = Promise.resolve();
  const run = async (request: Request): Promise<void> => {
    try {
      const value = await call(operations, request);
      reply({ kind: "done", id: request.id, value });
    } catch (error) {
      reply({ kind: "failed", id: request.id, message: wordsOf(error) });
    }
  };
  port.on("message", (request: Request | { readonly name: "interrupt" }) => {
    if (request.name === "interrupt") interrupt();
    else if (request.name === "query" || request.name === "answer") void run(request);
    else writing = writing.then(() => run(request)).then(() => (request.name === "close" ? port.close() : undefined));
  });
  reply({ kind: "opened", offset, notices });
} catch (error) {
  reply({ kind: "not-opened", message: wordsOf(error) });
  port.close();
}

function call(operations: Operations, request: Request): Promise<unknown> {
  switch (request.name) {
    case "takeIn":
      return operations.takeIn(request.argument);
    case "query":
      return operations.query(request.argument);
    case "answer":
      return operations.answer(request.argument);
    case "exportEvents":
      return operations.exportEvents(request.argument);
    case "refresh":
      return operations.refresh(request.argument);
    case "verify":
      return operations.verify(request.argument);
    case "close":
      return operations.close(request.argument);
  }
}
