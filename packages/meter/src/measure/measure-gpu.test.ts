import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { machineHost, sensorFactories } from "@wattledger/sensors";
import type { Host } from "@wattledger/sensors";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { boardWatts as watts, twoBoards } from "../../test/two-boards.ts";
import type { Gap } from "../record/gap.ts";
import type { RunFinished } from "../record/record.ts";
import { measureCommand } from "./measure.ts";

/*
 * The whole path from NVML to a run's energy, with a fake library instead of NVML: two boards whose counters grow at a
 * steady power. A text file, which the measured command may change, contains the library's answers.
 */

let folder = "";
let state = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-gpu-"));
  state = join(folder, "state");
  const source = fileURLToPath(new URL("../../../sensors/test/fake-nvml.c", import.meta.url));
  const library = join(folder, "libnvidia-ml.so.1");
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", `-DSTATE="${state}"`, "-o", library, source]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  rmSync(join(folder, "runs"), { recursive: true, force: true });
  writeFileSync(state, twoBoards());
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
    environment: {
      ...process.env,
      STATE: state,
      RECORDS: join(folder, "runs"),
      WATTLEDGER_NODE_FOLDER: join(folder, "node"),
    },
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

/** Shell words that wait for a text in the run's record, because boards are opened after the command's start. */
const until = (told: string): string => `until grep -qs '${told}' "$RECORDS"/*; do sleep 0.05; done`;
const seen = until('"kind":"sample".*"nvml/GPU-1":');

/** Energy of each board, divided by its power times the run's time. */
function shares({ energy, durationSeconds }: RunFinished): readonly number[] {
  return energy
    .filter(({ channel }) => channel.component === "gpu")
    .map(({ machineJoules }, index) => machineJoules / ((watts[index] ?? 0) * durationSeconds));
}

test("each board's energy is its power times the run's time, though it was opened after the start", async () => {
  const finished = await measure(["sh", "-c", `${seen}; sleep 1`]);
  // Counters that are opened within a tenth of a second after the start count as opened at it. A longer time is filled.
  for (const share of shares(finished)) expect(Math.abs(share - 1)).toBeLessThan(0.15);
  expect(finished.energy.map(({ channel }) => channel.id)).toEqual(
    expect.arrayContaining(["nvml/GPU-0", "nvml/GPU-1"]),
  );
  expect(finished.quality.measuredShare).toBeGreaterThan(0.5);
});

test("a board that is lost during the run is reported, its time is filled, and the command is not affected", async () => {
  const lose = 'echo "0.energy_rc 15" >> "$STATE"';
  const script = [seen, "sleep 0.6", lose, until('"kind":"sensor-lost"'), "sleep 0.6", "exit 3"].join("; ");
  const finished = await measure(["sh", "-c", script]);
  expect(finished.exitCode).toBe(3);
  // The time at the end is filled with the power before.
  expect(shares(finished)[0]).toBeGreaterThan(0.5);
  expect(Math.abs((shares(finished)[1] ?? 0) - 1)).toBeLessThan(0.15);
  const [lost, fine] = finished.energy.filter(({ channel }) => channel.component === "gpu");
  const atTheEnd = ({ toSeconds }: Gap): boolean => toSeconds === finished.durationSeconds;
  expect(lost?.gaps.filter(atTheEnd)).toMatchObject([{ reason: "read-failed", handling: "imputed" }]);
  expect(lost?.imputedJoules).toBeGreaterThan(fine?.imputedJoules ?? 0);
  expect(fine?.gaps.filter(atTheEnd)).toEqual([]);
  expect(recordText()).toContain('"kind":"sensor-lost","channel":"nvml/GPU-0"');
});

test("a library that does not start leaves the boards named as missing, and the run continues", async () => {
  writeFileSync(state, "init_rc 18\n");
  const finished = await measure(["true"]);
  expect(finished.exitCode).toBe(0);
  expect(finished.energy.filter(({ channel }) => channel.component === "gpu")).toEqual([]);
  expect(recordText()).toContain("the driver and its library have different versions");
});

function recordText(): string {
  const runs = join(folder, "runs");
  return readdirSync(runs)
    .map((name) => readFileSync(join(runs, name), "utf8"))
    .join("");
}
