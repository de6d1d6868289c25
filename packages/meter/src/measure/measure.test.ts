import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuModel, machineHost } from "@wattledger/sensors";
import type { CounterChannel, CounterReading, SensorFactory } from "@wattledger/sensors";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunFinished } from "../record/record.ts";
import type { Measured, MeasureOptions } from "./measure-options.ts";
import { measureCommand } from "./measure.ts";

/**
 * The wrapper as a program of its own: a process counts the processor time of its waited-for children, so a test that
 * checks it must not share a process with other tests. The first argument names the file for its result.
 */
const driver = `
import { writeFileSync } from "node:fs";
import { cpuModel, dramModel, machineHost, sensorFactories } from "@wattledger/sensors";
import { measureCommand } from "./measure.ts";
const [resultPath, recordFolder, intervalSeconds, ...command] = process.argv.slice(2);
const result = await measureCommand(command, {
  host: machineHost(),
  sensorFactories,
  resolveModels: async ({ memoryBytes }) => [
    cpuModel({ thermalDesignWatts: 100, basis: "a processor of 100 W" }),
    dramModel({ memoryBytes, wattsPerGigabyte: 0.4, basis: "a test" }),
  ],
  environment: { ...process.env, WATTLEDGER_NODE_FOLDER: recordFolder + ".node" },
  stdinIsTerminal: process.stdin.isTTY === true,
  workingDirectory: process.cwd(),
  intervalSeconds: Number(intervalSeconds),
  idlePolicy: "cpu-time",
  tags: {},
  recordFolder,
  wallClock: () => new Date(),
  random: Math.random,
});
writeFileSync(resultPath, JSON.stringify(result));
const code = result.kind === "finished" ? result.finished.exitCode : result.exitCode;
if (result.kind === "finished" && result.finished.signal !== undefined) process.kill(process.pid, result.finished.signal);
else process.exitCode = code;
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  buildSync({
    stdin: { contents: driver, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: join(folder, "wrapper.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["wattledger-source"],
    logLevel: "error",
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Wrapped {
  readonly measured: Measured;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: string | null;
}

let count = 0;
function wrapperArguments(intervalSeconds: number): { readonly base: string; readonly words: readonly string[] } {
  count += 1;
  const base = join(folder, `case-${count}`);
  return { base, words: [join(folder, "wrapper.mjs"), `${base}.json`, `${base}.runs`, String(intervalSeconds)] };
}

function wrap(command: readonly string[], input = ""): Wrapped {
  const { base, words } = wrapperArguments(1);
  const ended = spawnSync(process.execPath, [...words, ...command], { input, maxBuffer: 2 ** 25 });
  const measured: Measured = JSON.parse(readFileSync(`${base}.json`, "utf8"));
  return {
    measured,
    stdout: ended.stdout,
    stderr: ended.stderr.toString(),
    status: ended.status,
    signal: ended.signal,
  };
}

/** The result of a measured command. A command that did not start returns a value that no expectation matches. */
function finishedOf({ measured }: Wrapped): RunFinished {
  if (measured.kind === "finished") return measured.finished;
  throw new Error(measured.message);
}

function recordText(base: string): string {
  return readdirSync(`${base}.runs`)
    .map((name) => readFileSync(join(`${base}.runs`, name), "utf8"))
    .join("");
}

describe("the command is not affected", () => {
  test.for([0, 3, 255])("exit code %i is passed on", (code) => {
    const wrapped = wrap(["sh", "-c", `exit ${code}`]);
    expect(wrapped).toMatchObject({ status: code, stderr: "" });
    expect(finishedOf(wrapped)).toMatchObject({ exitCode: code });
  });

  test("a death by signal is passed on", () => {
    const wrapped = wrap(["sh", "-c", "kill -TERM $$"]);
    expect(wrapped.signal).toBe("SIGTERM");
    expect(finishedOf(wrapped)).toMatchObject({ exitCode: 143, signal: "SIGTERM" });
  });

  test("ten megabytes of output arrive byte for byte, and nothing else does", () => {
    const script = "process.stdout.write(Buffer.alloc(1e7, (_, i) => i).fill('wattledger\\n'))";
    const wrapped = wrap([process.execPath, "-e", script]);
    expect(wrapped.stdout.equals(Buffer.alloc(1e7, "wattledger\n"))).toBe(true);
    expect(wrapped.stderr).toBe("");
  });

  test("input is passed on", () => {
    expect(wrap(["cat"], "ab\0c").stdout.toString()).toBe("ab\0c");
  });

  test("arguments are passed on untouched", () => {
    const words = ["-n", "", "a b", "$HOME", "--", "*"];
    expect(
      wrap([
        process.execPath,
        "-e",
        "console.log(JSON.stringify(process.argv.slice(1)))",
        "--",
        ...words,
      ]).stdout.toString(),
    ).toBe(`${JSON.stringify(words)}\n`);
  });

  test("if the reader closes the output, the command ends", () => {
    const { words } = wrapperArguments(1);
    const ended = spawnSync("sh", ["-c", `"$0" "$@" yes | head -n 1`, process.execPath, ...words]);
    expect(ended.stdout.toString()).toBe("y\n");
  });

  test("a command started under nohup survives the end of its terminal", () => {
    const { words } = wrapperArguments(1);
    const script = "kill -HUP $$; echo alive";
    const ended = spawnSync("sh", ["-c", `"$0" "$@" sh -c '${script}' 0>/dev/null`, process.execPath, ...words]);
    expect(ended.stdout.toString()).toBe("alive\n");
  });
});

describe("a command that cannot be started", () => {
  test("is reported as a shell would, and leaves no record", () => {
    const { base, words } = wrapperArguments(1);
    expect(spawnSync(process.execPath, [...words, "no-such-program"]).status).toBe(127);
    expect(JSON.parse(readFileSync(`${base}.json`, "utf8"))).toEqual({
      kind: "not-started",
      exitCode: 127,
      message: "no-such-program: command not found",
    });
    expect(() => readdirSync(`${base}.runs`)).toThrow("ENOENT");
  });

  test("is reported in another way than one that may not be run", () => {
    const file = join(folder, "text");
    writeFileSync(file, "no program", { mode: 0o644 });
    expect(wrap([file])).toMatchObject({ status: 126, measured: { message: `${file}: permission denied` } });
    expect(wrap([folder])).toMatchObject({ status: 126 });
    expect(wrap([join(folder, "none")])).toMatchObject({ status: 127 });
  });
});

describe("signals", () => {
  const patient = 'trap "echo got; exit 7" TERM; echo ready; while :; do sleep 0.05; done';

  /** Starts the patient command in a process group of its own, sends signals, and returns the result. */
  async function signalled(
    launcher: boolean,
    send: (pid: number) => void,
  ): Promise<{ readonly status: number | null; readonly text: string }> {
    const { words } = wrapperArguments(1);
    const { SLURM_JOB_ID: _, ...environment } = process.env;
    const wrapper = spawn(process.execPath, [...words, "sh", "-c", patient], {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
      env: launcher ? { ...environment, SLURM_JOB_ID: "1" } : environment,
    });
    let text = "";
    return await new Promise((resolve) => {
      wrapper.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text === "ready\n") send(wrapper.pid ?? 0);
      });
      wrapper.once("close", (status) => {
        resolve({ status, text });
      });
    });
  }

  test("a signal that only the wrapper gets is sent on", async () => {
    expect(await signalled(false, (pid) => process.kill(pid, "SIGTERM"))).toEqual({ status: 7, text: "ready\ngot\n" });
  });

  test("under a launcher, which sends signals to the whole group, nothing is sent twice", async () => {
    expect(await signalled(true, (pid) => process.kill(-pid, "SIGTERM"))).toEqual({ status: 7, text: "ready\ngot\n" });
  });
});

describe("what is measured", () => {
  test("processor time is that of all descendants, even the shortest", { timeout: 30_000 }, () => {
    // Killed directly after its last output, because the time that Node uses to end would be in no account of its own.
    const child =
      "while (process.cpuUsage().user < 1e5); const used = process.cpuUsage(); " +
      'require("fs").writeSync(1, used.user + used.system + "\\n"); process.kill(process.pid, "SIGKILL")';
    const wrapped = wrap([
      "sh",
      "-c",
      `for i in 1 2 3 4 5 6 7 8; do "$0" -e '${child}' & done; wait`,
      process.execPath,
    ]);
    const ownAccounts = wrapped.stdout.toString().trim().split("\n").map(Number);
    const sumSeconds = ownAccounts.reduce((sum, microseconds) => sum + microseconds, 0) / 1e6;
    expect(ownAccounts).toHaveLength(8);
    const cpuSeconds = finishedOf(wrapped).cpuSeconds ?? 0;
    // Higher by the time that the shell uses and that a child uses to end.
    expect(cpuSeconds).toBeGreaterThan(sumSeconds * 0.99);
    expect(cpuSeconds).toBeLessThan(sumSeconds * 1.05);
  });

  test("models are used without an instrument, and the parts add up to the machine", () => {
    const finished = finishedOf(wrap(["sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"]));
    expect(finished.energy.map(({ channel }) => channel.component).toSorted()).toEqual(["cpu", "dram"]);
    expect(finished.missing).toEqual([]);
    for (const { machineJoules, attribution, coverage } of finished.energy) {
      const { runJoules, othersJoules, unassignedJoules } = attribution;
      expect(machineJoules).toBeGreaterThan(0);
      expect(runJoules).toBeGreaterThan(0);
      expect(runJoules + othersJoules + unassignedJoules).toBeCloseTo(machineJoules, 9);
      expect(coverage).toBeGreaterThan(0.9);
    }
  });

  test("the record has its lines in order, and only its owner may read it", () => {
    const { base, words } = wrapperArguments(0.05);
    execFileSync(process.execPath, [...words, "sleep", "0.3"]);
    const kinds = recordText(base)
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line).kind);
    expect(kinds[0]).toBe("run-started");
    expect(kinds.slice(-2)).toEqual(["models-resolved", "run-finished"]);
    expect(kinds.filter((kind) => kind === "sample").length).toBeGreaterThan(2);
  });

  test("a store that cannot be written loses the record, not the run", () => {
    const { base, words } = wrapperArguments(1);
    writeFileSync(`${base}.runs`, "a file where the folder should be");
    expect(spawnSync(process.execPath, [...words, "sh", "-c", "exit 5"])).toMatchObject({ status: 5 });
    const measured: Measured = JSON.parse(readFileSync(`${base}.json`, "utf8"));
    expect(measured).toMatchObject({
      kind: "finished",
      record: { problem: expect.stringContaining("could not be written") },
    });
  });

  test("a wrapper that is killed leaves the lines that it had recorded", async () => {
    const { base, words } = wrapperArguments(0.02);
    const wrapper = spawn(process.execPath, [...words, "sh", "-c", "read line"], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    await expect.poll(() => recordText(base), { timeout: 5000 }).toContain('"kind":"sample"');
    wrapper.kill("SIGKILL");
    await new Promise((resolve) => wrapper.once("exit", resolve));
    const lines = recordText(base).trimEnd().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ kind: "run-started", command: ["sh", "-c", "read line"] });
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ kind: "sample" });
  });
});

const scriptedChannel: CounterChannel = {
  id: "scripted/package-0",
  sensor: "scripted",
  of: "component",
  reads: "counter",
  component: "cpu",
  method: "measured",
  evidence: "a script",
  relativeUncertainty: { value: 0.05, basis: "a test" },
  plausibleWatts: 1e6,
  refreshSeconds: 1e-6,
};

/** A sensor that gives these answers one after the other. */
function scripted(...answers: readonly (number | "gone")[]): SensorFactory {
  let next = 0;
  return () => ({
    id: "scripted",
    components: ["cpu"],
    probe: () => ({ state: "ready", channels: [scriptedChannel] }),
    read: () => {
      const answer = answers[next] ?? "gone";
      next += 1;
      const counterJoules: CounterReading["counterJoules"] =
        answer === "gone" ? { ok: false, error: { kind: "gone", cause: "ENODEV" } } : { ok: true, value: answer };
      return [{ channel: scriptedChannel.id, reads: "counter", counterJoules }];
    },
    close: () => {},
  });
}

describe("with instruments", () => {
  test("the energy is the difference of the readings before the start and after the end, and no model is used", async () => {
    expect(await measure(scripted(10, 60))).toMatchObject({
      finished: {
        energy: [{ channel: { id: "scripted/package-0" }, machineJoules: 50, imputedJoules: 0, coverage: 1 }],
        quality: { measuredShare: 1, coverage: 1 },
        missing: [{ component: "dram" }],
      },
    });
  });

  test("the model replaces an instrument that reports nothing after the start", async () => {
    expect(await measure(scripted(10))).toMatchObject({
      finished: { energy: [{ channel: { id: "cpu-model" } }], quality: { measuredShare: 0 } },
    });
  });
});

describe("when clocks jump", () => {
  const start = Date.parse("2026-11-21T22:30:00Z");
  /** A wall clock that starts here and is so many seconds later at the second look. */
  const clock = (seconds: number): (() => Date) => {
    let looks = 0;
    return () => new Date(start + (looks++ === 0 ? 0 : seconds * 1000));
  };

  async function notesWith(seconds: number): Promise<readonly string[]> {
    const measured = await measure(alwaysSilent, { wallClock: clock(seconds) });
    return measured.kind === "finished" ? measured.finished.notes : [];
  }

  test.for([
    ["the machine slept", 3600, "s longer than the run: the machine slept, or its clock was set"],
    ["the clock was set forward by a day", 86_400, "s longer than the run"],
    ["the clock was set back", -60, "was set back by 60."],
  ] as const)("%s: the run says so, and its duration uses the other clock", async ([, seconds, words]) => {
    expect((await notesWith(seconds)).join()).toContain(words);
  });

  test("a clock that is adjusted by less than half a second is not reported", async () => {
    expect((await notesWith(0.3)).join()).not.toContain("wall clock");
  });

  test("a wrapper that was stopped for an hour continues with one reading, not with all that it missed", async () => {
    const host = machineHost();
    let stoppedNanoseconds = 0n;
    const jumping = { ...host, nowNanoseconds: () => host.nowNanoseconds() + stoppedNanoseconds };
    let looks = 0;
    const counting: SensorFactory = (real) => {
      const sensor = alwaysSilent(real);
      return {
        ...sensor,
        read: () => {
          looks += 1;
          if (looks === 2) stoppedNanoseconds = 3_600_000_000_000n;
          return sensor.read();
        },
      };
    };
    const measured = await measure(counting, { host: jumping, intervalSeconds: 0.1 }, ["sleep", "0.5"]);
    expect(measured.kind === "finished" && measured.finished.durationSeconds).toBeGreaterThan(3600);
    expect(looks).toBeLessThan(20);
  });
});

/** An instrument that exists and reports nothing. */
const alwaysSilent: SensorFactory = () => ({
  id: "silent",
  components: ["cpu"],
  probe: () => ({ state: "ready", channels: [{ ...scriptedChannel, id: "silent/package-0", sensor: "silent" }] }),
  read: () => [
    {
      channel: "silent/package-0",
      reads: "counter",
      counterJoules: { ok: false, error: { kind: "retry", cause: "EIO" } },
    },
  ],
  close: () => {},
});

async function measure(
  sensor: SensorFactory,
  more: Partial<MeasureOptions> = {},
  command: readonly [string, ...string[]] = ["true"],
): Promise<Measured> {
  return await measureCommand(command, {
    host: machineHost(),
    sensorFactories: [sensor],
    resolveModels: async () => [cpuModel({ thermalDesignWatts: 100, basis: "a test" })],
    environment: process.env,
    stdinIsTerminal: false,
    workingDirectory: folder,
    intervalSeconds: 60,
    idlePolicy: "cpu-time",
    tags: {},
    wallClock: () => new Date(0),
    random: () => 0,
    ...more,
  });
}
