import { choice, equation, graphOf, input, list } from "@wattledger/core";
import type { Graph } from "@wattledger/core";
import type { CodecarbonRelease } from "@wattledger/methods/codecarbon-places";

// Energy and power by CodeCarbon's counters between two readings: core/rapl.py, core/gpu_device.py, core/units.py.

/** A RAPL zone. The releases compute its energy over an interval in different ways. */
const zoneInputs = {
  before: input("uJ", "State of the counter before", { min: 0 }),
  after: input("uJ", "State of the counter after", { min: 0 }),
  range: input("uJ", "Where it wraps: max_energy_range_uj", {
    min: 0,
    default: 0,
    source: "an unreadable range",
  }),
  counted: choice(["yes", "no"], "Whether it is a package or the platform: others are read and not added", {
    default: "yes",
    source: "a package unless stated",
  }),
};

const counterInputs = {
  interval: input("s", "Time between two states of the counters", { min: 0, usual: [0.1, 3600] }),
  kilowattHoursPerJoule: input("kWh/J", "The original's conversion of what counters say, 8e-7 too high", {
    default: 2.77778e-7,
    source: "core/units.py, JOULES_TO_KWH",
  }),
};

const raplEquations = {
  zonesRead: equation("1", "sum(zone in zones: 1)"),
  raplEnergy: equation(
    "kWh",
    'sum(zone in zones: if(zone.counted = "yes", zone.delta × kilowattHoursPerJoule, 0))',
    "Packages or platform",
  ),
  raplPower: equation(
    "W",
    'if(interval = 0, 0, sum(zone in zones: if(zone.counted = "yes", abs(zone.delta) × kilowattHoursPerJoule, 0)) ÷ interval)',
  ),
};

const rapl: Readonly<Record<CodecarbonRelease, Graph>> = {
  "3.3.0": graphOf({
    inputs: {
      ...counterInputs,
      zones: list("RAPL zones that are read", {
        inputs: zoneInputs,
        equations: { delta: equation("J", "after − before + if(after < before, range, 0)", "One wrap is put right") },
      }),
    },
    equations: raplEquations,
  }),
  "3.3.2": graphOf({
    inputs: {
      ...counterInputs,
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
    },
    equations: raplEquations,
  }),
};

/** Energy and power of the RAPL zones that a release reads. */
export function raplCounters(release: CodecarbonRelease): Graph {
  return rapl[release];
}

/** Energy and power of GPUs, release 3.3.0. */
export const gpuCounters330 = graphOf({
  inputs: {
    ...counterInputs,
    gpus: list("GPUs that are tracked", {
      inputs: {
        before: input("mJ", "Energy since the driver was loaded, before", { min: 0 }),
        after: input("mJ", "The same after", { min: 0 }),
        counter: choice(["yes", "no"], "Whether it counts energy at all", {
          default: "yes",
          source: "Volta and later",
        }),
      },
      equations: {},
    }),
    negativeResets: choice(["no", "yes"], "Let a counter that was reset give negative energy", {
      default: "no",
      source: "off: a defect of the original; what it counted since is a lower bound",
    }),
  },
  equations: {
    gpuCounted: equation(
      "kWh",
      'kilowattHoursPerJoule × sum(gpu in gpus: if(gpu.counter = "no", 0, if(gpu.after < gpu.before and negativeResets = "no", gpu.after, gpu.after − gpu.before)))',
      "GPUs that are tracked; one without a counter counts nothing",
    ),
    gpuPower: equation(
      "W",
      'if(interval = 0, 0, kilowattHoursPerJoule × sum(gpu in gpus: if(gpu.counter = "no", 0, if(gpu.after < gpu.before and negativeResets = "no", gpu.after, abs(gpu.after − gpu.before)))) ÷ interval)',
    ),
  },
});

/** Energy and power of GPUs since release 3.3.2, which falls back to power readings. */
export const gpuCounters = graphOf({
  inputs: {
    ...counterInputs,
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
});

/** Power between two states of a counter of energy. */
export const counterPower = graphOf({
  inputs: {
    interval: input("s", "Time between two states of the counters", { min: 0, usual: [0.1, 3600] }),
    earlierEnergy: input("kWh", "Earlier of two states of a counter"),
    laterEnergy: input("kWh", "Later of two states of a counter"),
  },
  equations: {
    powerBetween: equation("W", "if(interval = 0, 0, abs(laterEnergy − earlierEnergy) ÷ interval)"),
  },
});
