import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordedHost } from "@wattledger/sensors";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settle } from "../attribute/settle.ts";
import { recordKinds, recordLineSchema } from "../record/record-schema.ts";
import { appendToRecord, createRecord, shortenCommand } from "../record/record-writer.ts";
import { recordSchemaId } from "../record/record.ts";
import type { ModelsResolved, RecordLine, RunFinished, RunStarted, Sample } from "../record/record.ts";
import { measurementSoFar } from "./interrupted.ts";
import { readRecord, runState } from "./read-record.ts";
import type { RunRecord } from "./read-record.ts";

const cpu = {
  id: "rapl-powercap/package-0",
  sensor: "rapl-powercap",
  of: "component",
  component: "cpu",
  reads: "counter",
  method: "measured",
  evidence: "a counter",
  relativeUncertainty: { value: 0.05, basis: "a test" },
  plausibleWatts: 400,
  refreshSeconds: 0.001,
} as const;
const dram = {
  id: "dram-model",
  sensor: "dram-model",
  component: "dram",
  method: "modelled",
  evidence: "a model",
  relativeUncertainty: { value: 0.5, basis: "a test" },
} as const;

const started: RunStarted = {
  kind: "run-started",
  schema: recordSchemaId,
  id: "20261121-223001-k3f9",
  name: "größe",
  tags: { seed: "1" },
  startedAt: "2026-11-21T22:30:01.000Z",
  command: ["python", "train.py"],
  omittedArguments: 0,
  workingDirectory: "/home/me",
  wrapper: { pid: 50, startTicks: 7, bootId: "b00t" },
  machine: { platform: "linux", architecture: "x64", processorPackages: 1, logicalProcessors: 8, chassis: "unknown" },
  sensors: [{ id: "rapl-powercap", availability: { state: "ready", channels: [cpu] } }],
  options: { intervalSeconds: 1, idlePolicy: "cpu-time", zone: "FR" },
};
const models: ModelsResolved = {
  kind: "models-resolved",
  elapsedSeconds: 1,
  models: [{ channel: dram, idleWatts: 10 }],
};
const sample = (seconds: number, joules: number): Sample => ({
  kind: "sample",
  elapsedSeconds: seconds,
  joules: { [cpu.id]: joules, [dram.id]: 10 * seconds },
  machine: { busySeconds: 2 * seconds, capacitySeconds: 8 * seconds, memoryUsedBytes: 8e9 },
  tree: { cpuSeconds: seconds, residentBytes: 2e9 },
});
const finished: RunFinished = {
  kind: "run-finished",
  exitCode: 0,
  ...settle({
    known: [],
    missing: [{ component: "cpu", reason: "a test" }],
    platform: [],
    use: { durationSeconds: 3, cpuSeconds: 2 },
    idlePolicy: "cpu-time",
    notes: ["a note"],
  }),
};

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  path = join(folder, `${started.id}.jsonl`);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(...lines: readonly RecordLine[]): void {
  const writer = createRecord(folder, started.id);
  for (const line of lines) writer.write(line);
  writer.close();
}

/** The record, or a failure of the test with the reader's own words. */
function read(): RunRecord {
  const result = readRecord(path);
  if (result.ok) return result.value;
  throw new Error(result.error.message);
}

describe("a record", () => {
  test("is read as it was written", () => {
    write(started, models, sample(1, 50), sample(2, 90), finished);
    expect(read()).toEqual({
      path,
      started,
      models,
      samples: [sample(1, 50), sample(2, 90)],
      gaps: [],
      lost: [],
      finished,
      progress: [],
      others: [],
      problems: [],
    });
  });

  test("may be read by its owner only", () => {
    write(started);
    // oxlint-disable-next-line no-bitwise -- file modes are bits
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("is never written over", () => {
    write(started, finished);
    const second = createRecord(folder, started.id);
    second.write(started);
    expect(second.problem()).toContain("EEXIST");
    expect(read().finished).toEqual(finished);
  });

  test("has a schema for each kind that the reader knows", () => {
    expect(new Set(recordLineSchema.options.map(({ shape }) => shape.kind.value))).toEqual(recordKinds);
  });

  test("keeps lines of kinds that it does not know", () => {
    write(started);
    const writer = appendToRecord<{ readonly kind: string; readonly grams: number }>(path);
    writer.write({ kind: "footprint", grams: 3 });
    writer.close();
    expect(read().others).toEqual([{ kind: "footprint", value: { kind: "footprint", grams: 3 } }]);
  });

  test("with a prediction of an earlier release is read in the present form, and nothing of it is lost", () => {
    const earlier = {
      epochsDone: 3,
      epochsPlanned: 9,
      warmUpEpochs: 1,
      joules: { nominal: 0.1236, low: 0.1132, high: 0.1339, level: 0.9, degreesOfFreedom: 1 },
      seconds: { nominal: 5.436, low: 5.072, high: 5.799, level: 0.9, degreesOfFreedom: 1 },
      joulesPerEpoch: 0.0172,
      secondsPerEpoch: 0.6028,
    };
    const progress = { phases: [], prediction: earlier };
    writeFileSync(path, [started, { ...finished, progress }].map((line) => `${JSON.stringify(line)}\n`).join(""));
    const record = read();
    expect(record.problems).toEqual([]);
    expect(record.finished?.progress?.prediction).toEqual({
      ...earlier,
      basis: "epochs",
      done: 3,
      planned: 9,
      pastRuns: 0,
    });
  });

  test("cut off at any byte gives its content until then", () => {
    write(started, sample(1, 50), finished);
    const bytes = readFileSync(path);
    const ends = [...bytes.keys()].filter((index) => bytes[index] === 10);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        const whole = ends.filter((end) => end <= length).length;
        const result = readRecord(path);
        expect(result.ok).toBe(whole > 0);
        expect(result.ok ? result.value.samples.length : 0).toBe(whole > 1 ? 1 : 0);
        expect(result.ok && result.value.finished !== undefined).toBe(whole > 2);
      }),
    );
  });

  test("that was cut off can be added to", () => {
    write(started);
    writeFileSync(path, `${readFileSync(path, "utf8")}{"kind":"sam`);
    const writer = appendToRecord<Sample>(path);
    writer.write(sample(1, 50));
    writer.close();
    expect(read()).toMatchObject({
      samples: [{ elapsedSeconds: 1 }],
      problems: ["line 2 is not JSON and was skipped"],
    });
  });

  test.for([
    { name: "a line that is not an object", line: "7", problem: "line 2 has no kind and was skipped" },
    { name: "a line that is not JSON", line: "\0\0\0", problem: "line 2 is not JSON and was skipped" },
    { name: "an endless line", line: "x".repeat(5_000_000), problem: "line 2 is too long and was skipped" },
    {
      name: "a sample with energy below nothing",
      line: '{"kind":"sample","elapsedSeconds":1,"joules":{"cpu":-1}}',
      problem: "line 2 (sample) was skipped: joules: `cpu` is -1, not a number of at least 0.",
    },
  ])("$name damages itself only", ({ line, problem }) => {
    writeFileSync(path, `${JSON.stringify(started)}\n${line}\n${JSON.stringify(sample(1, 50))}\n`);
    expect(read()).toMatchObject({ samples: [{ elapsedSeconds: 1 }], problems: [problem] });
  });

  test.for([
    {
      name: "of a later version",
      text: '{"kind":"run-started","schema":"wattledger/run-record/2"}\n',
      kind: "future-version",
    },
    {
      name: "that lacks what every record has",
      text: `{"kind":"run-started","schema":"${recordSchemaId}"}\n`,
      kind: "not-a-record",
    },
    { name: "of another sort", text: '{"hello":"world"}\n', kind: "not-a-record" },
    { name: "that is empty", text: "", kind: "not-a-record" },
  ])("$name is refused with a reason", ({ text, kind }) => {
    writeFileSync(path, text);
    expect(readRecord(path)).toMatchObject({ ok: false, error: { kind, message: expect.stringContaining(path) } });
  });

  test("that does not exist is absent", () => {
    expect(readRecord(path)).toMatchObject({ ok: false, error: { kind: "absent" } });
  });

  test("keeps a part of a very long command line", () => {
    const command = ["program", ...Array.from({ length: 100 }, () => "x".repeat(1000))];
    const short = shortenCommand(command);
    expect(short.command.length + short.omittedArguments).toBe(101);
    expect(short.omittedArguments).toBeGreaterThan(80);
  });
});

describe("a run without an end", () => {
  const boot = { "/proc/sys/kernel/random/boot_id": "b00t\n" };

  test.for([
    { name: "is running while its wrapper lives", files: { ...boot, ...wrapper(7) }, state: "running" },
    { name: "was cut short when its wrapper is gone", files: boot, state: "interrupted" },
    {
      name: "is not continued by a new process with the same number",
      files: { ...boot, ...wrapper(8) },
      state: "interrupted",
    },
    {
      name: "is not continued after the machine has started again",
      files: { ...wrapper(7), "/proc/sys/kernel/random/boot_id": "0ther\n" },
      state: "interrupted",
    },
  ])("$name", ({ files, state }) => {
    write(started, sample(1, 50));
    expect(runState(read(), recordedHost({ files }))).toBe(state);
  });

  test("is finished once its end is recorded", () => {
    write(started, finished);
    expect(runState(read(), recordedHost({ files: {} }))).toBe("finished");
  });

  test("has the result of its last sample", () => {
    write(started, models, sample(1, 20), sample(2, 60));
    expect(measurementSoFar(read())).toMatchObject({
      durationSeconds: 2,
      cpuSeconds: 2,
      energy: [
        // Half of the machine's processor time was the command's.
        { channel: { id: cpu.id }, machineJoules: 60, idleWatts: 20, attribution: { runJoules: 30, othersJoules: 30 } },
        // A quarter of the memory in use was.
        { channel: { id: dram.id }, machineJoules: 20, idleWatts: 10, attribution: { runJoules: 5, othersJoules: 15 } },
      ],
      missing: [],
      notes: [expect.stringContaining("has no end")],
    });
  });

  test("without a sample has an unknown result", () => {
    write(started);
    expect(measurementSoFar(read())).toBeUndefined();
  });
});

test("a full disk loses the record and is reported once", () => {
  const writer = appendToRecord<Sample>("/dev/full");
  writer.write(sample(1, 50));
  writer.write(sample(2, 60));
  writer.close();
  expect(writer.problem()).toMatch(/\/dev\/full could not be written: ENOSPC/);
});

/** The wrapper's line in /proc, started at the given tick. */
function wrapper(startTicks: number): Record<string, string> {
  const fields = [1, 1, 1, 0, -1, ...Array.from({ length: 13 }, () => 0), startTicks, 0, 0];
  return { "/proc/50/stat": `50 (node) S ${fields.join(" ")}\n` };
}
