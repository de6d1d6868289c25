import { choice, equation, fail, given, input, list } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "../activity-data.ts";
import { equivalentEquations, equivalentInputs } from "./codecarbon-equivalents.ts";

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

/** A RAPL zone, of which the releases tell the energy of an interval in different ways. */
export const zoneInputs = {
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
  tdp: input("W", "Thermal design power of all sockets", {
    min: 0,
    usual: [1, 1000],
    default: 85,
    source: "hardware.py, POWER_CONSTANT, of a processor without a name",
  }),
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
  architecture: choice(["x86", "arm"], "Kind of the machine", { default: "x86", source: "x86 unless stated" }),

  interval: input("s", "Time between two states of the counters", { min: 0, usual: [0.1, 3600] }),
  kilowattHoursPerJoule: input("kWh/J", "The original's conversion of what counters say, 8e-7 too high", {
    default: 2.77778e-7,
    source: "core/units.py, JOULES_TO_KWH",
  }),
  earlierEnergy: input("kWh", "Earlier of two states of a counter"),
  laterEnergy: input("kWh", "Later of two states of a counter"),

  sources: list("Sources of electricity whose intensity is known", {
    inputs: {
      generation: input("TWh", "Generation; of a region any number in proportion", { min: 0 }),
      intensity: input("gCO2e/kWh", "Its carbon intensity", { min: 0 }),
    },
    equations: {},
  }),
  totalGeneration: input("TWh", "Generation of all sources", { min: 0 }),
  worldIntensity: input("gCO2e/kWh", "Mean of the world", {
    min: 0,
    default: 475,
    source: "carbon_intensity_per_source.json, world_average (IEA 2019)",
  }),
  ...equivalentInputs,
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
  carbon: equation("kgCO2e", "energy × intensity"),
  water: equation("L", "energy × wue", "On site"),
  rate: equation("kgCO2e/s", "carbon ÷ duration"),

  constantPower: equation("W", "0.5 × tdp", "Where nothing tells the load"),
  loadPower: equation("W", "tdp × (0.1 + 0.9 × load^3)", "Of the machine, by a cubic curve"),
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

  moduleSize: equation(
    "GiB",
    "if(memory ≥ 1024 [GiB], 128 [GiB], if(memory ≥ 512 [GiB], 64 [GiB], if(memory ≥ 256 [GiB], 32 [GiB], 16 [GiB])))",
    "Largest usual module of which eight are no more than the memory",
  ),
  modules: equation(
    "1",
    "if(memory ≤ 2 [GiB], 1, if(memory ≤ 16 [GiB], 2, if(memory ≤ 64 [GiB], 4, if(memory ≤ 128 [GiB], 8, min(ceil(memory ÷ moduleSize), 32)))))",
    "Modules of memory, guessed from its size",
  ),
  modulePower: equation("W", 'if(architecture = "arm", 1.5 [W], 5 [W])', "Power of one memory module"),
  ramPower: equation(
    "W",
    "modulePower × max(2, min(modules, 4) + 0.9 × min(max(modules − 4, 0), 4) + 0.8 × min(max(modules − 8, 0), 8) + 0.7 × max(modules − 16, 0))",
    "Full price for four modules, less for more, and never less than two",
  ),
  ramPowerVersion2: equation("W", "memory × 3 [W] ÷ 8 [GiB]", "Before release 3"),

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
  powerBetween: equation("W", "if(interval = 0, 0, abs(laterEnergy − earlierEnergy) ÷ interval)"),

  regionIntensity: equation(
    "kgCO2e/kWh",
    "sum(one in sources: one.generation ÷ totalGeneration × one.intensity)",
    "Sources without an intensity count nothing",
  ),
  mixIntensity: equation(
    "kgCO2e/kWh",
    "if(sum(one in sources: one.generation) = totalGeneration, regionIntensity, worldIntensity)",
    "The world's where the sources do not add up exactly",
  ),
  ...equivalentEquations,
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
