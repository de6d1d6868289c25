import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "./activity-data.ts";
import * as credible from "./credible.ts";

/**
 * Experiment Impact Tracker: the power of processors, memory and GPUs that is a process's own, summed over its log.
 *
 * Henderson et al. 2020; equations as in release 0.1.9.
 */
export const experimentImpactTracker = method({
  id: "experiment-impact-tracker",
  version: "0.1.9",
  title: "Experiment Impact Tracker",
  claim:
    "Energy and carbon of a process and its children: their share of what processors, memory and GPUs drew, times the facility's overhead.",
  source: {
    title: "Henderson et al.: Towards the Systematic Reporting of the Energy and Carbon Footprints of Machine Learning",
    version: "JMLR 21 (2020) 248; github.com/Breakend/experiment-impact-tracker, commit c1b0fcb (2021-06)",
    locator: "data_interface.py, cpu/intel.py, gpu/nvidia.py, emissions/rough_emissions_estimator.py",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu", "dram", "gpu"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: [
      "idle GPUs, and what the machine draws while no process works",
      "storage",
      "network",
      "rest of the node",
      "embodied",
      "water",
    ],
  },
  whenToUse: "To repeat what Experiment Impact Tracker logged: a process's share of what the machine drew.",
  whenNotToUse:
    "For new runs: its share by processor time is what `wattledger run` does too, with intervals and without the gaps.",
  example: {
    "log.start.time": "0 s",
    "log.half.time": "1800 s",
    "log.half.cpuPower": "60 W",
    "log.half.gpuPower": "240 W",
    "log.end.time": "3600 s",
    "log.end.cpuPower": "55 W",
    "log.end.gpuPower": "250 W",
    zone: "CA",
  },
  inputs: {
    log: list(
      "Rows of the log in order of time, after one of no power at the start and before one of the last power at the end",
      {
        inputs: {
          time: input("s", "Time since the start of the experiment"),
          cpuPower: input("W", "Power of processors and memory that is the process's own", {
            min: 0,
            usual: [0.1, 20_000],
            default: 0,
            source: "no processor power was logged",
          }),
          gpuPower: input("W", "Power of GPUs that is the process's own", {
            min: 0,
            usual: [0.1, 50_000],
            default: 0,
            source: "no GPU power was logged",
          }),
          gpuUtilisation: input("1", "Mean utilisation of the GPUs by the process", {
            min: 0,
            default: 0,
            source: "no GPU was logged",
          }),
          intensity: input("gCO2e/kWh", "Carbon intensity at the time, gaps filled", {
            min: 0,
            default: 0,
            source: "real-time intensity is not used unless asked",
          }),
        },
        equations: {},
      },
    ),
    gpus: input("GPU", "GPUs of the machine", {
      credible: credible.accelerators,
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    processes: list("Each process that was followed", {
      inputs: {
        cpuTime: input("s", "Its user and system time at the last look"),
        share: input("1", "Its share of the processor time of the system over a sample", {
          min: 0,
          default: 0,
          source: "not looked at",
        }),
        memory: input("B", "Its memory, shared pages in proportion (PSS)", {
          min: 0,
          default: 0,
          source: "not looked at",
        }),
      },
      equations: {},
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1.58,
      source: "emissions/constants.py, PUE (global mean, Ascierto 2018)",
    }),
    intensity: input("gCO2e/kWh", "Mean carbon intensity of the zone; the original has no default", {
      min: 0,
      from: "experiment-impact-tracker-grid",
    }),
    realTime: choice(["no", "yes"], "Whether the intensity of each row counts instead of the mean of the zone", {
      default: "no",
      source: "the original has real-time intensities of California only",
    }),
    packagePower: input("W", "Power of the processor packages", { min: 0, usual: [0.1, 5000] }),
    dramPower: input("W", "Power of memory; RAPL counts it outside the package", {
      min: 0,
      default: 0,
      source: "no counter of memory",
    }),
    memoryInUse: input("B", "Memory in use on the machine: total less available", { min: 0, usual: [1e6, 1e14] }),
    dramInsidePackage: choice(["no", "yes"], "Take memory out of the package, which does not hold it", {
      default: "no",
      source: "off: a defect of the original",
    }),
    gpuReadings: list("Each GPU of the machine in one sample", {
      inputs: {
        power: input("W", "Its power", { min: 0 }),
        ownBusy: input("1", "Share of time in which kernels of the processes that are followed ran, added up", {
          within: "allBusy",
          min: 0,
        }),
        allBusy: input("1", "The same of all processes on it, added up", { min: 0 }),
        held: choice(["no", "yes"], "Whether a process that is followed holds it", {
          default: "yes",
          source: "held unless stated",
        }),
      },
      equations: {
        share: equation("1", "if(allBusy = 0, 0, ownBusy ÷ allBusy)", "Without activity nobody has a share"),
      },
    }),
    cpuTdp: input("W", "Thermal design power of the processor, for the rough estimate", {
      min: 0,
      usual: [1, 1000],
      default: 0,
      source: "none unless stated",
    }),
    cpuUsage: input("1", "Mean use of the processor", { min: 0, max: 1, default: 1, source: "full unless stated" }),
    gpuTdp: input("W", "Thermal design power of one GPU, for the rough estimate", {
      min: 0,
      usual: [1, 3000],
      default: 0,
      source: "none unless stated",
    }),
    gpuUsage: input("1", "Mean use of the GPU", { min: 0, max: 1, default: 1, source: "full unless stated" }),
    roughDuration: input("s", "Time of the run, for the rough estimate", { usual: [60, 3.2e7], min: 0 }),
  },
  equations: {
    duration: equation("h", "sum((before, row) in log: row.time − before.time)"),
    cpuEnergy: equation(
      "kWh",
      "sum((before, row) in log: row.cpuPower × (row.time − before.time))",
      "The power of a row is charged to the time before it",
    ),
    gpuEnergy: equation("kWh", "sum((before, row) in log: row.gpuPower × (row.time − before.time))"),
    energy: equation("kWh", "pue × (cpuEnergy + gpuEnergy)", "With the facility"),
    realTimeCarbon: equation(
      "gCO2e",
      "pue × sum((before, row) in log: (row.cpuPower + row.gpuPower) × (row.time − before.time) × row.intensity)",
    ),
    carbon: equation("gCO2e", 'if(realTime = "yes", realTimeCarbon, energy × intensity)'),
    meanIntensity: equation(
      "gCO2e/kWh",
      "sum((before, row) in log: row.intensity) ÷ max(1, sum((before, row) in log: 1))",
      "Mean over the rows, not over time",
    ),
    gpuTime: equation(
      "h",
      "gpus × sum((before, row) in log: row.gpuUtilisation × (row.time − before.time))",
      "All GPUs of the machine at the mean utilisation",
    ),
    cpuTime: equation("h", "sum(one in processes: one.cpuTime)"),
    cpuShare: equation("1", "sum(one in processes: one.share)", "Share of the processors"),
    memoryShare: equation("1", "if(memoryInUse = 0, 0, sum(one in processes: one.memory) ÷ max(memoryInUse, 1 [B]))"),
    absolutePower: equation("W", 'packagePower + if(dramInsidePackage = "yes", 0, dramPower)', "All processes"),
    attributedPower: equation(
      "W",
      'cpuShare × (packagePower − if(dramInsidePackage = "yes", dramPower, 0)) + memoryShare × dramPower',
      "What is the process's own: packages by processor time, memory by its use",
    ),
    gpuAbsolutePower: equation("W", "sum(gpu in gpuReadings: gpu.power)", "All GPUs of the machine"),
    gpuAttributedPower: equation(
      "W",
      'sum(gpu in gpuReadings: if(gpu.held = "yes", gpu.power × gpu.share, 0))',
      "What is the process's own, by its part of the activity",
    ),
    gpusHeld: equation("1", 'sum(gpu in gpuReadings: if(gpu.held = "yes", 1, 0))'),
    meanUtilisation: equation(
      "1",
      'sum(gpu in gpuReadings: if(gpu.held = "yes", gpu.ownBusy, 0)) ÷ max(gpusHeld, 1)',
      "Mean over the GPUs that it holds",
    ),
    meanShare: equation("1", 'sum(gpu in gpuReadings: if(gpu.held = "yes", gpu.share, 0)) ÷ max(gpusHeld, 1)'),
    roughCpuEnergy: equation("kWh", "cpuTdp × cpuUsage × roughDuration"),
    roughGpuEnergy: equation("kWh", "gpuTdp × gpuUsage × roughDuration", "One GPU"),
    roughEnergy: equation("kWh", "roughCpuEnergy + roughGpuEnergy", "Without measurement: no PUE, no memory"),
    roughCarbon: equation("gCO2e", "roughEnergy × intensity"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Memory is subtracted from the package, although RAPL counts it separately. A sole process on a machine with 60 W in the package and 15 W in memory gets 60 W (repeated only with dramInsidePackage).",
    "The idle power of the package is attributed to the working processes. A process that holds an idle GPU gets nothing of the GPU's idle power.",
    "Identical rows of nvidia-smi pmon are dropped before averaging, so that readings which repeat count once.",
    "A row covers some 8 seconds and is charged to the time before it.",
    "Zone averages are of 2019, and real-time intensity exists for California only. An unknown zone is an error, because the original has no default.",
    "The rough estimate has neither PUE nor memory and knows one GPU.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { cpu, gpu = 0 } = work.energyJoules ?? {};
  if (cpu === undefined) return fail(needsMeasurement);
  const time = work.durationSeconds;
  return given({
    log: [{ fields: { time: 0 } }, { fields: { time, cpuPower: cpu / time, gpuPower: gpu / time } }],
    gpus: work.accelerators?.reduce((sum, { count }) => sum + count, 0),
  });
}
