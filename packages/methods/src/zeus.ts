import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import type { Row } from "@wattledger/core";

/**
 * Zeus: the energy of a window as the difference of GPU counters, or as the integral of GPU power, next to that of
 * processors and memory.
 *
 * You, Chung, Chowdhury 2023; equations as in commit 75a8b93.
 */
export const zeus = method({
  id: "zeus",
  version: "75a8b93",
  title: "Zeus",
  claim:
    "Energy of the GPUs over a window of a training, and its cost of energy and time; processors and memory are shown separately.",
  source: {
    title: "You, Chung, Chowdhury: Zeus: Understanding and Optimizing GPU Energy Consumption of DNN Training",
    version: "NSDI 2023; github.com/ml-energy/zeus, commit 75a8b93",
    locator: "zeus/monitor/energy.py, zeus/monitor/power.py, zeus/utils/metric.py",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "gpu",
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: [
      "processors and memory (measured, but not in the total)",
      "storage",
      "network",
      "rest of the node",
      "facility overhead",
      "embodied",
      "carbon (the original stops at joules; here they are multiplied by an intensity that you give)",
    ],
  },
  whenToUse: "To repeat what Zeus says of the GPUs of a training, with its cost of energy and time.",
  whenNotToUse: "As the energy of the machine: processors and memory are not in the total.",
  example: {
    "counters.gpu0.before": 0,
    "counters.gpu0.after": "900000 J",
    duration: "3600 s",
    maximumPower: "300 W",
    samples: "[]",
    zone: "US",
  },
  inputs: {
    counters: list("Each energy counter at both ends of the window", {
      inputs: {
        kind: choice(["gpu", "cpu", "dram"], "What the counter counts", {
          default: "gpu",
          source: "a GPU unless stated",
        }),
        before: input("J", "Where the window begins", { min: 0 }),
        after: input("J", "Where it ends", { min: 0 }),
        wraps: input("1", "Times that it wrapped in between", { min: 0, default: 0, source: "none seen" }),
        range: input("J", "Where it wraps", { min: 0, default: 0, source: "a GPU's counter does not" }),
      },
      equations: { energy: equation("J", "after − before + wraps × range") },
    }),
    samples: list("Power of GPUs without a counter as the monitor kept it, those of one GPU in a row", {
      inputs: {
        gpu: input("1", "Number of the GPU", { default: 0, source: "one GPU unless stated" }),
        time: input("s", "Time of the reading"),
        power: input("W", "Its power", { min: 0, usual: [0.5, 20_000] }),
      },
      equations: {},
    }),
    duration: input("s", "Length of the window", { min: 0, usual: [10, 3.2e7] }),
    instantPower: input("W", "Power of all GPUs at one moment, for a window shorter than the counter's step", {
      min: 0,
      default: 0,
      source: "not asked for unless stated",
    }),
    maximumPower: input("W", "Maximum power of all GPUs that the energy is of", { min: 0, usual: [10, 20_000] }),
    preference: input("1", "Weight of energy against time, from 0 to 1 (eta)", {
      min: 0,
      max: 1,
      default: 0.5,
      source: "zeus/optimizer/power_limit.py, ZeusCost",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity; not part of the original", {
      min: 0,
      from: "grid",
    }),
  },
  equations: {
    countedEnergy: equation("J", 'sum(one in counters: if(one.kind = "gpu", one.energy, 0))', "GPUs with a counter"),
    integratedEnergy: equation(
      "J",
      "sum((a, b) in samples: if(a.gpu = b.gpu, (a.power + b.power) ÷ 2 × (b.time − a.time), 0))",
      "GPUs without one, by trapezoids",
    ),
    gpuEnergy: equation(
      "J",
      "if(countedEnergy + integratedEnergy = 0, instantPower × duration, countedEnergy + integratedEnergy)",
      "All GPUs; where nothing was seen, the power at a moment times the duration",
    ),
    cpuEnergy: equation(
      "J",
      'sum(one in counters: if(one.kind = "cpu", one.energy, 0))',
      "Energy of processors, outside the total",
    ),
    dramEnergy: equation(
      "J",
      'sum(one in counters: if(one.kind = "dram", one.energy, 0))',
      "Energy of memory, outside the total",
    ),
    energy: equation("kWh", "gpuEnergy", "The total is that of the GPUs"),
    carbon: equation("gCO2e", "energy × intensity", "Not part of the original, which stops at joules"),
    cost: equation(
      "J",
      "preference × gpuEnergy + (1 − preference) × maximumPower × duration",
      "What the optimisers make least",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: "intensity" },
  critique: [
    "The total is the GPUs alone: the processors that wait for a slower GPU cost energy too, and savings at the node are a half to a tenth of the headline.",
    "The power monitor drops readings that repeat and integrates the rest by trapezoids: a flat 100 W over ten seconds becomes 0 J, a step of 2,500 J becomes 1,250 J (repeated only with the readings that it keeps).",
    "A wrap of a processor's counter is counted by a side process once a second: a reading in between is short of a whole range.",
    "A window shorter than the counter's step of 0.1 s reads 0 J.",
    "Time is that of the wall clock, which may be set.",
  ],
});

/**
 * The readings that the original's power monitor keeps: of each GPU the first, and those that differ from the one before.
 * Integrating them is its defect; to get the energy, give all readings.
 */
export function keptByZeus(samples: readonly Row[]): readonly Row[] {
  const latest = new Map<Row[string] | undefined, Row[string] | undefined>();
  return samples.filter(({ gpu, power }) => {
    const repeats = latest.has(gpu) && latest.get(gpu) === power;
    latest.set(gpu, power);
    return !repeats;
  });
}

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { gpu } = work.energyJoules ?? {};
  if (gpu === undefined) return fail("it measures accelerators: their energy would have to be known");
  return given({ counters: [{ fields: { before: 0, after: gpu } }], samples: [], duration: work.durationSeconds });
}
