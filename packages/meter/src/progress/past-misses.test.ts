import { expect, test } from "vitest";
import { missAt, wideningFrom } from "./past-misses.ts";
import type { Miss } from "./past-misses.ts";
import type { PartUse } from "./predict.ts";

function misses(...sizes: readonly number[]): readonly Miss[] {
  return sizes.map((size) => ({ joules: size, seconds: size / 2 }));
}

test.for([
  ["no past runs leave the interval as it is", [], 1],
  ["a few that were within it do not make it narrower", [0.1, 0.2, 0.3], 1],
  ["of a few the worst counts", [0.1, 1.7, 1.2], 1.7],
  ["of nine as well, as one in ten may be outside", [9, 8, 7, 6, 5, 4, 3, 2, 1], 9],
  ["nine that were well within it make it narrower", [0.1, 0.2, 0.3, 0.4, 0.5, 0.4, 0.3, 0.2, 0.1], 0.5],
  ["of nineteen the eighteenth, so that 18 of 20 are within", Array.from({ length: 19 }, (_, at) => at + 1), 18],
] as const)("%s", ([, sizes, widening]) => {
  expect(wideningFrom(misses(...sizes))).toMatchObject({ runs: sizes.length, joules: widening });
});

test("energy and time are learnt separately", () => {
  expect(wideningFrom(misses(3))).toEqual({ runs: 1, joules: 3, seconds: 1.5 });
});

function steady(epochs: number, last: number): readonly PartUse[] {
  return Array.from({ length: epochs }, (_, index) => ({
    work: 1,
    seconds: 1,
    joules: index === epochs - 1 ? last : 10,
  }));
}

test("a run that continued as it began has no error", () => {
  const miss = missAt({ basis: "epochs", parts: steady(20, 10) }, 0.5);
  expect(miss?.joules).toBeCloseTo(0, 6);
});

test("the more the rest of a run used, the more half-widths its prediction was wrong by", () => {
  const [dear, dearer] = [60, 110].map((last) => missAt({ basis: "epochs", parts: steady(20, last) }, 0.5));
  expect(dear?.joules).toBeGreaterThan(1);
  expect(dearer?.joules).toBeCloseTo(2 * (dear?.joules ?? Number.NaN), 6);
  expect(dear?.seconds).toBeCloseTo(0, 6);
});

test("it is evaluated at the same share of its work, but never before its first part nor after its last", () => {
  // The expensive epoch is the last. A prediction that knows it has nothing left to predict.
  for (const share of [0.001, 0.7, 0.999]) {
    expect(missAt({ basis: "epochs", parts: steady(10, 500) }, share)?.joules).toBeGreaterThan(1);
  }
  expect(missAt({ basis: "epochs", parts: steady(1, 10) }, 0.5)).toBeUndefined();
});
