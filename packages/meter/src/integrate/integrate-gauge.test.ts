import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPower, gaugeEnergyUntil, startGauge } from "./integrate-gauge.ts";
import type { GaugeLimits, GaugeLook } from "./integrate-gauge.ts";
import type { IntegratedEnergy } from "./tally.ts";

const instant: GaugeLimits = { plausibleWatts: 1000, averageSeconds: 0, refreshSeconds: 0.1, nominalSeconds: 1 };
const average: GaugeLimits = { ...instant, averageSeconds: 1 };

function integrate(looks: readonly GaugeLook[], endSeconds: number, limits: GaugeLimits): IntegratedEnergy {
  const state = looks.reduce((before, look) => addPower(before, look, limits), startGauge(0));
  return gaugeEnergyUntil(state, endSeconds, limits);
}

function joulesOf(energy: IntegratedEnergy): number {
  return energy.state === "known" ? energy.joules : Number.NaN;
}

/** The gauge's figures for a signal at these moments. */
function sample(signal: (seconds: number) => number, moments: readonly number[]): readonly GaugeLook[] {
  return moments.map((elapsedSeconds) => ({ elapsedSeconds, watts: signal(elapsedSeconds) }));
}

const everySecond = Array.from({ length: 61 }, (_, second) => second);
const constant = (): number => 250;
const step = (seconds: number): number => (seconds < 30.4 ? 100 : 400);
const ramp = (seconds: number): number => 100 + 5 * seconds;
const square = (seconds: number): number => (seconds % 7 < 3.5 ? 80 : 400);
/** The mean of the step over the second before. */
const averagedStep = (seconds: number): number => 100 + 300 * Math.min(1, Math.max(0, seconds - 30.4));

describe("one look a second for a minute", () => {
  // Published errors of each rule on the same signals: energy-integration literature, reproduced with numpy.
  test.for([
    { name: "constant power", signal: constant, truth: 15_000, limits: instant, errorPercent: 0 },
    { name: "a step, by trapezoids", signal: step, truth: 14_880, limits: instant, errorPercent: -0.2 },
    { name: "a ramp, by trapezoids", signal: ramp, truth: 15_000, limits: instant, errorPercent: 0 },
    {
      name: "a load of seven seconds, by trapezoids",
      signal: square,
      truth: 13_920,
      limits: instant,
      errorPercent: -9.2,
    },
    { name: "a step, from averages", signal: averagedStep, truth: 14_880, limits: average, errorPercent: 0 },
  ])("$name", ({ signal, truth, limits, errorPercent }) => {
    const joules = joulesOf(integrate(sample(signal, everySecond), 60, limits));
    expect((100 * (joules - truth)) / truth).toBeCloseTo(errorPercent, 0);
  });
});

test("the stated error covers the sampling error of periodic loads, if looks are not in step with them", () => {
  const random = lcg(7);
  let covered = 0;
  const traces = 300;
  for (let trace = 0; trace < traces; trace += 1) {
    const [period, phase, duty] = [0.5 + 9 * random(), random(), 0.2 + 0.6 * random()];
    const load = (seconds: number): number => ((seconds / period + phase) % 1 < duty ? 400 : 80);
    const moments = [0, ...everySecond.slice(1, -1).map((second) => second + 0.8 * (random() - 0.5)), 60];
    const energy = integrate(sample(load, moments), 60, instant);
    const truth = riemann(load, 60);
    const edgeJoules = energy.state === "known" ? energy.edgeJoules : Number.NaN;
    if (Math.abs(joulesOf(energy) - truth) <= 2 * edgeJoules) covered += 1;
  }
  // Two standard errors of a normal distribution would cover 95 %; jumps of one load are not quite independent.
  expect(covered / traces).toBeGreaterThan(0.9);
});

/** Numbers in [0, 1), the same in every run. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function riemann(signal: (seconds: number) => number, endSeconds: number): number {
  let joules = 0;
  for (let at = 0.0005; at < endSeconds; at += 0.001) joules += signal(at) * 0.001;
  return joules;
}

describe("what is missing", () => {
  test.for([
    {
      name: "a failed look between two good ones costs nothing but detail",
      looks: [
        { elapsedSeconds: 0, watts: 100 },
        { elapsedSeconds: 1, cause: "EBUSY" },
        { elapsedSeconds: 2, watts: 200 },
      ],
      end: 2,
      joules: 300,
      gaps: [],
    },
    {
      name: "a long silence is a gap with recent power, and no straight line",
      looks: [
        { elapsedSeconds: 0, watts: 100 },
        { elapsedSeconds: 1, watts: 100 },
        { elapsedSeconds: 11, watts: 300 },
      ],
      end: 11,
      joules: 1100,
      gaps: [["imputed", 1, 11]],
    },
    {
      name: "the last figure is held for one interval, and the rest is a gap",
      looks: [
        { elapsedSeconds: 0, watts: 100 },
        { elapsedSeconds: 1, watts: 100 },
        { elapsedSeconds: 2, cause: "the board is lost" },
      ],
      end: 5,
      joules: 500,
      gaps: [["imputed", 2, 5]],
    },
    {
      name: "a first figure that arrives within an interval is used for the time before",
      looks: [
        { elapsedSeconds: 0.5, watts: 100 },
        { elapsedSeconds: 1.5, watts: 100 },
      ],
      end: 1.5,
      joules: 150,
      gaps: [],
    },
    {
      name: "a first figure that comes late leaves a gap before it",
      looks: [
        { elapsedSeconds: 4, watts: 100 },
        { elapsedSeconds: 5, watts: 100 },
      ],
      end: 5,
      joules: 500,
      gaps: [["imputed", 0, 3]],
    },
    {
      name: "figures that no board can show are failed looks",
      looks: [
        { elapsedSeconds: 0, watts: 100 },
        { elapsedSeconds: 1, watts: 4_294_967 },
        { elapsedSeconds: 1.5, watts: Number.NaN },
        { elapsedSeconds: 2, watts: 100 },
      ],
      end: 2,
      joules: 200,
      gaps: [],
    },
    {
      name: "an answer from before the start is its state at the start",
      looks: [
        { elapsedSeconds: -0.4, watts: 100 },
        { elapsedSeconds: 0.6, watts: 100 },
      ],
      end: 1,
      joules: 100,
      gaps: [],
    },
    {
      name: "the same answer twice is one",
      looks: [
        { elapsedSeconds: 0, watts: 100 },
        { elapsedSeconds: 1, watts: 100 },
        { elapsedSeconds: 1, watts: 900 },
      ],
      end: 1,
      joules: 100,
      gaps: [],
    },
  ] satisfies readonly { name: string; looks: GaugeLook[]; end: number; joules: number; gaps: unknown[] }[])(
    "$name",
    ({ looks, end, joules, gaps }) => {
      const energy = integrate(looks, end, instant);
      expect(joulesOf(energy)).toBeCloseTo(joules, 9);
      expect(
        energy.gaps.gaps.map(({ handling, fromSeconds, toSeconds }) => [handling, fromSeconds, toSeconds]),
      ).toEqual(gaps);
    },
  );

  test("a gauge that never answers is unknown, not zero", () => {
    expect(integrate([{ elapsedSeconds: 0, cause: "N/A" }], 5, instant)).toMatchObject({
      state: "unknown",
      gaps: { gaps: [{ handling: "missing", detail: "N/A" }] },
    });
  });

  test("a single figure is held, and its error has its own size", () => {
    const energy = integrate([{ elapsedSeconds: 0.2, watts: 100 }], 0.9, instant);
    expect(joulesOf(energy)).toBeCloseTo(90, 9);
    expect(energy.state === "known" && energy.edgeJoules).toBeGreaterThan(15);
  });
});

const watts = fc.double({ min: 0, max: 1000, noNaN: true });
const looks = fc
  .array(fc.record({ seconds: fc.double({ min: 0.01, max: 8, noNaN: true }), watts }), { minLength: 1, maxLength: 30 })
  .map((steps) => {
    let elapsedSeconds = 0;
    return steps.map((one): { elapsedSeconds: number; watts: number } => {
      elapsedSeconds += one.seconds;
      return { elapsedSeconds, watts: one.watts };
    });
  });

test("energy is between the least and the most power times the time, in any order of figures", () => {
  fc.assert(
    fc.property(
      looks,
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.constantFrom(instant, average),
      (ones, more, of) => {
        const end = (ones.at(-1)?.elapsedSeconds ?? 0) + more;
        const energy = integrate(ones, end, of);
        const shown = ones.map((one) => one.watts);
        expect(joulesOf(energy)).toBeLessThanOrEqual(Math.max(...shown) * end + 1e-6);
        expect(joulesOf(energy)).toBeGreaterThanOrEqual(Math.min(...shown) * end - 1e-6);
        expect(energy.state === "known" && energy.coverage).toBeLessThanOrEqual(1);
      },
    ),
  );
});
