import { readFileSync, writeFileSync } from "node:fs";
import type { RunSummary } from "@wattledger/meter";
import { runSummarySchema } from "@wattledger/meter/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { burner, launcher, openWorkshop } from "./wrapped.fixture.ts";
import type { Workshop } from "./wrapped.fixture.ts";

// Whose processor time it is, by the built command around real processes. How well it is met: bench/attribution.mjs.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  writeFileSync(workshop.path("burn.mjs"), burner);
});
afterAll(() => {
  workshop.remove();
});

/** Runs a shell script, whose "$@" uses half a second of processor time, and gives the summary. */
function measured(name: string, script: string, options: readonly string[] = []): RunSummary {
  const path = workshop.path(`${name}.json`);
  const burn = [process.execPath, workshop.path("burn.mjs"), "0.5"];
  const command = ["sh", "-c", script, "sh", ...burn];
  const ended = workshop.call(["run", "--quiet", "--json", path, ...options, "--", ...command]);
  expect(ended).toMatchObject({ status: 0, stderr: "" });
  return runSummarySchema.parse(JSON.parse(readFileSync(path, "utf8")));
}

describe.skipIf(process.platform !== "linux")("processes that are easily missed", () => {
  // Another /sys has no control groups, so one of the two counts waited-for children, so both ways are tested on every machine.
  test.for([
    ["as this machine allows", []],
    ["by children that were waited for, and looks", ["--sysfs-root", "/no-such-sysfs"]],
  ] as const)(
    "a daemon that keeps running counts until the command's end, and a note says so: %s",
    ([name, options]) => {
      const script = `(setsid sh -c '"$@"; sleep 2' sh "$@" >/dev/null 2>&1 &); sleep 1.8`;
      const { cpuSeconds, quality } = measured(`daemon-${options.length}`, script, options);
      expect(name).toBeDefined();
      // It burns for half a second of wall time: on a busy machine it gets less of the processor.
      expect(cpuSeconds).toBeGreaterThan(0.08);
      expect(quality.notes.join("\n")).toMatch(/still runs?: .*nothing after it/);
    },
  );

  test("children that nobody waits for are in, where there is a control group", () => {
    // With SIGCHLD ignored the kernel adds a child's time to nobody's count.
    const both = `"$@" & a=$!; "$@" & b=$!; while kill -0 $a || kill -0 $b; do sleep 0.1; done 2>/dev/null`;
    const { cpuSeconds, split } = measured("reaped", `trap '' CHLD; ${both}`);
    const byGroup = split.some(({ explanation }) => explanation.includes("control group"));
    // What they used before they were moved to the group is lost: on a busy machine more than usual.
    expect(cpuSeconds).toBeGreaterThan(byGroup ? 0.75 : -1);
  });
});

describe("a run within a run", () => {
  test("names the outer one, and says that the two are not to be added", () => {
    const inner = workshop.path("inner.json");
    const outer = workshop.path("outer.json");
    const wrapped = [process.execPath, launcher, "run", "--quiet", "--json", inner, "--", "true"];
    expect(workshop.call(["run", "--quiet", "--json", outer, "--", ...wrapped]).status).toBe(0);
    const [within, around] = [inner, outer].map((path) =>
      runSummarySchema.parse(JSON.parse(readFileSync(path, "utf8"))),
    );
    expect(within?.within).toBe(around?.id);
    expect(within?.lineage.parentRun).toBe(around?.id);
    expect(within?.footprint.of.lineage).toMatchObject({ parentRun: around?.id });
    expect(within?.quality.notes.join("\n")).toContain(`within run ${around?.id}`);
    expect(around?.within).toBeNull();
  });

  test("is not one, if only the environment says so", () => {
    const path = workshop.path("alone.json");
    const environment = { WATTLEDGER_RUN: "20261121-223001-aaaa@1.1" };
    workshop.call(["run", "--quiet", "--json", path, "--", "true"], { environment });
    expect(runSummarySchema.parse(JSON.parse(readFileSync(path, "utf8"))).within).toBeNull();
  });
});
