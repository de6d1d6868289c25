import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rankRecord } from "../../test/rank-record.ts";
import type { Told } from "../../test/rank-record.ts";
import type { RunRecord } from "../store/read-record.ts";
import { countedOnce } from "./counted-once.ts";

const never = (): boolean => false;

function once(...told: readonly Told[]): ReturnType<typeof countedOnce> {
  return countedOnce(told.map(rankRecord), never);
}

const idsOf = (records: readonly RunRecord[]): readonly string[] => records.map(({ started }) => started.id);

describe("records whose figures may be added", () => {
  test("contain a run, and no run within it, at any depth", () => {
    const found = once(
      { id: "a", alone: true },
      { id: "b", alone: true, within: "a" },
      { id: "c", alone: true, within: "b" },
      { id: "d", alone: true, within: "a" },
    );
    expect([idsOf(found.records), found.inner]).toEqual([["a"], 3]);
  });

  test("contain a run whose outer run was removed", () => {
    expect(idsOf(once({ id: "b", alone: true, within: "deleted" }).records)).toEqual(["b"]);
  });

  test("contain a job once for each node, by its name, with the processor time of all its ranks", () => {
    const found = once(
      { id: "a", rank: 0, cpuSeconds: 20 },
      { id: "b", rank: 1, role: "rank", cpuSeconds: 30 },
      { id: "s", rank: 1, role: "successor", from: 100, seconds: 1 },
      { id: "c", rank: 2, node: "node-2", exitCode: 3 },
      { id: "lone", alone: true, from: 500 },
    );
    expect(idsOf(found.records)).toEqual(["slurm-1/1", "slurm-1/2", "lone"]);
    const [first] = found.records;
    expect(first?.finished).toMatchObject({ cpuSeconds: 50, exitCode: 3 });
    expect(first?.started.job).toMatchObject({ key: "slurm-1", role: "job" });
    expect(first?.started.job).not.toHaveProperty("rank");
  });

  test("contain a job of one record as that record, with its own id", () => {
    expect(idsOf(once({ id: "a" }).records)).toEqual(["a"]);
  });

  test("do not include nodes without a record, and say so", () => {
    const [one] = once({ id: "a", job: { nodes: 2 } }, { id: "b", rank: 1, role: "rank", job: { nodes: 2 } }).records;
    expect(one?.finished?.energy[0]?.machineJoules).toBe(1000);
    expect(one?.finished?.notes.join()).toMatch(/1 node of 2 left no measurement here: they are in no figure/);
  });

  test("leave out running runs, and a job as soon as one of its ranks runs", () => {
    const records = [{ id: "a" }, { id: "b", rank: 1 }, { id: "l", alone: true }, { id: "m", alone: true }] as const;
    const found = countedOnce(records.map(rankRecord), ({ started: { id } }) => ["b", "l"].includes(id));
    expect([idsOf(found.records), found.goingOn]).toEqual([["m"], ["l", "slurm-1"]]);
  });

  test("never contain more of a node's energy than its sampler counted", () => {
    const told = fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      role: fc.constantFrom("sampler" as const, "rank" as const),
      rank: fc.nat(3),
      node: fc.constantFrom("node-1", "node-2"),
      within: fc.option(fc.string({ minLength: 1, maxLength: 2 }), { nil: "nobody" }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(told, { maxLength: 8, selector: ({ id }) => id }), (some) => {
        const found = countedOnce(some.map(rankRecord), never);
        const machine = found.records.reduce((sum, { finished }) => sum + (finished?.energy[0]?.machineJoules ?? 0), 0);
        // Each sampler saw its node at 10 W for the same 100 s.
        expect(machine).toBeLessThanOrEqual(2 * 1000 + 1e-9);
      }),
    );
  });
});
