import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkshop } from "./wrapped.fixture.ts";
import type { Workshop } from "./wrapped.fixture.ts";

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => {
  workshop.remove();
});

function screenOf(options: readonly string[]): readonly string[] {
  return workshop
    .call(["run", ...options, "--", "true"])
    .stderr.trimEnd()
    .split("\n");
}

test.for([
  [[]],
  [["--zone", "FR", "--budget", "1mWh"]],
  [
    [
      "--zone",
      "FR",
      "--scope",
      "machine",
      "--name",
      "a name that is much longer than what fits on the first line of a screen",
    ],
  ],
])("the summary has at most eight lines of 80 columns: %s", ([options = []]) => {
  const lines = screenOf(options);
  expect(lines.length).toBeLessThanOrEqual(8);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[0]).toMatch(/^wattledger: .*exit code 0/u);
  expect(lines.join("\n")).toMatch(/Energy .*Wh[^]*Carbon .*gCO2e[^]*runs show/u);
});

test("a run without a zone asks for one; a run with one is told of the machine's scope", () => {
  expect(screenOf([]).join("\n")).toMatch(/^(?:Not counted: [a-z, ]+\. )?No zone was given: set --zone\.$/mu);
  expect(screenOf(["--zone", "FR"]).join("\n")).toContain("Alone on this machine? --scope machine.");
  expect(screenOf(["--zone", "FR", "--scope", "machine"]).join("\n")).not.toContain("--scope");
});

test("--verbose prints each component with how it is known", () => {
  expect(screenOf(["--zone", "FR", "--verbose"]).join("\n")).toMatch(/rest of node[^]*not counted/u);
});
