import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseJson } from "./json-file.ts";
import { readTextFile } from "./read-file.ts";

test.for([
  ["a string of 10 million characters", JSON.stringify("x".repeat(1e7))],
  ["one of 5 million escapes", JSON.stringify("\n".repeat(5e6))],
  ["one of 5 million backslashes", JSON.stringify({ a: "\\".repeat(5e6) })],
  ["blanks before a colon", `{"a"${" ".repeat(1e6)}: 1}`],
  ["100,000 names", JSON.stringify(Object.fromEntries(Array.from({ length: 1e5 }, (_, at) => [`n${at}`, at])))],
] as const)("%s is read", ([, text]) => {
  expect(parseJson(text).ok).toBe(true);
});

test.for([
  ['{"a": 1, "a": 2}', "`a` is in it twice"],
  [String.raw`{"a\"": 1, "b": {"a\"": 1}, "a\u0022": 2}`, '`a"` is in it twice'],
] as const)("%s: %s", ([text, reason]) => {
  expect(parseJson(text)).toEqual({ ok: false, error: expect.stringContaining(reason) });
});

test("no more of a file is held than its kind may have, also of one that never ends", () => {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  const path = join(folder, "file");
  writeFileSync(path, "x".repeat(1024));
  expect(readTextFile(path, 1024)).toEqual({ ok: true, value: "x".repeat(1024) });
  expect(readTextFile(path, 1023)).toMatchObject({ ok: false, error: expect.stringContaining("it is larger than") });
  expect(readTextFile("/dev/zero", 65_536)).toMatchObject({ ok: false, error: expect.stringContaining("64 KiB") });
  rmSync(folder, { recursive: true });
});
