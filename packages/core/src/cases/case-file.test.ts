import { expect, test } from "vitest";
import { caseFileSchema } from "./case-file-schema.ts";
import { compareCase } from "./case-file.ts";
import type { Tolerance } from "./case-file.ts";

test.for<[unknown, unknown, Tolerance, boolean]>([
  [100, 100, { exact: true }, true],
  [100, 100.0000001, { exact: true }, false],
  [100, 100.9, { rel: 0.01 }, true],
  [100, 101.1, { rel: 0.01 }, false],
  [-100, -100.9, { rel: 0.01 }, true],
  [100, 100.4, { abs: 0.5 }, true],
  [100, 100.6, { abs: 0.5 }, false],
  // The wider of two tolerances holds.
  [100, 100.4, { rel: 1e-9, abs: 0.5 }, true],
  // A relative error of zero allows almost no difference.
  [0, 0, { rel: 0.01 }, true],
  [0, 1e-13, { rel: 0.01 }, true],
  [0, 1e-9, { rel: 0.01 }, false],
  [0, 1e-9, { rel: 0.01, abs: 1e-6 }, true],
  [100, Number.NaN, { rel: 0.01 }, false],
  [100, "100", { rel: 0.01 }, false],
  [100, undefined, { rel: 0.01 }, false],
  ["FR", "FR", { rel: 0.01 }, true],
  ["FR", "DE", { rel: 0.01 }, false],
  [true, true, {}, true],
  [null, null, {}, true],
  [null, 0, {}, false],
])("expected %j, got %j, within %j: %s", ([expected, got, tolerance, agrees]) => {
  expect(compareCase(expected, got, tolerance)).toMatchObject([{ path: "value", expected, got, agrees }]);
});

test("each expected value is compared at its own place, what came out besides is not looked at", () => {
  const expected = { carbon: { min: 1, max: 2 }, zones: ["FR", "DE"], water: 3 };
  const got = { carbon: { min: 1, max: 2.5, mean: 9 }, zones: ["FR"], extra: 1 };
  const compared = compareCase(expected, got, { rel: 0.1 });
  expect(compared.map(({ path, agrees }) => [path, agrees])).toEqual([
    ["carbon.min", true],
    ["carbon.max", false],
    ["zones.0", true],
    ["zones.1", false],
    ["water", false],
  ]);
  expect(compared[1]?.relativeError).toBeCloseTo(0.25, 12);
  expect(compared[3]).not.toHaveProperty("relativeError");
});

test.for<[unknown, unknown, boolean]>([
  [[], [], true],
  [[], [1], false],
  [{}, {}, true],
  [{}, { error: "refused" }, false],
  [{}, undefined, false],
  [[1], [1], true],
  [[1], [1, 2], false],
  [{ rows: [1] }, { rows: [1, 2] }, false],
])("a list is not longer than expected, and nothing is nothing: %j, got %j: %s", ([expected, got, agrees]) => {
  const compared = compareCase(expected, got, {});
  expect(compared).not.toEqual([]);
  expect(compared.every((one) => one.agrees)).toBe(agrees);
});

test("a tolerance that speaks of some outputs leaves the others out", () => {
  const tolerance: Tolerance = { rel: 0.1, applies_to: "carbon and energy_kwh" };
  const compared = compareCase(
    { carbon: 1, energy_kwh: 2, energy: 3 },
    { carbon: 1, energy_kwh: 2, energy: 9 },
    tolerance,
  );
  expect(compared.map(({ path }) => path)).toEqual(["carbon", "energy_kwh"]);
});

test("what an object inherits is not what came out", () => {
  expect(compareCase({ constructor: 1 }, {}, {})).toMatchObject([{ got: undefined, agrees: false }]);
});

test("a case file names its method and cases; quirks are off unless stated", () => {
  const one = {
    name: "paper",
    kind: "arithmetic",
    inputs: { a: 1 },
    expected: { b: 2 },
    tolerance: { rel: 1e-9 },
    comment: "eq. 1",
  };
  expect(caseFileSchema.parse({ method: "m", source: "paper", cases: [one] }).cases[0]?.quirk).toBe(false);
  expect(caseFileSchema.safeParse({ method: "m", cases: [{ ...one, tolerance: { rel: -1 } }] }).success).toBe(false);
  expect(caseFileSchema.safeParse({ method: "m", cases: [{ ...one, tolerance: { relative: 1 } }] }).success).toBe(
    false,
  );
  expect(caseFileSchema.safeParse({ cases: [] }).success).toBe(false);
});
