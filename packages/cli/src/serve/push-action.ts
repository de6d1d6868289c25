import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { WattledgerError } from "@wattledger/core";
import { findRun, listRuns } from "@wattledger/meter";
import { readRecord } from "@wattledger/meter/records";
import { storeFolder } from "../run/store-folder.ts";
import { endedRuns } from "../runs/runs-export.ts";
import { complain, writeLine } from "../terminal.ts";
import type { PushOptions } from "./push.ts";
import { uploadOf } from "./run-uploads.ts";
import { sendRun } from "./send-runs.ts";
import type { Destination } from "./send-runs.ts";

/** Sends runs. What was sent is noted next to the runs, so that the next push sends what is new. */
export async function push(named: readonly string[], { to, again, along }: PushOptions): Promise<void> {
  const destination = destinationOf(to);
  const folder = storeFolder();
  if (along !== undefined) await sendWhileRunning(folder, destination, along);
  const sent = sentTo(destination.url);
  const ids =
    named.length > 0
      ? named.map((name) => idOf(folder, name))
      : (await endedRuns(folder)).map(({ id }) => id).filter((id) => again === true || !sent.has(id));
  let count = 0;
  for (const id of ids) {
    const upload = await uploadOf(folder, id);
    if (upload === undefined) {
      complain(`${id} is left out: its record cannot be read.`);
      continue;
    }
    await sendRun(destination, upload);
    count += 1;
    if (upload.state === "ended") noteSent(destination.url, sent.add(id));
  }
  writeLine(`${count === 1 ? "1 run" : `${count} runs`} sent to ${destination.url}`);
}

const secondsBetween = 5;

/** The run began a moment ago, so it is among the newest. */
const mostLooked = 20;

/** Sends a run in progress every few seconds, until the process that records it has ended. A server that does not answer is tried again. */
async function sendWhileRunning(folder: string, destination: Destination, recorder: number): Promise<void> {
  while (isAlive(recorder)) {
    await setTimeout(secondsBetween * 1000);
    for (const { id, path } of listRuns(folder).slice(-mostLooked)) {
      const record = readRecord(path);
      if (!record.ok || record.value.started.wrapper.pid !== recorder) continue;
      const upload = await uploadOf(folder, id);
      if (upload?.state !== "running") continue;
      try {
        await sendRun(destination, upload);
      } catch {
        // It is away: the record stays, and the whole run is sent when it has ended.
      }
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: it has ended.
    return false;
  }
}

function destinationOf(to: string): Destination {
  if (!URL.canParse(to) || !/^https?:$/u.test(new URL(to).protocol))
    throw new WattledgerError("bad-input", `--to ${to}: give the address of a server, such as http://127.0.0.1:4318.`);
  const url = new URL(to);
  const key = process.env["WATTLEDGER_KEY"];
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(url.hostname);
  if (key !== undefined && key !== "" && url.protocol === "http:" && !isLocal)
    throw new WattledgerError("bad-input", `--to ${to}: a key must not travel in the open. Use https.`);
  return { url: url.origin, ...(key === undefined || key === "" ? {} : { key }) };
}

function idOf(folder: string, name: string): string {
  const found = findRun(folder, name);
  if (found.ok) return found.value.id;
  throw new WattledgerError("unknown-name", found.error.message);
}

function sentFile(url: string): string {
  return join(dirname(storeFolder()), `sent-${Buffer.from(url).toString("base64url")}.txt`);
}

function sentTo(url: string): Set<string> {
  try {
    return new Set(
      readFileSync(sentFile(url), "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    );
  } catch {
    // Nothing was sent to it yet.
    return new Set();
  }
}

function noteSent(url: string, ids: ReadonlySet<string>): void {
  const draft = `${sentFile(url)}.${process.pid}`;
  writeFileSync(draft, `${[...ids].join("\n")}\n`, { mode: 0o600 });
  renameSync(draft, sentFile(url));
}
