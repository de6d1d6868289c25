import { choice, equation, input, list, method } from "@wattledger/core";
import {
  codecarbonBoundary,
  codecarbonClaim,
  codecarbonEquations,
  codecarbonExample,
  codecarbonGiven,
  codecarbonInputs,
  codecarbonLocator,
  codecarbonTitle,
  zoneInputs,
} from "./codecarbon-shared.ts";

/**
 * CodeCarbon: energy and carbon of a machine or process, from counters where there are any and else from its models of
 * processor and memory power.
 *
 * Equations and constants as in release 3.3.2.
 */
export const codecarbon = method({
  id: "codecarbon",
  version: "3.3.2",
  title: "CodeCarbon",
  claim: codecarbonClaim,
  source: {
    title: codecarbonTitle,
    version: "3.3.2, package codecarbon on PyPI (2026-10)",
    locator: `${codecarbonLocator}, core/gpu_device.py, emissions_tracker.py`,
    retrieved: "2026-11-30",
    license: "MIT",
  },
  accepts: { "compute-run": codecarbonGiven },
  boundary: codecarbonBoundary,
  whenToUse: "To repeat or check what CodeCarbon wrote of a run, in each of its modes.",
  whenNotToUse:
    "As the measurement itself where counters can be read: its model of a processor is half off at middle loads. Let `wattledger run` measure.",
  example: codecarbonExample,
  inputs: {
    ...codecarbonInputs,
    intensity: input("kgCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "codecarbon-grid.3-3-2" }),
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
    zones: list("RAPL zones that are read; a zone that mirrors another is not", {
      inputs: zoneInputs,
      equations: {
        delta: equation(
          "J",
          "if(after ≥ before, after − before, if(after + range < before, 0, after + range − before))",
          "One wrap is put right; a counter that is still lower counts nothing",
        ),
      },
    }),
    gpus: list("GPUs that are tracked", {
      inputs: {
        before: input("mJ", "Energy since the driver was loaded, at the last good reading", { min: 0 }),
        after: input("mJ", "The same now", { min: 0 }),
        counter: choice(["yes", "no"], "Whether the counter can be read now and was read before", {
          default: "yes",
          source: "Volta and later",
        }),
        power: input("W", "Mean of the power readings of the interval, one a second, if the processor has no counter", {
          min: 0,
          default: 0,
          source: "core/gpu_device.py: 0 while no power can be read either",
        }),
        reported: input("kWh", "What the power readings reported since the last good reading of the counter", {
          min: 0,
          default: 0,
          source: "the counter was read at the last reading",
        }),
        reportedTime: input("s", "Time that they reported", {
          min: 0,
          usual: [1, 3600],
          default: 0,
          source: "the counter was read at the last reading",
        }),
      },
      equations: {},
    }),
  },
  equations: {
    ...codecarbonEquations,
    meanCpuPower: equation(
      "W",
      "pue × sum(one in readings: one.cpuPower) ÷ sum(one in readings: 1)",
      "Plain mean over readings of any length; with the facility since 3.3.2",
    ),
    meanGpuPower: equation("W", "pue × sum(one in readings: one.gpuPower) ÷ sum(one in readings: 1)"),
    meanRamPower: equation("W", "pue × sum(one in readings: one.ramPower) ÷ sum(one in readings: 1)"),
    sampledPower: equation(
      "W",
      "if(sum(one in loads: one.duration) = 0, sum(one in loads: tdp × (0.1 + 0.9 × one.load^3)) ÷ sum(one in loads: 1), sum(one in loads: tdp × (0.1 + 0.9 × one.load^3) × one.duration) ÷ sum(one in loads: one.duration))",
      "Mean of the curve at each look, weighted by the seconds that the look covers",
    ),
    systemLoad: equation(
      "1",
      'if(sum(one in systemTimes: if(one.state = "guest", 0, one.time)) = 0, 0, sum(one in systemTimes: if(one.state = "busy", one.time, 0)) ÷ sum(one in systemTimes: if(one.state = "guest", 0, one.time)))',
      "Busy over all; waiting for a disk is idle, and guests are busy already",
    ),
    gpuCounted: equation(
      "kWh",
      'sum(gpu in gpus: if(gpu.counter = "no" or gpu.after < gpu.before, gpu.power × interval, max(0 [kWh], (gpu.after − gpu.before) × kilowattHoursPerJoule − gpu.reported)))',
      "GPUs that are tracked; without a usable counter, power times time",
    ),
    gpuCarried: equation(
      "kWh",
      'sum(gpu in gpus: if(gpu.counter = "no", gpu.reported + gpu.power × interval, if(gpu.after < gpu.before, 0 [kWh], max(0 [kWh], gpu.reported − (gpu.after − gpu.before) × kilowattHoursPerJoule))))',
      "What the next reading of the counter takes off",
    ),
    gpuPower: equation(
      "W",
      'sum(gpu in gpus: if(gpu.counter = "no" or gpu.after < gpu.before, gpu.power, if(interval + gpu.reportedTime = 0, 0 [W], (gpu.after − gpu.before) × kilowattHoursPerJoule ÷ (interval + gpu.reportedTime))))',
    ),
  },
  outputs: { energy: "energy", gwp: "carbon", water: "water" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Against 86 points that the project measured itself, the cubic curve has a mean error of 46 % and gives half of the processor's power at middle loads.",
    "In process mode the processor has no idle share and children that ended between two readings are lost, while RAPL and GPUs are charged whole.",
    "The memory model is not monotone (128 GiB 38 W, 129 GiB 42 W, 1 TiB 38 W) and gives each process at least 10 W; the memory counter of RAPL is never added.",
    "The time that a reading takes is lost for all parts that are modelled: 1 s for each reading of 15 s.",
    "A GPU named by its UUID is not tracked.",
    "The power columns contain PUE since 3.3.2, and did not before. They are means over readings of any length, the empty first one included: use energy over time.",
    "Which table an intensity came from, and of which year, is in no output. Fossil sources are combustion only, others life cycle; the provinces of China are CO2 only.",
    "A place that is not in its tables gets its country's figure, and a line in a log says so: Puerto Rico the mean of the United States, Hong Kong the mean of the mainland where its country is CHN.",
    "Several trackers on one machine each count all of it.",
    "Its two dashboards compare with cars of 254 and 133 g/km, and with television of 97 g an hour and 3.3 kWh a day, both without a source.",
  ],
});
