import { equation, fail, given, input, list } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "../activity-data.ts";

// What releases 3.3.0 and 3.3.2 of CodeCarbon have in common.

/** Title that the versions of the method CodeCarbon share. */
export const codecarbonTitle = "CodeCarbon: track and reduce the CO2 emissions of your computing";
/** Locator that the versions of the method CodeCarbon share. */
export const codecarbonLocator =
  "codecarbon/external/hardware.py, external/ram.py, core/rapl.py, core/units.py, core/emissions.py";
/** Claim that the versions of the method CodeCarbon share. */
export const codecarbonClaim =
  "Energy, carbon and site water of what a machine did in a time: power of its parts times time, times an intensity.";

/** Boundary that the versions of the method CodeCarbon share. */
export const codecarbonBoundary = {
  energy: "facility",
  components: ["cpu", "gpu", "dram"],
  overheads: ["pue"],
  lifeCycle: ["use"],
  excludes: ["storage", "network", "board, fans and supply losses", "embodied", "water of power generation"],
} as const;

/** Example that the versions of the method CodeCarbon share. */
export const codecarbonExample = {
  "readings.first.duration": "1800 s",
  "readings.first.cpuPower": "65 W",
  "readings.first.gpuPower": "250 W",
  "readings.first.ramPower": "20 W",
  "readings.second.duration": "1800 s",
  "readings.second.cpuPower": "60 W",
  "readings.second.gpuPower": "240 W",
  "readings.second.ramPower": "20 W",
  zone: "DE",
};

/** What to say of an answer that lacks its main part. */
export const codecarbonCautions = {
  processorMissing: "No power of the processors was given: they are not in this figure. Give readings.NAME.cpuPower=.",
};

/** Inputs of both releases. */
export const codecarbonInputs = {
  readings: list("Each reading: what the parts drew in the time since the last", {
    inputs: {
      duration: input("s", "Time since the last reading; the first follows the start at once", {
        usual: [10, 3.2e7],
        min: 0,
      }),
      cpuLag: input("s", "Time that this reading had taken when it came to the processors", {
        min: 0,
        usual: [0.01, 60],
        default: 0,
        source: "a reading that takes no time",
      }),
      gpuLag: input("s", "Time that this reading had taken when it came to the GPUs", {
        min: 0,
        usual: [0.01, 60],
        default: 0,
        source: "a reading that takes no time",
      }),
      ramLag: input("s", "Time that this reading had taken when it came to memory", {
        min: 0,
        usual: [0.01, 60],
        default: 0,
        source: "a reading that takes no time",
      }),
      cpuPower: input("W", "Power of the processors", {
        min: 0,
        usual: [0.5, 20_000],
        default: 0,
        source: "not measured",
      }),
      gpuPower: input("W", "Power of the GPUs", { usual: [0.5, 50_000], default: 0, source: "not measured" }),
      ramPower: input("W", "Power of memory", { min: 0, usual: [0.1, 5000], default: 0, source: "not measured" }),
    },
    equations: {},
  }),
  duration: input("s", "Time from the (last) start to the end, for the rate", { min: 0, usual: [10, 3.2e7] }),
  pue: input("1", "Power usage effectiveness of the facility", {
    min: 1,
    default: 1,
    source: "emissions_tracker.py, pue",
  }),
  wue: input("L/kWh", "Water consumed on site per energy", {
    min: 0,
    default: 0,
    source: "emissions_tracker.py, wue",
  }),
};

/** Equations of both releases. */
export const codecarbonEquations = {
  cpuEnergy: equation(
    "kWh",
    "pue × sum(one in readings: one.cpuPower × (one.duration + one.cpuLag))",
    "Processors, with the facility",
  ),
  gpuEnergy: equation(
    "kWh",
    "pue × sum(one in readings: one.gpuPower × (one.duration + one.gpuLag))",
    "GPUs, with the facility",
  ),
  ramEnergy: equation(
    "kWh",
    "pue × sum(one in readings: one.ramPower × (one.duration + one.ramLag))",
    "Memory, with the facility",
  ),
  energy: equation("kWh", "cpuEnergy + gpuEnergy + ramEnergy"),
  processorMissing: equation("1", "if(cpuEnergy = 0, 1, 0)", "1 if the processors count nothing"),
  carbon: equation("kgCO2e", "energy × intensity"),
  water: equation("L", "energy × wue", "On site"),
  rate: equation("kgCO2e/s", "carbon ÷ duration"),
};

/** A measured run as one reading. */
export function codecarbonGiven(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { cpu, gpu, dram } = work.energyJoules ?? {};
  if (cpu === undefined && gpu === undefined && dram === undefined) return fail(needsMeasurement);
  const duration = work.durationSeconds;
  const mean = (energy = 0): number => energy / duration;
  const fields = { duration, cpuPower: mean(cpu), gpuPower: mean(gpu), ramPower: mean(dram) };
  return given({ readings: [{ fields }], duration });
}
