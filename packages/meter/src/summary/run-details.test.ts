import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import { createRecord } from "../record/record-writer.ts";
import type { RecordLine } from "../record/record.ts";
import { readRecord } from "../store/read-record.ts";
import { summariseRecord } from "./record-summary.ts";
import type { SummarisedRecord } from "./record-summary.ts";
import { metersOf, powerOf } from "./run-details.ts";

let store = "";
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(store, { recursive: true });
});

const id = "rapl-powercap/package-0";

/** The record of ten seconds and 900 J on a laptop, with lines between its first and its last. */
async function recorded(between: readonly RecordLine[], isFinished = true): Promise<SummarisedRecord> {
  const { started, finished } = await meterRecordedRun({ packages: [{ joules: 900 }], chassis: 9, models: false });
  const record = createRecord(join(store, "runs"), started.id);
  for (const line of [started, ...between, ...(isFinished ? [finished] : [])]) record.write(line);
  record.close();
  const read = readRecord(record.path);
  if (!read.ok) throw new Error(read.error.message);
  const summarised = await summariseRecord(read.value);
  if (!summarised.ok) throw new Error(summarised.error);
  return summarised.value;
}

const sample = (elapsedSeconds: number, joules: number): RecordLine => ({
  kind: "sample",
  elapsedSeconds,
  joules: { [id]: joules },
});

test("power is the difference of totals, from the start to the end", async () => {
  const run = await recorded([sample(2, 100), sample(6, 500)]);
  expect(powerOf(run)).toEqual([
    {
      id,
      component: "cpu",
      steps: [
        { fromSeconds: 0, toSeconds: 2, watts: 50 },
        { fromSeconds: 2, toSeconds: 6, watts: 100 },
        { fromSeconds: 6, toSeconds: 10, watts: expect.closeTo(100, 9) },
      ],
    },
  ]);
});

test("a run without a sample has one step", async () => {
  expect(powerOf(await recorded([]))[0]?.steps).toEqual([
    { fromSeconds: 0, toSeconds: 10, watts: expect.closeTo(90, 9) },
  ]);
});

test("a run that was cut short ends with its last sample", async () => {
  const run = await recorded([sample(2, 100), sample(6, 500)], false);
  expect(run.summary).toMatchObject({ exitCode: null, durationSeconds: 6 });
  expect(run.summary.reasons["exitCode"]).toContain("cut short");
  expect(powerOf(run)[0]?.steps.at(-1)?.toSeconds).toBe(6);
});

test("a meter has its figure, and its gaps and losses", async () => {
  const run = await recorded([
    sample(2, 100),
    { kind: "sensor-lost", channel: id, elapsedSeconds: 3, cause: "ENODEV" },
    { kind: "sensor-lost", channel: "another", elapsedSeconds: 3, cause: "ENODEV" },
  ]);
  const [meter, ...others] = metersOf(run);
  expect(others).toEqual([]);
  expect(meter).toMatchObject({ id, method: "measured", coverage: 1, lost: [{ elapsedSeconds: 3, cause: "ENODEV" }] });
  expect(meter?.machineEnergyJoules).toBeCloseTo(900, 6);
  expect(meter?.energyJoules?.nominal).toBeCloseTo(run.summary.energyJoules.cpu?.nominal ?? 0, 9);
});
