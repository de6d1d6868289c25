import { expect, test } from "vitest";
import { gridFactor } from "../../test/example.ts";
import { factorSchema } from "./factor.ts";
import { originSchema } from "./origin.ts";

test("a factor is stored and read back with all its papers", () => {
  expect(factorSchema.parse(JSON.parse(JSON.stringify(gridFactor)))).toEqual(gridFactor);
});

test.for([
  "id",
  "title",
  "value",
  "unit",
  "uncertainty",
  "year",
  "boundary",
  "basis",
  "signal",
  "accounting",
  "source",
] as const)("a factor without its %s is refused", (field) => {
  const { [field]: _, ...rest } = gridFactor;
  expect(factorSchema.safeParse(rest).success).toBe(false);
});

test.for<[string, object]>([
  ["a source without its licence", { source: { title: "x", version: "1", locator: "1", retrieved: "2026-01-01" } }],
  ["a source without the day it was read", { source: { ...gridFactor.source, retrieved: "last week" } }],
  ["an uncertainty that nobody vouches for", { uncertainty: { distribution: { kind: "normal", sd: 1 }, basis: "" } }],
  ["a boundary that there is not", { boundary: "scope 2" }],
  ["a year of its own", { year: "2024" }],
  ["an unknown key", { confidence: 0.9 }],
])("a factor with %s is refused", ([, change]) => {
  expect(factorSchema.safeParse({ ...gridFactor, ...change }).success).toBe(false);
});

test("an origin names what it must", () => {
  const good = { kind: "factor", factor: gridFactor, fallbacks: [] };
  const wrong = [
    { kind: "measured" },
    { kind: "guessed" },
    { ...good, fallbacks: undefined },
    { kind: "default" },
    { kind: "given", for: 1 },
  ];
  expect(originSchema.safeParse(good).success).toBe(true);
  expect(wrong.map((one) => originSchema.safeParse(one).success)).toEqual(wrong.map(() => false));
});
