import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkshop } from "../run/wrapped.fixture.ts";
import type { Workshop } from "../run/wrapped.fixture.ts";

// `wattledger runs recover` of the built command; what it computes is tested in packages/meter.

let workshop: Workshop;
let path = "";
beforeAll(() => {
  workshop = openWorkshop();
  workshop.call(["run", "--quiet", "--name", "whole", "--", "true"]);
  workshop.call(["run", "--quiet", "--name", "cut", "--interval", "0.1", "--", "sleep", "0.5"]);
  // As a wrapper leaves it that is killed after its first samples.
  const folder = join(workshop.home, "runs");
  const paths = readdirSync(folder).map((name) => join(folder, name));
  path = paths.find((one) => readFileSync(one, "utf8").includes('"name":"cut"')) ?? "";
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, text.indexOf('{"kind":"run-finished"')));
});
afterAll(() => {
  workshop.remove();
});

test("a run that was cut short is recovered once, and shown with its end from then on", () => {
  expect(workshop.call(["runs"]).stdout.toString()).toMatch(/ cut .* interrupted$/mu);
  const before = readFileSync(path, "utf8");
  const first = workshop.call(["runs", "recover"]);
  expect([first.status, first.stderr]).toEqual([0, ""]);
  expect(first.stdout.toString()).toMatch(/^\S+: recovered as far as its last sample, \d+ ms after its start\n$/u);
  const after = readFileSync(path, "utf8");
  expect(after.startsWith(before)).toBe(true);
  expect(workshop.call(["runs", "recover"]).stdout.toString()).toBe("No run was there to recover.\n");
  expect(workshop.call(["runs", "recover", basename(path, ".jsonl")]).stdout.toString()).toContain(
    "it was recovered before",
  );
  expect(readFileSync(path, "utf8")).toBe(after);
  expect(workshop.call(["runs"]).stdout.toString()).toMatch(/ cut .* recovered$/mu);
  expect(workshop.call(["runs", "show", basename(path, ".jsonl")]).stdout.toString()).not.toContain("computed now");
});

test("a run of which nothing is known is named, with exit code 1", () => {
  const [start = ""] = readFileSync(path, "utf8").split("\n");
  const empty = join(workshop.home, "runs", "20990101-000000-none.jsonl");
  writeFileSync(empty, `${start}\n`);
  const { status, stdout } = workshop.call(["runs", "recover"]);
  expect(status).toBe(1);
  expect(stdout.toString()).toContain("none: not recovered: the record has no sample");
});
