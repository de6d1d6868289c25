import { equation, given, input } from "@wattledger/core";
import type { ActivityOf, Boundary, Given, Result } from "@wattledger/core";
import { acceleratorsOf, bytes, seconds } from "../activity-data.ts";
import * as credible from "../credible.ts";
import { notOf } from "../stand-in.ts";

/** Inputs of one computing task, with the figures of release 3.0 where releases differ. */
export const calculatorInputs = {
  runtime: input("h", "Wall-clock time of the task", { min: 0, usual: [0.01, 8784] }),
  cores: input("core", "Processor cores reserved", {
    credible: credible.cores,
    min: 0,
    default: 0,
    source: "none unless stated",
  }),
  corePower: input("W/core", "Thermal design power per core", {
    credible: credible.corePower,
    min: 0,
    usual: [0.1, 40],
    from: "hardware.cpu.power-per-core",
    default: 12,
    source: "data/latest/TDP_cpu.csv, row Any",
  }),
  cpuUsage: input("1", "Mean busy share of the cores", { min: 0, max: 1, default: 1, source: "used unless stated" }),
  gpus: input("GPU", "Accelerators reserved", {
    credible: credible.accelerators,
    min: 0,
    default: 0,
    source: "none unless stated",
  }),
  gpuPower: input("W/GPU", "Thermal design power per accelerator", {
    min: 0,
    usual: [1, 3000],
    from: "hardware.accelerator.tdp",
    default: 200,
    source: "TDP_gpu.csv, row Any, in all releases",
  }),
  gpuUsage: input("1", "Mean busy share of the accelerators", {
    min: 0,
    max: 1,
    default: 1,
    source: "used unless stated",
  }),
  memory: input("GB", "Memory reserved (not used)", { min: 0, usual: [0.01, 24_000] }),
  memoryPower: input("W/GB", "Power per reserved gigabyte", {
    min: 0,
    default: 0.3725,
    source: "referenceValues.csv, row memoryPower, in all releases",
  }),
  pue: input("1", "Power usage effectiveness of the facility", {
    min: 1,
    from: "facility.pue",
    standIn: notOf("Green Algorithms", "pue"),
    default: 1.56,
    source: "data/latest/defaults_PUE.csv, row Unknown",
  }),
  intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
    min: 0,
    from: "green-algorithms-grid",
  }),
  multiplier: input("1", "Times that the task was run (pragmatic scaling factor)", {
    min: 1,
    default: 1,
    source: "once unless stated",
  }),
  treeAbsorption: input("gCO2e/year", "Absorption of a mature tree", {
    min: 0,
    default: 11_000,
    source: "data/latest/referenceValues.csv, row treeYear",
  }),
  carIntensity: input("gCO2e/km", "A passenger car in Europe", {
    min: 0,
    default: 175,
    source: "referenceValues.csv, row passengerCar_EU, in all releases",
  }),
  shortFlight: input("gCO2e", "A flight from Paris to Dublin", {
    min: 0,
    default: 110_000,
    source: "referenceValues.csv, row flight_PAR-DUB",
  }),
  middleFlight: input("gCO2e", "A flight from New York to San Francisco", {
    min: 0,
    default: 570_000,
    source: "referenceValues.csv, row flight_NY-SF",
  }),
  longFlight: input("gCO2e", "A flight from New York to Melbourne", {
    min: 0,
    default: 2_310_000,
    source: "referenceValues.csv, row flight_NYC-MEL",
  }),
};

/** What to say of an answer that lacks its main part. */
export const calculatorCautions = {
  memoryAlone: "No processor and no accelerator was given: this is the memory alone. Give cores= (and cpu=), or gpus=.",
};

/** Equations of one computing task, the same in all releases of the calculator. */
export const calculatorEquations = {
  cpuPower: equation("W", "pue × cores × corePower × cpuUsage", "Cores, with facility overhead"),
  acceleratorPower: equation("W", "pue × gpus × gpuPower × gpuUsage", "Accelerators, with facility overhead"),
  dramPower: equation("W", "pue × memory × memoryPower", "Memory, with facility overhead"),
  power: equation("W", "cpuPower + acceleratorPower + dramPower", "Power needed; not multiplied by the scaling factor"),
  energy: equation("kWh", "runtime × power × multiplier", "Energy needed"),
  carbon: equation("gCO2e", "energy × intensity", "Carbon footprint"),
  cpuCarbon: equation("gCO2e", "runtime × cpuPower × multiplier × intensity"),
  gpuCarbon: equation("gCO2e", "runtime × acceleratorPower × multiplier × intensity"),
  dramCarbon: equation("gCO2e", "runtime × dramPower × multiplier × intensity"),
  memoryAlone: equation("1", "if(cores = 0 and gpus = 0, 1, 0)", "1 if neither processors nor accelerators were given"),
  treeMonths: equation("1", "carbon ÷ treeAbsorption × 12 ÷ 1 [year]", "Months that a mature tree absorbs as much in"),
  carKilometres: equation("km", "carbon ÷ carIntensity", "Distance by car with as much"),
  flight: equation(
    "gCO2e",
    "if(carbon < 0.5 × middleFlight, shortFlight, if(carbon < 0.5 × longFlight, middleFlight, longFlight))",
    "The longest of three flights of which it is at least a half, else the shortest",
  ),
  flights: equation("1", "carbon ÷ flight", "Such flights with as much"),
};

/** What the calculator counts. */
export const calculatorBoundary: Boundary = {
  energy: "facility",
  components: ["cpu", "gpu", "dram"],
  overheads: ["pue"],
  lifeCycle: ["use"],
  excludes: ["embodied", "storage", "network", "idle nodes", "power-supply losses (other than through PUE)", "water"],
};

/** What is said against all of its releases. */
export const calculatorCritique = [
  "Memory power is disputed: measured idle memory draws a fraction of 0.3725 W/GB, and traffic matters more than size.",
  "Power per core is stored rounded to 0.1 W, so that results differ in the third digit from the vendor's figure.",
  "The usage factor scales cores linearly and has no idle power; measured processors draw well over half of their peak at half load.",
];

/** What a person would type into the calculator's form, but for the name of the processor. */
export function calculatorGiven(work: ActivityOf<"compute-run"> | ActivityOf<"training-plan">): Result<Given, string> {
  const accelerators = acceleratorsOf(work);
  if (!accelerators.ok) return accelerators;
  const { count, model, meanLoad } = accelerators.value;
  return given({
    runtime: seconds(work.durationSeconds),
    cores: work.processorCores,
    cpuUsage: work.kind === "compute-run" ? work.meanLoad : undefined,
    gpus: count,
    accelerator: model,
    gpuUsage: meanLoad,
    memory: bytes(work.memoryBytes),
  });
}
