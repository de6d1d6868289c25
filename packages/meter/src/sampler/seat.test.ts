import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordedHost } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeFolder, sweepSeats, takeSeat } from "./seat.ts";
import type { SeatOutcome } from "./seat.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function stat(pid: number): string {
  const fields = Array.from({ length: 30 }, () => 0);
  fields[18] = pid;
  return `${pid} (node) S ${fields.join(" ")}\n`;
}

/** A machine on which these processes are alive; each started at its own number. */
function machine(...pids: readonly number[]): Host {
  return recordedHost({ files: Object.fromEntries(pids.map((pid) => [`/proc/${pid}/stat`, stat(pid)])) });
}

const ask = (pid: number, alive: readonly number[], name = "job"): SeatOutcome =>
  takeSeat(machine(...alive), folder, name, { id: `run-${pid}`, pid, startTicks: pid });

describe("the seat of a node", () => {
  test("belongs to the first that asks, and the others learn its holder", () => {
    expect(ask(1, [1, 2])).toEqual({ kind: "taken" });
    expect(ask(2, [1, 2])).toEqual({ kind: "occupied", holder: { id: "run-1", pid: 1, startTicks: 1 } });
  });

  test("is free after its process has ended, for one of those that ask then", () => {
    ask(1, [1, 2, 3]);
    expect(ask(2, [2, 3])).toEqual({ kind: "taken" });
    expect(ask(3, [2, 3])).toMatchObject({ kind: "occupied", holder: { pid: 2 } });
    expect(readdirSync(folder)).toEqual(["job.1"]);
  });

  test("is free when another process has its holder's number now", () => {
    takeSeat(machine(1), folder, "job", { id: "run-1", pid: 1, startTicks: 99 });
    expect(ask(2, [1, 2])).toEqual({ kind: "taken" });
  });

  test("of another job is another seat, also if one name begins like the other", () => {
    ask(1, [1, 2], "slurm-1");
    expect(ask(2, [1, 2], "slurm-1.0")).toEqual({ kind: "taken" });
    expect(ask(3, [1, 2, 3], "slurm-1")).toMatchObject({ kind: "occupied" });
  });

  test("is unavailable if no file can be made, and each measures for itself", () => {
    const nowhere = join(folder, "gone");
    expect(takeSeat(machine(1), nowhere, "job", { id: "run-1", pid: 1, startTicks: 1 })).toMatchObject({
      kind: "unavailable",
    });
  });

  test("a file with invalid content does not keep a seat", () => {
    writeFileSync(join(folder, "job.4"), "x");
    expect(ask(1, [1])).toEqual({ kind: "taken" });
    expect(readdirSync(folder)).toEqual(["job.5"]);
  });

  test("never has two living holders, in any order of asking and ending", () => {
    const step = fc.record({ pid: fc.integer({ min: 1, max: 5 }), ends: fc.boolean() });
    let round = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const name = `job${(round += 1)}`;
        const alive = new Set([1, 2, 3, 4, 5]);
        const holders = new Set<number>();
        for (const { pid, ends } of steps) {
          if (ends) alive.delete(pid);
          else if (alive.has(pid) && !holders.has(pid) && ask(pid, [...alive], name).kind === "taken") holders.add(pid);
          expect([...holders].filter((holder) => alive.has(holder)).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test("seats of jobs that ended long ago are removed, those of living ones and of today are not", () => {
  ask(1, [1], "old");
  ask(2, [2], "alive");
  ask(3, [3], "young");
  const longAgo = new Date(Date.now() - 48 * 3600 * 1000);
  for (const name of ["old.0", "alive.0"]) utimesSync(join(folder, name), longAgo, longAgo);
  sweepSeats(machine(2), folder, Date.now() / 1000);
  expect(readdirSync(folder)).toEqual(["alive.0", "young.0"]);
});

describe("the shared folder of a node's processes", () => {
  const own = process.getuid?.() ?? 0;

  test("is made in the first place where this user may", () => {
    expect(nodeFolder({}, [join(folder, "no", "such"), folder], own)).toBe(join(folder, `wattledger-${own}`));
  });

  test("is the one that was named, or none", () => {
    expect(nodeFolder({ WATTLEDGER_NODE_FOLDER: join(folder, "named") })).toBe(join(folder, "named"));
    expect(nodeFolder({ WATTLEDGER_NODE_FOLDER: join(folder, "no", "such") })).toBeUndefined();
  });

  test.for([
    ["somebody else's", (path: string): unknown => mkdirSync(path, { mode: 0o700 }), own + 1],
    [
      "open to others",
      (path: string): void => {
        mkdirSync(path);
        chmodSync(path, 0o777);
      },
      own,
    ],
    ["a link", (path: string): unknown => symlinkSync("/tmp", path), own],
    ["a file", (path: string): unknown => writeFileSync(path, ""), own],
  ] as const)("is not used if it is %s", ([, make, userId]) => {
    make(join(folder, `wattledger-${userId}`));
    expect(nodeFolder({}, [folder], userId)).toBeUndefined();
  });
});
