import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codecarbonColumns, codecarbonHeader } from "@wattledger/meter";
import type { CodecarbonRow } from "@wattledger/meter";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendCsv } from "./run-csv.ts";
import { openWorkshop } from "./wrapped.fixture.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function rowOf(project: string): CodecarbonRow {
  const entries = codecarbonColumns.map((column): [string, string | null] => [
    column,
    column === "project_name" ? project : null,
  ]);
  return { ...emptyRow, ...Object.fromEntries(entries) };
}

const emptyRow = codecarbonColumns.reduce<CodecarbonRow>(
  (row, column) => ({ ...row, [column]: null }),
  // Every column is set by the time it is returned.
  JSON.parse("{}"),
);

test("a new file has the columns' names and the row", () => {
  const path = join(folder, "new.csv");
  expect(appendCsv(path, rowOf("a"))).toBeUndefined();
  const [header, row = "", end] = readFileSync(path, "utf8").split("\r\n");
  expect(header).toBe(codecarbonHeader());
  expect(row.split(",")).toHaveLength(38);
  expect(row).toContain(",a,");
  expect(end).toBe("");
});

test("a file with the same columns gets the row below what it has, in its own line ends", () => {
  const path = join(folder, "old.csv");
  // CodeCarbon writes line feeds alone; an editor may have taken the last.
  writeFileSync(path, `${codecarbonHeader()}\nold,row`);
  expect(appendCsv(path, rowOf("b"))).toBeUndefined();
  expect(appendCsv(path, rowOf("c"))).toBeUndefined();
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines[1]).toBe("old,row");
  expect(lines.slice(2).map((line) => line.split(",")[1])).toEqual(["b", "c", undefined]);
});

test.for([
  ["a byte order mark and ends of Windows, as Excel saves it", "\uFEFF", "\r\n", "\r\n"],
  ["a header that ends otherwise than its rows", "", "\n", "\r\n"],
  ["ends of Unix", "", "\n", "\n"],
] as const)("a file with %s gets its row as it ends", ([, mark, headerEnd, rowEnd]) => {
  const path = join(folder, `other-${mark.length}${headerEnd.length}${rowEnd.length}.csv`);
  const before = `${mark}${codecarbonHeader()}${headerEnd}1,2${rowEnd}`;
  writeFileSync(path, before);
  expect(appendCsv(path, rowOf("e"))).toBeUndefined();
  const added = readFileSync(path, "utf8").slice(before.length);
  expect(added).toMatch(/^[^\r\n]*,e,[^\r\n]*(?:\r?\n)$/u);
  expect(added.endsWith("\r\n")).toBe(rowEnd === "\r\n");
});

test("a file with other columns is left as it is", () => {
  const path = join(folder, "other.csv");
  const text = "timestamp,duration,emissions\n1,2,3\n";
  writeFileSync(path, text);
  expect(appendCsv(path, rowOf("d"))).toContain("other columns");
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a place that cannot be written is said", () => {
  expect(appendCsv(join(folder, "none/run.csv"), rowOf("e"))).toContain("ENOENT");
  expect(appendCsv("/dev/full", rowOf("f"))).toMatch(/ENOSPC|ESPIPE|EINVAL/);
});

test("--csv writes a row for each run, of CodeCarbon's columns", () => {
  const workshop = openWorkshop();
  try {
    for (const project of ["one", "two"]) {
      const ended = workshop.call([
        "run",
        "--quiet",
        "--project",
        project,
        "--csv",
        "runs.csv",
        "--",
        "sh",
        "-c",
        "exit 3",
      ]);
      expect(ended).toMatchObject({ status: 3, stderr: "" });
    }
    const [header = "", ...rows] = readFileSync(workshop.path("runs.csv"), "utf8").trim().split("\r\n");
    const at = header.split(",").indexOf("project_name");
    expect(rows.map((row) => row.split(",")[at])).toEqual(["one", "two"]);
    const failed = workshop.call(["run", "--quiet", "--csv", "no/runs.csv", "--", "sh", "-c", "exit 3"]);
    expect(failed.status).toBe(3);
    expect(failed.stderr).toMatch(/^wattledger: --csv: no\/runs\.csv: ENOENT/);
    expect(existsSync(workshop.path("no"))).toBe(false);
  } finally {
    workshop.remove();
  }
});
