import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { outcomeOf, refusalOf } from "../../test/refusal.ts";
import { choice, equation, input, list } from "../graph/method.ts";
import { evaluate, evaluateAtEnds } from "./evaluate.ts";

const task = methodOf({
  inputs: {
    hours: input("h", "Time"),
    power: input("W", "Power"),
    tokens: input("token", "Tokens"),
    mode: choice(["chat", "batch"], "Mode", { default: "chat" }),
    parts: list("Parts", {
      inputs: { total: input("1", "Total"), count: input("1", "Count") },
      equations: { mean: equation("1", "total ÷ count"), double: equation("1", "2 × mean") },
    }),
  },
  equations: {
    energy: equation("kWh", 'hours × power × if(mode = "batch", 0.5, 1)'),
    perToken: equation("Wh", "energy ÷ tokens"),
    perThousand: equation("Wh", "1000 × perToken"),
    means: equation("1", "sum(part in parts: part.mean)"),
  },
});

const inputs = { hours: 2, power: 300, tokens: 100, parts: [{ total: 6, count: 3 }] };

test("every equation comes out in its own unit", () => {
  expect(evaluate(task, inputs)).toEqual({ energy: 0.6, perToken: 6, perThousand: 6000, means: 2 });
});

test("wanted equations come with those that they need, and ask for no other inputs", () => {
  expect(evaluate(task, { hours: 2, power: 300, tokens: 100, mode: "batch" }, ["perToken"])).toEqual({
    energy: 0.3,
    perToken: 3,
  });
});

test("the first equation without a finite value is named with its formula", () => {
  expect(refusalOf(() => evaluate(task, { ...inputs, tokens: 0 }))).toBe(
    "`perToken = energy ÷ tokens` is Infinity: an input makes it divide by zero or overflow.",
  );
  expect(refusalOf(() => evaluate(task, { ...inputs, hours: 0, tokens: 0 }))).toBe(
    "`perToken = energy ÷ tokens` is NaN: an input makes it divide by zero or overflow.",
  );
});

test("an equation of a row is named with its row, before those that it spoils", () => {
  const parts = [
    { total: 6, count: 3 },
    { total: 1, count: 0 },
  ];
  expect(refusalOf(() => evaluate(task, { ...inputs, parts }))).toBe(
    "In row 2 of `parts`: `mean = total ÷ count` is Infinity: an input makes it divide by zero or overflow.",
  );
});

test("a broken equation that is not wanted does no harm", () => {
  expect(outcomeOf(() => evaluate(task, { ...inputs, tokens: 0 }, ["energy"]))).toBe("done");
});

test("ranges are computed at all low ends and at all high ends, as the originals do", () => {
  const ends = evaluateAtEnds(
    task,
    { hours: 2, power: { low: 100, high: 200 }, tokens: { low: 10, high: 40 }, mode: "chat" },
    ["perToken"],
  );
  // Neither the least nor the greatest value that there could be, as tokens divide.
  expect(ends).toEqual({ low: { energy: 0.2, perToken: 20 }, high: { energy: 0.4, perToken: 10 } });
});
