import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { methodsText } from "./methods-text.ts";

test.for([
  [60, 45],
  [80, 32],
  [110, 27],
] as const)("at %d columns the methods take at most %d lines, and each is named once", ([width, most]) => {
  const text = methodsText(methods, width);
  const lines = text.trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(most);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  const named = text.split(/[^\w-]+/u);
  for (const { id } of methods) expect([id, named.filter((word) => word === id).length >= 1]).toEqual([id, true]);
});
