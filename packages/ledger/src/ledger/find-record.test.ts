import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "../journal/journal.ts";
import type { Journal } from "../journal/journal.ts";
import { encodeStoredBatch } from "../model/stored-batch.ts";
import { findRecord } from "./find-record.ts";

let folder = "";
let journal: Journal;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-record-"));
  journal = await openJournal({ folder, segmentBytes: 600 });
});

afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true });
});

async function arrive(receivedMilliseconds: number, id: string, outputTokens: number): Promise<void> {
  const record = {
    kind: "usage-event",
    id,
    project: "p",
    source: "api",
    timeMilliseconds: 1000,
    activity: { kind: "llm-request", outputTokens },
    figures: {},
  } as const;
  await journal.append(encodeStoredBatch({ format: 1, receivedMilliseconds, records: [record] }));
}

async function tokensOf(id: string, receivedMilliseconds: number): Promise<number | undefined> {
  const found = await findRecord(journal, { project: "p", id, receivedMilliseconds });
  return found?.activity.kind === "llm-request" ? found.activity.outputTokens : undefined;
}

test("each record is found by the time of its arrival, the latest of one millisecond, in plain and compressed segments", async () => {
  const times = Array.from({ length: 60 }, (_, index) => Math.floor(index / 5) * 10);
  for (const [index, time] of times.entries()) await arrive(time, `e${index % 3}`, index);
  expect((await journal.segments()).length).toBeGreaterThan(10);
  const latest = (id: number, time: number): number =>
    times.findLastIndex((at, index) => at === time && index % 3 === id);
  const check = async (): Promise<void> => {
    for (const time of new Set(times))
      for (const id of [0, 1, 2])
        expect([id, time, await tokensOf(`e${id}`, time)]).toEqual([id, time, latest(id, time)]);
  };
  await check();
  await journal.seal();
  await journal.compress(journal.next());
  await check();
  expect(await tokensOf("e0", 5)).toBeUndefined();
  expect(await tokensOf("other", 10)).toBeUndefined();
});

test("an empty journal has no record", async () => {
  expect(await tokensOf("e0", 5)).toBeUndefined();
});
