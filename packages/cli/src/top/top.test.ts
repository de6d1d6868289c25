import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSysfs, openWorkshop } from "../run/wrapped.fixture.ts";
import type { Workshop } from "../run/wrapped.fixture.ts";

// `wattledger top` of the built command, without a terminal.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => {
  workshop.remove();
});

test.for([["--once"], []])("one page as plain text, with %j, if the output is not a terminal", (words) => {
  const { status, stdout, stderr } = workshop.call(["top", ...words, "--interval", "0.1", "--zone", "FR"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.toString()).toMatch(/^wattledger top /u);
  expect(stdout.toString()).toContain("France, 44.2 gCO2e/kWh");
  expect(stdout.toString()).not.toContain("\u001b");
});

test("a run in progress is on the page", async () => {
  const sysfs = makeSysfs(workshop.path("sys"), 0, 0);
  const wrapper = workshop.start([
    "run",
    "--interval",
    "0.1",
    "--name",
    "going",
    "--sysfs-root",
    sysfs.root,
    "--",
    "sleep",
    "60",
  ]);
  try {
    await expect.poll(() => workshop.records().join(), { timeout: 20_000 }).toContain('"kind":"sample"');
    expect(workshop.call(["top", "--once", "--interval", "0.1"]).stdout.toString()).toMatch(/^ {2}\w{4} .* going$/mu);
  } finally {
    wrapper.kill("SIGTERM");
    await new Promise((resolve) => wrapper.once("exit", resolve));
  }
  expect(workshop.call(["top", "--once", "--interval", "0.1"]).stdout.toString()).toContain("none in this store");
}, 30_000);

test.for([
  [["--zone", "Frnace"], 1, "France"],
  [["--interval", "0"], 2, "0.1 to 3600"],
  [["--pue", "0.5"], 2, "from 1 to 10"],
] as const)("%j is refused", ([words, status, why]) => {
  expect(workshop.call(["top", ...words])).toMatchObject({ status, stderr: expect.stringContaining(why) });
});
