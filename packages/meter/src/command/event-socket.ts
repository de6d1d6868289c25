import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchLines } from "./line-watch.ts";

/** A socket on which a command tells of itself. */
export interface EventSocket {
  readonly path: string;
  /** Connections wait until this is called. `answer` gets a line and gives what goes back, without its line end. */
  readonly serve: (answer: (line: string) => Promise<string>) => void;
  /** Removes the socket and its folder. */
  readonly close: () => void;
}

/** A path of a Unix socket is no longer than this on any system (macOS: 104 bytes with the final zero). */
const longestPathBytes = 103;
const mostConnections = 64;
/** A client that sends more than this a second is told so; its lines are not taken. */
const linesPerSecond = 1000;
/** Answers that nobody reads are dropped from here on: a client must not be stopped by not reading. */
const mostUnreadBytes = 65_536;

/**
 * Opens a Unix socket in a new folder that only this user may enter; it listens when this returns. The folder is in
 * XDG_RUNTIME_DIR, or where temporary files are. Throws where neither can be written.
 */
export function openEventSocket(environment: Readonly<Record<string, string | undefined>>): EventSocket {
  const folder = makeFolder([environment["XDG_RUNTIME_DIR"], tmpdir(), "/tmp"]);
  const path = join(folder, "run.sock");
  const waiting: Socket[] = [];
  let attend: ((client: Socket) => void) | undefined;
  // Nothing here keeps the wrapper alive: the command does.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    client.unref();
    // A client that goes away without a word is no error.
    client.on("error", () => undefined);
    if (attend === undefined) waiting.push(client);
    else attend(client);
  }).unref();
  server.maxConnections = mostConnections;
  server.on("error", () => undefined);
  server.listen(path);
  return {
    path,
    serve: (answer) => {
      attend = (client) => {
        converse(client, answer);
      };
      for (const client of waiting.splice(0)) attend(client);
    },
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeFolder(places: readonly (string | undefined)[]): string {
  let problem: unknown;
  for (const place of places) {
    if (place === undefined || !place.startsWith("/")) continue;
    const prefix = join(place, "wattledger-");
    if (Buffer.byteLength(`${prefix}XXXXXX/run.sock`) > longestPathBytes) continue;
    try {
      // Made with mode 700.
      return mkdtempSync(prefix);
    } catch (error) {
      problem = error;
    }
  }
  throw problem instanceof Error ? problem : new Error("no folder is near enough to the root for a socket");
}

function converse(client: Socket, answer: (line: string) => Promise<string>): void {
  let second = 0;
  let lines = 0;
  let answered: Promise<void> = Promise.resolve();
  const reply = (text: string): void => {
    if (client.writable && client.writableLength < mostUnreadBytes) client.write(`${text}\n`);
  };
  const watch = watchLines((line) => {
    const now = Math.floor(performance.now() / 1000);
    lines = now === second ? lines + 1 : 1;
    second = now;
    if (lines > linesPerSecond) {
      if (lines === linesPerSecond + 1)
        reply(refusal(`more than ${linesPerSecond} lines in a second: the rest of it is not taken`));
      return;
    }
    const answering = answer(line).then(reply, (error: unknown) => {
      reply(refusal(String(error)));
    });
    answered = answered.then(() => answering);
  });
  client.on("data", (chunk: Buffer) => {
    watch.push(chunk);
  });
  client.on("end", () => {
    watch.end();
    // Whoever has said all may still be waiting for the answers.
    void answered.then(() => client.end());
  });
  client.resume();
}

function refusal(error: string): string {
  return JSON.stringify({ ok: false, error });
}
