import { appendFileSync, cpSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { makeSysfs, openWorkshop } from "../run/wrapped.fixture.ts";
import type { Ended, Workshop } from "../run/wrapped.fixture.ts";

// `wattledger runs` of the built command, over a store that the built command filled.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  const run = (name: string, exitCode: number): Ended =>
    workshop.call(["run", "--quiet", "--zone", "FR", "--name", name, "--", "sh", "-c", `: 'a b'; exit ${exitCode}`]);
  run("first", 0);
  run("second", 3);
});
afterAll(() => {
  workshop.remove();
});

function runs(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
} {
  const { status, stdout, stderr } = workshop.call(["runs", ...args]);
  return { status, out: stdout.toString(), error: stderr };
}

const treeSchema = z.looseObject({
  method: z.looseObject({ id: z.string(), version: z.string() }),
  root: z.looseObject({ name: z.string(), value: z.number(), formula: z.string() }),
});

describe("the list", () => {
  test("has a line for each run, the newest last", () => {
    const { status, out, error } = runs();
    expect([status, error]).toEqual([0, ""]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^\w{4} {2}today \d\d:\d\d {2}first {3}sh -c .* ok$/u);
    expect(lines[2]).toMatch(/ second .* exit 3$/);
    expect(lines[3]).toMatch(/^2 runs: .*Wh \(.* to .*\), .*CO2e \(.* to .*\)\.$/u);
  });

  test("of an empty store says how to fill it", () => {
    const ended = workshop.call(["runs"], { home: workshop.path("empty") });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(ended.stdout.toString()).toContain("wattledger run -- COMMAND");
  });

  test("names a record that it cannot read, and lists the others as if it were not there", () => {
    const home = workshop.path("spoilt");
    cpSync(workshop.home, home, { recursive: true });
    writeFileSync(`${home}/runs/20200101-000000-spla.jsonl`, "no record\n");
    const lines = workshop.call(["runs"], { home }).stdout.toString().trimEnd().split("\n");
    expect(lines[1]).toMatch(/^spla .*unreadable$/);
    const others = runs().out.trimEnd().split("\n").slice(1, 3);
    // The columns have other widths, so the command may be cut elsewhere.
    expect(lines.slice(2, 4).map(cellsOf)).toEqual(others.map(cellsOf));
  });
});

function cellsOf(line: string): readonly string[] {
  return line.split(/ {2,}/u).with(3, "");
}

describe("one run", () => {
  test("is shown as it was reported, with its command", () => {
    const { status, out, error } = runs("show", "last", "--verbose");
    expect([status, error]).toEqual([0, ""]);
    expect(out).toMatch(/^wattledger: second, .*, exit code 3\n/);
    expect(out).toContain(`command        sh -c ": 'a b'; exit 3"\n`);
  });

  test("is shown with its power over time and the quality of its data", () => {
    const { out } = runs("show", "last", "--verbose");
    expect(out).toMatch(/^Power of the whole machine .*\n(.*\n)* {2}cpu +[▁▂▃▄▅▆▇█ ]+ .* m?W, mean /mu);
    expect(out).toMatch(/^Data quality\n {2}measured .* %/mu);
  });

  test("is shown on one screen: the answer first, in the order of all commands, then what it rests on", () => {
    const { out } = runs("show", "last");
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines[0]).toMatch(
      /^second, \w{4}, \d{4}-\d\d-\d\d \d\d:\d\d: .*, exit code 3\. No power meter: modelled\.$/u,
    );
    const names = ["Energy", "  cpu", "  dram", "  rest of node", "  facility", "Carbon", "", "Water", "Hardware"];
    expect(lines.slice(2, 11).map((line) => line.slice(2, 17).trimEnd())).toEqual(names);
    expect(out).toMatch(/unknown +market-based(?:, no contract known)?$/mu);
    expect(out).toContain(`Command: sh -c ": 'a b'; exit 3"\n`);
    expect(out).toContain("More: --verbose");
  });

  test("explains a figure on one screen: the value first, no name of an equation, and every part of it", () => {
    const { out } = runs("explain", "last");
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^\S+ .?gCO2e \(.* to .*\) {2}operational carbon/u);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(out).not.toMatch(/itEnergy|facilityOverhead|componentEnergy|runEnergy/u);
    for (const word of ["cpu", "dram", "France", "power usage effectiveness"]) expect(out).toContain(word);
  });

  test("that was restated says so, with the figure of before", () => {
    const home = workshop.path("restated");
    cpSync(workshop.home, home, { recursive: true });
    workshop.call(["restate", "last", "--zone", "DE", "--record"], { home });
    const text = workshop.call(["runs", "show", "last"], { home }).stdout.toString().replaceAll(/\s+/gu, " ");
    expect(text).toMatch(/Restated: the carbon was \S+ .?gCO2e \(.* to .*\).* at the end of the run/u);
    expect(runs("show", "last").out).not.toContain("Restated");
  });

  test("is shown as data, the command only where it is asked for", () => {
    const { status, out } = runs("show", "last", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schema: "wattledger/run-shown/1", state: "exit code 3" });
    expect(out).not.toContain(": 'a b'");
    expect(JSON.parse(runs("show", "last", "--json", "--with-command").out)).toMatchObject({
      command: ["sh", "-c", ": 'a b'; exit 3"],
    });
  });

  test("is found by the letters at the end of its id, and not by others", () => {
    const code = runs().out.split("\n")[1]?.slice(0, 4) ?? "";
    expect(runs("show", code).out).toMatch(/^first, /);
    expect(runs("show", "none")).toMatchObject({
      status: 1,
      out: "",
      error: expect.stringContaining('no run has the id or the name "none"'),
    });
  });

  test("explains its energy down to where each figure comes from", () => {
    const { status, out, error } = runs("explain", "last", "energy", "--verbose");
    expect([status, error]).toEqual([0, ""]);
    for (const word of ["itEnergy + facilityOverhead", "modelled", "pue"]) expect(out).toContain(word);
  });

  test.for(["energy", "gwp", "gwp-embodied"])("explains %s in three forms that agree", (output) => {
    const tree = treeSchema.parse(JSON.parse(runs("explain", "last", output, "--json").out));
    expect(tree.method).toMatchObject({ id: "measured" });
    expect(tree.root.value).toBeGreaterThan(0);
    const text = runs("explain", "last", output, "--verbose").out.replaceAll(/[\s│]+/gu, " ");
    expect(text).toContain(tree.root.formula);
    expect(runs("explain", "last", output, "--markdown").out).toContain(tree.root.name);
  });

  test.for([
    ["nonsense", "There are: energy, carbon"],
    ["enrgy", "Did you mean `energy`?"],
  ] as const)("has no output %s, and says what it has", ([output, help]) => {
    expect(runs("explain", "last", output)).toMatchObject({ status: 1, out: "", error: expect.stringContaining(help) });
  });

  test("of an earlier version of the method is explained by the graph that was stored then", () => {
    const home = fileURLToPath(new URL("../../../meter/test/earlier-store", import.meta.url));
    const ended = workshop.call(["runs", "explain", "last", "gwp", "--json"], { home });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const tree = treeSchema.parse(JSON.parse(ended.stdout.toString()));
    expect(tree.method.version).toBe("0");
    expect(tree.root).toMatchObject({ formula: "energy × intensity", value: expect.closeTo(300, 9) });
    expect(workshop.call(["runs", "explain", "last", "energy", "--verbose"], { home }).stdout.toString()).toContain(
      "wiringLoss",
    );
    expect(workshop.call(["runs", "explain", "last", "water"], { home })).toMatchObject({ status: 1 });
  });
});

describe("a run whose wrapper is killed", () => {
  test("is running, then interrupted, with the figures of what was sampled", { timeout: 60_000 }, async () => {
    const other = openWorkshop();
    const sysfs = makeSysfs(other.path("sys"), 0, 0);
    // Ends by itself one day, should the test die before it.
    const step = sysfs.setting("$((i*100000))", "$i");
    const busy = `echo $$; i=0; while [ $i -lt 2000 ]; do i=$((i+1)); ${step}; sleep 0.05; done`;
    const options = ["--interval", "0.1", "--name", "cut", "--sysfs-root", sysfs.root];
    const wrapper = other.start(["run", ...options, "--", "sh", "-c", busy]);
    let printed = "";
    wrapper.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const sampled = /"joules":\{"rapl-powercap\/package-0/;
    const output = (...args: readonly string[]): string => other.call(["runs", ...args]).stdout.toString();
    try {
      await expect.poll(() => other.records().join(""), { timeout: 20_000 }).toMatch(sampled);
      expect(output()).toMatch(/ cut .* running$/m);
      wrapper.kill("SIGKILL");
      await new Promise((resolve) => wrapper.once("exit", resolve));
      expect(output()).toMatch(/ cut .*Wh.* .?g +interrupted$/m);
      const shown = output("show", "last", "--verbose");
      expect(shown).toMatch(/^wattledger: cut, .*, interrupted\n/);
      expect(shown).toMatch(/ cpu .*RAPL\s+energy\s+counter\s+of\s+package-0/s);
      expect(shown).toContain("the record has no footprint: it was computed now from the recorded measurement");
      expect(output("explain", "last", "energy", "--verbose")).toContain("itEnergy + facilityOverhead");
    } finally {
      const pid = Number.parseInt(printed, 10);
      if (pid > 1) process.kill(pid, "SIGKILL");
      other.remove();
    }
  });
});

test("a record that grows a line of a kind from the future is read as before", () => {
  const home = workshop.path("future");
  cpSync(workshop.home, home, { recursive: true });
  const before = workshop.call(["runs"], { home }).stdout.toString();
  expect(before).toContain("today");
  const path = workshop.call(["runs", "show", "last", "--verbose"], { home }).stdout.toString();
  appendFileSync(/ in (\/.*\.jsonl)$/m.exec(path)?.[1] ?? "", '{"kind":"model-saved","bytes":3}\n');
  expect(workshop.call(["runs"], { home }).stdout.toString()).toBe(before);
});
