import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addLook, energyUntil, startCounter } from "./integrate.ts";
import type { CounterLimits, CounterLook } from "./integrate.ts";
import type { IntegratedEnergy } from "./tally.ts";

const limits: CounterLimits = { rangeJoules: 1000, plausibleWatts: 100, refreshSeconds: 0.001 };

function integrate(looks: readonly CounterLook[], endSeconds: number, of: CounterLimits = limits): IntegratedEnergy {
  const state = looks.reduce((before, look) => addLook(before, look, of), startCounter(0));
  return energyUntil(state, endSeconds, of);
}

const at = (elapsedSeconds: number, counterJoules: number): CounterLook => ({ elapsedSeconds, counterJoules });
const failedAt = (elapsedSeconds: number): CounterLook => ({ elapsedSeconds, cause: "EIO" });

describe("worked examples", () => {
  test.for([
    { name: "differences add up", looks: [at(0, 10), at(1, 60), at(2, 100)], end: 2, joules: 90, gaps: [] },
    { name: "a wrap adds the range once", looks: [at(0, 980), at(1, 30)], end: 1, joules: 50, gaps: [] },
    {
      name: "a counter heals a failed read by itself",
      looks: [at(0, 0), at(1, 50), failedAt(2), at(3, 150)],
      end: 3,
      joules: 150,
      gaps: [["read-failed", "healed", 1, 3]],
    },
    {
      name: "a wrap behind a failed read is still one wrap",
      looks: [at(0, 900), failedAt(1), failedAt(2), at(3, 20)],
      end: 3,
      joules: 120,
      gaps: [["read-failed", "healed", 0, 3]],
    },
    {
      name: "a fall from low on the range is a reset, filled with recent power",
      looks: [at(0, 100), at(1, 150), at(2, 10), at(3, 60)],
      end: 3,
      joules: 150,
      gaps: [["reset", "imputed", 1, 2]],
    },
    {
      name: "more power than the part can draw is refused",
      looks: [at(0, 0), at(1, 40), at(2, 400), at(3, 440)],
      end: 3,
      joules: 120,
      gaps: [["implausible", "imputed", 1, 2]],
    },
    {
      name: "a sensor lost before the end is filled with recent power",
      looks: [at(0, 0), at(1, 50), failedAt(2)],
      end: 4,
      joules: 200,
      gaps: [["read-failed", "imputed", 1, 4]],
    },
    {
      name: "a late first reading is filled with the power found afterwards",
      looks: [failedAt(0), at(1, 0), at(2, 30)],
      end: 2,
      joules: 60,
      gaps: [["read-failed", "imputed", 0, 1]],
    },
    {
      name: "a counter that stands still for long is stuck, not idle",
      looks: [at(0, 0), at(1, 50), at(2, 50), at(3, 50)],
      end: 3,
      joules: 150,
      gaps: [["stuck", "imputed", 1, 3]],
    },
    {
      name: "a counter that has not been renewed yet at the end is not stuck",
      looks: [at(0, 0), at(1, 50), at(1.02, 50)],
      end: 1.02,
      joules: 50,
      gaps: [],
    },
    {
      name: "the turns missed in a long gap are those that recent power suggests",
      looks: [at(0, 0), at(10, 500), failedAt(20), at(60, 0)],
      end: 60,
      joules: 3000,
      gaps: [["wrap-ambiguous", "imputed", 10, 60]],
    },
    {
      name: "a gap is filled for ten minutes at most",
      looks: [at(0, 0), at(1, 1)],
      end: 1001,
      joules: 601,
      gaps: [
        ["read-failed", "imputed", 1, 601],
        ["read-failed", "missing", 601, 1001],
      ],
    },
  ])("$name", ({ looks, end, joules, gaps }) => {
    const energy = integrate(looks, end);
    expect(energy).toMatchObject({ state: "known" });
    expect(energy.state === "known" ? energy.joules : Number.NaN).toBeCloseTo(joules, 9);
    expect(energy.gaps.gaps.map((gap) => [gap.reason, gap.handling, gap.fromSeconds, gap.toSeconds])).toEqual(gaps);
  });

  test.for([
    { name: "a counter that never answered", looks: [failedAt(0), failedAt(1)] },
    { name: "a counter that answered once", looks: [at(0, 5), failedAt(1)] },
    { name: "a counter that never moved", looks: [at(0, 5), at(1, 5)] },
  ])("$name gives unknown energy, which is not zero", ({ looks }) => {
    expect(integrate(looks, 1)).toMatchObject({ state: "unknown", gaps: { gaps: [{ handling: "missing" }] } });
  });

  test("a fall from the lower half of the range is a reset even if a wrap would be plausible", () => {
    const strong: CounterLimits = { ...limits, plausibleWatts: 1000 };
    const energy = integrate([at(0, 100), at(1, 150), at(2, 10)], 2, strong);
    expect(energy).toMatchObject({ joules: 100, gaps: { gaps: [{ reason: "reset" }] } });
  });

  test("coverage is the share of the window that the counter measured", () => {
    expect(integrate([at(0, 0), at(3, 30), failedAt(4)], 4)).toMatchObject({ coverage: 0.75, imputedJoules: 10 });
  });

  test("the edge error is one renewal's energy at the highest power over the root of three", () => {
    const energy = integrate([at(0, 0), at(1, 60)], 1);
    expect(energy.state === "known" && energy.edgeJoules).toBeCloseTo((60 * 0.001) / Math.sqrt(3), 12);
  });
});

/** A machine's true energy by interval, and the register that shows it, with some looks failing. */
const history = fc.array(
  fc.record({
    seconds: fc.double({ min: 0.01, max: 2, noNaN: true }),
    // Up to 95 % of what is plausible, but no standstill.
    load: fc.double({ min: 0.001, max: 0.95, noNaN: true }),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 200 },
);

describe("for any history", () => {
  // A register this wide wraps at most once in the ten intervals that may fail in a row.
  const wide: CounterLimits = { rangeJoules: 5000, plausibleWatts: 100, refreshSeconds: 0.001 };

  test("a wrapping register with failing looks gives the true energy", () => {
    fc.assert(
      fc.property(history, fc.double({ min: 0, max: 5000, noNaN: true, maxExcluded: true }), (steps, start) => {
        let seconds = 0;
        let joules = 0;
        let failedInRow = 0;
        const looks: CounterLook[] = [at(0, start)];
        steps.forEach((step, index) => {
          seconds += step.seconds;
          joules += step.seconds * step.load * wide.plausibleWatts;
          failedInRow = step.fails && failedInRow < 9 && index < steps.length - 1 ? failedInRow + 1 : 0;
          looks.push(failedInRow > 0 ? failedAt(seconds) : at(seconds, (start + joules) % 5000));
        });
        const energy = integrate(looks, seconds, wide);
        expect(energy.state === "known" && Math.abs(energy.joules - joules)).toBeLessThan(1e-6);
        expect(energy).toMatchObject({ imputedJoules: 0 });
      }),
    );
  });

  test("no reading of a counter makes energy negative, or larger than the part can draw", () => {
    const look = fc.oneof(
      fc.record({
        seconds: fc.double({ min: 0.01, max: 50, noNaN: true }),
        value: fc.double({ min: 0, max: 1e6, noNaN: true }),
      }),
      fc.record({ seconds: fc.double({ min: 0.01, max: 50, noNaN: true }), cause: fc.constant("EIO") }),
    );
    fc.assert(
      fc.property(fc.array(look, { maxLength: 50 }), (steps) => {
        let seconds = 0;
        const looks = steps.map((step): CounterLook => {
          seconds += step.seconds;
          return "value" in step ? at(seconds, step.value) : failedAt(seconds);
        });
        const energy = integrate(looks, seconds);
        const joules = energy.state === "known" ? energy.joules : 0;
        expect(joules).toBeGreaterThanOrEqual(0);
        // Each of the looks may find the counter two renewals ahead.
        expect(joules).toBeLessThanOrEqual(limits.plausibleWatts * (seconds + 0.1 + steps.length * 0.002) + 1e-6);
      }),
    );
  });

  test("calls in between change nothing", () => {
    const looks = [at(0, 0), at(1, 50), failedAt(2), at(3, 60), at(4, 5)];
    let state = startCounter(0);
    for (const look of looks) {
      state = addLook(state, look, limits);
      energyUntil(state, look.elapsedSeconds, limits);
    }
    expect(energyUntil(state, 4, limits)).toEqual(integrate(looks, 4));
  });
});

describe("a counter that fell before any power was known", () => {
  // 50 W, range unknown; the counter begins again 0.6 s after the start.
  const unlimited: CounterLimits = { plausibleWatts: 500, refreshSeconds: 0.001 };
  const looks = [at(0, 970), at(1, 20), at(2, 70), at(3, 120), at(4, 170)];

  test.for([
    [2, 100],
    [4, 200],
  ] as const)("has its energy of %i s filled with the power known later", ([end, joules]) => {
    const energy = integrate(looks.slice(0, end + 1), end, unlimited);
    expect(energy).toMatchObject({ state: "known", joules, imputedJoules: 50, coverage: 1 - 1 / end });
    expect(energy.gaps.gaps).toMatchObject([{ reason: "reset", handling: "imputed", fromSeconds: 0, toSeconds: 1 }]);
  });

  test("is unknown if no power was ever known, and the gap says so", () => {
    const energy = integrate(looks.slice(0, 2), 1, unlimited);
    expect(energy.state).toBe("unknown");
    expect(energy.gaps.gaps).toMatchObject([{ reason: "reset", handling: "missing" }]);
  });

  test("a gap that is too long to be filled widens the interval up to the highest power seen", () => {
    const late = integrate([failedAt(0), at(1000, 0), at(1001, 50), at(1002, 100)], 1002, unlimited);
    if (late.state === "unknown") throw new Error("unknown");
    // 600 s are filled with 50 W, 400 s are left out and may have had as much.
    expect(late.joules).toBeCloseTo(100 + 600 * 50, 6);
    expect(late.joules + 1.645 * late.edgeJoules).toBeGreaterThanOrEqual(50 * 1002);
  });

  test("is filled with any later power, and the interval contains the true value", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 400, noNaN: true }), { minLength: 2, maxLength: 20 }), (watts) => {
        let counter = 0;
        const told = watts.map((power, index) => at(index + 2, (counter += power)));
        const energy = integrate([at(0, 1e6), at(1, 0), ...told], watts.length + 1, unlimited);
        if (energy.state === "unknown") throw new Error("unknown");
        const reach = 1.645 * energy.edgeJoules;
        const measured = watts.reduce((sum, power) => sum + power, 0);
        for (const hidden of [Math.min(...watts), Math.max(...watts)]) {
          expect(Math.abs(measured + hidden - energy.joules)).toBeLessThanOrEqual(reach + 1e-6);
        }
      }),
    );
  });
});
