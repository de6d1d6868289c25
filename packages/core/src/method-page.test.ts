import { expect, test } from "vitest";
import { exampleMethod } from "../test/example.ts";
import { methodPage } from "./method-page.ts";

test("the page of a method", async () => {
  await expect(methodPage(exampleMethod)).toMatchFileSnapshot("../test/method-page.golden.md");
});

test("the page says where nothing is left out, added or criticised", () => {
  const bare = { ...exampleMethod, critique: [], boundary: { ...exampleMethod.boundary, overheads: [], excludes: [] } };
  const page = methodPage(bare);
  expect(page).toContain("- overheads: none\n");
  expect(page).toContain("- left out: nothing that a reader would expect\n");
  expect(page).toContain("## Known criticism\n\nNone recorded.\n");
});
