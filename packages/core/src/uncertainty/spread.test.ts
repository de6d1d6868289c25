import * as fc from "fast-check";
import { expect, test } from "vitest";
import { defined } from "../defined.ts";
import { distributionSchema } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import { normalProbability, normalQuantile } from "./normal.ts";
import { spreadOf } from "./spread.ts";
import type { Bounds, Spread } from "./spread.ts";

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const central = fc.double({ min: 0.1, max: 1000, ...finite });
const width = fc.double({ min: 0.01, max: 2, ...finite });

/** A distribution with the central value that it is around. */
const anyDistribution: fc.Arbitrary<{ readonly distribution: Distribution; readonly value: number }> = fc.oneof(
  fc.record({ value: central, distribution: width.map((w): Distribution => ({ kind: "normal", sd: w })) }),
  fc.record({ value: central, distribution: width.map((w): Distribution => ({ kind: "log-normal", gsd: 1 + w })) }),
  fc.record({
    value: central,
    distribution: width.map((w): Distribution => ({ kind: "log-normal", gsd: 1 + w, about: "mean" })),
  }),
  fc.tuple(central, width, width).map(([value, below, above]) => ({
    value,
    distribution: { kind: "uniform", low: value - below, high: value + above } as const,
  })),
  fc.tuple(central, width, width).map(([value, below, above]) => ({
    value,
    distribution: { kind: "triangular", low: value - below, mode: value, high: value + above } as const,
  })),
  fc.tuple(central, width, width).map(([value, below, above]) => ({
    value,
    distribution: { kind: "interval", low: value - below, high: value + above, level: 0.9 } as const,
  })),
);

const probability = fc.double({ min: 0.001, max: 0.999, ...finite });

test.for<[string, Distribution, number, number, number]>([
  ["the median of a normal is its centre", { kind: "normal", sd: 2 }, 10, 0.5, 10],
  ["one sd above is its 84 % point", { kind: "normal", sd: 2 }, 10, 0.8413447460685429, 12],
  ["the median of a log-normal is its centre", { kind: "log-normal", gsd: 2 }, 10, 0.5, 10],
  // 383.55 g/kWh and a gsd of 1.3 by hand: 383.55 × exp(−ln²(1.3) ÷ 2).
  [
    "the median of a log-normal about its mean lies below",
    { kind: "log-normal", gsd: 1.3, about: "mean" },
    383.55,
    0.5,
    370.57375241340947,
  ],
  ["one gsd above is its 84 % point", { kind: "log-normal", gsd: 2 }, 10, 0.8413447460685429, 20],
  ["one gsd below is its 16 % point", { kind: "log-normal", gsd: 2 }, 10, 0.15865525393145705, 5],
  ["a uniform is read in proportion", { kind: "uniform", low: 4, high: 8 }, 5, 0.25, 5],
  [
    "a triangle reaches its mode by the share on its left",
    { kind: "triangular", low: 0, mode: 1, high: 4 },
    1,
    0.25,
    1,
  ],
  ["a triangle's right half", { kind: "triangular", low: 0, mode: 0, high: 1 }, 0, 0.75, 0.5],
  ["the centre of an interval is its median", { kind: "interval", low: 1, high: 9, level: 0.9 }, 3, 0.5, 3],
  ["5 % lie below the low end of a 90 % interval", { kind: "interval", low: 1, high: 9, level: 0.9 }, 3, 0.05, 1],
  ["5 % lie above its high end", { kind: "interval", low: 1, high: 9, level: 0.9 }, 3, 0.95, 9],
  ["2.5 % lie below the low end of a 95 % interval", { kind: "interval", low: 1, high: 9, level: 0.95 }, 3, 0.025, 1],
])("%s", ([, distribution, value, at, expected]) => {
  expect(spreadOf(distribution, value).quantile(at)).toBeCloseTo(expected, 12);
});

test("quantiles rise with their probability", () => {
  fc.assert(
    fc.property(anyDistribution, probability, probability, ({ distribution, value }, p, q) => {
      const { quantile } = spreadOf(distribution, value);
      expect(quantile(Math.min(p, q))).toBeLessThanOrEqual(quantile(Math.max(p, q)));
    }),
  );
});

test("bounds keep in the same order what they leave: a share of the whole lies below each point", () => {
  // Cutting at a quantile of the uncut distribution leaves known shares, so that probability undoes quantile.
  fc.assert(
    fc.property(anyDistribution, probability, probability, probability, ({ distribution, value }, p, q, at) => {
      fc.pre(Math.abs(p - q) > 0.01);
      const [least, most] = [Math.min(p, q), Math.max(p, q)];
      fc.pre(least > 0.051 || most < 0.949);
      const whole = spreadOf(distribution, value);
      const cut = spreadOf(distribution, value, { min: whole.quantile(least), max: whole.quantile(most) });
      const expected = whole.quantile(least + at * (most - least));
      expect(Math.abs(cut.quantile(at) - expected)).toBeLessThan(1e-9 * value);
    }),
  );
});

test("a bound beyond the house interval leaves that interval as it is", () => {
  const inTail = fc.double({ min: 0.001, max: 0.0499, ...finite });
  fc.assert(
    fc.property(anyDistribution, inTail, inTail, ({ distribution, value }, below, above) => {
      const whole = spreadOf(distribution, value);
      const cut = spreadOf(distribution, value, { min: whole.quantile(below), max: whole.quantile(1 - above) });
      for (const at of [0.05, 0.3, 0.5, 0.95]) {
        expect(Math.abs(cut.quantile(at) - whole.quantile(at))).toBeLessThan(1e-9 * value);
      }
      expect(cut.quantile(0)).toBeCloseTo(whole.quantile(below), 9);
      expect(cut.quantile(1)).toBeCloseTo(whole.quantile(1 - above), 9);
    }),
  );
  // The water of a data centre, 0.1 to 2 L/kWh about 1 and never below 0: as published, with the bound and without.
  const water: Distribution = { kind: "interval", low: 0.1, high: 2, level: 0.9 };
  const { quantile } = spreadOf(water, 1, { min: 0 });
  expect([quantile(0.05), quantile(0.95)]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(2, 12)]);
});

test("every draw lies within the bounds, also within narrow ones", () => {
  const bound = fc.option(fc.double({ min: -10, max: 1000, ...finite }), { nil: undefined });
  const anyProbability = fc.oneof(fc.double({ min: 0, max: 1, ...finite }), fc.constantFrom(0, 1, 1e-300, 2 ** -33));
  fc.assert(
    fc.property(anyDistribution, bound, bound, anyProbability, ({ distribution, value }, one, other, at) => {
      const [min, max] = one !== undefined && other !== undefined && one > other ? [other, one] : [one, other];
      const bounds: Bounds = defined({ min, max });
      const spread = spreadOf(distribution, value, bounds);
      for (const drawn of [spread.quantile(at), spread.mean]) {
        expect(drawn).toBeGreaterThanOrEqual(min ?? -Infinity);
        expect(drawn).toBeLessThanOrEqual(max ?? Infinity);
      }
      expect(spread.sd).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1000 },
  );
});

/** Mean and standard deviation by the midpoint rule over many quantiles. */
function integrated({ quantile }: Spread): { readonly mean: number; readonly sd: number } {
  const steps = 40_000;
  const values = Array.from({ length: steps }, (_, index) => quantile((index + 0.5) / steps));
  const mean = values.reduce((sum, value) => sum + value, 0) / steps;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / steps) };
}

test("mean and standard deviation are those of the quantiles, integrated", () => {
  fc.assert(
    fc.property(anyDistribution, ({ distribution, value }) => {
      const spread = spreadOf(distribution, value);
      const { mean, sd } = integrated(spread);
      // The rule misses a little of long tails: those of a log-normal of gsd 3 are the longest here.
      expect(Math.abs(spread.mean / mean - 1)).toBeLessThan(1e-3);
      expect(Math.abs(spread.sd / sd - 1)).toBeLessThan(0.05);
    }),
    { numRuns: 20 },
  );
});

test.for<[string, Distribution, number, Bounds, number, number]>([
  ["normal", { kind: "normal", sd: 2 }, 10, {}, 10, 2],
  // Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1: exp(σ²/2), sqrt(exp(σ²) − 1) with σ = ln 2.
  ["log-normal", { kind: "log-normal", gsd: 2 }, 10, {}, 12.7153713, 9.9862763],
  // The same about its mean: its coefficient of variation is 0.7853704.
  ["log-normal about its mean", { kind: "log-normal", gsd: 2, about: "mean" }, 10, {}, 10, 7.853704],
  ["uniform", { kind: "uniform", low: 0, high: 6 }, 3, {}, 3, Math.sqrt(3)],
  ["triangular", { kind: "triangular", low: 0, mode: 3, high: 6 }, 3, {}, 3, Math.sqrt(1.5)],
  [
    "interval, both sides alike",
    { kind: "interval", low: 5, high: 15, level: 0.9 },
    10,
    {},
    10,
    5 / 1.6448536269514722,
  ],
  // Half-normal: σ √(2/π), σ √(1 − 2/π).
  [
    "normal, its upper half",
    { kind: "normal", sd: 2 },
    0,
    { min: 0 },
    2 * Math.sqrt(2 / Math.PI),
    2 * Math.sqrt(1 - 2 / Math.PI),
  ],
  // Truncated to one standard deviation each way: variance 1 − 2 φ(1) ÷ (2 Φ(1) − 1).
  ["normal, cut on both sides", { kind: "normal", sd: 1 }, 0, { min: -1, max: 1 }, 0, 0.5395601],
  ["uniform, cut", { kind: "uniform", low: 0, high: 6 }, 3, { max: 3 }, 1.5, 3 / Math.sqrt(12)],
])("moments of a %s distribution", ([, distribution, value, bounds, mean, sd]) => {
  const spread = spreadOf(distribution, value, bounds);
  expect(Math.abs(spread.mean - mean)).toBeLessThan(2e-3 * sd);
  expect(Math.abs(spread.sd - sd)).toBeLessThan(2e-3 * sd);
});

test("a share of the draws that lies on a bound stays there", () => {
  // A PUE of 1 that may be higher: half of the draws are exactly 1, with the bound as without it.
  const distribution: Distribution = { kind: "interval", low: 1, high: 1.2, level: 0.9 };
  const spread = spreadOf(distribution, 1, { min: 1 });
  expect([0.05, 0.5].map(spread.quantile)).toEqual([1, 1]);
  expect(spread.quantile(0.95)).toBeCloseTo(1.2, 12);
  expect(spread.mean).toBeCloseTo(spreadOf(distribution, 1).mean, 12);
  const share = spreadOf({ kind: "interval", low: 0.8, high: 1, level: 0.9 }, 1, { max: 1 });
  expect(share.quantile(0.5)).toBe(1);
  expect(share.quantile(0.05)).toBeCloseTo(0.8, 12);
});

test.for<[string, Distribution, number, Bounds]>([
  ["a normal without width", { kind: "normal", sd: 0 }, 5, {}],
  ["a normal without width, on a bound", { kind: "normal", sd: 0 }, 5, { min: 5, max: 5 }],
  ["a log-normal without width", { kind: "log-normal", gsd: 1 }, 5, { min: 0 }],
  ["a uniform without width", { kind: "uniform", low: 5, high: 5 }, 5, { min: 5 }],
  ["a uniform without width within bounds", { kind: "uniform", low: 5, high: 5 }, 5, { min: 0, max: 10 }],
  ["a triangle without width", { kind: "triangular", low: 5, mode: 5, high: 5 }, 5, { min: 5, max: 5 }],
  ["an interval without width", { kind: "interval", low: 5, high: 5, level: 0.9 }, 5, { min: 0, max: 5 }],
  ["bounds that leave one point", { kind: "normal", sd: 1 }, 5, { min: 5, max: 5 }],
])("%s is the central value", ([, distribution, value, bounds]) => {
  const spread = spreadOf(distribution, value, bounds);
  expect([0, 0.3, 1].map(spread.quantile)).toEqual([5, 5, 5]);
  expect(spread.mean).toBe(5);
  expect(spread.sd).toBe(0);
});

test("a log-normal around zero is zero", () => {
  const spread = spreadOf({ kind: "log-normal", gsd: 2 }, 0);
  expect([spread.quantile(0.9), spread.mean, spread.sd]).toEqual([0, 0, 0]);
});

test("the ends of a normal's quantiles are those of the standard normal, scaled", () => {
  fc.assert(
    fc.property(probability, central, width, (at, value, sd) => {
      const drawn = spreadOf({ kind: "normal", sd }, value).quantile(at);
      expect(drawn).toBeCloseTo(value + sd * normalQuantile(at), 9);
      expect(normalProbability((drawn - value) / sd)).toBeCloseTo(at, 9);
    }),
  );
});

test("a stored distribution is in order", () => {
  const disorder: readonly unknown[] = [
    { kind: "normal", sd: -1 },
    { kind: "log-normal", gsd: 0.5 },
    { kind: "log-normal", gsd: 2, about: "mode" },
    { kind: "uniform", low: 2, high: 1 },
    { kind: "triangular", low: 0, mode: 3, high: 2 },
    { kind: "triangular", low: 0, mode: -1, high: 2 },
    { kind: "interval", low: 2, high: 1, level: 0.9 },
    { kind: "interval", low: 1, high: 2, level: 90 },
    { kind: "cauchy", scale: 1 },
    { kind: "normal", sd: 1, sigma: 1 },
  ];
  expect(disorder.map((one) => distributionSchema.safeParse(one).success)).toEqual(disorder.map(() => false));
  fc.assert(
    fc.property(anyDistribution, ({ distribution }) => {
      expect(distributionSchema.parse(JSON.parse(JSON.stringify(distribution)))).toEqual(distribution);
    }),
  );
});

test("an interval whose end lies on a bound of its input stays what it is", () => {
  const utilisation = { kind: "interval", low: 0.3, high: 1, level: 0.9 } as const;
  const { quantile } = spreadOf(utilisation, 0.7, { min: 0, max: 1 });
  expect(quantile(0.05)).toBeCloseTo(0.3, 12);
  expect(quantile(0.95)).toBeCloseTo(1, 12);
  const water = spreadOf({ kind: "interval", low: 0, high: 0.08, level: 0.9 }, 0.04, { min: 0 });
  expect(water.quantile(0.05)).toBeCloseTo(0, 12);
  expect(water.quantile(0.95)).toBeCloseTo(0.08, 12);
});
