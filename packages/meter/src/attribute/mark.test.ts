import { expect, test } from "vitest";
import type { ChannelEnergy } from "../record/measurement.ts";
import { addWeights, energyOf, startMark, windowBetween } from "./mark.ts";
import type { Mark } from "./mark.ts";

function at(elapsedSeconds: number, cpu: number): Mark {
  return { elapsedSeconds, weights: () => ({ cpu }) };
}

/** A channel of which the command used so much. */
export function channelOf(component: "cpu" | "gpu" | "dram", machineJoules: number, runJoules: number): ChannelEnergy {
  return {
    channel: {
      id: component,
      sensor: "a-test",
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
      othersJoules: 0,
      unassignedJoules: 0,
      idleJoules: 0,
      dynamicJoules: machineJoules,
      basis: "cpu-time",
      share: machineJoules > 0 ? runJoules / machineJoules : 0,
      shareRelativeUncertainty: 0,
      explanation: "",
    },
    runRelativeUncertainty: 0,
    gaps: [],
    unlistedGaps: 0,
  };
}

test("a part of the run's time has energy in proportion to its weights", () => {
  const window = windowBetween(at(2, 10), at(6, 40));
  expect(window).toEqual({ fromSeconds: 2, toSeconds: 6, weights: { cpu: 30 } });
  expect(energyOf(window.weights, { cpu: 120 }, [channelOf("cpu", 400, 200)])).toEqual({
    joules: 50,
    joulesByComponent: { cpu: 50 },
  });
});

test("parts of one component add up, and a channel without weights has no energy yet", () => {
  const [cpu, other] = [channelOf("cpu", 400, 200), channelOf("cpu", 400, 100)];
  const second = { ...other, channel: { ...other.channel, id: "cpu-1" } };
  expect(energyOf({ cpu: 1, "cpu-1": 1 }, { cpu: 2, "cpu-1": 4 }, [cpu, second]).joulesByComponent).toEqual({
    cpu: 125,
  });
  expect(energyOf({}, {}, [cpu]).joules).toBe(0);
});

test("the whole has all of its energy, and never more", () => {
  const whole = windowBetween(startMark, at(10, 5));
  expect(energyOf(whole.weights, { cpu: 5 }, [channelOf("cpu", 9, 7)]).joules).toBe(7);
  expect(energyOf(addWeights(whole.weights, { cpu: 1 }), { cpu: 5 }, [channelOf("cpu", 9, 7)]).joules).toBe(7);
});
