import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEventSocket } from "./event-socket.ts";
import type { EventSocket } from "./event-socket.ts";
import { parseRunEvent } from "./run-event.ts";

let folder = "";
let socket: EventSocket;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wl-"));
  socket = openEventSocket({ XDG_RUNTIME_DIR: folder });
});
afterEach(() => {
  socket.close();
  rmSync(folder, { recursive: true });
});

/** Sends all of this at once, like a client that then only listens, and returns the answers. */
async function say(text: string): Promise<readonly string[]> {
  return await new Promise((resolve, reject) => {
    let answers = "";
    const client = connect(socket.path, () => client.end(text));
    client.on("data", (chunk: Buffer) => {
      answers += chunk.toString();
    });
    client.once("error", reject);
    client.once("close", () => {
      resolve(answers.split("\n").slice(0, -1));
    });
  });
}

test("each line is answered, in order, also to a client that has finished sending", async () => {
  socket.serve(async (line) => `got ${line}`);
  expect(await say("one\ntwo\nthree")).toEqual(["got one", "got two", "got three"]);
});

test("a client that connects before the server answers is served later", async () => {
  const answers = say("early\n");
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  socket.serve(async (line) => line.toUpperCase());
  expect(await answers).toEqual(["EARLY"]);
});

test("many clients may send at once", async () => {
  socket.serve(async (line) => line);
  const clients = Array.from({ length: 20 }, (_, index) => `${index}`);
  expect((await Promise.all(clients.map((client) => say(`${client}\n`)))).flat()).toEqual(clients);
});

test("no other user may enter its folder, which is removed with it", () => {
  expect(statSync(dirname(socket.path)).mode & 0o777).toBe(0o700);
  expect(dirname(dirname(socket.path))).toBe(folder);
  socket.close();
  expect(existsSync(dirname(socket.path))).toBe(false);
});

test("a runtime folder that cannot be written, or whose path is too long, is not used", () => {
  for (const place of [join(folder, "none"), `/${"x".repeat(120)}`, "relative"]) {
    const other = openEventSocket({ XDG_RUNTIME_DIR: place });
    expect(existsSync(other.path)).toBe(true);
    other.close();
  }
});

test("a client with too many lines gets an error, and its extra lines are not used", async () => {
  let taken = 0;
  socket.serve(async () => {
    taken += 1;
    return "ok";
  });
  const answers = await say("{}\n".repeat(5000));
  // A new second may have begun in between.
  expect(taken).toBeLessThanOrEqual(2000);
  expect(answers.some((answer) => answer.includes("more than 1000 lines in a second"))).toBe(true);
});

test("a line without end fills no memory, and the next one is used", async () => {
  const lengths: number[] = [];
  socket.serve(async (line) => {
    lengths.push(line.length);
    return "ok";
  });
  await say(`${"x".repeat(1_000_000)}\nshort\n`);
  expect(lengths).toEqual([4096, 5]);
});

describe("a line", () => {
  test.for([
    ['{"kind": "status"}', { kind: "status" }],
    ['{"kind": "phase-started", "name": "load"}', { kind: "phase-started", name: "load" }],
    [
      '{"kind": "epoch-ended", "of": 9, "metrics": {"accuracy": 0.9}}',
      { kind: "epoch-ended", of: 9, metrics: { accuracy: 0.9 } },
    ],
    ['{"kind": "tokens", "count": 512}', { kind: "tokens", count: 512 }],
  ] as const)("%s", ([line, event]) => {
    expect(parseRunEvent(line)).toEqual(event);
  });

  test.for([
    ["not JSON", "one JSON object"],
    ["[]", "not an object"],
    ['{"kind": "phase-begin", "name": "x"}', "phase-started"],
    ['{"kind": "phase-started"}', "name"],
    ['{"kind": "phase-started", "name": ""}', "name"],
    [`{"kind": "phase-started", "name": "${"x".repeat(101)}"}`, "name"],
    ['{"kind": "tokens", "count": -1}', "count"],
    ['{"kind": "tokens", "count": 1.5}', "count"],
    ['{"kind": "tokens", "count": 1e300}', "count"],
    ['{"kind": "metric", "name": "loss", "value": "low"}', "value"],
    ['{"kind": "metric", "name": "loss", "value": 1e999}', "value"],
    ['{"kind": "status", "verbose": true}', "verbose"],
    ['{"kind": "epoch-ended", "metrics": {"__proto__": 1}}', "__proto__"],
  ] as const)("%s is refused with the reason", ([line, reason]) => {
    expect(parseRunEvent(line)).toContain(reason);
  });
});
