import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

test("missing folders are made, for their owner alone, and a second call does nothing", () => {
  const root = mkdtempSync(join(tmpdir(), "wattledger-"));
  const folder = join(root, "a/b/c");
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(join(root, "a")).mode & 0o777).toBe(0o700);
  rmSync(root, { recursive: true });
});

test("a file in the way is named", () => {
  const root = mkdtempSync(join(tmpdir(), "wattledger-"));
  writeFileSync(join(root, "file"), "");
  expect(() => {
    makeFolder(join(root, "file/runs"));
  }).toThrow("ENOTDIR");
  rmSync(root, { recursive: true });
});

test.runIf(existsSync("/proc/self"))("under /proc it fails at once, with the place", () => {
  expect(() => {
    makeFolder("/proc/wattledger/runs");
  }).toThrow("no folder can be made in /proc");
});
