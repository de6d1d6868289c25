import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess, SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findJobRecords, jobTotals } from "@wattledger/meter/records";
import type { JobTotals, RunRecord } from "@wattledger/meter/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isInstalled, startSlurm, whyNoSlurm } from "./slurm.fixture.ts";
import type { OneNodeSlurm } from "./slurm.fixture.ts";
import { burner, launcher, makeSysfs, openWorkshop } from "./wrapped.fixture.ts";
import type { Workshop } from "./wrapped.fixture.ts";

// The built command under real launchers: a Slurm of one node, Open MPI, and the variables of torchrun.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  // It tells how much it has used.
  const telling = `${burner}process.on("exit", () => console.log("used " + used() + " s;"));`;
  writeFileSync(workshop.path("burn.mjs"), telling);
});
afterAll(() => {
  workshop.remove();
});

const wrapped = (...words: readonly string[]): readonly string[] => [process.execPath, launcher, "run", ...words];
const burn = (seconds: number): readonly string[] => [process.execPath, workshop.path("burn.mjs"), String(seconds)];

/** Records of the job, under any name, from a store of its own. */
function recordsOf(home: string, query: string): readonly RunRecord[] {
  return findJobRecords(join(home, "runs"), query).records;
}

function totalsOf(records: readonly RunRecord[]): JobTotals {
  const totals = jobTotals(records);
  if (totals === undefined) throw new Error("The job left no records.");
  return totals;
}

/** Who did what for the job; a rank that outlived its sampler by some seconds may have gone on in its place. */
const roles = (records: readonly RunRecord[]): readonly string[] =>
  records
    .map(({ started }) => String(started.job?.role))
    .filter((role) => role !== "successor")
    .toSorted(alphabetically);

const alphabetically = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the ranks' own counts add up to, from what they printed. */
function printedSum({ stdout }: SpawnSyncReturns<string>): number {
  // Launchers may put what two ranks print into one line.
  return [...stdout.matchAll(/used ([\d.]+) s;/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}

const successorOf = (home: string): RunRecord | undefined =>
  recordsOf(home, "slurm-4").find(({ started }) => started.job?.role === "successor");

const noSlurm = whyNoSlurm();

describe.skipIf(noSlurm !== undefined)(`under Slurm${noSlurm === undefined ? "" : ` (${noSlurm})`}`, () => {
  let slurm: OneNodeSlurm;
  beforeAll(async () => {
    slurm = await startSlurm(8);
  });
  afterAll(async () => {
    await slurm.stop();
  });

  const environment = (home: string): Record<string, string | undefined> => ({
    ...workshop.environment(home),
    ...slurm.environment,
  });
  const srun = (home: string, ...words: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync("srun", words, { env: environment(home), cwd: workshop.folder, encoding: "utf8" });

  test("one rank measures the node, the others record themselves, and the job is their sum", () => {
    const home = workshop.path("slurm-four");
    const ended = srun(home, "--ntasks=4", "--job-name=four", ...wrapped("--", ...burn(0.5)));
    expect(ended).toMatchObject({ status: 0 });
    expect(ended.stderr.match(/measured this node for job slurm-\d+\.0/g)).toHaveLength(1);
    const records = recordsOf(home, "slurm-1");
    expect(roles(records)).toEqual(["rank", "rank", "rank", "sampler"]);
    expect(new Set(records.map(({ started }) => started.job?.rank))).toEqual(new Set([0, 1, 2, 3]));
    const totals = totalsOf(records);
    expect(totals).toMatchObject({
      ranks: { recorded: 4, expected: 4, failed: 0, open: 0 },
      nodeCoverage: 1,
      factor: 1,
    });
    const { measurement } = totals.nodes[0] ?? {};
    const own = printedSum(ended);
    // Node's own start and end are not in what it prints.
    expect(measurement?.cpuSeconds).toBeGreaterThan(own * 0.99);
    expect(measurement?.cpuSeconds).toBeLessThan(own * 1.1 + 4 * 0.05);
  });

  test("`runs show` prints the job by its name, and the list of runs does not fill with ranks", () => {
    const home = workshop.path("slurm-four");
    const shown = workshop.call(["runs", "show", "slurm-1"], { home });
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    expect(shown.stdout.toString()).toMatch(/^wattledger: job slurm-1\.0, .* 4 ranks on 1 node, all succeeded\n/);
    const document: unknown = JSON.parse(
      workshop.call(["runs", "show", "slurm-1", "--json"], { home }).stdout.toString(),
    );
    expect(document).toMatchObject({ schema: "wattledger/job/1", key: "slurm-1.0", ranks: { recorded: 4 } });
    const list = workshop.call(["runs"], { home }).stdout.toString();
    expect(list.match(/ ok$/gmu)).toHaveLength(1);
    expect(list).toContain("Further ranks of a job are not listed: wattledger runs show slurm-1.0");
  });

  test("a device counts once for any number of ranks", () => {
    const home = workshop.path("slurm-counters");
    const sysfs = makeSysfs(workshop.path("slurm-sysfs"), 1_000_000, 1_000_000);
    // Counters move while all three run: a sampler that ended before would have seen an instrument that says nothing.
    const script = `
      touch "$1/here-$SLURM_PROCID"
      until [ -e "$1/here-0" ] && [ -e "$1/here-1" ] && [ -e "$1/here-2" ]; do sleep 0.1; done
      if [ "$SLURM_PROCID" = 1 ]; then ${sysfs.setting("101000000", "11000000")}; touch "$1/moved"; fi
      until [ -e "$1/moved" ]; do sleep 0.1; done`;
    const together = workshop.path("slurm-together");
    mkdirSync(together);
    const command = ["sh", "-c", script, "sh", together];
    const ended = srun(home, "--ntasks=3", ...wrapped("--sysfs-root", sysfs.root, "--", ...command));
    expect(ended).toMatchObject({ status: 0 });
    const records = recordsOf(home, "slurm-2");
    expect(roles(records)).toEqual(["rank", "rank", "sampler"]);
    const energy = totalsOf(records).nodes[0]?.measurement.energy ?? [];
    expect(energy.map(({ channel }) => channel.component)).toEqual(["cpu", "dram"]);
    // What came between the sampler's end and the last rank's is filled in.
    const { machineJoules = 0, imputedJoules = 0 } = energy[0] ?? {};
    expect(machineJoules - imputedJoules).toBeCloseTo(100, 6);
  });

  test("exit codes pass, and a failed rank makes the job one that failed", () => {
    const home = workshop.path("slurm-fails");
    const script = 'exit "$((SLURM_PROCID * 3))"';
    const ended = srun(home, "--ntasks=2", ...wrapped("--", "sh", "-c", script));
    expect(ended.status).toBe(3);
    expect(totalsOf(recordsOf(home, "slurm-3")).ranks).toMatchObject({ recorded: 2, failed: 1 });
  });

  test("if the rank that measures is killed, another takes over", async () => {
    const home = workshop.path("slurm-killed");
    const script = 'while [ ! -e "$1" ]; do sleep 0.1; done';
    const flag = workshop.path("go-on");
    const running = spawn(
      "srun",
      ["--ntasks=2", "--kill-on-bad-exit=0", ...wrapped("--interval", "0.2", "--", "sh", "-c", script, "sh", flag)],
      { env: environment(home), cwd: workshop.folder, stdio: "ignore" },
    );
    await until(() => roles(recordsOf(home, "slurm-4")).length === 2 && samplesOf(home, "slurm-4") > 3);
    const sampler = recordsOf(home, "slurm-4").find(({ started }) => started.job?.role === "sampler");
    process.kill(sampler?.started.wrapper.pid ?? 0, "SIGKILL");
    await until(() => successorOf(home) !== undefined);
    writeFileSync(flag, "");
    await theEndOf(running);
    const records = recordsOf(home, "slurm-4");
    expect(roles(records)).toEqual(["rank", "sampler"]);
    expect(successorOf(home)?.finished).toBeDefined();
    const totals = totalsOf(records);
    expect(totals.ranks).toMatchObject({ recorded: 2, open: 1 });
    expect(totals.nodes[0]?.measurement.energy.map(({ channel }) => channel.component)).toEqual(["cpu", "dram"]);
    expect(totals.notes.join()).toContain("without a recorded end");
  });

  test("scancel reaches the command once, and the wrapper still writes down the end", async () => {
    const home = workshop.path("slurm-cancelled");
    const log = workshop.path("terms");
    const script = `trap 'echo term >> "$1"; exit 7' TERM; echo ready >> "$1"; while :; do sleep 0.1; done`;
    const running = spawn("srun", ["--ntasks=1", ...wrapped("--", "sh", "-c", script, "sh", log)], {
      env: environment(home),
      cwd: workshop.folder,
      stdio: "ignore",
    });
    await until(() => existsSync(log));
    spawnSync("scancel", ["5"], { env: environment(home) });
    await theEndOf(running);
    await until(() => recordsOf(home, "slurm-5")[0]?.finished !== undefined);
    expect(readFileSync(log, "utf8")).toBe("ready\nterm\n");
    expect(recordsOf(home, "slurm-5")[0]?.finished).toMatchObject({ exitCode: 7 });
  });

  test("a wrapper around srun says that it cannot see its tasks", () => {
    const home = workshop.path("slurm-outside");
    const outside = workshop.call(["run", "--", "srun", "--ntasks=1", "true"], {
      home,
      environment: slurm.environment,
    });
    expect(outside).toMatchObject({ status: 0 });
    expect(outside.stderr).toContain("srun [options] wattledger run -- COMMAND");
  });
});

const noMpi = isInstalled("mpirun") ? undefined : "mpirun not installed: apt-get install openmpi-bin";

const mpirun = (home: string, ...words: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync("mpirun", ["--allow-run-as-root", "--oversubscribe", ...words], {
    env: workshop.environment(home),
    cwd: workshop.folder,
    encoding: "utf8",
  });

describe.skipIf(noMpi !== undefined)(`under Open MPI${noMpi === undefined ? "" : ` (${noMpi})`}`, () => {
  test("one rank measures the node and the job is the sum of its ranks", () => {
    const home = workshop.path("mpi");
    const done = mpirun(home, "-n", "3", ...wrapped("--", ...burn(0.5)));
    expect(done).toMatchObject({ status: 0 });
    const records = recordsOf(home, jobKeys(home)[0] ?? "");
    expect(roles(records)).toEqual(["rank", "rank", "sampler"]);
    const totals = totalsOf(records);
    expect(totals).toMatchObject({ launcher: "open-mpi", expectedNodes: 1, ranks: { recorded: 3, expected: 3 } });
    expect(totals.nodes[0]?.measurement.cpuSeconds).toBeGreaterThan(printedSum(done) * 0.99);
  });

  test("--json writes a file for each rank", () => {
    const home = workshop.path("mpi-json");
    mpirun(home, "-n", "2", ...wrapped("--json", "mpi.json", "--", "true"));
    expect(readdirSync(workshop.folder).filter((name) => name.startsWith("mpi."))).toEqual([
      "mpi.json",
      "mpi.rank-1.json",
    ]);
  });
});

const rank = (home: string, number: number, attempt: number, ...command: readonly string[]): ChildProcess =>
  spawn(process.execPath, [launcher, "run", "--", ...command], {
    env: {
      ...workshop.environment(home),
      TORCHELASTIC_RUN_ID: "digits",
      TORCHELASTIC_RESTART_COUNT: String(attempt),
      RANK: String(number),
      WORLD_SIZE: "2",
      LOCAL_RANK: String(number),
      LOCAL_WORLD_SIZE: "2",
      MASTER_ADDR: "127.0.0.1",
      MASTER_PORT: "29500",
    },
    cwd: workshop.folder,
    stdio: "ignore",
  });

describe("with the variables of torchrun", () => {
  test("a start after a failure is another attempt of the same job", async () => {
    const home = workshop.path("torchrun");
    await Promise.all([0, 1].map((number) => theEndOf(rank(home, number, 0, "sh", "-c", "sleep 0.5; exit 1"))));
    await Promise.all([0, 1].map((number) => theEndOf(rank(home, number, 1, "sleep", "0.5"))));
    const records = recordsOf(home, "torchrun-digits");
    expect(roles(records)).toEqual(["rank", "rank", "sampler", "sampler"]);
    expect(totalsOf(records)).toMatchObject({
      attempts: ["0", "1"],
      ranks: { recorded: 2, expected: 2, failed: 2 },
      expectedNodes: 1,
    });
  });
});

/** Names of the jobs in a store. */
function jobKeys(home: string): readonly string[] {
  const texts = readdirSync(join(home, "runs")).map((name) => readFileSync(join(home, "runs", name), "utf8"));
  return [...new Set(texts.map((text) => /"job":\{[^}]*"key":"([^"]+)"/.exec(text)?.[1] ?? ""))];
}

function samplesOf(home: string, query: string): number {
  return Math.max(0, ...recordsOf(home, query).map(({ samples }) => samples.length));
}

async function until(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (isSo()) return;
    await pause(100);
  }
  throw new Error("It did not come about within 30 s.");
}

async function theEndOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
