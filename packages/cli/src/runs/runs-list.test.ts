import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRow } from "@wattledger/meter/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { openWorkshop } from "../run/wrapped.fixture.ts";
import { listText, parseSince } from "./runs-list.ts";

const workshop = openWorkshop();
function run(...words: readonly string[]): void {
  workshop.call(["run", "--quiet", "--zone", "FR", ...words, "--", "true"]);
}
beforeAll(() => {
  run("--name", "burst", "--project", "vision", "--tag", "team=a");
  run("--name", "twin", "--project", "vision", "--tag", "team=b");
  run("--name", "twin");
});
afterAll(() => {
  workshop.remove();
});

const listSchema = z.looseObject({
  schema: z.literal("wattledger/run-list/1"),
  runs: z.array(
    z.looseObject({ id: z.string(), name: z.string().nullable(), energy: z.looseObject({ mean: z.number() }) }),
  ),
  totals: z.looseObject({ runs: z.number(), energyKilowattHours: z.number() }),
});

function listed(...words: readonly string[]): z.infer<typeof listSchema> {
  return listSchema.parse(JSON.parse(workshop.call(["runs", "--json", ...words]).stdout.toString()));
}

test.for([
  [[], ["burst", "twin", "twin"]],
  [
    ["--project", "vision"],
    ["burst", "twin"],
  ],
  [
    ["--name", "twin"],
    ["twin", "twin"],
  ],
  [["--tag", "team=a"], ["burst"]],
  [["--project", "vision", "--tag", "team=b"], ["twin"]],
  [
    ["--since", "1h"],
    ["burst", "twin", "twin"],
  ],
  [["--since", "2999-01-01"], []],
] as const)("runs %j lists those, and adds them up", ([words, names]) => {
  const { runs, totals } = listed(...words);
  expect(runs.map(({ name }) => name)).toEqual(names);
  expect(totals.runs).toBe(names.length);
  expect(totals.energyKilowattHours).toBeCloseTo(
    runs.reduce((sum, { energy }) => sum + energy.mean, 0),
    15,
  );
});

test("the command is in the table, and in JSON only where it is asked for", () => {
  expect(workshop.call(["runs"]).stdout.toString()).toMatch(/burst +true .* ok$/mu);
  expect(JSON.stringify(listed())).not.toContain('"command"');
  expect(listed("--with-command").runs[0]).toMatchObject({ command: ["true"] });
});

describe("a run's name names it", () => {
  test.for(["show", "explain", "compare"])("runs %s", (verb) => {
    const { status, stdout } = workshop.call(["runs", verb, "burst"]);
    expect([status, stdout.length > 100]).toEqual([0, true]);
  });

  test("one that two runs have is refused with their ids", () => {
    const { status, stderr } = workshop.call(["runs", "show", "twin"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^wattledger: 2 runs have the name "twin", the latest are \S+, \S+; type the id of one\n$/u);
  });
});

test("every quantity of the summary can be explained by its word", () => {
  const prices = workshop.path("prices.yaml");
  writeFileSync(prices, "prices: [{price: 0.25, currency: EUR, validFrom: 2026-01-01, source: a contract}]\n");
  const home = workshop.path("priced");
  workshop.call(["run", "--quiet", "--prices", prices, "--", "true"], { home });
  for (const word of [
    "energy",
    "carbon",
    "water",
    "embodied",
    "gwp",
    "cost",
    "cpu",
    "dram",
    "facility",
    "rest of node",
  ]) {
    const { status, stdout, stderr } = workshop.call(["runs", "explain", "last", word], { home });
    expect([word, status, stderr]).toEqual([word, 0, ""]);
    expect(stdout.toString()).toContain("=");
  }
  const { stderr } = workshop.call(["runs", "explain", "last", "cpus"], { home });
  expect(stderr).toContain("Did you mean `cpu`?");
});

test.for([
  [["show", "last"], "wattledger runs show ID"],
  [["explain", "last"], "wattledger runs explain ID"],
] as const)("wattledger %s says where it is", ([words, hint]) => {
  const { status, stderr } = workshop.call(words);
  expect([status, stderr.includes(hint)]).toEqual([2, true]);
});

test("a restated run says so, and sums have the kind of figure that the column shows, with their interval", () => {
  const home = workshop.path("restated");
  cpSync(workshop.home, home, { recursive: true });
  expect(workshop.call(["restate", "burst", "--zone", "DE", "--record"], { home }).status).toBe(0);
  const text = workshop.call(["runs"], { home }).stdout.toString();
  expect(text).toMatch(/burst .*g\* +ok$/mu);
  expect(text).toContain("* restated with other factors");
  const { runs, totals } = z
    .looseObject({
      runs: z.array(z.looseObject({ restated: z.boolean(), energy: z.looseObject({ nominal: z.number() }) })),
      totals: z.looseObject({ energy: z.looseObject({ nominal: z.number(), low: z.number(), high: z.number() }) }),
    })
    .parse(JSON.parse(workshop.call(["runs", "--json"], { home }).stdout.toString()));
  expect(runs.map(({ restated }) => restated)).toEqual([true, false, false]);
  expect(totals.energy.nominal).toBeCloseTo(
    runs.reduce((sum, { energy }) => sum + energy.nominal, 0),
    15,
  );
  expect(totals.energy.low).toBeLessThan(totals.energy.nominal);
  expect(totals.energy.high).toBeGreaterThan(totals.energy.nominal);
  expect(text).toMatch(/^3 runs: \S+ .Wh \(.* to .*\), \S+ .*gCO2e \(.* to .*\)\.$/mu);
});

test("an empty record, as a full disk leaves it, is not the last run", () => {
  const home = workshop.path("full");
  cpSync(workshop.home, home, { recursive: true });
  writeFileSync(join(home, "runs/20990101-000000-full.jsonl"), "");
  expect(workshop.call(["runs", "show", "last"], { home }).status).toBe(0);
  const { stdout, stderr } = workshop.call(["runs"], { home });
  expect(stdout.toString()).toMatch(/^full .* unreadable$/mu);
  expect(stderr).toContain("is empty: the disk was full");
});

test.for([
  ["2026-11-30", "2026-11-30T00:00"],
  ["2026-11-30T09:30", "2026-11-30T09:30"],
  ["2026-11", "2026-11-01T00:00"],
  ["7d", "2026-11-23T12:00"],
  ["12h", "2026-11-30T00:00"],
  ["90min", "2026-11-30T10:30"],
] as const)("--since %s", ([text, moment]) => {
  expect(parseSince(text, new Date("2026-11-30T12:00"))).toEqual(new Date(moment));
});

test.for(["", "yesterday", "2026-13-01", "7", "0x5d", "11/30/2026"])("--since %j is refused", (text) => {
  expect(() => parseSince(text, new Date())).toThrow("is not a time. Write a date");
});

describe("the table", () => {
  const now = new Date("2026-03-01T12:00");
  const row: RunRow = {
    id: "20260301-100400-k3f9",
    name: "resnet50",
    project: null,
    tags: {},
    startedAt: "2026-03-01T10:04",
    command: ["python", "train.py"],
    state: "finished",
    exitCode: 0,
    signal: null,
    durationSeconds: 724,
    energy: { unit: "kWh", nominal: 0.038, mean: 0.04, low: 0.031, high: 0.052, level: 0.9 },
    carbon: { unit: "gCO2e", nominal: 1.7, mean: 1.8, low: 0.9, high: 3.2, level: 0.9 },
    errors: { energy: null, carbon: null },
    restated: false,
    within: null,
    job: null,
    problem: null,
  };

  test.for([
    ["2026-03-01T10:04", "today 10:04"],
    ["2026-02-28T23:59", "yesterday"],
    ["2026-02-27T09:05", "02-27 09:05"],
    ["2025-12-31T23:59", "2025-12-31"],
  ] as const)("when: %s is %s", ([startedAt, words]) => {
    expect(listText([{ ...row, startedAt }], 80, now).split("\n")[1]).toMatch(
      new RegExp(`^k3f9  ${words} +resnet50`, "u"),
    );
  });

  test.for([
    [60, 12],
    [80, 18],
    [120, 58],
  ] as const)("at %d columns the command has %d columns or more, also with long names", ([width, least]) => {
    const command = ["python", "-m", "train", "--model", "resnet50", "--data", "/datasets/imagenet", "--epochs", "90"];
    const rows = [row, { ...row, command, name: "a name that is long", exitCode: 137 }];
    const [head = "", , line = ""] = listText(rows, width, now).split("\n");
    const from = head.indexOf("COMMAND");
    const to = Math.max(head.indexOf("TIME"), 0) || head.indexOf("ENERGY");
    expect(to - from).toBeGreaterThanOrEqual(Math.min(least, command.join(" ").length));
    expect(line.slice(from)).toContain(command.join(" ").slice(0, least - 4));
  });

  test("names have no column if no run has one; a restated run says so", () => {
    const lines = listText([{ ...row, name: null, restated: true }], 80, now).split("\n");
    expect(lines[0]).not.toContain("NAME");
    expect(lines[1]).toMatch(/1\.7 g\* +ok$/u);
  });

  test.for([40, 60, 80, 110])("is not wider than %d columns", (width) => {
    const long = {
      ...row,
      name: "a name that is longer than others",
      command: ["python", "train.py", "--with-many", "--options", "--that-go-on-and-on"],
      durationSeconds: 0.000_12,
      state: "interrupted" as const,
      energy: null,
      carbon: { ...row.carbon, unit: "gCO2e", nominal: 0.000_123, mean: 0.0002, low: 0.0001, high: 0.0003, level: 0.9 },
    };
    const lines = listText([row, long, row], width, now).split("\n");
    expect(lines).toHaveLength(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test("a wide terminal shows all of the command", () => {
    expect(listText([row], 110, now)).toBe(
      "ID    WHEN         NAME      COMMAND          TIME    ENERGY  CARBON  RESULT\n" +
        "k3f9  today 10:04  resnet50  python train.py  12 min  38 Wh   1.7 g   ok",
    );
  });
});

test.each(["nonsense", "kg"])("a record whose figures are in %s does not stop the list of the others", (unit) => {
  const home = workshop.path(`unit-${unit}`);
  cpSync(workshop.home, home, { recursive: true });
  const before = workshop.call(["runs", "--json"], { home }).stdout;
  const [first = ""] = readdirSync(join(home, "runs")).filter((name) => name.endsWith(".jsonl"));
  const text = readFileSync(join(home, "runs", first), "utf8");
  const odd = text.replaceAll(/"unit":"k?Wh"/gu, `"unit":"${unit}"`).replaceAll(/"unit":"J"/gu, `"unit":"${unit}"`);
  expect(odd).not.toBe(text);
  writeFileSync(join(home, "runs", first), odd);
  const { status, stdout } = workshop.call(["runs", "--json"], { home });
  expect(status).toBe(0);
  expect(listedRuns(stdout)).toBe(listedRuns(before));
});

test("a pipe that has the name of a record does not stop the list", () => {
  const home = workshop.path("pipe");
  cpSync(workshop.home, home, { recursive: true });
  execFileSync("mkfifo", [join(home, "runs/20990101-000000-pipe.jsonl")]);
  const { status, stdout } = workshop.call(["runs"], { home });
  expect(status).toBe(0);
  expect(stdout.toString()).toMatch(/^pipe .* unreadable$/mu);
  expect(workshop.call(["runs", "show", "last"], { home }).status).toBe(0);
});

function listedRuns(list: Buffer): number {
  return z.looseObject({ runs: z.array(z.unknown()) }).parse(JSON.parse(list.toString())).runs.length;
}
