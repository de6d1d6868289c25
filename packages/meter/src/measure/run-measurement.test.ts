import { expect, test } from "vitest";
import type { KnownEnergy } from "../record/measurement.ts";
import { runMeasurement } from "./run-measurement.ts";
import type { MeterFindings } from "./run-measurement.ts";

function known(
  id: string,
  component: "cpu" | "gpu" | "dram",
  method: "measured" | "modelled" = "measured",
): KnownEnergy {
  return {
    channel: {
      id,
      sensor: id,
      component,
      method,
      evidence: "a test",
      relativeUncertainty: { value: 0.01, basis: "a test" },
    },
    joules: 100,
    imputedJoules: 0,
    coverage: 1,
    edgeJoules: 0,
    idleWatts: 0,
    idleBasis: "a test",
    gaps: { gaps: [], unlisted: 0 },
  };
}

const findings: MeterFindings = {
  scope: "process",
  channels: { known: [known("rapl", "cpu")], silent: [], platform: [], notes: ["unreadable"] },
  modelled: [known("cpu-model", "cpu", "modelled"), known("dram-model", "dram", "modelled")],
  activityProblem: undefined,
  machine: { busySeconds: 4, capacitySeconds: 20, meanMemoryUsedBytes: 1e9 },
  command: { cpuSeconds: 1 },
  accelerators: { shares: {}, notes: [] },
  isShared: false,
  notes: ["first"],
};
const division = { elapsedSeconds: 10, idlePolicy: "cpu-time" } as const;

test("a model serves where no instrument does, and energy is divided by processor time", () => {
  const { energy, notes, durationSeconds } = runMeasurement(findings, division);
  expect(durationSeconds).toBe(10);
  expect(energy.map(({ channel }) => channel.id)).toEqual(["rapl", "dram-model"]);
  expect(energy[0]?.attribution.runJoules).toBeCloseTo(25, 9);
  expect(notes).toEqual(["first", "unreadable"]);
});

test("the command's figures of the machine, taken with its processes, are used instead of later ones", () => {
  const command = { cpuSeconds: 1, busySeconds: 2, capacitySeconds: 10 };
  const [cpu] = runMeasurement({ ...findings, command }, division).energy;
  expect(cpu?.attribution.runJoules).toBeCloseTo(50, 9);
});

test("a GPU that cannot be divided is named, and once more if other runs were measured too", () => {
  const gpu = { ...findings, channels: { ...findings.channels, known: [known("gpu-0", "gpu")] } };
  expect(runMeasurement(gpu, division).notes.filter((note) => note.includes("gpu-0"))).toHaveLength(1);
  const shared = runMeasurement({ ...gpu, isShared: true }, division).notes.filter((note) => note.includes("gpu-0"));
  expect(shared).toHaveLength(2);
  const whole = runMeasurement({ ...gpu, isShared: true, scope: "machine" }, division);
  expect(whole.notes.filter((note) => note.includes("gpu-0"))).toEqual([]);
});
