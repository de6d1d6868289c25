import { choice, equation, input, method } from "@wattledger/core";

/**
 * The Green Algorithms calculator, v3.0: energy and carbon of a computing task from its run time, hardware, memory and
 * place, with the AI page's multiples for research, retraining and continuous inference.
 *
 * Lannelongue, Grealey, Inouye 2021; equations and constants as in the calculator's release 3.0.
 */
export const greenAlgorithms = method({
  id: "green-algorithms",
  version: "3.0",
  title: "Green Algorithms calculator",
  claim: "Energy and carbon of one computing task, estimated from what was reserved for it, without any measurement.",
  source: {
    title: "Lannelongue, Grealey, Inouye: Green Algorithms: Quantifying the Carbon Footprint of Computation",
    version: "doi 10.1002/advs.202100707; calculator release 3.0, commit 30df2fe",
    locator: "equations 1 to 3; data/latest",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: ["compute-run", "training-plan"],
  boundary: {
    components: ["cpu", "gpu", "dram"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: ["embodied", "storage", "network", "idle nodes", "power-supply losses (other than through PUE)", "water"],
  },
  inputs: {
    runtime: input("h", "Wall-clock time of the task", { min: 0 }),
    cores: input("core", "Processor cores reserved", { min: 0, default: 0, source: "none unless stated" }),
    corePower: input("W/core", "Thermal design power per core", {
      min: 0,
      from: "hardware.cpu.power-per-core",
      default: 12,
      source: "data/latest/TDP_cpu.csv, row Any",
    }),
    cpuUsage: input("1", "Mean busy share of the cores", { min: 0, max: 1, default: 1, source: "used unless stated" }),
    gpus: input("GPU", "Accelerators reserved", { min: 0, default: 0, source: "none unless stated" }),
    gpuPower: input("W/GPU", "Thermal design power per accelerator", {
      min: 0,
      default: 200,
      source: "data/latest/TDP_gpu.csv, row Any",
    }),
    gpuUsage: input("1", "Mean busy share of the accelerators", {
      min: 0,
      max: 1,
      default: 1,
      source: "used unless stated",
    }),
    memory: input("GB", "Memory reserved (not used)", { min: 0 }),
    memoryPower: input("W/GB", "Power per reserved gigabyte", {
      min: 0,
      default: 0.3725,
      source: "data/latest/referenceValues.csv, row memoryPower",
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      from: "facility.pue",
      default: 1.56,
      source: "data/latest/defaults_PUE.csv, row Unknown",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
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
      source: "data/latest/referenceValues.csv, row passengerCar_EU",
    }),
    researchMultiple: input("1", "Research and development before the main training, as a multiple of it", {
      min: 0,
      default: 0,
      source: "switched off unless stated",
    }),
    retrainings: input("1", "Times that the model is trained again", {
      min: 0,
      default: 0,
      source: "switched off unless stated",
    }),
    retrainingMultiple: input("1", "One retraining, as a multiple of the main training", {
      min: 0,
      default: 0,
      source: "switched off unless stated",
    }),
    continuousInference: choice(["no", "yes"], "Whether the task is inference that goes on for the whole report", {
      default: "no",
      source: "switched off unless stated",
    }),
    taskPeriod: input("1", "How many periods the task stands for", { min: 0, default: 1, source: "one unless stated" }),
    taskPeriodUnit: choice(["day", "week", "month", "year"], "The period that the task stands for", {
      default: "month",
      source: "a month unless stated",
    }),
    reportPeriod: input("1", "How many periods the report spans", { min: 0, default: 1, source: "one unless stated" }),
    reportPeriodUnit: choice(["month", "year"], "The period of the report", {
      default: "month",
      source: "a month unless stated",
    }),
  },
  equations: {
    cpuPower: equation("W", "pue × cores × corePower × cpuUsage", "Cores, with facility overhead"),
    acceleratorPower: equation("W", "pue × gpus × gpuPower × gpuUsage", "Accelerators, with facility overhead"),
    dramPower: equation("W", "pue × memory × memoryPower", "Memory, with facility overhead"),
    power: equation(
      "W",
      "cpuPower + acceleratorPower + dramPower",
      "Power needed; not multiplied by the scaling factor",
    ),
    energy: equation("kWh", "runtime × power × multiplier", "Energy needed"),
    carbon: equation("gCO2e", "energy × intensity", "Carbon footprint"),
    cpuCarbon: equation("gCO2e", "runtime × cpuPower × multiplier × intensity"),
    gpuCarbon: equation("gCO2e", "runtime × acceleratorPower × multiplier × intensity"),
    dramCarbon: equation("gCO2e", "runtime × dramPower × multiplier × intensity"),
    treeMonths: equation(
      "1",
      "carbon ÷ treeAbsorption × 12 ÷ 1 [year]",
      "Months that a mature tree absorbs as much in",
    ),
    carKilometres: equation("km", "carbon ÷ carIntensity", "Distance by car with as much"),
    researchEnergy: equation("kWh", "energy × researchMultiple"),
    retrainingEnergy: equation("kWh", "energy × retrainings × retrainingMultiple"),
    trainingEnergy: equation(
      "kWh",
      "energy + researchEnergy + retrainingEnergy",
      "Main training, research and retrainings",
    ),
    trainingCarbon: equation("gCO2e", "carbon × (1 + researchMultiple + retrainings × retrainingMultiple)"),
    tasksPerMonth: equation(
      "1",
      'if(taskPeriodUnit = "day", 30 ÷ taskPeriod, if(taskPeriodUnit = "week", 4 ÷ taskPeriod, if(taskPeriodUnit = "month", 1 ÷ taskPeriod, 1 ÷ (12 × taskPeriod))))',
      "The calculator counts 30 days and 4 weeks to a month",
    ),
    monthsInReport: equation("1", 'if(reportPeriodUnit = "year", 12 × reportPeriod, reportPeriod)'),
    inferenceFactor: equation("1", 'if(continuousInference = "yes", tasksPerMonth × monthsInReport, 1)'),
    inferenceEnergy: equation("kWh", "energy × inferenceFactor", "Inference over the whole report"),
    inferenceCarbon: equation("gCO2e", "carbon × inferenceFactor"),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "training-energy": "trainingEnergy",
    "training-gwp": "trainingCarbon",
    "inference-energy": "inferenceEnergy",
    "inference-gwp": "inferenceCarbon",
  },
  critique: [
    "A year of continuous inference is 360 days when entered per day and 48 weeks when entered per week: 8 % below 52.14 weeks.",
    "Memory power is disputed: measured idle memory draws a fraction of 0.3725 W/GB, and traffic matters more than size.",
    "Power per core is stored rounded to 0.1 W, so that results differ in the third digit from the vendor's figure.",
    "The usage factor scales cores linearly and has no idle power; measured processors draw well over half of their peak at half load.",
  ],
});
