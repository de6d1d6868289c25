import * as fc from "fast-check";
import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { equation, input } from "../graph/method.ts";
import type { ResolvedInputs, ResolvedNumber } from "../graph/resolved.ts";
import { causesOfChange } from "./causes-of-change.ts";

const letters = ["a", "b", "c", "d"] as const;
const product = methodOf({
  inputs: Object.fromEntries(letters.map((name) => [name, input("1", name)])),
  equations: { all: equation("1", "a × b × c + d") },
});

function given(one: number): ResolvedNumber {
  return { kind: "number", value: one, unit: "1", origin: { kind: "given" } };
}

function resolvedFrom(numbers: readonly number[]): ResolvedInputs {
  return Object.fromEntries(letters.map((name, index) => [name, given(numbers[index] ?? 0)]));
}

const value = fc.double({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });
const values = fc.array(value, { minLength: 4, maxLength: 4 });

test("the causes add up to the change, and an input that did not change is not a cause", () => {
  fc.assert(
    fc.property(values, values, fc.integer({ min: 0, max: 3 }), (from, to, same) => {
      const kept = to.map((one, index) => (index === same ? (from[index] ?? one) : one));
      const [before, after] = [resolvedFrom(from), resolvedFrom(kept)];
      const change = causesOfChange({ graph: product, inputs: before }, { graph: product, inputs: after }, "all");
      const sum = change.causes.reduce((total, one) => total + one.change, 0);
      expect(sum).toBeCloseTo(change.after - change.before, 6);
      expect(change.causes.map(({ name }) => name)).not.toContain(letters[same]);
    }),
  );
});

test("restating with the same inputs changes nothing", () => {
  fc.assert(
    fc.property(values, (from) => {
      const inputs = resolvedFrom(from);
      const { causes, before, after } = causesOfChange({ graph: product, inputs }, { graph: product, inputs }, "all");
      expect([causes, before]).toEqual([[], after]);
    }),
  );
});

test("two factors of a product share what only both together do", () => {
  const change = causesOfChange(
    { graph: product, inputs: resolvedFrom([1, 1, 1, 0]) },
    { graph: product, inputs: resolvedFrom([2, 3, 1, 10]) },
    "all",
  );
  // a alone adds 1, b alone 2, both 5: the 2 beyond are halved.
  expect(change.causes).toEqual([
    { kind: "input", name: "a", change: 2 },
    { kind: "input", name: "b", change: 3 },
    { kind: "input", name: "d", change: 10 },
  ]);
});

test("another version's equations are a cause of their own, in its unit", () => {
  const later = methodOf({
    inputs: { ...product.inputs, overhead: input("1", "Overhead") },
    equations: { all: equation("1", "(a × b × c + d) × overhead") },
  });
  const overhead: ResolvedNumber = { kind: "number", value: 2, unit: "1", origin: { kind: "given" } };
  const inputs = resolvedFrom([1, 2, 3, 4]);
  const change = causesOfChange({ graph: product, inputs }, { graph: later, inputs: { ...inputs, overhead } }, "all");
  expect(change).toEqual({ before: 10, after: 20, causes: [{ kind: "equations", name: "", change: 10 }] });
});

test("many changed inputs are divided too, and add up", () => {
  const names = Array.from({ length: 12 }, (_, index) => `i${index}`);
  const wide = methodOf({
    inputs: Object.fromEntries(names.map((name) => [name, input("1", name)])),
    equations: { all: equation("1", names.join(" × ")) },
  });
  const inputsOf = (one: number): ResolvedInputs =>
    Object.fromEntries(
      names.map((name) => [name, { kind: "number", value: one, unit: "1", origin: { kind: "given" } }]),
    );
  const change = causesOfChange({ graph: wide, inputs: inputsOf(1) }, { graph: wide, inputs: inputsOf(1.1) }, "all");
  expect(change.causes).toHaveLength(12);
  expect(change.causes.reduce((sum, one) => sum + one.change, 0)).toBeCloseTo(1.1 ** 12 - 1, 9);
});
