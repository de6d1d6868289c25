import { afterAll, beforeAll, expect, test } from "vitest";
import { shortBudgetText } from "./progress-text.ts";
import { openWorkshop } from "./wrapped.fixture.ts";
import type { Workshop } from "./wrapped.fixture.ts";

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => {
  workshop.remove();
});

function screenOf(options: readonly string[], ...command: readonly string[]): readonly string[] {
  return workshop
    .call(["run", ...options, "--", ...(command.length === 0 ? ["true"] : command)])
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

const epochLines = "for i in 1 2; do echo epoch $i/2; sleep 0.3; done";

test("epochs have the boundary of the run's energy, and add up to no more than it", () => {
  const lines = screenOf(["--zone", "FR", "--epoch-pattern", "epoch (\\d+)/(\\d+)"], "sh", "-c", epochLines);
  const whole = amountIn(/Energy +(\S+ .?Wh)/u.exec(lines.join("\n"))?.[1]);
  const [, each, all] = /Epochs: 2 of 2; (\S+ .?Wh) and \S+ .?s each, (\S+ .?Wh) in all/u.exec(lines.join("\n")) ?? [];
  expect(amountIn(all)).toBeGreaterThan(0);
  expect(amountIn(all)).toBeLessThanOrEqual(whole * 1.005);
  expect(amountIn(all) / 2 / amountIn(each)).toBeCloseTo(1, 1);
});

test("an exceeded budget has a line at the end, also with epochs, and at 60 columns it is whole", () => {
  const epochs = ["--epoch-pattern", "epoch (\\d+)/(\\d+)"];
  const screen = screenOf(["--budget", "0.00001mWh", "--on-budget", "warn", ...epochs], "sh", "-c", epochLines).join(
    "\n",
  );
  expect(screen).toMatch(/^ {2}Budget: 0\.00001mWh, exceeded$/mu);
  expect(screen).toMatch(/^ {2}Epochs: 2 of 2/mu);
  const budget = { text: "0.00001mWh", kind: "energy", limitJoules: 0.000_036 } as const;
  const stopped = { budget, state: "exceeded", used: 1, limit: 0.000_036, askedToEndAfterSeconds: 1.2 } as const;
  expect(shortBudgetText(stopped)).toBe("0.00001mWh, exceeded; the command was asked to end after 1.2 s");
});

test("epochs that were expected and not found are told once", () => {
  const never = screenOf(["--epoch-pattern", "Era (\\d+)"], "sh", "-c", epochLines).join("\n");
  expect(never.match(/--epoch-pattern: no line of the output matched Era/gu)).toHaveLength(1);
  expect(screenOf(["--epochs", "3"]).join("\n")).toContain("--epochs 3: no epoch was counted. Give --epoch-pattern");
  expect(screenOf([]).join("\n")).not.toContain("epoch");
});

/** `2.4 µWh` in Wh. */
function amountIn(text = ""): number {
  const [, value, prefix = ""] = /^(\S+) (.?)Wh$/u.exec(text) ?? [];
  return Number(value) * 10 ** ({ "": 0, m: -3, µ: -6, n: -9 }[prefix] ?? Number.NaN);
}
