import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { boardWatts as watts, twoBoards } from "../../test/two-boards.ts";
import type { Measured } from "../measure/measure-options.ts";
import { readRecord } from "../store/read-record.ts";

/*
 * Wrappers as processes of their own on a machine with two NVIDIA boards and a fake library, which records who opens it.
 * The boards' counters belong to the machine: they continue from one process to the next.
 */

const driver = `
import { writeFileSync } from "node:fs";
import { machineHost, sensorFactories } from "@wattledger/sensors";
import { measureCommand } from "../measure/measure.ts";
const [folder, name, ...command] = process.argv.slice(2);
const inner = machineHost({ libraries: { "libnvidia-ml.so.1": folder + "/libnvidia-ml.so.1" } });
measureCommand(command, {
  host: {
    ...inner,
    readText: (path) => (path === "/proc/driver/nvidia/version" ? "NVRM\\n" : inner.readText(path)),
    listDirectory: (path) => (path === "/dev" ? ["nvidiactl"] : inner.listDirectory(path)),
  },
  sensorFactories,
  resolveModels: async () => [],
  environment: process.env,
  stdinIsTerminal: false,
  workingDirectory: process.cwd(),
  intervalSeconds: 0.1,
  idlePolicy: "cpu-time",
  tags: {},
  recordFolder: folder + "/" + name + ".runs",
  wallClock: () => new Date(),
  random: Math.random,
}).then((result) => writeFileSync(folder + "/" + name + ".json", JSON.stringify(result)));
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  mkdirSync(join(folder, "node"), { mode: 0o700 });
  const source = fileURLToPath(new URL("../../../sensors/test/fake-nvml.c", import.meta.url));
  const library = join(folder, "libnvidia-ml.so.1");
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", `-DSTATE="${join(folder, "state")}"`, "-o", library, source]);
  buildSync({
    stdin: { contents: driver, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: join(folder, "wrapper.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    // koffi is looked for next to it.
    define: { "import.meta.filename": JSON.stringify(import.meta.filename) },
    conditions: ["wattledger-source"],
    logLevel: "error",
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const log = (): string => join(folder, "opened");
beforeEach(() => {
  rmSync(log(), { force: true });
  const since = Number(process.hrtime.bigint()) / 1e9;
  writeFileSync(join(folder, "state"), `${twoBoards()}since_s ${since}\ninit_log ${log()}\n`);
});

const words = (name: string, ...command: readonly string[]): readonly string[] => [
  join(folder, "wrapper.cjs"),
  folder,
  name,
  ...command,
];

function start(name: string, ...command: readonly string[]): ChildProcess {
  return spawn(process.execPath, words(name, ...command), {
    env: { ...process.env, WATTLEDGER_NODE_FOLDER: join(folder, "node") },
    stdio: "ignore",
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

type Finished = Extract<Measured, { kind: "finished" }>;

function result(name: string): Finished {
  const measured: Measured = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  if (measured.kind !== "finished") throw new Error(measured.message);
  return measured;
}

/** Energy of each board, divided by its power times the run's time. */
function shares({ finished: { energy, durationSeconds } }: Finished): readonly number[] {
  return watts.map((power, index) => {
    const found = energy.find(({ channel }) => channel.id === `nvml/GPU-${index}`);
    return (found?.machineJoules ?? Number.NaN) / (power * durationSeconds);
  });
}

const openers = (): readonly string[] => (existsSync(log()) ? readFileSync(log(), "utf8").trim().split("\n") : []);

function expectAllEnergy(...names: readonly string[]): void {
  for (const name of names) for (const share of shares(result(name))) expect(Math.abs(share - 1)).toBeLessThan(0.15);
}

describe("a board is sampled by one process, and every run knows its energy", () => {
  test("with a wrapper within a wrapper", async () => {
    await end(start("outer", process.execPath, ...words("inner", "sleep", "1")));
    expect(openers()).toHaveLength(1);
    expectAllEnergy("outer", "inner");
    const [outer, inner] = [result("outer"), result("inner")];
    expect(inner.started).toMatchObject({ within: outer.started.id, sampledBy: outer.started.id });
    expect(openers()).toEqual([String(outer.started.wrapper.pid)]);
    // The result of a run without an end is computed from the sensors of its record.
    const record = readRecord(inner.record?.path ?? "");
    expect(record.ok && record.value.started.sensors.find(({ id }) => id === "nvml")?.availability.state).toBe("ready");
  });

  test("with wrappers at the same time, which say that the boards must not be added up", async () => {
    const names = ["a", "b", "c"];
    await Promise.all(names.map((name) => end(start(name, "sleep", "1.5"))));
    expect(openers().length).toBeLessThanOrEqual(names.length);
    expectAllEnergy(...names);
    const sampled = names.filter((name) => result(name).started.sampledBy === undefined);
    expect(sampled).toHaveLength(1);
    expect(openers()[0]).toBe(String(result(sampled[0] ?? "").started.wrapper.pid));
    for (const name of names) {
      expect(result(name).finished.notes.join()).toContain("all of it is attributed to each run");
    }
  });

  test("when the sampler is killed, another one continues in its place", async () => {
    const first = start("killed", "sleep", "20");
    await vi.waitUntil(() => openers().length === 1, { timeout: 10_000 });
    const second = start("second", "sleep", "3");
    const third = start("third", "sleep", "3");
    await vi.waitUntil(() => ["second", "third"].every((name) => isRecorded(name)), { timeout: 10_000 });
    first.kill("SIGKILL");
    await Promise.all([end(second), end(third)]);
    // It is taken over once, or again when that one has ended.
    expect(openers().length).toBeGreaterThanOrEqual(2);
    expect(new Set(openers()).size).toBe(openers().length);
    expectAllEnergy("second", "third");
    for (const name of ["second", "third"]) {
      const { energy } = result(name).finished;
      expect(energy.flatMap(({ gaps }) => gaps).filter(({ handling }) => handling === "missing")).toEqual([]);
    }
  });
});

/** Whether a run has received readings of the boards. */
function isRecorded(name: string): boolean {
  const runs = join(folder, `${name}.runs`);
  if (!existsSync(runs)) return false;
  return readdirSync(runs).some((file) => readFileSync(join(runs, file), "utf8").includes("nvml/GPU-1"));
}
