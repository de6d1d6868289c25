import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkshop } from "../run/wrapped.fixture.ts";
import type { Workshop } from "../run/wrapped.fixture.ts";

// The built command, whose parts may each have a copy of a class.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => {
  workshop.remove();
});

test("tags of a file are taken, and one that is not text is named", () => {
  writeFileSync(workshop.path("wattledger.yaml"), "tag: {team: vision}\n");
  expect(workshop.call(["config"]).stdout.toString()).toMatch(/^tag +team=vision /mu);
  writeFileSync(workshop.path("wattledger.yaml"), "tag: {team: 1}\n");
  expect(workshop.call(["config"]).stderr).toContain("tag: `team` is 1, not text. Write it in quotes.");
});
