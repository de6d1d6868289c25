import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { explain, explanationText } from "@wattledger/core";
import { measured } from "@wattledger/methods";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import { createRecord } from "../record/record-writer.ts";
import { readRecord } from "../store/read-record.ts";
import { accountRun } from "./account.ts";
import type { AccountedRun } from "./account.ts";
import { appendFootprint, methodPath } from "./stored-footprint.ts";
import { footprintOfRecord } from "./stored-run.ts";
import type { StoredRunFootprint } from "./stored-run.ts";

let store = "";
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(store, { recursive: true });
});

const metal: RecordedRun = { packages: [{ joules: 900 }], chassis: 9 };

/** A store with the record of one run, as `wattledger run` leaves it. */
async function recorded(run = metal): Promise<{ readonly path: string; readonly accounted: AccountedRun }> {
  const { started, finished } = await meterRecordedRun(run);
  const accounted = await accountRun(started, finished, "succeeded");
  if (!accounted.ok) throw new Error("refused");
  const record = createRecord(join(store, "runs"), started.id);
  record.write(started);
  record.write(finished);
  record.close();
  expect(appendFootprint(record.path, accounted.value)).toBeUndefined();
  return { path: record.path, accounted: accounted.value };
}

async function footprintAt(path: string): Promise<StoredRunFootprint> {
  const record = readRecord(path);
  if (!record.ok) throw new Error(record.error.message);
  const found = await footprintOfRecord(record.value);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

/** Rewrites the footprint line of a record. */
function changeLine(path: string, change: (text: string) => string): void {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  writeFileSync(
    path,
    `${lines.map((line) => (line.includes('"kind":"footprint"') ? change(line) : line)).join("\n")}\n`,
  );
}

describe("a footprint on record", () => {
  test("is read again as it was, with the same figures", async () => {
    const { path, accounted } = await recorded();
    const found = await footprintAt(path);
    expect(found.footprint).toEqual(accounted.footprint);
    expect(found.inputs).toEqual(accounted.inputs);
    expect(found.notes).toEqual([]);
    for (const [name, { quantity }] of accounted.results) expect(found.results.get(name)?.quantity).toEqual(quantity);
  });

  test("stores the method's graph once, readable by its owner only", async () => {
    const { path, accounted } = await recorded();
    const stored = methodPath(path, measured.id, measured.version);
    expect(statSync(stored).mode & 0o777).toBe(0o600);
    // A graph that is written again is renamed into place: another file.
    const before = statSync(stored).ino;
    appendFootprint(path, accounted);
    expect(statSync(stored).ino).toBe(before);
  });

  test("is the last if there are several, because a restatement follows the original", async () => {
    const { path, accounted } = await recorded();
    appendFootprint(path, { ...accounted, footprint: { ...accounted.footprint, owner: { project: "later" } } });
    expect((await footprintAt(path)).footprint.owner).toEqual({ project: "later" });
  });

  test.for([
    ["its schema is unknown", '"wattledger/footprint/1"', '"wattledger/footprint/9"'],
    ["it lacks an input of its method", '"intensity":', '"density":'],
    ["an input of its method is of another kind", '"kind":"list","rows"', '"kind":"number","rows"'],
  ] as const)("is computed again if %s, and says so", async ([, from, to]) => {
    const { path, accounted } = await recorded();
    changeLine(path, (line) => line.replace(from, to));
    const found = await footprintAt(path);
    expect(found.notes).toEqual([expect.stringMatching(/(cannot be read|does not fit its method).*computed now/)]);
    expect(found.footprint).toEqual(accounted.footprint);
  });

  test("is computed if the record ends before it", async () => {
    const { path, accounted } = await recorded();
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, whole.slice(0, whole.indexOf('{"kind":"footprint"') + 100));
    const found = await footprintAt(path);
    expect(found.notes).toEqual([expect.stringContaining("has no footprint")]);
    expect(found.footprint).toEqual(accounted.footprint);
  });
});

describe("a run without an end", () => {
  test("has the footprint of its samples, and is called interrupted", async () => {
    const { started } = await meterRecordedRun({ ...metal, models: false });
    const record = createRecord(join(store, "runs"), started.id);
    record.write(started);
    record.close();
    appendFileSync(record.path, sample(1, 50) + sample(2, 110));
    const { footprint, measurement, results, notes } = await footprintAt(record.path);
    expect(footprint.of.lineage).toEqual({ outcome: "interrupted" });
    expect(measurement.durationSeconds).toBe(2);
    expect(results.get("componentEnergy")?.quantity.nominal).toBeCloseTo(110 / 3.6e6, 15);
    expect(footprint.made.quality.notes).toContainEqual(expect.stringContaining("has no end"));
    expect(notes).toHaveLength(1);
  });

  test("without a sample does not have one", async () => {
    const { started } = await meterRecordedRun(metal);
    const record = createRecord(join(store, "runs"), started.id);
    record.write(started);
    record.close();
    const read = readRecord(record.path);
    if (!read.ok) throw new Error(read.error.message);
    expect(await footprintOfRecord(read.value)).toEqual({
      ok: false,
      error: expect.stringContaining("neither an end"),
    });
  });
});

describe("a record by an earlier version of the method", () => {
  let path = "";
  beforeEach(() => {
    cpSync(fileURLToPath(new URL("../../test/earlier-store", import.meta.url)), store, { recursive: true });
    path = join(store, "runs", "20250601-120000-earl.jsonl");
  });

  test("explains itself by the graph that was stored with it", async () => {
    const { method, inputs, results, notes } = await footprintAt(path);
    expect(method.version).toBe("0");
    expect(Object.hasOwn(measured.inputs, "wiringLoss")).toBe(false);
    expect(notes).toEqual([]);
    // 3.6 MJ less a quarter, at 400 g a kilowatt hour.
    expect(results.get("energy")?.quantity.nominal).toBeCloseTo(0.75, 12);
    expect(results.get("carbon")?.quantity.nominal).toBeCloseTo(300, 9);
    expect(explanationText(explain(method, inputs, "gwp"), 100)).toContain("meter × (1 − wiringLoss)");
  });

  test.for([
    ["is gone", (file: string) => rmSync(file), "does not exist"],
    ["is cut off", (file: string) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 500)), "cannot be read"],
    [
      "is of a later form",
      (file: string) => writeFileSync(file, '{"schema":"wattledger/method/2"}'),
      "Update Wattledger",
    ],
  ] as const)("is computed again by the present one if that graph %s, and says so", async ([, spoil, why]) => {
    spoil(methodPath(path, "measured", "0"));
    const { method, footprint, notes } = await footprintAt(path);
    expect(method.version).toBe(measured.version);
    expect(footprint.made.method.version).toBe(measured.version);
    expect(notes.join(" ")).toContain("measured 0");
    expect(notes.join(" ")).toContain(why);
    expect(notes.join(" ")).toContain("computed now");
  });
});

function sample(seconds: number, joules: number): string {
  return `${JSON.stringify({ kind: "sample", elapsedSeconds: seconds, joules: { "rapl-powercap/package-0": joules } })}\n`;
}
