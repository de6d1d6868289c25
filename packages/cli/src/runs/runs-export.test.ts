import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import {
  exportedRun,
  metersOf,
  powerOf,
  readRecord,
  runSummarySchema,
  summariseRecord,
} from "@wattledger/meter/records";
import type { SummarisedRecord } from "@wattledger/meter/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { redactText } from "../run/redact.ts";
import { launcher, openWorkshop } from "../run/wrapped.fixture.ts";
import type { Ended, Workshop } from "../run/wrapped.fixture.ts";
import { exportText } from "./runs-export.ts";
import { shownDocument } from "./shown-document.ts";

// `wattledger runs export` of the built command over real runs, and what may leave the machine.

const summaries = z.array(runSummarySchema);

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  const labels = ["--project", "adalove's own", "--tag", "owner=adalove"];
  const secret = ["sh", "-c", "exit 3", "/home/adalove/secret-plan", "node17"];
  workshop.call(["run", "--quiet", "--name", "first", "--zone", "FR", "--", "true"]);
  workshop.call(["run", "--quiet", "--name", "second", ...labels, "--", ...secret]);
});
afterAll(() => {
  workshop.remove();
});

const exported = (...words: readonly string[]): Ended => workshop.call(["runs", "export", ...words]);

test("all runs come as an array of what `run --json` writes", () => {
  const { status, stdout, stderr } = exported();
  expect([status, stderr]).toEqual([0, ""]);
  expect(summaries.parse(JSON.parse(stdout.toString())).map(({ name, exitCode }) => [name, exitCode])).toEqual([
    ["first", 0],
    ["second", 3],
  ]);
  expect(exported("--json").stdout.equals(stdout)).toBe(true);
});

test("the export of a run is what was written when it ended", () => {
  const path = workshop.path("run.json");
  workshop.call(["run", "--quiet", "--json", path, "--", "true"]);
  const [one] = summaries.parse(JSON.parse(exported("last").stdout.toString()));
  expect(one).toEqual(JSON.parse(readFileSync(path, "utf8")));
});

test("named runs come one a line, in the order of their names, to a file", () => {
  const path = workshop.path("runs.jsonl");
  const [first = "", second = ""] = summaries.parse(JSON.parse(exported().stdout.toString())).map(({ id }) => id);
  expect(exported("--jsonl", "--out", path, second, first)).toMatchObject({ status: 0, stderr: "" });
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => runSummarySchema.parse(JSON.parse(line)).id)).toEqual([second, first]);
});

test("a table has a header and a row a run", () => {
  const lines = exported("--csv").stdout.toString().trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^timestamp,project_name,run_id,/u);
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines[1]).toContain(",France,FRA,");
});

test.for([
  [["--csv", "--with-command"], 1, "no place for a command"],
  [["nobody"], 1, "no run has the id or the name"],
  [["--json", "--csv"], 2, "cannot be used with"],
  [["--out", "no-such-folder/x"], 1, "no-such-folder"],
] as const)("%j is refused", ([words, status, why]) => {
  const ended = exported(...words);
  expect(ended).toMatchObject({ status, stderr: expect.stringContaining(why) });
  expect(ended.stdout.toString()).toBe("");
});

test("a run that cannot be read is left out and named, and the others come", () => {
  const path = join(workshop.home, "runs", "20200101-000000-zzzz.jsonl");
  writeFileSync(path, "no record\n");
  const { status, stdout, stderr } = exported();
  writeFileSync(path, "");
  expect(status).toBe(0);
  expect(summaries.parse(JSON.parse(stdout.toString())).length).toBeGreaterThan(1);
  expect(stderr).toMatch(/^wattledger: 20200101-000000-zzzz is left out: /u);
});

const named = (name: string): readonly string[] => ["run", "--quiet", "--zone", "FR", "--name", name, "--"];

test("what was exported before is kept, and is the same again", () => {
  rmSync(join(workshop.home, "index"), { recursive: true, force: true });
  for (const form of ["--json", "--csv", "--with-command"]) {
    const first = exported(form).stdout;
    expect(existsSync(join(workshop.home, "index/summaries.jsonl"))).toBe(true);
    expect(exported(form).stdout.equals(first)).toBe(true);
  }
});

describe("rows may be added", () => {
  let home = "";
  beforeAll(() => {
    home = workshop.path("counted");
    workshop.call([...named("outer"), process.execPath, launcher, ...named("inner"), "true"], { home });
    for (const rank of ["0", "1"]) {
      const environment = { TORCHELASTIC_RUN_ID: "digits", RANK: rank, WORLD_SIZE: "2", LOCAL_WORLD_SIZE: "2" };
      workshop.call([...named(`rank ${rank}`), "sh", "-c", `exit ${rank}`], { home, environment });
    }
  });
  const rows = (...words: readonly string[]): readonly z.infer<typeof runSummarySchema>[] =>
    summaries.parse(JSON.parse(workshop.call(["runs", "export", ...words], { home }).stdout.toString()));

  test("since a run within another is left out, and the ranks of a job are one", () => {
    expect(rows().map(({ name, job, exitCode }) => [name, job?.role, exitCode])).toEqual([
      ["outer", undefined, 0],
      ["rank 0", "job", 1],
    ]);
    expect(rows()[1]?.id).toBe("torchrun-digits");
    expect(workshop.call(["runs", "export"], { home }).stderr).toContain("1 run within another is left out");
  });

  test("but not with --all, where columns say what belongs together", () => {
    const [outer, inner, ...ranks] = rows("--all");
    expect(inner?.within).toBe(outer?.id);
    expect(ranks.map(({ job }) => job?.rank)).toEqual([0, 1]);
    const table = workshop.call(["runs", "export", "--all", "--csv"], { home }).stdout.toString().split("\r\n");
    expect(table[0]).toMatch(/,wue,within,job,job_role$/u);
    expect(table[2]).toMatch(new RegExp(`,${outer?.id},,$`, "u"));
    expect(table[3]).toMatch(/,,torchrun-digits,sampler$/u);
    const once = workshop.call(["runs", "export", "--csv"], { home }).stdout.toString().split("\r\n");
    expect(once[0]).toMatch(/,wue$/u);
    expect(once).toHaveLength(4);
  });
});

describe("what stays on the machine", () => {
  test("no command, folder, user or host is in an export", async () => {
    for (const text of await leaving()) {
      const document = text.replaceAll('"owner":{"owner":"adalove"', "").replaceAll(/"owner": "adalove"/gu, "");
      expect(document).not.toMatch(/secret-plan|\/home\/|\/Users\/|adalove|node17/u);
      expect(document).not.toContain(workshop.folder);
    }
  });

  test("nor in the page of a run as data", async () => {
    const run = await run17();
    const secrets = { homeFolder: "/home/adalove", userName: "adalove", hostName: "node17" };
    const page = { run: { ...run, summary: { ...run.summary, footprint: { ...run.summary.footprint, owner: {} } } } };
    const noted = { ...page, state: "exit code 3", meters: metersOf(run), power: powerOf(run) };
    const found = { ...run.found, notes: [`the graph ${workshop.folder}/methods/x.json is not there`] };
    const text = JSON.stringify(shownDocument({ ...noted, run: { ...noted.run, found } }, false, secrets));
    expect(text).not.toMatch(/secret-plan|\/home\/|\/Users\/|adalove|node17/u);
    expect(text).not.toContain(workshop.folder);
    expect(JSON.stringify(shownDocument(noted, true, secrets))).toContain("secret-plan");
  });

  test("the command and its folder come when they are asked for", async () => {
    for (const text of await leaving(true)) {
      expect(text).toContain("secret-plan");
      expect(text).toContain(workshop.folder);
    }
  });

  test("tags and names that a person gave are theirs to give", () => {
    expect(exported().stdout.toString()).toContain('"owner": "adalove"');
  });

  test("nor are this machine's own in what the built command writes", () => {
    const path = workshop.path("own.json");
    workshop.call(["run", "--quiet", "--json", path, "--", "sh", "-c", "true", homedir(), workshop.folder]);
    const texts = [readFileSync(path, "utf8"), exported().stdout.toString(), exported("--csv").stdout.toString()];
    const footprints = workshop
      .records()
      .flatMap((text) => text.split("\n").filter((line) => line.includes('"footprint"')));
    const secrets = [workshop.folder, homedir(), hostname()].filter((word) => word.length > 3);
    for (const text of [...texts, ...footprints]) for (const secret of secrets) expect(text).not.toContain(secret);
    expect(existsSync(path)).toBe(true);
  });

  test("a user's name is a word: no other word is cut into, and names that everybody has stay", () => {
    const secrets = { homeFolder: "/root", userName: "ada", hostName: "root" };
    expect(redactText("ada's adapter, root of 2, /root/x", secrets)).toBe("(user)'s adapter, root of 2, …/x");
  });
});

/** The second run, with notes in its record that name people and places. */
async function run17(): Promise<SummarisedRecord> {
  const text = workshop.records().find((one) => one.includes("secret-plan")) ?? "";
  const path = join(workshop.folder, "spoilt.jsonl");
  const notes = `"kept by adalove on node17.example","in /home/adalove/x, /Users/ada/y and ${workshop.folder}/z"`;
  const spoilt = text.replaceAll('"notes":[]', `"notes":[${notes}]`).replaceAll('"notes":["', `"notes":[${notes},"`);
  writeFileSync(path, spoilt.replaceAll("adalove's own", "vision"));
  const record = readRecord(path);
  if (!record.ok) throw new Error(record.error.message);
  const summarised = await summariseRecord(record.value);
  if (!summarised.ok) throw new Error(summarised.error);
  expect(summarised.value.found.footprint.made.quality.notes.join()).toContain("adalove");
  return { ...summarised.value, summary: { ...summarised.value.summary, tags: {} } };
}

/** Everything that leaves it, of a run whose record names people and places in every field that it can. */
async function leaving(withCommand = false): Promise<readonly string[]> {
  const run = await exportedRun(await run17());
  const secrets = { homeFolder: "/home/adalove", userName: "adalove", hostName: "node17" };
  return (["json", "jsonl", ...(withCommand ? [] : ["csv" as const])] as const).map((form) =>
    exportText([run], { form, withCommand, all: false }, secrets),
  );
}
