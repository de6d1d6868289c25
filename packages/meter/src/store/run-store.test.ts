import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findRun, listRuns, newRunId, runsFolder } from "./run-store.ts";

const homeFolder = "/home/me";

test.for([
  {
    environment: { WATTLEDGER_HOME: "/data/w", XDG_STATE_HOME: "/state" },
    platform: "linux",
    expected: "/data/w/runs",
  },
  { environment: { XDG_STATE_HOME: "/state" }, platform: "linux", expected: "/state/wattledger/runs" },
  { environment: { XDG_STATE_HOME: "state" }, platform: "linux", expected: "/home/me/.local/state/wattledger/runs" },
  { environment: { WATTLEDGER_HOME: "" }, platform: "linux", expected: "/home/me/.local/state/wattledger/runs" },
  { environment: {}, platform: "darwin", expected: "/home/me/Library/Application Support/wattledger/runs" },
])("$platform with $environment keeps runs in $expected", ({ environment, platform, expected }) => {
  expect(runsFolder({ environment, platform, homeFolder })).toBe(expected);
});

test("ids sort by time and end in four letters to type", () => {
  const first = newRunId(new Date("2026-11-21T22:30:01.999Z"), () => 0);
  const second = newRunId(new Date("2026-11-21T22:30:02.000Z"), () => 0);
  expect(first).toBe("20261121-223001-aaaa");
  expect(first < second).toBe(true);
  expect(newRunId(new Date(0), () => 0.999_999)).toMatch(/-9999$/);
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  for (const id of ["20261121-223001-k3f9", "20261121-224000-aaaa", "20261202-100000-bbbb"]) {
    writeFileSync(join(folder, `${id}.jsonl`), "");
  }
  writeFileSync(join(folder, "notes.txt"), "");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("runs are listed oldest first, and other files are ignored", () => {
  expect(listRuns(folder).map(({ id }) => id)).toEqual([
    "20261121-223001-k3f9",
    "20261121-224000-aaaa",
    "20261202-100000-bbbb",
  ]);
});

test("runs of one second are listed in the order of their starts, with any letters in their ids", () => {
  const [first, second] = ["20261203-100000-zzzz", "20261203-100000-aaaa"] as const;
  writeFileSync(join(folder, `${second}.jsonl`), '{"kind":"run-started","startedAt":"2026-12-03T10:00:00.520Z"}\n');
  writeFileSync(join(folder, `${first}.jsonl`), '{"kind":"run-started","startedAt":"2026-12-03T10:00:00.080Z"}\n');
  expect(
    listRuns(folder)
      .slice(-2)
      .map(({ id }) => id),
  ).toEqual([first, second]);
  expect(findRun(folder, "last")).toMatchObject({ value: { id: second } });
});

test.for([
  { query: "last", id: "20261202-100000-bbbb" },
  { query: "20261202", id: "20261202-100000-bbbb" },
  { query: "20261121-223", id: "20261121-223001-k3f9" },
  { query: "k3f9", id: "20261121-223001-k3f9" },
])("'$query' is a name for $id", ({ query, id }) => {
  expect(findRun(folder, query)).toEqual({ ok: true, value: { id, path: join(folder, `${id}.jsonl`) } });
});

test.for([
  { query: "20261121", kind: "ambiguous", says: "type more" },
  { query: "zzzz", kind: "unknown", says: "20261202-100000-bbbb" },
  { query: "", kind: "unknown", says: "no run" },
])("'$query' does not name a single run, and the message helps", ({ query, kind, says }) => {
  expect(findRun(folder, query)).toMatchObject({ ok: false, error: { kind, message: expect.stringContaining(says) } });
});

test("an empty store says how to record a run", () => {
  expect(findRun(join(folder, "none"), "last")).toMatchObject({
    error: { kind: "empty", message: expect.stringContaining("wattledger run -- COMMAND") },
  });
});
