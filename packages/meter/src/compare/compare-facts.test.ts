import { expect, test } from "vitest";
import { loadIn, meanLoad } from "./compare-facts.ts";

test("a machine whose ticks add up to more than its time is busy, not more than busy", () => {
  const stretch = {
    startSeconds: 0,
    durationSeconds: 1,
    joules: {},
    busySeconds: 2.000_000_000_05,
    capacitySeconds: 2,
  };
  expect(loadIn(stretch)).toBe(1);
  expect(meanLoad({ stretches: [stretch] })).toBe(1);
});
