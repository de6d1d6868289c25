import { choice, equation, fail, input, list, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { notOf } from "../stand-in.ts";

/** What the accounting of a batch scheduler says of one job, all its steps together. */
const job = {
  inputs: {
    outcome: choice(["succeeded", "failed"], "How the job ended", {
      default: "succeeded",
      source: "succeeded unless stated",
    }),
    partition: choice(["cpu", "gpu"], "Whether the job's partition is one of processors or of GPUs", {
      default: "cpu",
      source: "processors unless stated",
    }),
    wallTime: input("h", "Time from start to end of the job", { min: 0, usual: [0.001, 8784] }),
    coreTime: input("h", "That time × the cores reserved", { min: 0, usual: [0.0001, 1e8] }),
    cpuTime: input("h", "Processor time used, all cores added up; 0 where the scheduler did not log it", {
      within: "coreTime",
      min: 0,
      usual: [0.0001, 1e8],
      default: 0,
      source: "not logged unless stated",
    }),
    corePower: input("W/core", "Thermal design power per core of the partition", {
      credible: credible.corePower,
      min: 0,
      usual: [0.1, 40],
      from: "hardware.cpu.power-per-core",
    }),
    gpus: input("GPU", "GPUs reserved", {
      credible: credible.accelerators,
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    gpuPower: input("W/GPU", "Thermal design power of a GPU of the partition", {
      min: 0,
      usual: [1, 3000],
      default: 200,
      source: "Green Algorithms calculator 3.0, data/latest/TDP_gpu.csv, row Any; the original has no such row",
    }),
    memoryRequested: input("GB", "Memory reserved, all nodes", { min: 0, usual: [0.01, 2.4e6] }),
    memoryLogged: choice(["no", "yes"], "Whether the scheduler logged the memory used", {
      default: "no",
      source: "not logged unless stated: all of it counts as used",
    }),
    memoryUsed: input("GB", "Greatest memory used, where it was logged", {
      within: "memoryRequested",
      min: 0,
      usual: [0.01, 24_000],
      default: 0,
      source: "read only where it was logged",
    }),
    memoryStep: input("GB", "Steps in which memory can be asked for on the partition", {
      min: 0,
      usual: [0.01, 24_000],
      default: 6,
      source: "cluster_info.yaml, granularity_memory_request, as an example",
    }),
  },
  equations: {
    cpuTimeUsed: equation("h", "if(cpuTime = 0, coreTime, cpuTime)", "Without a log all cores count as busy"),
    gpuTimeUsed: equation("h", 'if(partition = "gpu", wallTime × gpus, 0)', "GPUs always count as busy"),
    cpuEnergy: equation("kWh", "cpuTimeUsed × corePower"),
    gpuEnergy: equation("kWh", "gpuTimeUsed × gpuPower"),
    memoryKnown: equation("GB", 'if(memoryLogged = "yes", memoryUsed, memoryRequested)'),
    memoryStepped: equation(
      "GB",
      "(floor(memoryKnown ÷ memoryStep) + 1) × memoryStep",
      "Next step above what was used, also where that is a whole number of steps",
    ),
    memoryNeeded: equation(
      "GB",
      "if(memoryRequested < memoryKnown, memoryStepped, min(memoryRequested, memoryStepped))",
      "What would have been enough to ask for",
    ),
    overallocation: equation(
      "1",
      "if(memoryNeeded = 0 or memoryRequested < memoryNeeded, 1, memoryRequested ÷ memoryNeeded)",
      "How many times the needed memory was asked for",
    ),
  },
};

/**
 * Green Algorithms 4 HPC: energy and carbon of a user's jobs from the accounting of a batch scheduler, with what failed
 * jobs and unneeded memory cost.
 *
 * Equations as in the code of February 2026.
 */
export const greenAlgorithmsHpc = method({
  id: "green-algorithms-hpc",
  version: "0.4",
  title: "Green Algorithms 4 HPC",
  claim:
    "Energy, carbon and cost of finished jobs of a batch scheduler, from the processor time, GPUs and memory that it logged; and what of it was wasted.",
  source: {
    title: "Lannelongue, Grealey, Inouye: Green Algorithms 4 HPC",
    version: "github.com/GreenAlgorithms/GreenAlgorithms4HPC, commit c0f4709 (2026-02)",
    locator: "backend/__init__.py, backend/slurm_extract.py, data/fixed_parameters.yaml",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: {
    "compute-run": () => fail("it reads the accounting of a cluster's jobs"),
  },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu", "dram"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: ["idle nodes", "jobs that still run", "storage", "network", "embodied", "water"],
  },
  whenToUse: "For the finished jobs of a cluster, from the batch scheduler's log, with what was wasted.",
  whenNotToUse: "For jobs whose accelerators were partly used: the log does not say, so they count as fully used.",
  example: {
    "jobs.4711.wallTime": "10 h",
    "jobs.4711.coreTime": "300 h",
    "jobs.4711.memoryRequested": "64 GB",
    cpu: "AMD EPYC 7763",
    zone: "GB",
  },
  inputs: {
    jobs: list("Each job that has ended", job),
    memoryPower: input("W/GB", "Power per reserved gigabyte", {
      min: 0,
      default: 0.3725,
      source: "data/fixed_parameters.yaml, power_memory_perGB",
    }),
    pue: input("1", "Power usage effectiveness of the cluster's facility", {
      min: 1,
      from: "facility.pue",
      standIn: notOf("GreenAlgorithms4HPC", "pue"),
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("GreenAlgorithms4HPC", "intensity"),
    }),
    price: input("GBP/kWh", "Price of the electricity; the original does not use the site's own", {
      min: 0,
      default: 0.34,
      source: "data/fixed_parameters.yaml, electricity_cost, without a source there",
    }),
    treeAbsorption: input("gCO2e", "Absorption of a mature tree in a month", {
      min: 0,
      default: 917,
      source: "data/fixed_parameters.yaml, tree_month",
    }),
    carIntensity: input("gCO2e/km", "A passenger car in Europe", {
      min: 0,
      default: 175,
      source: "data/fixed_parameters.yaml, passengerCar_EU_perkm",
    }),
    negativeWaste: choice(
      ["no", "yes"],
      "Let a job that used more memory than it asked for lower the waste of others",
      {
        default: "no",
        source: "off: a defect of the original",
      },
    ),
  },
  equations: {
    cpuTime: equation("h", "sum(job in jobs: job.cpuTimeUsed)"),
    gpuTime: equation("h", "sum(job in jobs: job.gpuTimeUsed)"),
    wallTime: equation("h", "sum(job in jobs: job.wallTime)"),
    memoryRequested: equation("GB", "sum(job in jobs: job.memoryRequested)", "All jobs added up, whenever they ran"),
    memoryNeeded: equation("GB", "sum(job in jobs: job.memoryNeeded)", "All jobs added up, whenever they ran"),
    cpuEnergy: equation("kWh", "sum(job in jobs: job.cpuEnergy)"),
    gpuEnergy: equation("kWh", "sum(job in jobs: job.gpuEnergy)"),
    memoryEnergy: equation("kWh", "sum(job in jobs: job.wallTime × job.memoryRequested × memoryPower)"),
    energy: equation("kWh", "(cpuEnergy + gpuEnergy + memoryEnergy) × pue", "All jobs, with the facility"),
    carbon: equation("gCO2e", "energy × intensity", "Carbon footprint of all jobs"),
    neededMemoryEnergy: equation("kWh", "sum(job in jobs: job.wallTime × job.memoryNeeded × memoryPower)"),
    energyNeeded: equation(
      "kWh",
      "(cpuEnergy + gpuEnergy + neededMemoryEnergy) × pue",
      "Had only the needed memory been asked for",
    ),
    failedEnergy: equation(
      "kWh",
      'sum(job in jobs: if(job.outcome = "failed", job.cpuEnergy + job.gpuEnergy + job.wallTime × job.memoryRequested × memoryPower, 0)) × pue',
    ),
    failedCarbon: equation("gCO2e", "failedEnergy × intensity", "Carbon of jobs that failed"),
    memoryWasteEnergy: equation(
      "kWh",
      'sum(job in jobs: job.wallTime × if(negativeWaste = "yes", job.memoryRequested − job.memoryNeeded, max(0, job.memoryRequested − job.memoryNeeded)) × memoryPower) × pue',
    ),
    memoryWasteCarbon: equation("gCO2e", "memoryWasteEnergy × intensity", "Carbon of memory that was not needed"),
    overallocation: equation(
      "1",
      "sum(job in jobs: job.overallocation) ÷ max(1, sum(job in jobs: 1))",
      "Mean over the jobs; the original's is over the days' means",
    ),
    jobsCounted: equation("1", "sum(job in jobs: 1)"),
    jobsSucceeded: equation("1", 'sum(job in jobs: if(job.outcome = "succeeded", 1, 0))'),
    cpuTimeCharged: equation(
      "h",
      'sum(job in jobs: if(job.partition = "cpu", job.coreTime, 0))',
      "Core hours that count against a budget",
    ),
    gpuTimeCharged: equation("h", "gpuTime", "GPU hours that count against a budget"),
    memoryAlone: equation("1", "if(cpuTime + gpuTime = 0 [h] and wallTime > 0 [h], 1, 0)"),
    gpusLeftOut: equation("1", 'sum(job in jobs: if(job.partition = "cpu", job.gpus, 0))'),
    gpusMissing: equation(
      "1",
      'sum(job in jobs: if(job.partition = "gpu", if(job.gpus = 0, 1, 0), 0))',
      "Jobs on GPUs without a number of them",
    ),
    treeMonths: equation("1", "carbon ÷ treeAbsorption", "Months that a mature tree absorbs as much in"),
    carKilometres: equation("km", "carbon ÷ carIntensity", "Distance by car with as much"),
    cost: equation("GBP", "energy × price"),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "failed-gwp": "failedCarbon",
    "memory-waste-gwp": "memoryWasteCarbon",
  },
  cautions: {
    memoryAlone: "No job has processor time or GPUs: this is the memory alone. Give coreTime= of each job, or gpus=.",
    gpusLeftOut:
      "GPUs are not counted where a job's partition is one of processors, as in the original. Give partition=gpu for such a job.",
    gpusMissing:
      "A job's partition is one of GPUs, and their number was not given: they are not counted. Give gpus= of that job.",
  },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Processors count by the time they worked, memory by what was asked for, GPUs as always busy: a mixed convention.",
    "The greatest memory is that of the largest task of the largest step, so that jobs of many tasks look smaller than they are.",
    "Where memory was used above what was asked for, its waste is negative and lowers that of other jobs (repeated only with negativeWaste).",
    "Idle nodes belong to nobody.",
    "Its text shows one tonne as a thousand from 1,000,000 g on, and aborts on memory in terabytes and on typed GPUs.",
  ],
});
