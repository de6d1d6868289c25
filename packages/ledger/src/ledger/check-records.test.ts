import { expect, test } from "vitest";
import { usageEvent } from "../../test/events.ts";
import { checkRecords } from "./check-records.ts";

test("text that a later stage would refuse is cleaned at the door, and one bad record costs no other", () => {
  const half = usageEvent({ id: "a", team: "agent \uD83D", tags: { k: "x\0y \u{1F600}" } });
  const { accepted, rejected } = checkRecords([
    half,
    { ...usageEvent({ id: "b" }), prompt: "words" },
    usageEvent({ id: "c" }),
  ]);
  expect(accepted).toMatchObject([{ team: "agent \uFFFD", tags: { k: "x\uFFFDy \u{1F600}" } }, { id: "c" }]);
  expect(rejected).toMatchObject([{ index: 1, reasons: [expect.stringContaining("`prompt`")] }]);
});

test("figures beyond the range of the tables, not a number, or with their ends exchanged are refused", () => {
  const refused = [
    { energy: { mean: 1e13, low: 0, high: 1e13 } },
    { energy: { mean: Number.NaN, low: 0, high: 1 } },
    { energy: { mean: 1, low: 2, high: 1 } },
    { cost: Infinity },
  ];
  const { accepted, rejected } = checkRecords(
    refused.map((figures, index) => usageEvent({ id: `e${index}`, figures })),
  );
  expect([accepted.length, rejected.length]).toEqual([0, 4]);
  expect(rejected[0]?.reasons.join()).toContain("beyond the range");
});

test("zero is a figure, and prompts have no place in an event", () => {
  const zero = usageEvent({ id: "z", figures: { energy: { mean: 0, low: 0, high: 0 } }, timeMilliseconds: 0 });
  expect(checkRecords([zero]).accepted).toEqual([zero]);
});
