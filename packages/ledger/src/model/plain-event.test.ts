import fc from "fast-check";
import { expect, test } from "vitest";
import { usageEvent } from "../../test/events.ts";
import { figureOf, isFigureName, toWhole } from "./figures.ts";
import { isPlainEvent } from "./plain-event.ts";
import { usageEventSchema } from "./records.ts";

const usual = {
  ...usageEvent({ id: "a" }),
  timeNanoseconds: 5,
  notes: ["assumed a region"],
  nature: "attributed",
  covers: { asset: "gpu", stage: "use" },
  currency: "EUR",
  organisation: "o",
  team: "t",
  environment: "e",
  workloadStage: "inference",
  experiment: "x",
  run: "r",
  modelVersion: "1",
  region: "eu",
  owner: "me",
  tags: { key: "value", 7: "seven" },
};

/** A value that could be any part of an event. */
const oddity = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    "\u{D800}",
    "a\0b",
    "x".repeat(501),
    -1,
    0,
    -0,
    0.5,
    1e300,
    Number.NaN,
    2 ** 53,
    1_000_000,
    true,
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    { mean: 1, low: 2, high: 1 },
    { mean: 1, low: 1 },
    { mean: 1, low: 1, high: 1, x: 1 },
    { mean: -1, low: -3, high: 0 },
  ),
  fc.constantFrom<unknown>(
    { id: "m" },
    { asset: "a", stage: "moon" },
    { ["__proto__"]: "x" },
    JSON.parse('{"__proto__":"x"}'),
    new Date(0),
    ["a"],
    Array.from({ length: 21 }, () => "a"),
  ),
  fc.constantFrom<unknown>(
    { kind: "llm-request", outputTokens: 1 },
    { kind: "llm-request" },
    { kind: "media-request", count: 1, medium: "image" },
  ),
  fc.constantFrom<unknown>(
    { kind: "llm-request", outputTokens: 1, requests: 2.5 },
    { kind: "llm-request", outputTokens: 1, toString: 1 },
  ),
  fc.constantFrom<unknown>(
    { cost: 1 },
    { cost: { mean: 1, low: 1, high: 1 } },
    { energy: 1 },
    { requests: 1 },
    { adpe: { mean: 1e-3, low: 0, high: 1e6 } },
  ),
  fc.string(),
  fc.double(),
);
const keys = [...Object.keys(usual), "unknown", "toString", "constructor", "__proto__"];

test("what the quick check takes, the schema takes as it is", () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...keys), oddity), { maxLength: 2 }),
      fc.subarray(keys, { maxLength: 3 }),
      (changes, without) => {
        const entries = Object.entries(usual).filter(([key]) => !without.includes(key));
        const event: unknown = Object.fromEntries([...entries, ...changes]);
        if (!isPlainEvent(event)) return;
        taken += 1;
        const parsed = usageEventSchema.safeParse(event);
        expect([event, parsed.error?.issues]).toEqual([event, undefined]);
        expect(JSON.parse(JSON.stringify(parsed.data))).toEqual(JSON.parse(JSON.stringify(event)));
        for (const [name, value] of Object.entries(event.figures)) {
          if (!isFigureName(name)) throw new Error(name);
          for (const one of typeof value === "number" ? [value] : Object.values(value)) toWhole(figureOf(name), one);
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(300);
});

test("the usual events are taken quickly", () => {
  expect(isPlainEvent(usual)).toBe(true);
  expect(isPlainEvent(usageEvent({ id: "a" }))).toBe(true);
  expect(isPlainEvent(JSON.parse(JSON.stringify(usual)))).toBe(true);
});
