import { normalQuantile, seededRandom } from "@wattledger/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instruments, isCounter, traces, tryOut } from "../../test/synthetic-power.ts";
import type { SyntheticInstrument, SyntheticTrace } from "../../test/synthetic-power.ts";
import { errorOfEnergy } from "../attribute/settle.ts";
import { addPower, gaugeEnergyUntil, startGauge } from "./integrate-gauge.ts";
import type { GaugeLimits } from "./integrate-gauge.ts";

// A small share of what bench/integration-error.mjs measures, with its own draws.

interface Run {
  readonly error: number;
  readonly halfWidth: number;
}

function runsOf(trace: SyntheticTrace, instrument: SyntheticInstrument): readonly Run[] {
  const random = seededRandom(3);
  return Array.from({ length: 10 }, () => {
    const { truthJoules, energy } = tryOut(trace, instrument, random);
    if (energy.state !== "known") throw new Error("the energy is unknown");
    const halfWidth = normalQuantile(0.95) * errorOfEnergy(0, energy) * energy.joules;
    return { error: Math.abs(energy.joules - truthJoules) / truthJoules, halfWidth: halfWidth / truthJoules };
  });
}

describe.for(traces)("$name", (trace) => {
  test.for(instruments.filter((one) => isCounter(one) && one.refreshSeconds <= 0.1))(
    "$name: within 0.5 %, and after a reset within 1.5 %",
    (instrument) => {
      const worst = Math.max(...runsOf(trace, instrument).map(({ error }) => error));
      expect(worst).toBeLessThanOrEqual(trace.resetSeconds === undefined ? 0.005 : 0.015);
    },
  );

  // An instant reading once a second cannot see a load of one second. No figure of it shows the error.
  const seeing = instruments.filter(
    ({ averageSeconds, refreshSeconds }) =>
      !(trace.name === "period of 1 s" && averageSeconds === 0 && refreshSeconds === 1),
  );
  test.for(seeing)("$name: at least six of ten 90 % intervals contain the true value", (instrument) => {
    const kept = runsOf(trace, instrument).filter(({ error, halfWidth }) => error <= halfWidth + 1e-5);
    expect(kept.length).toBeGreaterThanOrEqual(6);
  });
});

test("where power jumps at most once between two looks, the error of n intervals is at most √(n/2) standard errors", () => {
  const limits: GaugeLimits = { plausibleWatts: 1000, averageSeconds: 0, refreshSeconds: 0.001, nominalSeconds: 1 };
  const interval = fc.record({
    seconds: fc.double({ min: 0.01, max: 2, noNaN: true }),
    jumpAt: fc.double({ min: 0, max: 1, noNaN: true }),
    watts: fc.double({ min: 0, max: 1000, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(interval, { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      (all, first) => {
        let state = addPower(startGauge(0), { elapsedSeconds: 0, watts: first }, limits);
        let [at, before, truth] = [0, first, 0];
        for (const { seconds, jumpAt, watts } of all) {
          truth += seconds * (before * jumpAt + watts * (1 - jumpAt));
          at += seconds;
          before = watts;
          state = addPower(state, { elapsedSeconds: at, watts }, limits);
        }
        const energy = gaugeEnergyUntil(state, at, limits);
        if (energy.state !== "known") throw new Error("the energy is unknown");
        const most = Math.sqrt(all.length / 2) * energy.edgeJoules;
        expect(Math.abs(energy.joules - truth)).toBeLessThanOrEqual(most * (1 + 1e-9) + 1e-6);
      },
    ),
  );
});
