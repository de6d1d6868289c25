import { describe, expect, test } from "vitest";
import type { WindowUse } from "../record/use.ts";
import { energyBetween } from "./mark.ts";
import type { Mark } from "./mark.ts";
import type { ChannelEnergy } from "../record/measurement.ts";

/** What everything came to at these seconds: a machine of two processors, of which the command uses one when it works. */
function at(elapsedSeconds: number, cpuSeconds: number, cpuJoules: number, seenSeconds = elapsedSeconds): Mark {
  return {
    elapsedSeconds,
    joules: () => ({ cpu: cpuJoules, gpu: elapsedSeconds * 100 }),
    machine: { busySeconds: elapsedSeconds, capacitySeconds: 2 * elapsedSeconds, memoryUsedBytes: 1e9 },
    tree: { cpuSeconds, residentBytes: 1e8, seenSeconds },
  };
}

const start: Mark = { elapsedSeconds: 0, joules: () => ({}) };

function channel(component: "cpu" | "gpu", machineJoules: number, runJoules: number): ChannelEnergy {
  const noRest = { othersJoules: 0, unassignedJoules: 0, idleJoules: 0, dynamicJoules: machineJoules };
  return {
    channel: {
      id: component,
      component,
      method: "measured",
      evidence: "a test",
      relativeUncertainty: { value: 0, basis: "" },
    },
    machineJoules,
    imputedJoules: 0,
    coverage: 1,
    machineRelativeUncertainty: 0,
    idleWatts: 0,
    idleBasis: "",
    attribution: {
      runJoules,
      ...noRest,
      basis: "cpu-time",
      share: runJoules / machineJoules,
      shareRelativeUncertainty: 0,
      explanation: "",
    },
    runRelativeUncertainty: 0,
    gaps: [],
    unlistedGaps: 0,
  };
}

const use: WindowUse = { durationSeconds: 20, cpuSeconds: 10, busySeconds: 20, capacitySeconds: 40 };
const soFar = { energy: [channel("cpu", 400, 200), channel("gpu", 2000, 500)], use };

describe("the command's energy between two marks", () => {
  test("is its share of the window, not that of the whole run", () => {
    // Worked all the time for ten seconds, then not at all.
    const [half, end] = [at(10, 10, 100), at(20, 10, 400)];
    expect(energyBetween(start, half, soFar, "cpu-time").joulesByComponent["cpu"]).toBeCloseTo(100, 9);
    // A window without a tick of processor time counts half a tick.
    expect(energyBetween(half, end, soFar, "cpu-time").joulesByComponent["cpu"]).toBeCloseTo(0.15, 9);
  });

  test("of a component whose users are not known goes by the share of the run so far", () => {
    expect(energyBetween(at(10, 10, 100), at(12, 10, 120), soFar, "cpu-time").joulesByComponent["gpu"]).toBe(50);
  });

  test("goes by the share of the run so far where its processes were not seen in time", () => {
    const late = at(20, 10, 400, 12);
    expect(energyBetween(at(10, 10, 100), late, soFar, "cpu-time").joulesByComponent["cpu"]).toBeCloseTo(150, 9);
  });

  test("adds up: components to the whole, windows to the run while the share stays the same", () => {
    const marks = [start, at(3, 1.5, 60), at(7, 3.5, 150), at(20, 10, 400)];
    const windows = marks.slice(1).map((mark, index) => energyBetween(marks[index] ?? start, mark, soFar, "cpu-time"));
    for (const { joules, joulesByComponent } of windows) {
      expect(Object.values(joulesByComponent).reduce((sum, one) => sum + one, 0)).toBeCloseTo(joules, 9);
    }
    expect(windows.reduce((sum, { joules }) => sum + joules, 0)).toBeCloseTo(200 + 500, 9);
    expect(windows.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(20, 9);
  });

  test("is nothing of a channel that has not been read yet", () => {
    const unread: Mark = { elapsedSeconds: 1, joules: () => ({}) };
    expect(energyBetween(start, unread, soFar, "cpu-time").joules).toBe(0);
  });
});
