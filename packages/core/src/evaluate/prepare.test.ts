import * as fc from "fast-check";
import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { chosen, known } from "../../test/resolved.ts";
import { choice, equation, input, list } from "../graph/method.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import { prepare, preparedInput } from "./prepare.ts";
import { propagate } from "./propagate.ts";

const method = methodOf({
  inputs: {
    x: input("1", "X", { min: 0 }),
    y: input("1", "Y", { min: 0 }),
    z: input("1", "Z"),
    unused: input("1", "Unused"),
    mode: choice(["plain", "doubled"], "Mode"),
  },
  equations: {
    idle: equation("1", "unused"),
    product: equation("1", "x × y ^ 2"),
    result: equation("1", 'if(mode = "doubled", 2, 1) × product ÷ z'),
  },
});

const wanted = ["result", "product"] as const;

const distribution: fc.Arbitrary<Distribution | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.double({ min: 0, max: 2, noNaN: true }).map((sd): Distribution => ({ kind: "normal", sd })),
  fc.double({ min: 1, max: 3, noNaN: true }).map((gsd): Distribution => ({ kind: "log-normal", gsd })),
);
const number = fc.tuple(
  fc.double({ min: 0.1, max: 10, noNaN: true }),
  distribution,
  fc.constantFrom(undefined, "one", "two"),
);
const anyInputs = fc
  .record({ x: number, y: number, z: number, mode: fc.constantFrom("plain", "doubled") })
  .map(({ x, y, z, mode }): ResolvedInputs => ({ x: known(...x), y: known(...y), z: known(...z), mode: chosen(mode) }));

test("what was prepared once gives, set after set, what propagation gives for each alone", () => {
  const prepared = prepare(method, wanted);
  expect(prepared.inputs).toEqual(["x", "y", "z", "mode"]);
  fc.assert(
    fc.property(anyInputs, fc.boolean(), (inputs, intervals) => {
      for (const [place, name] of prepared.inputs.entries()) {
        const [declared, resolved] = [method.inputs[name], inputs[name]];
        if (declared === undefined || declared.kind === "list" || resolved === undefined || resolved.kind === "list")
          throw new Error(`No ${name}.`);
        const one = preparedInput(name, declared, resolved);
        if (one.sd === 0 && one.mean === one.value) prepared.give(place, one.value);
        else prepared.giveUncertain(place, one);
      }
      expect(prepared.run(intervals)).toBe(true);
      const expected = propagate(method, inputs, wanted);
      for (const [index, name] of wanted.entries()) {
        expect(prepared.nominal[index]).toBe(expected.get(name)?.quantity.nominal);
        if (!intervals) continue;
        expect(prepared.mean[index]).toBe(expected.get(name)?.quantity.mean);
        expect(prepared.sd[index]).toBeCloseTo(expected.get(name)?.sd ?? Number.NaN, 12);
        expect(prepared.low[index]).toBeCloseTo(expected.get(name)?.quantity.low ?? Number.NaN, 9);
        expect(prepared.high[index]).toBeCloseTo(expected.get(name)?.quantity.high ?? Number.NaN, 9);
      }
    }),
  );
});

test("what is infinite is said", () => {
  const prepared = prepare(method, ["result"]);
  for (const [place, value] of [1, 1, 0, 0].entries()) prepared.give(place, value);
  expect(prepared.run(false)).toBe(false);
});

test("lists cannot be prepared", () => {
  const rows = methodOf({
    inputs: { parts: list("Parts", { inputs: { power: input("W", "Power") }, equations: {} }) },
    equations: { power: equation("W", "sum(part in parts: part.power)") },
  });
  expect(() => prepare(rows, ["power"])).toThrow("`parts`");
});
