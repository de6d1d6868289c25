import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { methods, ourMethods } from "../index.ts";

test("the list of Wattledger's methods has every method in this folder and no other", () => {
  const names = readdirSync(import.meta.dirname).map((name) => basename(name, ".ts"));
  const here = methods.map(({ id }) => id).filter((id) => names.includes(id));
  const listed = ourMethods.map(({ id }) => id);
  expect(
    here.filter((id) => !listed.includes(id)),
    "add each to packages/methods/src/ours/ours.ts",
  ).toEqual([]);
  expect(
    listed.filter((id) => !here.includes(id)),
    "lines of the list without a method in this folder",
  ).toEqual([]);
});
