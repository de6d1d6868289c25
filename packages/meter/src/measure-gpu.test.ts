import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { machineHost, sensorFactories } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { measureCommand } from "./measure.ts";
import type { RunFinished } from "./record.ts";

/*
 * The whole way from NVML to a run's energy, with a library of ours in NVML's place: two boards whose counters grow by a
 * steady power. What the library answers is in a text file that the measured command may write to.
 */

let folder = "";
let state = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-gpu-"));
  state = join(folder, "state");
  const source = fileURLToPath(new URL("../../sensors/test/fake-nvml.c", import.meta.url));
  const library = join(folder, "libnvidia-ml.so.1");
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", `-DSTATE="${state}"`, "-o", library, source]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const watts = [250, 400] as const;
beforeEach(() => {
  const boards = watts.map((power, index) =>
    Object.entries({
      uuid: `GPU-${index}`,
      name: "NVIDIA H100",
      bus: `00000000:0${index}:00.0`,
      energy_mj: 5_000_000,
      watts: power,
      limit_mw: 700_000,
    }).map(([key, value]) => `${index}.${key} ${value}\n`),
  );
  writeFileSync(state, ["count 2\n", ...boards.flat()].join(""));
});

function host(): Host {
  const inner = machineHost({ libraries: { "libnvidia-ml.so.1": join(folder, "libnvidia-ml.so.1") } });
  return {
    ...inner,
    readText: (path) => (path === "/proc/driver/nvidia/version" ? "NVRM\n" : inner.readText(path)),
    listDirectory: (path) => (path === "/dev" ? ["nvidiactl"] : inner.listDirectory(path)),
  };
}

async function measure(command: readonly [string, ...string[]]): Promise<RunFinished> {
  const measured = await measureCommand(command, {
    host: host(),
    sensorFactories,
    resolveModels: async () => [],
    environment: { ...process.env, STATE: state, WATTLEDGER_NODE_FOLDER: join(folder, "node") },
    stdinIsTerminal: false,
    workingDirectory: folder,
    intervalSeconds: 0.1,
    idlePolicy: "cpu-time",
    tags: {},
    recordFolder: join(folder, "runs"),
    wallClock: () => new Date(),
    random: Math.random,
  });
  if (measured.kind !== "finished") throw new Error(measured.message);
  return measured.finished;
}

/** Energy of each board over what its power times the run's time would be. */
function shares({ energy, durationSeconds }: RunFinished): readonly number[] {
  return energy
    .filter(({ channel }) => channel.component === "gpu")
    .map(({ machineJoules }, index) => machineJoules / ((watts[index] ?? 0) * durationSeconds));
}

test("each board's energy is its power times the run's time, though it was opened after the start", async () => {
  const finished = await measure(["sleep", "1"]);
  // The counters are opened some 30 ms after the start and count as if at it: within a tenth second's power of the truth.
  for (const share of shares(finished)) expect(Math.abs(share - 1)).toBeLessThan(0.15);
  expect(finished.energy.map(({ channel }) => channel.id)).toEqual(
    expect.arrayContaining(["nvml/GPU-0", "nvml/GPU-1"]),
  );
  expect(finished.quality.measuredShare).toBeGreaterThan(0.8);
});

test("a board that is lost on the way is told of, its time is filled in, and the command is none the wiser", async () => {
  const script = 'sleep 0.6; echo "0.energy_rc 15" >> "$STATE"; sleep 0.6; exit 3';
  const finished = await measure(["sh", "-c", script]);
  expect(finished.exitCode).toBe(3);
  // Half of it is filled in from the power before.
  expect(Math.abs((shares(finished)[1] ?? 0) - 1)).toBeLessThan(0.15);
  expect(shares(finished)[0]).toBeGreaterThan(0.5);
  const [lost, fine] = finished.energy.filter(({ channel }) => channel.component === "gpu");
  expect(lost).toMatchObject({ gaps: [{ reason: "read-failed", handling: "imputed" }] });
  expect(lost?.imputedJoules).toBeGreaterThan(0);
  expect(fine?.imputedJoules).toBe(0);
  expect(recordText()).toContain('"kind":"sensor-lost","channel":"nvml/GPU-0"');
});

test("a library that does not start leaves the boards named as missing, and the run goes on", async () => {
  writeFileSync(state, "init_rc 18\n");
  const finished = await measure(["true"]);
  expect(finished.exitCode).toBe(0);
  expect(finished.energy.filter(({ channel }) => channel.component === "gpu")).toEqual([]);
  expect(recordText()).toContain("driver and library are of different versions");
});

function recordText(): string {
  const runs = join(folder, "runs");
  return readdirSync(runs)
    .map((name) => readFileSync(join(runs, name), "utf8"))
    .join("");
}
