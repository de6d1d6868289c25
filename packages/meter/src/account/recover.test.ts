import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordedHost } from "@wattledger/sensors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import { createRecord } from "../record/record-writer.ts";
import type { RecordLine } from "../record/record.ts";
import { readRecord } from "../store/read-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { summariseRecord } from "../summary/record-summary.ts";
import { recoverRun } from "./recover.ts";
import type { Recovery } from "./recover.ts";
import { footprintOfRecord } from "./stored-run.ts";

let store = "";
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(store, { recursive: true });
});

const nobody = recordedHost({ files: {} });
const now = new Date("2026-11-22T08:00:00Z");
const sample = (elapsedSeconds: number, joules: number): RecordLine => ({
  kind: "sample",
  elapsedSeconds,
  joules: { "rapl-powercap/package-0": joules },
});

/** Path of the record of a run that was cut short after these lines. */
async function cutShort(lines: readonly RecordLine[], wrapper = { pid: 1, bootId: "of another day" }): Promise<string> {
  const { started } = await meterRecordedRun({ packages: [{ joules: 900 }], chassis: 9 });
  const record = createRecord(join(store, "runs"), started.id);
  for (const line of [{ ...started, wrapper }, ...lines]) record.write(line);
  record.close();
  return record.path;
}

function read(path: string): RunRecord {
  const record = readRecord(path);
  if (!record.ok) throw new Error(record.error.message);
  return record.value;
}

const recover = (path: string): Promise<Recovery> => recoverRun(read(path), nobody, now);

test("a run that was cut short gets the end that was recorded, after all existing lines", async () => {
  const path = await cutShort([sample(1, 50), sample(2, 110)]);
  appendFileSync(path, '{"kind":"sam');
  const before = readFileSync(path, "utf8");
  expect(await recover(path)).toEqual({ kind: "recovered", durationSeconds: 2 });
  const after = readFileSync(path, "utf8");
  expect(after.startsWith(`${before}\n{"kind":"run-recovered"`)).toBe(true);
  const record = read(path);
  expect(record.finished).toBeUndefined();
  expect(record.recovered).toMatchObject({ recoveredAt: "2026-11-22T08:00:00.000Z", durationSeconds: 2 });
  const found = await footprintOfRecord(record);
  expect(found).toMatchObject({
    ok: true,
    value: { notes: [], footprint: { of: { lineage: { outcome: "interrupted" } } } },
  });
});

test("a second recovery changes nothing", async () => {
  const path = await cutShort([sample(1, 50)]);
  await recover(path);
  const once = readFileSync(path, "utf8");
  expect(await recover(path)).toEqual({ kind: "untouched", because: "it was recovered before" });
  expect(readFileSync(path, "utf8")).toBe(once);
});

test("a recovery that was cut short itself is completed, without a second end", async () => {
  const path = await cutShort([sample(1, 50)]);
  await recover(path);
  const whole = readFileSync(path, "utf8");
  rmSync(path);
  appendFileSync(path, whole.slice(0, whole.indexOf('{"kind":"footprint"')));
  expect(await recover(path)).toMatchObject({ kind: "recovered" });
  expect(readFileSync(path, "utf8")).toBe(whole);
});

test("its summary is the same before and after, except for the time of its computation", async () => {
  const path = await cutShort([sample(1, 50), sample(2, 110)]);
  const before = await summariseRecord(read(path));
  await recover(path);
  const after = await summariseRecord(read(path));
  if (!before.ok || !after.ok) throw new Error("not summarised");
  expect(after.value.summary).toEqual(before.value.summary);
});

test("a run without a sample has nothing to recover", async () => {
  const path = await cutShort([]);
  const before = readFileSync(path, "utf8");
  expect(await recover(path)).toMatchObject({ kind: "failed", reason: expect.stringContaining("has no sample") });
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("a run that is still running, or has ended, is not changed", async () => {
  const stat = `7 (node) S ${Array.from({ length: 40 }, () => 5).join(" ")}\n`;
  const boot = { "/proc/sys/kernel/random/boot_id": "today\n", "/proc/7/stat": stat };
  const path = await cutShort([sample(1, 50)], { pid: 7, bootId: "today" });
  const before = read(path);
  const running = { ...before, started: { ...before.started, wrapper: { pid: 7, bootId: "today", startTicks: 5 } } };
  expect(await recoverRun(running, recordedHost({ files: boot }), now)).toEqual({
    kind: "untouched",
    because: "it is still running",
  });
  const { finished } = await meterRecordedRun({ packages: [{ joules: 900 }] });
  expect(await recoverRun({ ...before, finished }, nobody, now)).toEqual({
    kind: "untouched",
    because: "it has ended",
  });
});

test("a record that cannot be written is reported, and no footprint follows a missing end", async () => {
  const path = await cutShort([sample(1, 50)]);
  const record = { ...read(path), path: join(store, "no-such-folder", "x.jsonl") };
  expect(await recoverRun(record, nobody, now)).toMatchObject({
    kind: "failed",
    reason: expect.stringContaining("could not be written"),
  });
});
