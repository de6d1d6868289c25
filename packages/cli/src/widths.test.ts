import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launcher, openWorkshop } from "./run/wrapped.fixture.ts";
import type { Workshop } from "./run/wrapped.fixture.ts";

// Pages of the built command on terminals of several widths. `script` gives the command a terminal.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  for (const [name, zone] of [
    ["first", "FR"],
    ["second", "PL"],
  ] as const)
    workshop.call(["run", "--quiet", "--name", name, "--zone", zone, "--", "sh", "-c", `: ${"long ".repeat(40)}`]);
});
afterAll(() => {
  workshop.remove();
});

const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

const pages = [
  "runs",
  "runs show last",
  "runs explain last",
  "runs explain last embodied",
  "runs diff first second",
  "runs compare last",
  "factors",
  "methods",
  "methods --all",
  "config",
  "doctor",
  "run --zone FR -- true",
] as const;

test.runIf(hasScript).for(
  [40, 60, 80, 120].flatMap((width) =>
    pages
      // The longest name of a tool and its figure take 41 columns.
      .filter((page) => width > 40 || page !== "runs compare last")
      .map((page) => [width, page] as const),
  ),
)("at %d columns no line of `%s` is wider", ([width, page]) => {
  const command = `stty cols ${width}; ${launcher} ${page} 2>&1`;
  const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
    encoding: "utf8",
    env: { ...process.env, WATTLEDGER_HOME: workshop.home },
  });
  const lines = stdout.replaceAll("\r", "").split("\n");
  expect(lines.length).toBeGreaterThan(2);
  // A command to be copied, and a word that is longer than the line, are not broken.
  const wide = lines.filter((line) => line.length > width && !line.startsWith("    ") && /\s\S+\s+\S/u.test(line));
  expect(wide).toEqual([]);
});
