import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { methods, ourMethods } from "../index.ts";

test("every method in this folder states its preference, and no method elsewhere does", () => {
  const names = readdirSync(import.meta.dirname).map((name) => basename(name, ".ts"));
  const here = methods.map(({ id }) => id).filter((id) => names.includes(id));
  const stated = ourMethods.map(({ id }) => id).toSorted();
  expect(stated, "a method of this folder has `preference: NUMBER` next to its id").toEqual(here);
});

test("no two methods have the same preference, so that the order of files decides nothing", () => {
  const preferences = ourMethods.map(({ preference }) => preference);
  expect(new Set(preferences).size).toBe(preferences.length);
});

test("what was measured answers before what follows from the type of a machine", () => {
  const ids = ourMethods.map(({ id }) => id);
  expect(ids[0]).toBe("api-inference");
  expect(ids.indexOf("measured")).toBeLessThan(ids.indexOf("instance-use"));
  expect(ids.indexOf("instance-use")).toBeLessThan(ids.indexOf("server-use"));
});
