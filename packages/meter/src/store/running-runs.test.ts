import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordedHost } from "@wattledger/sensors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import { createRecord } from "../record/record-writer.ts";
import { openRunningRuns } from "./running-runs.ts";

let store = "";
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(store, { recursive: true });
});

const stat = `7 (node) S ${Array.from({ length: 40 }, () => 5).join(" ")}\n`;
const host = recordedHost({ files: { "/proc/sys/kernel/random/boot_id": "today\n", "/proc/7/stat": stat } });

async function begin(id: string, bootId: string): Promise<string> {
  const { started } = await meterRecordedRun({});
  const record = createRecord(store, id);
  record.write({ ...started, id, wrapper: { pid: 7, startTicks: 5, bootId } });
  record.close();
  return record.path;
}

test("runs whose wrapper is alive are found, also those that begin later, and no others", async () => {
  const path = await begin("20261122-080000-aaaa", "today");
  await begin("20261122-080001-bbbb", "yesterday");
  writeFileSync(join(store, "20261122-080002-cccc.jsonl"), "no record\n");
  const runs = openRunningRuns(store, host);
  const ids = (): readonly string[] => runs.look().map(({ started }) => started.id);
  expect(ids()).toEqual(["20261122-080000-aaaa"]);
  await begin("20261122-080003-dddd", "today");
  expect(ids()).toEqual(["20261122-080000-aaaa", "20261122-080003-dddd"]);
  const { finished } = await meterRecordedRun({});
  appendFileSync(path, `${JSON.stringify(finished)}\n`);
  expect(ids()).toEqual(["20261122-080003-dddd"]);
  expect(readdirSync(store)).toHaveLength(4);
});

test("a store that does not exist is empty", () => {
  expect(openRunningRuns(join(store, "no-such-folder"), host).look()).toEqual([]);
});
