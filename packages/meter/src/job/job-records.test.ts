import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rankRecord } from "../../test/rank-record.ts";
import type { Told } from "../../test/rank-record.ts";
import { findJobRecords } from "./job-records.ts";

function array(index: number): Pick<NonNullable<Told["job"]>, "array"> {
  return { array: { key: "slurm-4711", index } };
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  const write = (told: Told): void => {
    const { started, finished } = rankRecord(told);
    writeFileSync(join(folder, `${told.id}.jsonl`), `${JSON.stringify(started)}\n${JSON.stringify(finished)}\n`);
  };
  write({ id: "20261130-100000-aaaa", job: { key: "slurm-4712", ...array(1) } });
  write({ id: "20261130-100001-bbbb", job: { key: "slurm-4713.0", ...array(2) } });
  write({ id: "20261130-100002-cccc", job: { key: "slurm-4711", ...array(3) } });
  write({ id: "20261130-100003-dddd", job: { key: "slurm-47110" } });
  write({ id: "20261130-100004-eeee", job: { key: "slurm-500.1" } });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.for([
  ["slurm-4711", ["aaaa", "bbbb", "cccc"]],
  ["slurm-4711_1", ["aaaa"]],
  ["slurm-4711_2", ["bbbb"]],
  ["slurm-4711_3", ["cccc"]],
  ["slurm-4711_4", []],
  ["slurm-4712", ["aaaa"]],
  ["slurm-4713", ["bbbb"]],
  ["slurm-47110", ["dddd"]],
  ["slurm-500", ["eeee"]],
  ["slurm-5", []],
] as const)("%s has the records %s", ([query, letters]) => {
  const { records, problems } = findJobRecords(folder, query);
  expect(problems).toEqual([]);
  expect(records.map(({ started }) => started.id.slice(-4))).toEqual(letters);
});
