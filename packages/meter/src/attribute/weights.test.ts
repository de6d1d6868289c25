import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChannelEnergy } from "../record/measurement.ts";
import type { WindowUse } from "../record/use.ts";
import { attribute } from "./attribute.ts";
import { energyOf, windowBetween, startMark } from "./mark.ts";
import { openTrace } from "./run-trace.ts";
import { runStart, weightsAt } from "./weights.ts";
import type { Moment, RunSoFar, UseSoFar } from "./weights.ts";

/** The activity in a stretch of a run on a machine with 24 GB, of which others use 2 GB. */
interface Stretch {
  readonly seconds: number;
  readonly cpuWatts: number;
  /** Busy processors, of the command and of others. */
  readonly own: number;
  readonly others: number;
  readonly residentGigabytes: number;
  /** Whether the command's processes are looked at when it ends. */
  readonly seen: boolean;
}

const othersBytes = 2e9;
const dramWatts = 5;

function momentsOf(stretches: readonly Stretch[]): readonly Moment[] {
  let [elapsedSeconds, cpuJoules] = [0, 0];
  let use: UseSoFar = runStart.use;
  return stretches.map((stretch) => {
    const { seconds, cpuWatts, own, others, residentGigabytes, seen } = stretch;
    elapsedSeconds += seconds;
    cpuJoules += cpuWatts * seconds;
    const resident = residentGigabytes * 1e9 * seconds;
    use = {
      ...use,
      cpuSeconds: use.cpuSeconds + own * seconds,
      busySeconds: use.busySeconds + (own + others) * seconds,
      capacitySeconds: use.capacitySeconds + 4 * seconds,
      residentByteSeconds: use.residentByteSeconds + resident,
      memoryByteSeconds: use.memoryByteSeconds + othersBytes * seconds + resident,
    };
    const joules = { cpu: cpuJoules, dram: dramWatts * elapsedSeconds };
    return { elapsedSeconds, joules: () => joules, ...(seen ? { use } : {}) };
  });
}

/** The result of the whole run by the rules of `attribute`. */
function runOf(stretches: readonly Stretch[]): RunSoFar {
  const all = momentsOf(stretches.map((stretch) => ({ ...stretch, seen: true }))).at(-1);
  const {
    elapsedSeconds,
    use = runStart.use,
    joules,
  } = all ?? { elapsedSeconds: 0, joules: (): Readonly<Record<string, number>> => ({}) };
  const seconds = Math.max(elapsedSeconds, 1e-9);
  const window: WindowUse = {
    durationSeconds: elapsedSeconds,
    cpuSeconds: use.cpuSeconds,
    cpuSource: "waited-for",
    busySeconds: use.busySeconds,
    capacitySeconds: use.capacitySeconds,
    meanResidentBytes: use.residentByteSeconds / seconds,
    meanMemoryUsedBytes: use.memoryByteSeconds / seconds,
  };
  const energy = (["cpu", "dram"] as const).map((component): ChannelEnergy => {
    const machineJoules = joules()[component] ?? 0;
    return {
      channel: {
        id: component,
        sensor: "a-test",
        component,
        method: "modelled",
        evidence: "a test",
        relativeUncertainty: { value: 0, basis: "" },
      },
      machineJoules,
      imputedJoules: 0,
      coverage: 1,
      machineRelativeUncertainty: 0,
      idleWatts: 2,
      idleBasis: "",
      attribution: attribute({ component, joules: machineJoules, idleWatts: 2 }, window, "cpu-time"),
      runRelativeUncertainty: 0,
      gaps: [],
      unlistedGaps: 0,
    };
  });
  return { energy, use: window };
}

/** Energy in J of the command's part of memory: 5 W, divided by the memory in use. */
function ofMemory(seconds: number, gigabytes: number): number {
  return (dramWatts * seconds * gigabytes) / (gigabytes + othersBytes / 1e9);
}

/** Energy of each stretch as an epoch. */
function epochsOf(stretches: readonly Stretch[]): readonly ReturnType<typeof energyOf>[] {
  const run = runOf(stretches);
  const trace = openTrace("cpu-time", () => run);
  const marks = momentsOf(stretches).map((moment) => trace.add(moment));
  const whole = marks.at(-1)?.weights() ?? {};
  return marks.map((mark, index) =>
    energyOf(windowBetween(marks[index - 1] ?? startMark, mark).weights, whole, run.energy),
  );
}

const work: Stretch = { seconds: 16, cpuWatts: 10, own: 1, others: 1, residentGigabytes: 0.05, seen: true };

describe("energy of an epoch", () => {
  test("is integrated over its time if memory grows and shrinks within it", () => {
    // 16 s with 0.05 GB, then 2 GB for 3 s, the mark, 8 s with 0.05 GB: memory as it was, second by second.
    const run = [work, { ...work, seconds: 3, residentGigabytes: 2 }, { ...work, seconds: 8 }];
    const [small, large, rest] = epochsOf(run).map(({ joulesByComponent }) => joulesByComponent["dram"] ?? Number.NaN);
    const sum = ofMemory(16, 0.05) + ofMemory(3, 2) + ofMemory(8, 0.05);
    const total = runOf(run).energy[1]?.attribution.runJoules ?? Number.NaN;
    expect(small).toBeCloseTo((total * ofMemory(16, 0.05)) / sum, 6);
    expect(large).toBeCloseTo((total * ofMemory(3, 2)) / sum, 6);
    expect(rest).toBeCloseTo((total * ofMemory(8, 0.05)) / sum, 6);
  });

  test("is that of its share of the processors, not that of the whole run", () => {
    const [busy, idle] = epochsOf([
      { ...work, seconds: 10 },
      { ...work, seconds: 10, own: 0, others: 2 },
    ]);
    expect(idle?.joulesByComponent["cpu"]).toBeCloseTo(0, 3);
    expect(busy?.joulesByComponent["cpu"]).toBeCloseTo(50, 3);
  });

  test("follows the machine's energy if its processes were not looked at", () => {
    const [first, second] = epochsOf([
      { ...work, seconds: 10, seen: false },
      { ...work, seconds: 10, cpuWatts: 30 },
    ]);
    expect((second?.joulesByComponent["cpu"] ?? 0) / (first?.joulesByComponent["cpu"] ?? 1)).toBeCloseTo(3, 6);
  });

  test("of a command without any observed work is in proportion to the machine's energy", () => {
    const asleep = { ...work, own: 0, seconds: 5 };
    const [first, second] = epochsOf([asleep, asleep]);
    expect(first?.joulesByComponent["cpu"]).toBeGreaterThan(0);
    expect(second?.joulesByComponent["cpu"]).toBeCloseTo(first?.joulesByComponent["cpu"] ?? 0, 9);
  });

  const stretch: fc.Arbitrary<Stretch> = fc.record({
    seconds: fc.double({ min: 0.01, max: 50, noNaN: true }),
    cpuWatts: fc.double({ min: 0, max: 300, noNaN: true }),
    own: fc.double({ min: 0, max: 2, noNaN: true }),
    others: fc.double({ min: 0, max: 2, noNaN: true }),
    residentGigabytes: fc.double({ min: 0, max: 20, noNaN: true }),
    seen: fc.boolean(),
  });

  test("is never negative, and all of them together are never more than the run", () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 60 }), (stretches) => {
        const epochs = epochsOf(stretches);
        for (const { joules } of epochs) expect(joules).toBeGreaterThanOrEqual(0);
        const total = runOf(stretches).energy.reduce((sum, { attribution }) => sum + attribution.runJoules, 0);
        const sum = epochs.reduce((all, { joules }) => all + joules, 0);
        expect(sum).toBeLessThanOrEqual(total * (1 + 1e-9) + 1e-12);
      }),
    );
  });

  test("is the same if marks are asked for one by one or all at the end", () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 2, maxLength: 40 }), (stretches) => {
        const run = runOf(stretches);
        const seen = stretches.map((one) => ({ ...one, seen: true }));
        const [early, late] = [openTrace("cpu-time", () => run), openTrace("cpu-time", () => run)];
        const asked = momentsOf(seen).map((moment) => early.add(moment).weights());
        const marks = momentsOf(seen).map((moment) => late.add(moment));
        for (const [index, mark] of marks.entries()) {
          for (const [id, weight] of Object.entries(mark.weights())) {
            expect(weight).toBeCloseTo(asked[index]?.[id] ?? Number.NaN, 6);
          }
        }
      }),
    );
  });
});

test("a channel that is read late has had its power from the start", () => {
  const use = { ...runStart.use, cpuSeconds: 1, busySeconds: 1, capacitySeconds: 4 };
  const run = runOf([{ ...work, seconds: 4 }]);
  const told = [undefined, 30, 40].map((cpu, index): Moment => {
    const joules: Record<string, number> = cpu === undefined ? {} : { cpu };
    return { elapsedSeconds: index + 1, joules: () => joules, ...(index === 2 ? { use } : {}) };
  });
  expect(weightsAt(runStart, told, run, "cpu-time").map(({ joules }) => joules["cpu"])).toEqual([15, 30, 40]);
});
