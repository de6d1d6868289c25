import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { keptValues } from "../store/kept-values.ts";
import { listRuns } from "../store/run-store.ts";

let home = "";
let runs = "";
let computed: string[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "wattledger-"));
  runs = join(home, "runs");
  mkdirSync(runs);
  computed = [];
  for (const id of ["aaaa", "bbbb", "cccc"]) writeFileSync(record(id), id);
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function record(letters: string): string {
  return join(runs, `20261130-100000-${letters}.jsonl`);
}

async function values(stamp = "1"): Promise<readonly string[]> {
  return await keptValues(runs, listRuns(runs), {
    name: "test",
    stamp,
    schema: z.string(),
    compute: async ({ id, path }) => {
      computed.push(id.slice(-4));
      const text = readFileSync(path, "utf8");
      return { value: text.toUpperCase(), keep: !text.includes("running") };
    },
  });
}

test("a value is computed once, and again when its record, or the code that computes it, has changed", async () => {
  expect(await values()).toEqual(["AAAA", "BBBB", "CCCC"]);
  expect(await values()).toEqual(["AAAA", "BBBB", "CCCC"]);
  expect(computed).toEqual(["aaaa", "bbbb", "cccc"]);
  appendFileSync(record("bbbb"), "x");
  expect(await values()).toEqual(["AAAA", "BBBBX", "CCCC"]);
  utimesSync(record("cccc"), 1, 1);
  rmSync(record("aaaa"));
  expect(await values()).toEqual(["BBBBX", "CCCC"]);
  expect(computed.slice(3)).toEqual(["bbbb", "cccc"]);
  await values("2");
  expect(computed.slice(5)).toEqual(["bbbb", "cccc"]);
});

test("a value that may change without its record is never kept", async () => {
  writeFileSync(record("aaaa"), "running");
  await values();
  await values();
  expect(computed.filter((id) => id === "aaaa")).toHaveLength(2);
});

test("a damaged or read-only index only costs time", async () => {
  await values();
  const path = join(home, "index/test.jsonl");
  writeFileSync(path, `${readFileSync(path, "utf8")}{"id":"2026`);
  expect(await values()).toEqual(["AAAA", "BBBB", "CCCC"]);
  for (const text of ["", "\u0000", "[]\n", '{"schema":"wattledger/index/2","stamp":"1"}\n']) {
    writeFileSync(path, text);
    expect(await values()).toEqual(["AAAA", "BBBB", "CCCC"]);
  }
  rmSync(join(home, "index"), { recursive: true });
  writeFileSync(join(home, "index"), "a file in the way");
  expect(await values()).toEqual(["AAAA", "BBBB", "CCCC"]);
  expect(readdirSync(home).toSorted()).toEqual(["index", "runs"]);
});
