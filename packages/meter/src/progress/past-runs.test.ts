import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defined } from "@wattledger/core/defined";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import type { Prediction } from "../record/prediction.ts";
import type { ProgressLine, RunProgress } from "../record/progress.ts";
import type { RunStarted } from "../record/record.ts";
import { readPastRuns } from "./past-runs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-past-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const figure = { nominal: 30, low: 30, high: 30, level: 0.9 };

function predicted(more: Partial<Prediction> = {}): RunProgress {
  const prediction = {
    basis: "epochs",
    done: 3,
    planned: 3,
    pastRuns: 0,
    joules: figure,
    seconds: figure,
    ...more,
  } as const;
  return { phases: [], prediction };
}

const epochs: readonly ProgressLine[] = [10, 12, 11].map((joules, index) => ({
  kind: "epoch-ended",
  number: index + 1,
  fromSeconds: 2 * index,
  toSeconds: 2 * index + 2,
  joules,
}));

interface Written {
  readonly started?: Partial<RunStarted>;
  readonly progress?: RunProgress;
  readonly exitCode?: number;
  readonly lines?: readonly ProgressLine[];
  readonly cut?: boolean;
}

/** Puts a record into the store; its name tells the order. */
async function write(
  number: number,
  { started = {}, progress, exitCode, lines = epochs, cut }: Written = {},
): Promise<void> {
  const run = await meterRecordedRun({
    packages: [{ joules: 30 }],
    progress: progress ?? predicted(),
    ...defined({ exitCode }),
  });
  const id = `20261121-2230${String(number).padStart(2, "0")}-abcd`;
  const all = [{ ...run.started, name: "train", ...started, id }, ...lines, ...(cut === true ? [] : [run.finished])];
  writeFileSync(join(folder, `${id}.jsonl`), all.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

async function ofTrain(more: Partial<RunStarted> = {}): ReturnType<typeof readPastRuns> {
  const { started } = await meterRecordedRun({ packages: [{ joules: 30 }] });
  return await readPastRuns(folder, { ...started, name: "train", id: "20261122-000000-now1", ...more });
}

test("a complete run of the same name is one to learn from: its epochs, in time and energy", async () => {
  await write(1);
  expect(await ofTrain()).toEqual([
    { basis: "epochs", parts: [10, 12, 11].map((joules) => ({ work: 1, seconds: 2, joules })) },
  ]);
});

test("steps are learnt from if the run was predicted from steps", async () => {
  const line: ProgressLine = { kind: "steps-done", steps: 50, fromSeconds: 1, toSeconds: 4, joules: 7 };
  await write(1, { lines: [...epochs, line], progress: predicted({ basis: "steps", done: 100, planned: 100 }) });
  expect(await ofTrain()).toEqual([{ basis: "steps", parts: [{ work: 50, seconds: 3, joules: 7 }] }]);
});

test.for([
  ["of another name", { started: { name: "test" } }],
  ["of another project", { started: { project: "vision" } }],
  ["that failed", { exitCode: 1 }],
  ["that was cut short", { cut: true }],
  ["that ended before its plan was done", { progress: predicted({ done: 2 }) }],
  ["that was not predicted", { progress: { phases: [] } }],
] satisfies readonly (readonly [string, Written])[])("nothing is learnt from a run %s", async ([, written]) => {
  await write(1, written);
  expect(await ofTrain()).toEqual([]);
});

test("nor from an invalid file, nor from a run itself", async () => {
  writeFileSync(join(folder, "20261121-223059-zzzz.jsonl"), '{"kind":"run-started"\nnothing');
  await write(1);
  expect(await ofTrain({ id: "20261121-223001-abcd" })).toEqual([]);
});

test("a run without a name learns from those of the same command", async () => {
  const { name: _, ...started } = (await meterRecordedRun({ packages: [{ joules: 30 }] })).started;
  const { finished } = await meterRecordedRun({ packages: [{ joules: 30 }], progress: predicted() });
  for (const [number, command] of [started.command, ["something", "else"]].entries()) {
    const lines = [{ ...started, command, id: `20261121-22300${number}-abcd` }, ...epochs, finished];
    writeFileSync(
      join(folder, `20261121-22300${number}-abcd.jsonl`),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
  }
  await write(5);
  expect(await readPastRuns(folder, { ...started, id: "20261122-000000-now1" })).toHaveLength(1);
});

test("the newest thirty are enough", async () => {
  for (let number = 10; number < 45; number += 1) await write(number);
  expect(await ofTrain()).toHaveLength(30);
});

test("without a store the list is empty", async () => {
  const { started } = await meterRecordedRun({ packages: [{ joules: 30 }] });
  expect(await readPastRuns(join(folder, "none"), started)).toEqual([]);
});
