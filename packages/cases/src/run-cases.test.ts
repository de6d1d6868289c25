import { existsSync, readFileSync, readdirSync } from "node:fs";
import type { ReferenceCase } from "@wattledger/core";
import { caseFileSchema } from "@wattledger/core/schemas";
import { describe, expect, test } from "vitest";
import { caseKinds, runCases } from "./index.ts";

const files = readdirSync(import.meta.dirname)
  .map((family) => `${import.meta.dirname}/${family}/cases.json`)
  .filter((path) => existsSync(path))
  .map((path) => caseFileSchema.parse(JSON.parse(readFileSync(path, "utf8"))));

const filesWithVerdicts = await Promise.all(files.map(async (file) => ({ ...file, verdicts: await runCases(file) })));

describe.for(filesWithVerdicts)("reference cases of $method", (file) => {
  test.for(file.verdicts.filter(({ verdict }) => verdict !== "skipped"))("$kind: $name", (one) => {
    expect(one.comparisons.filter(({ agrees }) => !agrees)).toEqual([]);
    expect(one.verdict, one.reason).toBe("pass");
  });

  test("every kind of case has an adapter, or a reason to be out of scope", () => {
    const known = new Set(caseKinds.flatMap(({ method, kind }) => (method === file.method ? [kind] : [])));
    const unknown = [...new Set(file.cases.map(({ kind }) => kind))].filter((kind) => !known.has(kind));
    expect(unknown, `kinds without an adapter of ${file.method}`).toEqual([]);
  });
});

test("a wrong result is a mismatch that names the value", async () => {
  const file = files.find(({ method }) => method === "green-algorithms");
  if (file === undefined) throw new Error("The cases of green-algorithms are missing.");
  const first = file.cases
    .slice(0, 1)
    .map((one) => ({ ...one, expected: { energy_kwh: 3, carbon_g: 492.5363189759999 } }));
  const [verdict] = await runCases({ ...file, cases: first });
  expect(verdict?.verdict).toBe("mismatch");
  expect(verdict?.comparisons.map(({ path, agrees }) => [path, agrees])).toEqual([
    ["energy_kwh", false],
    ["carbon_g", true],
  ]);
});

test("inputs that are not those of the kind are a mismatch with the reason, not a crash", async () => {
  const file = {
    method: "green-algorithms",
    cases: [{ name: "x", kind: "estimate", quirk: false, inputs: { runtime_h: "long" }, expected: {}, tolerance: {} }],
  };
  const [verdict] = await runCases(file);
  expect(verdict?.verdict).toBe("mismatch");
  expect(verdict?.reason).toContain("runtime_h");
});

test("a defect of an adapter is a mismatch of that case, and the others are run", async () => {
  const row = { timestamp: "2024-01-01T00:00:00.000Z", energy: 1 };
  const config = {
    "start-time": row.timestamp,
    "end-time": "2024-01-01T00:00:10.000Z",
    interval: 10,
    "allow-padding": true,
  };
  const caseOf = (name: string, duration: number): ReferenceCase => ({
    name,
    kind: "TimeSync",
    quirk: false,
    inputs: { config, rows: [{ ...row, duration }] },
    expected: [{ timestamp: row.timestamp, duration: 10, energy: 1 }],
    tolerance: { rel: 1e-9 },
  });
  const verdicts = await runCases({
    method: "Impact Framework built-in plugins and aggregation",
    cases: [caseOf("more samples than an array can hold", 1e12), caseOf("ten seconds", 10)],
  });
  expect(verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["mismatch", expect.stringContaining("a defect of Wattledger: RangeError")],
    ["pass", undefined],
  ]);
});

test("every method with a case file has an adapter, and every adapter a case file", () => {
  const adapted = new Set(caseKinds.map(({ method }) => method));
  const held = new Set(files.map(({ method }) => method));
  expect(
    [...held].filter((method) => !adapted.has(method)),
    "case files without an adapter",
  ).toEqual([]);
  expect(
    [...adapted].filter((method) => !held.has(method)),
    "adapters without a case file",
  ).toEqual([]);
});

test("a kind of a method has one adapter", () => {
  const names = caseKinds.map(({ method, kind }) => `${method}: ${kind}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
