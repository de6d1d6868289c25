import { expect, test } from "vitest";
import { nearest, suggestion } from "./nearest.ts";

const names = ["runtime", "cores", "corePower", "memory", "memoryPower", "pue", "W", "kWh"];

test.for<[string, string | undefined]>([
  ["runtime", "runtime"],
  ["Runtime", "runtime"],
  ["ruime", "runtime"],
  ["rutnime", "runtime"],
  ["corpower", "corePower"],
  ["memorypower", "memoryPower"],
  ["puee", "pue"],
  ["w", "W"],
  ["kwh", "kWh"],
  ["temperature", undefined],
  // One or two letters are near to every short name, so they give no hint.
  ["x", undefined],
  ["q7", undefined],
  ["", undefined],
])("for `%s` the nearest name is %s", ([name, expected]) => {
  expect(nearest(name, names)).toBe(expected);
});

test("of names that are equally near the first is taken", () => {
  expect(nearest("powerX", ["powerA", "powerB"])).toBe("powerA");
});

test("a suggestion is a sentence to put behind a message, or nothing", () => {
  expect(suggestion("ruime", names)).toBe(" Did you mean `runtime`?");
  expect(suggestion("temperature", names)).toBe("");
});

test("a word longer than any name is near to none, and takes no time", () => {
  const long = "x".repeat(100_000);
  expect(nearest(long, [`${long}y`])).toBeUndefined();
});
