import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaseVerdict } from "@wattledger/cases";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countByMethod, countVerdicts } from "./cases-count.ts";
import { parseCaseFile, readCaseFiles } from "./cases-files.ts";
import { casesText } from "./cases-text.ts";

const agreeing = { path: "energy_kwh", expected: 2, got: 2.000000001, relativeError: 5e-10, agrees: true };
const verdicts: readonly CaseVerdict[] = [
  {
    method: "kettle",
    name: "blue",
    kind: "boil",
    verdict: "pass",
    comparisons: [agreeing, { path: "carbon_g", expected: 0, got: 0, agrees: true }],
    largestRelativeError: 5e-10,
  },
  {
    method: "kettle",
    name: "a name that is so long that it has to stand above the values of the case, and wraps",
    kind: "boil",
    verdict: "pass",
    comparisons: [{ path: "x", expected: -1.23456789e-10, got: -1.23456789e-10, relativeError: 0, agrees: true }],
    largestRelativeError: 0,
  },
  { method: "kettle", name: "empty", kind: "boil", verdict: "pass", comparisons: [] },
  {
    method: "kettle",
    name: "red",
    kind: "boil",
    verdict: "mismatch",
    comparisons: [
      agreeing,
      { path: "carbon_g", expected: 44.00000001, got: 44.00000002, relativeError: 2.3e-10, agrees: false },
      { path: "words", expected: "a cup of tea, quite hot", got: undefined, agrees: false },
    ],
    largestRelativeError: 5e-10,
  },
  { method: "kettle", name: "bad", kind: "pour", verdict: "mismatch", reason: "✖ no such cup", comparisons: [] },
  { method: "kettle", name: "s1", kind: "text", verdict: "skipped", reason: "plumbing: display text", comparisons: [] },
  { method: "kettle", name: "s2", kind: "text", verdict: "skipped", reason: "plumbing: display text", comparisons: [] },
  { method: "oven", name: "s3", kind: "bake", verdict: "skipped", reason: "not built yet", comparisons: [] },
];

test("the table of a run", async () => {
  await expect(casesText(verdicts, false, 80)).toMatchFileSnapshot("./cases.golden.txt");
});

test("the table with every value and every case", async () => {
  await expect(casesText(verdicts, true, 80)).toMatchFileSnapshot("./cases-all.golden.txt");
});

test("values that differ are shown with the digits in which they differ", () => {
  expect(casesText(verdicts, false, 80)).toMatch(/differs .*carbon_g .*44\.00000001 +44\.00000002/u);
});

test("the last line is the counts alone", () => {
  expect(casesText(verdicts, false, 80).trimEnd().split("\n").at(-1)).toBe("3 pass, 2 mismatch, 3 skipped");
  expect(casesText([], false, 80).trimEnd().split("\n").at(-1)).toBe("0 pass, 0 mismatch, 0 skipped");
});

test("counts by method add up to the counts of all", () => {
  const methods = Object.values(countByMethod(verdicts));
  for (const key of ["pass", "mismatch", "skipped"] as const)
    expect(methods.reduce((sum, counts) => sum + counts[key], 0)).toBe(countVerdicts(verdicts)[key]);
});

test("hundreds of cases keep a line each", () => {
  const [first] = verdicts;
  const many = Array.from({ length: 600 }, () => first).flatMap((one) => one ?? []);
  expect(
    casesText(many, false, 80)
      .split("\n")
      .filter((line) => line.includes("pass      blue")),
  ).toHaveLength(600);
});

const good = JSON.stringify({
  method: "kettle",
  source: "anything",
  cases: [{ name: "blue", kind: "boil", inputs: {}, expected: {}, tolerance: { rel: 1e-9 } }],
});

test("what a file says besides is for people", () => {
  expect(parseCaseFile(good)).toMatchObject({ ok: true, value: { method: "kettle", cases: [{ quirk: false }] } });
});

test.for([
  ["{", "it is not JSON"],
  ['{"name": "x"}', "method"],
  [good.replace('"rel"', '"relative"'), "cases, entry 1, tolerance"],
] as const)("%s is not a case file, and the place is named", ([text, reason]) => {
  expect(parseCaseFile(text)).toEqual({ ok: false, error: expect.stringContaining(reason) });
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-cases-"));
  writeFileSync(join(folder, "b.cases.json"), good);
  writeFileSync(join(folder, "a.json"), "{");
  writeFileSync(join(folder, "notes.md"), "");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("a folder gives its JSON files by name, and a bad one stops no other", () => {
  const read = readCaseFiles([folder, join(folder, "none.json")]);
  expect(read.map(({ path, file }) => [path.slice(folder.length + 1), file.ok])).toEqual([
    ["a.json", false],
    ["b.cases.json", true],
    ["none.json", false],
  ]);
});
