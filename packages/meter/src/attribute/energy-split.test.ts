import type { Component } from "@wattledger/sensors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IdlePolicy, WindowUse } from "../record/use.ts";
import { attribute } from "./attribute.ts";
import { splitsOf } from "./energy-split.ts";
import type { ChannelSplit } from "./energy-split.ts";
import { reservationOf } from "./reservation.ts";
import { settle } from "./settle.ts";

const positive = fc.double({ min: 0, max: 1e6, noNaN: true });
const policy = fc.constantFrom<IdlePolicy>("cpu-time", "capacity", "reserved", "none");
const component = fc.constantFrom<Component>("cpu", "dram", "gpu", "storage", "other");

function settled(joules: number, idleWatts: number, use: WindowUse, idle: IdlePolicy, of: Component): ChannelSplit {
  const known = {
    channel: {
      id: "a",
      sensor: "a-test",
      component: of,
      method: "measured",
      evidence: "a test",
      relativeUncertainty: { value: 0.1, basis: "a test" },
    },
    joules,
    imputedJoules: 0,
    coverage: 1,
    edgeJoules: 0,
    idleWatts,
    idleBasis: "a test",
    gaps: { gaps: [], unlisted: 0 },
  } as const;
  const [split] = splitsOf(settle({ known: [known], missing: [], platform: [], use, idlePolicy: idle, notes: [] }));
  if (split === undefined) throw new Error("There is not a split.");
  return split;
}

test("gross is baseline and net, of the run and of the machine, and nothing is lost between run, others and nobody", () => {
  fc.assert(
    fc.property(positive, positive, positive, positive, positive, positive, policy, component, (...drawn) => {
      const [joules, idleWatts, cpuSeconds, busySeconds, capacitySeconds, memory, idle, of] = drawn;
      const use: WindowUse = {
        durationSeconds: 10,
        cpuSeconds,
        busySeconds,
        capacitySeconds,
        meanResidentBytes: memory,
        meanMemoryUsedBytes: 1e5,
        reserved: { share: 0.25, basis: "a test" },
      };
      const split = settled(joules, idleWatts, use, idle, of);
      const tolerance = 1e-9 * (joules + 1);
      for (const { grossJoules, baselineJoules, netJoules } of [split.run, split.machine]) {
        expect(Math.min(grossJoules, baselineJoules, netJoules)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(grossJoules - baselineJoules - netJoules)).toBeLessThanOrEqual(tolerance);
      }
      const { run, machine, othersJoules, unassignedJoules } = split;
      expect(run.baselineJoules).toBeLessThanOrEqual(machine.baselineJoules + tolerance);
      expect(Math.abs(run.grossJoules + othersJoules + unassignedJoules - machine.grossJoules)).toBeLessThanOrEqual(
        tolerance,
      );
    }),
  );
});

test("commands at the same time are never attributed more than the machine used, with any rule", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      positive,
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.constantFrom<IdlePolicy>("cpu-time", "capacity", "none"),
      (commands, rest, joules, idleWatts, idle) => {
        const busySeconds = commands.reduce((sum, seconds) => sum + seconds, rest);
        const given = commands.map((cpuSeconds) => {
          const use = { durationSeconds: 10, cpuSeconds, busySeconds, capacitySeconds: busySeconds * 2 };
          return attribute({ component: "cpu", joules, idleWatts }, use, idle).runJoules;
        });
        expect(given.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(joules * (1 + 1e-9) + 1e-9);
      },
    ),
  );
});

test("containers whose limits add up to the machine share its idle power, and nothing more", () => {
  const shares = [4, 4, 8].map((processors) =>
    reservationOf({ logicalProcessors: 16, container: { processors } }, undefined),
  );
  const idleOf = (reserved: (typeof shares)[number]): number =>
    attribute(
      { component: "cpu", joules: 100, idleWatts: 10 },
      { durationSeconds: 10, cpuSeconds: 1, busySeconds: 10, capacitySeconds: 160, ...(reserved && { reserved }) },
      "reserved",
    ).runJoules;
  expect(shares.map((reserved) => reserved?.share)).toEqual([0.25, 0.25, 0.5]);
  expect(shares.reduce((sum, reserved) => sum + idleOf(reserved), 0)).toBeCloseTo(100, 9);
});

describe("the reserved part", () => {
  const machine = { logicalProcessors: 64 };
  test.for([
    ["nothing", machine, undefined, undefined],
    ["by a batch system", machine, { launcher: "slurm", processors: 16 }, 0.25],
    ["by a container", { ...machine, container: { processors: 0.5 } }, undefined, 0.5 / 64],
    [
      "by both: the less of the two",
      { ...machine, container: { processors: 8 } },
      { launcher: "slurm", processors: 16 },
      0.125,
    ],
    [
      "all of it is not a part",
      { ...machine, container: { processors: 64 } },
      { launcher: "slurm", processors: 64 },
      undefined,
    ],
    [
      "of a machine that does not tell its processors",
      { logicalProcessors: 0 },
      { launcher: "slurm", processors: 4 },
      undefined,
    ],
  ] as const)("%s", ([, facts, job, share]) => {
    expect(reservationOf(facts, job)?.share).toBe(share);
  });
});
