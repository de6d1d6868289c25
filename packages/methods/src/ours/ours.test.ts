import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { methods, ourMethods } from "../index.ts";

test("every method in this folder is in the list of ours, and nothing else is", () => {
  const names = readdirSync(import.meta.dirname).map((name) => basename(name, ".ts"));
  const here = methods.map(({ id }) => id).filter((id) => names.includes(id));
  const listed = ourMethods.map(({ id }) => id);
  expect(
    here.filter((id) => !listed.includes(id)),
    "add each to packages/methods/src/ours/ours.ts",
  ).toEqual([]);
  expect(
    listed.filter((id) => !here.includes(id)),
    "lines of ours.ts without a method in this folder",
  ).toEqual([]);
});
