import { choice, equation, graphOf, input, list } from "@wattledger/core";
import type { Graph } from "@wattledger/core";
import type { CodecarbonRelease } from "@wattledger/methods/codecarbon-places";

// How CodeCarbon turns the load of processors into power, besides the curve that the method's package holds:
// external/hardware.py, external/ram.py, external/scheduler.py and psutil.

const processorInputs = {
  tdp: input("W", "Thermal design power of all sockets", {
    min: 0,
    usual: [1, 1000],
    default: 85,
    source: "hardware.py, POWER_CONSTANT, of a processor without a name",
  }),
};

/** Mean power over the looks between two readings. */
const sampled: Readonly<Record<CodecarbonRelease, Graph>> = {
  "3.3.0": graphOf({
    inputs: {
      ...processorInputs,
      loads: list("Busy share of all processors at each look between two readings", {
        inputs: { load: input("1", "Busy share", { min: 0 }) },
        equations: {},
      }),
    },
    equations: {
      sampledPower: equation(
        "W",
        "sum(one in loads: tdp × (0.1 + 0.9 × one.load^3)) ÷ sum(one in loads: 1)",
        "Mean of the curve at each look, not the curve at the mean load",
      ),
    },
  }),
  "3.3.2": graphOf({
    inputs: {
      ...processorInputs,
      loads: list("Busy share of all processors at each look between two readings", {
        inputs: {
          load: input("1", "Busy share since the look before", { min: 0 }),
          duration: input("s", "Time since the look before", {
            min: 0,
            usual: [0.001, 60],
            default: 1,
            source: "external/scheduler.py: the monitor looks once a second",
          }),
        },
        equations: {},
      }),
    },
    equations: {
      sampledPower: equation(
        "W",
        "if(sum(one in loads: one.duration) = 0, sum(one in loads: tdp × (0.1 + 0.9 × one.load^3)) ÷ sum(one in loads: 1), sum(one in loads: tdp × (0.1 + 0.9 × one.load^3) × one.duration) ÷ sum(one in loads: one.duration))",
        "Mean of the curve at each look, weighted by the seconds that the look covers",
      ),
    },
  }),
};

/** Mean power over the looks between two readings, as a release computes it. */
export function sampledLoad(release: CodecarbonRelease): Graph {
  return sampled[release];
}

/** Power of a process, and the curves and the memory model that releases before 3 used. */
export const otherPower = graphOf({
  inputs: {
    ...processorInputs,
    load: input("1", "Busy share of all processors", { max: 1, min: 0 }),
    processes: list("The process and each of its children that was there at both readings", {
      inputs: { cpuTime: input("s", "Processor time between the readings", { min: 0 }) },
      equations: {},
    }),
    logicalProcessors: input("processor", "Logical processors", { min: 1 }),
    processorFamily: choice(["other", "threadripper"], "Family, for the curves that no longer count", {
      default: "other",
      source: "any but AMD Ryzen Threadripper",
    }),
    memory: input("GiB", "Memory: of the machine, or what the process holds", { min: 0, usual: [0.01, 24_000] }),
    interval: input("s", "Time between two states of the counters", { min: 0, usual: [0.1, 3600] }),
  },
  equations: {
    processPower: equation(
      "W",
      "if(interval = 0, 0, tdp × sum(one in processes: one.cpuTime) ÷ interval ÷ logicalProcessors)",
      "Of a process: linear, without the idle machine",
    ),
    legacyPower: equation(
      "W",
      'tdp × if(processorFamily = "other", max(load, 0.1), if(load < 0.1, 0.5 × load, if(load ≤ 0.3, 0.05 + 1.8 × (load − 0.1), if(load ≤ 0.5, 0.45 + 0.5 × ((load − 0.3) ÷ 0.2)^1.8, 0.85 + 0.15 × (1 − exp(−5 × (load − 0.5)))))))',
      "Curves that are still in the source and that nothing calls",
    ),
    ramPowerVersion2: equation("W", "memory × 3 [W] ÷ 8 [GiB]", "Before release 3"),
  },
});

/** Load of all processors from the times of their states. */
export const systemLoad = graphOf({
  inputs: {
    systemTimes: list("Time that all processors together spent in each state between two looks", {
      inputs: {
        state: choice(["busy", "idle", "waiting", "guest"], "State; guest time is a part of busy time", {
          default: "busy",
          source: "busy unless stated",
        }),
        time: input("s", "Processor time", { min: 0 }),
      },
      equations: {},
    }),
  },
  equations: {
    systemLoad: equation(
      "1",
      'if(sum(one in systemTimes: if(one.state = "guest", 0, one.time)) = 0, 0, sum(one in systemTimes: if(one.state = "busy", one.time, 0)) ÷ sum(one in systemTimes: if(one.state = "guest", 0, one.time)))',
      "Busy over all; waiting for a disk is idle, and guests are busy already",
    ),
  },
});
