import { expect, test } from "vitest";
import { exampleMethod } from "../../test/example.ts";
import { methodPage } from "./method-page.ts";

test("the page of a method", async () => {
  const page = methodPage(exampleMethod, { typeset: true, sections: ["## Reference cases\n\nNone."] });
  await expect(page).toMatchFileSnapshot("../../test/method-page.golden.md");
});

test("for a terminal the formulas are plain text", () => {
  const page = methodPage(exampleMethod);
  expect(page).toContain("`runtime × power × overhead`");
  expect(page).not.toContain("\\mathrm");
});

test("the page says what the method is for and what it is not for, where its author said so", () => {
  const page = methodPage({ ...exampleMethod, whenToUse: "For examples.", whenNotToUse: "For life." });
  expect(page).toContain("## When to use it\n\nFor examples.\n\n## When not to use it\n\nFor life.\n");
  expect(methodPage(exampleMethod)).not.toContain("## When to use it");
});

test("the page says where nothing is left out, added or criticised", () => {
  const bare = { ...exampleMethod, critique: [], boundary: { ...exampleMethod.boundary, overheads: [], excludes: [] } };
  const page = methodPage(bare);
  expect(page).toContain("- overheads: none\n");
  expect(page).toContain("- left out: nothing that readers would expect\n");
  expect(page).toContain("## Known criticism\n\nNone recorded.\n");
});
