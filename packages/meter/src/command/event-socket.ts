import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchLines } from "./line-watch.ts";

/** A socket on which a command reports its progress. */
export interface EventSocket {
  readonly path: string;
  /** Connections wait until this is called. `answer` gets a line and returns the reply, without a line end. */
  readonly serve: (answer: (line: string) => Promise<string>) => void;
  /** Removes the socket and its folder. */
  readonly close: () => void;
}

/** Length limit for the path of a Unix socket on every system (macOS: 104 bytes with the final zero). */
const longestPathBytes = 103;
const mostConnections = 64;
/** A client that sends more lines than this in a second gets an error, and its lines are not used. */
const linesPerSecond = 1000;
/** Unread answers beyond this are dropped: a client that does not read must not be blocked. */
const mostUnreadBytes = 65_536;

/**
 * Opens a Unix socket in a new folder that only this user may enter. It listens when this function returns. The folder is in
 * XDG_RUNTIME_DIR, or in the folder of temporary files. Throws if neither can be written.
 */
export function openEventSocket(environment: Readonly<Record<string, string | undefined>>): EventSocket {
  const folder = makeFolder([environment["XDG_RUNTIME_DIR"], tmpdir(), "/tmp"]);
  const path = join(folder, "run.sock");
  const waiting: Socket[] = [];
  let attend: ((client: Socket) => void) | undefined;
  // The socket does not keep the wrapper running. The command does.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    client.unref();
    // A client that disconnects without a message is not an error.
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
  throw problem instanceof Error ? problem : new Error("the paths of the possible folders are too long for a socket");
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
        reply(refusal(`more than ${linesPerSecond} lines in a second: the other lines of this second are not used`));
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
    // A client that has sent all its lines may still wait for the answers.
    void answered.then(() => client.end());
  });
  client.resume();
}

function refusal(error: string): string {
  return JSON.stringify({ ok: false, error });
}
