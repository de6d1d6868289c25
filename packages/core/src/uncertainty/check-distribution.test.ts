import * as fc from "fast-check";
import { expect, test } from "vitest";
import { distributionProblem } from "./check-distribution.ts";
import { distributionSchema } from "./distribution.ts";

test.for<[unknown, number, string | undefined]>([
  [{ kind: "normal", sd: 2 }, 1, undefined],
  [{ kind: "normal", sd: -1 }, 1, "needs `sd` of at least 0, not -1"],
  [{ kind: "log-normal", gsd: 0.5 }, 1, "needs `gsd` of at least 1, not 0.5"],
  [{ kind: "log-normal", gsd: 2, about: "mean" }, 1, undefined],
  [{ kind: "log-normal", gsd: 2, about: "mode" }, 1, 'has `about` "mode", which can only be "mean"'],
  [{ kind: "log-normal", gsd: 2 }, -3, "is log-normal, which a value below 0 cannot have (-3)"],
  [{ kind: "uniform", low: 5, high: 1 }, 1, "has `high` 1 below 5"],
  [{ kind: "uniform", low: 5, high: Infinity }, 6, "needs `high` as a number, not Infinity"],
  [{ kind: "triangular", low: 0, mode: 3, high: 2 }, 1, "has `high` 2 below 3"],
  [{ kind: "interval", low: 10, high: 20, level: 0.9 }, 1, "lies from 10 to 20, which does not hold the value 1"],
  [{ kind: "interval", low: 0, high: 2, level: 7 }, 1, "needs a `level` between 0 and 1, such as 0.9, not 7"],
  [
    { kind: "interval", low: 0, high: 2, level: 0.9, sd: 1 },
    1,
    "is interval and cannot have `sd`, only low, high, level",
  ],
  [{ kind: "nonsense" }, 1, 'must be normal, log-normal, uniform, triangular or interval, not "nonsense"'],
  [null, 1, "must be an object, not null"],
  ["normal", 1, 'must be an object, not "normal"'],
])("%j about %d: its distribution %s", ([distribution, central, problem]) => {
  expect(distributionProblem(distribution, central)).toBe(problem);
});

const fieldsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["normal", ["sd"]],
  ["log-normal", ["gsd"]],
  ["uniform", ["low", "high"]],
  ["triangular", ["low", "mode", "high"]],
  ["interval", ["low", "high", "level"]],
]);

test("a distribution is in order here where it is for the schema", () => {
  const number = fc.oneof(
    fc.double({ min: -3, max: 3 }),
    fc.constantFrom(0, 1, 0.9),
    fc.constant("1"),
    fc.constant(null),
  );
  const anything = fc.record(
    {
      kind: fc.constantFrom("normal", "log-normal", "uniform", "triangular", "interval", "other"),
      sd: number,
      gsd: number,
      low: number,
      mode: number,
      high: number,
      level: number,
    },
    { requiredKeys: ["kind"] },
  );
  const tidy = anything.map(({ kind, ...fields }) => {
    const names = fieldsOf.get(kind) ?? [];
    return { kind, ...Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name))) };
  });
  fc.assert(
    fc.property(fc.oneof(anything, tidy), (distribution) => {
      const isInOrder = distributionSchema.safeParse(distribution).success;
      // A value at the low end is within the ends.
      const low = "low" in distribution && typeof distribution.low === "number" ? distribution.low : 1;
      expect(distributionProblem(distribution, low) === undefined).toBe(isInOrder);
    }),
    { numRuns: 2000 },
  );
});
