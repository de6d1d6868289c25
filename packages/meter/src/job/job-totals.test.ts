import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rankRecord } from "../../test/rank-record.ts";
import type { Told } from "../../test/rank-record.ts";
import { jobTotals } from "./array-totals.ts";
import type { JobTotals } from "./job-totals.ts";

function totals(...told: readonly Told[]): JobTotals {
  const found = jobTotals(told.map(rankRecord));
  if (found === undefined) throw new Error("There are not any totals.");
  return found;
}

const joulesOf = (job: JobTotals): readonly (number | undefined)[] =>
  job.nodes.map(({ measurement }) => measurement.energy[0]?.machineJoules);

describe("each device counts once", () => {
  test("of many ranks on a node, with the processor time of all of them", () => {
    const job = totals(
      { id: "a", rank: 0, cpuSeconds: 20 },
      { id: "b", rank: 1, cpuSeconds: 30, role: "rank" },
      { id: "c", rank: 2, cpuSeconds: 40, role: "rank" },
    );
    expect(joulesOf(job)).toEqual([1000]);
    expect(job.nodes[0]?.measurement).toMatchObject({ cpuSeconds: 90 });
    expect(job.nodes[0]?.measurement.energy[0]?.attribution.runJoules).toBeCloseTo(900, 9);
    expect(job.nodes[0]).toMatchObject({ ranks: 3, coverage: 1, busyProcessors: { least: 0.2, most: 0.4 } });
  });

  test("if two measured the node because they did not know of each other", () => {
    expect(joulesOf(totals({ id: "a", rank: 0 }, { id: "b", rank: 1, joules: 990, seconds: 99, from: 0.5 }))).toEqual([
      1000,
    ]);
  });

  test("and a successor's part of the time is added to that of the sampler before", () => {
    const job = totals(
      { id: "a", rank: 0, seconds: 40, joules: 400 },
      { id: "b", rank: 1, role: "rank" },
      { id: "s", rank: 1, role: "successor", from: 40, seconds: 60, joules: 600 },
    );
    expect(joulesOf(job)).toEqual([1000]);
    expect(job.nodes[0]?.measurement.cpuSeconds).toBe(100);
    expect(job.ranks.recorded).toBe(2);
  });

  test("boards that a rank measures next to the sampler are added, because they are other devices", () => {
    const job = totals(
      { id: "a", rank: 0 },
      { id: "b", rank: 1, role: "rank" },
      { id: "g", rank: 1, role: "successor", channel: "nvml/GPU-1", from: 2, seconds: 98, joules: 9800 },
    );
    const energy = job.nodes[0]?.measurement.energy ?? [];
    expect(energy.map(({ channel }) => channel.id)).toEqual(["rapl-powercap/package-0", "nvml/GPU-1"]);
    expect(energy[1]?.machineJoules).toBeCloseTo(10_000, 9);
    expect(job.nodes[0]?.measurement.use.busySeconds).toBe(100);
  });

  test("time without a measurement is filled with mean power, and a note says so", () => {
    const job = totals(
      { id: "a", rank: 0, seconds: 40, joules: 400 },
      { id: "b", rank: 1, role: "rank" },
      { id: "s", rank: 1, role: "successor", from: 60, seconds: 40, joules: 400 },
    );
    expect(joulesOf(job)[0]).toBeCloseTo(1000, 9);
    expect(job.nodes[0]).toMatchObject({ coverage: 0.8 });
    expect(job.nodes[0]?.measurement.energy[0]?.imputedJoules).toBeCloseTo(200, 9);
    expect(job.notes.join()).toContain("80 %");
  });
});

describe("nodes and attempts", () => {
  const two = { nodes: 2, ranks: 2 };

  test("nodes add up, each with its own share", () => {
    const job = totals({ id: "a", rank: 0, job: two }, { id: "b", rank: 1, node: "node-2", joules: 500, job: two });
    expect(joulesOf(job)).toEqual([1000, 500]);
    expect(job).toMatchObject({ nodeCoverage: 1, factor: 1, expectedNodes: 2, durationSeconds: 100, notes: [] });
  });

  test("a node without a record is assumed equal to the mean of the others, and a note says so", () => {
    const four = { nodes: 4 };
    const job = totals(
      { id: "a", job: four },
      { id: "b", rank: 1, node: "node-2", job: four },
      { id: "c", rank: 2, node: "node-3", job: four },
    );
    expect(job).toMatchObject({ nodeCoverage: 0.75, factor: 4 / 3 });
    expect(job.notes.join()).toContain("1 node of 4");
  });

  test("a node whose ranks recorded only themselves is such a node", () => {
    const job = totals({ id: "a", job: two }, { id: "b", rank: 1, node: "node-2", role: "rank", job: two });
    expect(job).toMatchObject({ nodeCoverage: 0.5, factor: 2 });
  });

  test("time between attempts is not time of the job", () => {
    const job = totals({ id: "a", exitCode: 1 }, { id: "b", attempt: "1", from: 500 });
    expect(job).toMatchObject({ attempts: ["0", "1"], durationSeconds: 200, ranks: { recorded: 1, failed: 1 } });
    expect(joulesOf(job)).toEqual([2000]);
    expect(job.nodes[0]?.measurement.cpuSeconds).toBe(100);
    expect(job.nodes[0]?.coverage).toBe(1);
  });

  test("a batch system's part of a node gets that part of the idle power", () => {
    const job = totals({ id: "a", job: { processors: 2 } });
    expect(job.nodes[0]?.measurement.use.reserved).toMatchObject({ share: 0.25 });
  });

  test("a rank without an end is noted, because its processor time is unknown", () => {
    const job = totals({ id: "a", job: { ranks: 3 } }, { id: "b", rank: 1, role: "rank", open: true });
    expect(job.ranks).toEqual({ recorded: 2, expected: 3, failed: 0, open: 1 });
    expect(job.notes).toHaveLength(2);
  });
});

describe("merging", () => {
  const records: readonly Told[] = [
    { id: "a", rank: 0, seconds: 70, joules: 700 },
    { id: "b", rank: 1, role: "rank" },
    { id: "s", rank: 1, role: "successor", from: 75, seconds: 25, joules: 250 },
    { id: "c", rank: 2, node: "node-2", from: 1 },
    { id: "d", rank: 3, node: "node-2", from: 1, joules: 900, seconds: 90 },
    { id: "e", rank: 0, attempt: "1", from: 200 },
  ];

  test("does not depend on the order of records or on duplicates", () => {
    const whole = jobTotals(records.map(rankRecord));
    fc.assert(
      fc.property(fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 }), (shuffled) => {
        expect(jobTotals(shuffled.map(rankRecord))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test("the whole record replaces a copy that was taken before the end", () => {
    const whole = rankRecord({ id: "a" });
    for (const order of [
      [rankRecord({ id: "a", open: true }), whole],
      [whole, rankRecord({ id: "a", open: true })],
    ]) {
      expect(jobTotals(order)?.ranks.open).toBe(0);
    }
  });

  test("never gives a job more than its nodes used", () => {
    const told = fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      role: fc.constantFrom("sampler", "rank", "successor"),
      rank: fc.nat(5),
      node: fc.constantFrom("node-1", "node-2"),
      from: fc.integer({ min: 0, max: 100 }),
      seconds: fc.integer({ min: 1, max: 100 }),
      joules: fc.integer({ min: 1, max: 1000 }),
      cpuSeconds: fc.integer({ min: 0, max: 1000 }),
      busySeconds: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 8 }), (some) => {
        for (const { measurement } of jobTotals(some.map(rankRecord))?.nodes ?? []) {
          for (const { machineJoules, attribution } of measurement.energy) {
            expect(attribution.runJoules).toBeGreaterThanOrEqual(0);
            expect(attribution.runJoules).toBeLessThanOrEqual(machineJoules * (1 + 1e-9));
          }
        }
      }),
    );
  });

  test("of no records is undefined", () => {
    expect(jobTotals([])).toBeUndefined();
  });
});

function element(index: number, jobId: number): Partial<Told> {
  return { job: { key: `slurm-${jobId}`, array: { key: "slurm-4711", index } } };
}

describe("an array of jobs", () => {
  test("is the sum of its elements, of which the last has the id of the array", () => {
    const job = totals(
      { id: "a", seconds: 100, joules: 1000, ...element(1, 4712) },
      { id: "b", seconds: 50, joules: 600, from: 20, ...element(2, 4713) },
      { id: "c", seconds: 10, joules: 90, from: 200, ...element(3, 4711) },
    );
    expect(job).toMatchObject({ key: "slurm-4711", elements: [1, 2, 3], factor: 1, nodeCoverage: 1 });
    expect(joulesOf(job)).toEqual([1000, 600, 90]);
    expect(job.ranks.recorded).toBe(3);
    // The first two at the same time.
    expect(job.durationSeconds).toBe(110);
    expect(job.notes[0]).toContain("3 of its elements left records here (1, 2, 3)");
  });

  test("with one requested element is a job like any other", () => {
    const job = totals({ id: "a", ...element(1, 4712) });
    expect(job).toMatchObject({ key: "slurm-4712" });
    expect(job).not.toHaveProperty("elements");
  });

  test("has each element's ranks put together first", () => {
    const job = totals(
      { id: "a", rank: 0, cpuSeconds: 20, ...element(0, 10) },
      { id: "b", rank: 1, cpuSeconds: 30, role: "rank", ...element(0, 10) },
      { id: "c", rank: 0, cpuSeconds: 20, ...element(1, 11) },
    );
    expect(joulesOf(job)).toEqual([1000, 1000]);
    expect(job.nodes.map(({ ranks }) => ranks)).toEqual([2, 1]);
  });
});
