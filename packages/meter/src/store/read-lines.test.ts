import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLines } from "./read-lines.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lines-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(text: string): string {
  const path = join(folder, "lines.jsonl");
  writeFileSync(path, text);
  return path;
}

test.for([
  ["a\nbb\n", ["a", "bb"]],
  ["a\nbb", ["a", "cut bb"]],
  ["aaaaaa\nb\n", ["too-long", "b"]],
  ["a\nbbbbbb", ["a", "too-long"]],
  [`a\n${"b".repeat(200_000)}\nc\n${"d".repeat(70_000)}`, ["a", "too-long", "c", "too-long"]],
  ["\n\n", ["", ""]],
  ["", []],
] as const)("%j", ([text, wanted]) => {
  const lines = [...readLines(fileOf(text), 5)].map((line) =>
    line.kind === "too-long" ? line.kind : line.kind === "cut" ? `cut ${line.text}` : line.text,
  );
  expect(lines).toEqual(wanted);
});

test("a file of ten gigabytes without a line end is refused at its beginning, and never read whole", () => {
  const path = fileOf("");
  const descriptor = openSync(path, "r+");
  ftruncateSync(descriptor, 10 * 1024 ** 3);
  closeSync(descriptor);
  const started = performance.now();
  const lines = readLines(path, 1_000_000);
  expect(lines.next().value).toEqual({ kind: "too-long" });
  expect(lines.next().done).toBe(true);
  // Ten gigabytes take minutes, a quarter of one does not. The bound is wide for a busy machine.
  expect(performance.now() - started).toBeLessThan(20_000);
});
