import { expect, test } from "vitest";
import { firstWalk, walkNow, walked } from "./walk-schedule.ts";
import type { Walk, WalkRules } from "./walk-schedule.ts";

const listing: WalkRules = { through: "all", listsChildren: true };
const costs: Readonly<Record<Walk, number>> = { all: 0.08, "from-root": 0.0005 };

/** The walks of a run that is looked at once a second. */
function walks(seconds: number, rules: WalkRules, cost = costs): readonly (Walk | undefined)[] {
  let schedule = firstWalk;
  return Array.from({ length: seconds }, (_, second) => {
    const kind = walkNow(schedule, second, rules, "due");
    if (kind !== undefined) schedule = walked(schedule, second, { kind, costSeconds: cost[kind] }, rules);
    return kind;
  });
}

test("an expensive walk through all processes does not delay looks at the command's own", () => {
  const all = walks(200, listing);
  expect(all[0]).toBe("all");
  expect(all.slice(1, 160)).toEqual(Array.from({ length: 159 }, () => "from-root"));
  // 0.08 s are half a thousandth of 160 s.
  expect(all[160]).toBe("all");
});

test("walks take a hundredth of a processor at most", () => {
  for (const cost of [0.001, 0.05, 0.4]) {
    const all = walks(1000, listing, { all: cost, "from-root": cost });
    const spent = all.filter((kind) => kind !== undefined).length * cost;
    expect(spent).toBeLessThanOrEqual(1000 * 0.01 + 1000 * 0.0005 + 2 * cost);
  }
});

test("if the kernel lists no children, all processes are walked through as often as the cost allows", () => {
  const all = walks(60, { through: "all", listsChildren: false });
  // 0.08 s are a hundredth of 8 s. In between, known members are read.
  expect(all.flatMap((kind, second) => (kind === "all" ? [second] : []))).toEqual([0, 8, 16, 24, 32, 40, 48, 56]);
  expect(all.filter((kind) => kind === undefined)).toEqual([]);
});

test("a mark may look sooner than a sample, but not more often than the cost allows", () => {
  const after = walked(firstWalk, 10, { kind: "from-root", costSeconds: 0.001 }, listing);
  expect(walkNow(after, 10.05, listing, "soon")).toBeUndefined();
  expect(walkNow(after, 10.2, listing, "soon")).toBe("all");
  expect(walkNow(after, 10.2, listing, "due")).toBeUndefined();
});
