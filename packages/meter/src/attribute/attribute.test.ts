import fc from "fast-check";
import { expect, test } from "vitest";
import type { IdlePolicy, WindowUse } from "../record/use.ts";
import { attribute } from "./attribute.ts";
import type { MachineEnergy } from "./attribute.ts";

const cpu: MachineEnergy = { component: "cpu", joules: 1000, idleWatts: 40 };
/** Ten seconds on eight processors: two busy for the command, one for others. */
const use: WindowUse = {
  durationSeconds: 10,
  cpuSeconds: 20,
  busySeconds: 30,
  capacitySeconds: 80,
  meanResidentBytes: 2e9,
  meanMemoryUsedBytes: 8e9,
};

// By hand: idle 400 J, dynamic 600 J, of which the command has two thirds.
test.for([
  { policy: "cpu-time", run: 400 + 266.667, others: 200 + 133.333, unassigned: 0 },
  { policy: "capacity", run: 400 + 100, others: 200 + 50, unassigned: 250 },
  { policy: "none", run: 400, others: 200, unassigned: 400 },
] as const)("idle power by $policy", ({ policy, run, others, unassigned }) => {
  const split = attribute(cpu, use, policy);
  expect(split).toMatchObject({ basis: "cpu-time", idleJoules: 400, dynamicJoules: 600 });
  expect(split.runJoules).toBeCloseTo(run, 2);
  expect(split.othersJoules).toBeCloseTo(others, 2);
  expect(split.unassignedJoules).toBeCloseTo(unassigned, 2);
});

test("memory is divided by resident memory, not by work", () => {
  const split = attribute({ component: "dram", joules: 100, idleWatts: 10 }, use, "cpu-time");
  expect(split).toMatchObject({ basis: "resident-memory", runJoules: 25, othersJoules: 75, share: 0.25 });
});

test.for(["storage", "network", "other"] as const)(
  "%s, which idles like a processor, goes by processor time",
  (component) => {
    const split = attribute({ component, joules: 120, idleWatts: 12 }, use, "capacity");
    expect(split).toMatchObject({ basis: "cpu-time", runJoules: 30, othersJoules: 15, unassignedJoules: 75 });
  },
);

test("memory of a command that ended before the first look is divided by processor time", () => {
  const { meanResidentBytes: _, ...unseen } = use;
  const split = attribute({ component: "dram", joules: 90, idleWatts: 0 }, unseen, "cpu-time");
  expect(split).toMatchObject({ basis: "cpu-time", runJoules: 60 });
});

test("if processor time is unknown, the command is attributed the whole machine, and the explanation says so", () => {
  const split = attribute(cpu, { durationSeconds: 10 }, "none");
  expect(split).toMatchObject({ basis: "whole-machine", runJoules: 1000, share: 1 });
  expect(split.explanation).toContain("does not report the command's processor time");
});

test("if the whole machine is requested, all of it is attributed to the command", () => {
  for (const component of ["cpu", "dram", "gpu"] as const) {
    const energy = { component, joules: 100, idleWatts: 2 };
    expect(attribute(energy, { ...use, scope: "machine" }, "cpu-time")).toMatchObject({
      runJoules: 100,
      othersJoules: 0,
      basis: "whole-machine",
    });
  }
});

test("a command shorter than a tick has half a tick, not nothing", () => {
  const split = attribute(
    cpu,
    { durationSeconds: 0.01, cpuSeconds: 0, busySeconds: 0.02, capacitySeconds: 0.08 },
    "cpu-time",
  );
  expect(split.share).toBe(0.25);
  expect(split.shareRelativeUncertainty).toBeGreaterThan(0.5);
  expect(split.explanation).toContain("half a tick");
});

test("the share is most certain when no other program worked", () => {
  const alone = attribute(cpu, { ...use, busySeconds: 20 }, "cpu-time");
  const shared = attribute(cpu, { ...use, busySeconds: 60 }, "cpu-time");
  expect(alone.shareRelativeUncertainty).toBeLessThan(0.001);
  expect(shared.shareRelativeUncertainty).toBeCloseTo(0.2, 3);
});

const positive = fc.double({ min: 0, max: 1e6, noNaN: true });
const anyUse: fc.Arbitrary<WindowUse> = fc
  .record(
    {
      durationSeconds: positive,
      cpuSeconds: positive,
      busySeconds: positive,
      capacitySeconds: positive,
      meanResidentBytes: positive,
      meanMemoryUsedBytes: positive,
    },
    { requiredKeys: ["durationSeconds"] },
  )
  .map((record) => record);

test("the parts are never negative and add up to the machine", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("cpu", "dram", "gpu", "other" as const),
      positive,
      positive,
      anyUse,
      fc.constantFrom<IdlePolicy>("cpu-time", "capacity", "none"),
      (component, joules, idleWatts, anyWindow, policy) => {
        const split = attribute({ component, joules, idleWatts }, anyWindow, policy);
        const parts = [split.runJoules, split.othersJoules, split.unassignedJoules];
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - joules)).toBeLessThanOrEqual(1e-9 * joules);
        expect(split.idleJoules + split.dynamicJoules).toBeCloseTo(joules, 6);
        expect(split.share).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test("more processor time of the command is never less energy", () => {
  fc.assert(
    fc.property(positive, positive, fc.constantFrom<IdlePolicy>("cpu-time", "capacity", "none"), (a, b, policy) => {
      const of = (cpuSeconds: number): number =>
        attribute(cpu, { ...use, cpuSeconds, busySeconds: 1e6 }, policy).runJoules;
      expect(of(Math.min(a, b))).toBeLessThanOrEqual(of(Math.max(a, b)));
    }),
  );
});
