import { seededRandom } from "@wattledger/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { predict, probabilityAbove } from "./predict.ts";
import type { EpochUse, Prediction, PredictionInput } from "./predict.ts";

/** Epochs of these joules, each of two seconds, and a run that consists of nothing else. */
function after(joules: readonly number[], plannedEpochs: number, more: Partial<PredictionInput> = {}): Prediction {
  const epochs: readonly EpochUse[] = joules.map((one) => ({ joules: one, seconds: 2 }));
  const soFar = { joules: joules.reduce((sum, one) => sum + one, 0), seconds: 2 * joules.length };
  const prediction = predict({ epochs, plannedEpochs, soFar, modelled: false, ...more });
  if (prediction === undefined) throw new Error("no prediction");
  return prediction;
}

function width({ joules }: Prediction): number {
  return joules.high - joules.low;
}

test("before the first epoch has ended there is none", () => {
  expect(predict({ epochs: [], plannedEpochs: 10, soFar: { joules: 5, seconds: 1 }, modelled: false })).toBeUndefined();
});

test("after one epoch it is that epoch again and again, ±35 % of what is left", () => {
  const { joules, seconds, warmUpEpochs } = after([10], 11);
  expect(joules).toMatchObject({ nominal: 110, low: 75, high: 145, level: 0.9 });
  expect(seconds).toMatchObject({ nominal: 22 });
  expect(warmUpEpochs).toBe(0);
});

test("a dear first epoch stays in what was used and out of what is expected", () => {
  const { joules, joulesPerEpoch, warmUpEpochs } = after([13.5, 10, 10.1], 100);
  expect(warmUpEpochs).toBe(1);
  expect(joulesPerEpoch).toBeCloseTo(10.05, 12);
  expect(joules.nominal).toBeCloseTo(33.6 + 97 * 10.05, 9);
});

test("a longer warm-up is seen once there are epochs to compare it with", () => {
  expect(after([8, 9, 9.3, 10, 10, 10], 20).warmUpEpochs).toBe(3);
  expect(after([8, 10, 10, 10, 10, 10], 20).warmUpEpochs).toBe(1);
});

test("time and energy are predicted apart: epochs as long as before that take less", () => {
  const { joules, seconds } = after([20, 20, 20, 10, 10, 10, 10, 10], 10);
  expect(seconds.nominal).toBe(20);
  expect(joules.nominal).toBeCloseTo(110 + 20, 9);
});

test("what ran before the first epoch and between them counts as used", () => {
  const soFar = { joules: 50, seconds: 9 };
  expect(after([10, 10, 10], 4, { soFar }).joules.nominal).toBe(60);
});

test("a run that has done all its epochs, or more, has nothing left", () => {
  for (const planned of [3, 2]) {
    expect(after([10, 11, 12], planned).joules).toMatchObject({ nominal: 33, low: 33, high: 33 });
  }
});

test("a trend, scatter, models and few epochs each make the interval wider", () => {
  const steady = after([10, 10, 10, 10, 10, 10, 10, 10], 50);
  expect(width(after([10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7], 50))).toBeGreaterThan(width(steady));
  expect(width(after([10, 11, 9, 10, 11, 9, 11, 9], 50))).toBeGreaterThan(width(steady));
  expect(width(after([10, 10, 10, 10, 10, 10, 10, 10], 50, { modelled: true }))).toBeCloseTo(2 * width(steady), 9);
  expect(width(after([10, 10, 10], 45))).toBeCloseTo(2 * width(steady), 9);
});

test("the interval has its nominal figure inside, and nothing that is used up comes back", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 1000 }),
      (joules, planned) => {
        const { low, nominal, high } = after(joules, planned).joules;
        const used = joules.reduce((sum, one) => sum + one, 0);
        expect(low).toBeGreaterThanOrEqual(used);
        expect(nominal).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(nominal);
        expect(Number.isFinite(high)).toBe(true);
      },
    ),
  );
});

test("energy twice as large is predicted twice as large", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }), (joules) => {
      const [once, twice] = [
        after(joules, 30),
        after(
          joules.map((one) => 2 * one),
          30,
        ),
      ];
      expect(twice.joules.nominal / once.joules.nominal).toBeCloseTo(2, 9);
      expect(twice.joules.high / once.joules.high).toBeCloseTo(2, 9);
    }),
  );
});

describe("the probability to be above a limit", () => {
  const { joules } = after([10, 10.2, 9.8, 10.1, 9.9, 10], 100);

  test("is a half at the nominal figure, 5 % at the upper end, 95 % at the lower one", () => {
    expect(probabilityAbove(joules.nominal, joules)).toBeCloseTo(0.5, 12);
    expect(probabilityAbove(joules.high, joules)).toBeCloseTo(0.05, 9);
    expect(probabilityAbove(joules.low, joules)).toBeCloseTo(0.95, 9);
  });

  test("is certain where nothing is left", () => {
    const { joules: done } = after([10, 10], 2);
    expect([probabilityAbove(19, done), probabilityAbove(20, done)]).toEqual([1, 0]);
  });
});

/** What docs/prediction.md states is measured by scripts/prediction-coverage.mjs; this is a small share of it. */
test("of runs with independent epochs at least nine in ten end within the interval", () => {
  const random = seededRandom(11);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let within = 0;
  for (let run = 0; run < 300; run += 1) {
    const epochs = Array.from({ length: 50 }, () => 1 + 0.1 * normal());
    const total = epochs.reduce((sum, one) => sum + one, 0);
    const { low, high } = after(epochs.slice(0, 8), 50).joules;
    if (low <= total && total <= high) within += 1;
  }
  expect(within / 300).toBeGreaterThan(0.88);
});
