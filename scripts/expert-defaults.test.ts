import { expect, test } from "vitest";
import { inputOf } from "./docs/expert-defaults-page.ts";
import { expertDefaults } from "./docs/expert-defaults.ts";
import { expertReasons } from "./docs/expert-reasons.ts";

test("each expert default that moves a total by more than 10 % says what it rests on, and no other is listed", async () => {
  const inputs = new Set((await expertDefaults()).map(inputOf));
  expect(Object.keys(expertReasons).toSorted()).toEqual([...inputs].toSorted());
});
