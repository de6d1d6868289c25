import { choice, equation, fail, given, input, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { bytes } from "./activity-data.ts";
import * as credible from "./credible.ts";

const teads = "Davy (Teads): Estimating AWS EC2 instances power consumption, 2021, as in the framework's own manifests";
const plugin = "SciEmbodied, default";

/**
 * Impact Framework: the usual chain of its built-in plugins, from the load of a processor to a score of Software Carbon
 * Intensity, with the hardware as a baseline server and what it has more.
 *
 * Green Software Foundation, release 1.1.0.
 */
export const impactFrameworkSci = method({
  id: "impact-framework-sci",
  version: "1.1.0",
  title: "Impact Framework: chain to a SCI score",
  claim:
    "Carbon per functional unit of software on part of a server: electricity from load and TDP by a curve, embodied carbon from a baseline server.",
  source: {
    title: "Green Software Foundation: Impact Framework",
    version: "@grnsft/if 1.1.0, commit 0829a399 (2025-07-25)",
    locator: "built-in plugins Interpolation, Coefficient, SciEmbodied, Sci",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu"],
    overheads: ["pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: ["energy of memory, GPUs, storage and network", "idle machines of nobody", "end of life", "water"],
  },
  whenToUse: "To repeat a chain of the Impact Framework's plug-ins that ends in a SCI score.",
  whenNotToUse: "For accelerators: its curve is a processor's, and its baseline server has no accelerators.",
  example: { load: "50 %", duration: "3600 s", functionalUnits: 1000, cpu: "AMD EPYC 7763", zone: "SE" },
  inputs: {
    load: input("1", "Load of the processor in percent", { usual: [1, 100], min: 0, max: 100 }),
    tdp: input("W", "Thermal design power of the processor", { min: 0, usual: [1, 1000], from: "hardware.cpu.tdp" }),
    duration: input("s", "Time of the observation", { within: "lifespan", usual: [10, 3.2e7], min: 0 }),
    vcpus: input("1", "vCPUs that the software has", { within: "totalVcpus", min: 0, default: 1, source: plugin }),
    totalVcpus: input("1", "vCPUs of the processor", {
      min: 0,
      default: 1,
      source: "the whole processor unless stated",
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1,
      source: "none in the usual chain",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
    memory: input("GB", "Memory of the server", { min: 0, usual: [0.01, 24_000], default: 16, source: plugin }),
    ssds: input("1", "Solid-state drives", { min: 0, default: 0, source: plugin }),
    hdds: input("1", "Hard disks", { min: 0, default: 0, source: plugin }),
    gpus: input("GPU", "GPUs", { credible: credible.accelerators, min: 0, default: 0, source: plugin }),
    usageRatio: input("1", "Share of the server that the software has", { max: 1, min: 0, default: 1, source: plugin }),
    reserved: input("s", "Time that embodied carbon is spread by, if not the observation's; 0 for that", {
      within: "lifespan",
      min: 0,
      usual: [60, 3.2e8],
      default: 0,
      source: "SciEmbodied: the observation's unless `time` is given",
    }),
    baselineCarbon: input("gCO2e", "Embodied carbon of the baseline server", {
      min: 0,
      default: 1_000_000,
      source: plugin,
    }),
    baselineVcpus: input("1", "vCPUs of the baseline server", { min: 0, default: 1, source: plugin }),
    baselineMemory: input("GB", "Memory of the baseline server", {
      min: 0,
      usual: [0.01, 24_000],
      default: 16,
      source: plugin,
    }),
    vcpuCarbon: input("gCO2e", "For each vCPU more", { min: 0, default: 100_000, source: plugin }),
    memoryCarbon: input("kgCO2e/GB", "For each GB more, where the baseline server has 16 GB", {
      min: 0,
      default: 533 / 384,
      source: `${plugin}: 533 kg for 384 GB of a Dell R740`,
    }),
    ssdCarbon: input("gCO2e", "For each solid-state drive", {
      min: 0,
      default: 100_000,
      source: "Cloud Carbon Footprint, which SciEmbodied cites; the plugin itself exchanges it with that of hard disks",
    }),
    hddCarbon: input("gCO2e", "For each hard disk", {
      min: 0,
      default: 50_000,
      source:
        "Cloud Carbon Footprint, which SciEmbodied cites; the plugin itself exchanges it with that of solid-state",
    }),
    gpuCarbon: input("gCO2e/GPU", "For each GPU", { min: 0, default: 150_000, source: plugin }),
    lifespan: input("s", "Life of the server", {
      min: 0,
      usual: [3.1536e7, 6.3072e8],
      default: 126_144_000,
      source: `${plugin}: four years`,
    }),
    functionalUnits: input("1", "Functional units delivered in the observation", { min: 0 }),
    swapDrives: choice(["no", "yes"], "Exchange the carbon of solid-state drives and hard disks, as the plugin does", {
      default: "no",
      source: "off: a defect of the original",
    }),
    zeroUnits: choice(["refuse", "carbon"], "What the score of no functional units is", {
      default: "refuse",
      source: "refuse: the original gives the whole carbon, which is not a score",
    }),
  },
  tables: {
    powerOfLoad: {
      xUnit: "1",
      yUnit: "1",
      points: [
        [0, 0.12],
        [10, 0.32],
        [50, 0.75],
        [100, 1.02],
      ],
      source: teads,
    },
  },
  equations: {
    power: equation("W", "tdp × interpolate(powerOfLoad, load)", "Of the whole processor at this load"),
    cpuEnergy: equation("kWh", "power × duration × vcpus ÷ totalVcpus", "The software's share"),
    energy: equation("kWh", "cpuEnergy × pue", "With the facility"),
    operational: equation("gCO2e", "energy × intensity"),
    serverCarbon: equation(
      "gCO2e",
      'baselineCarbon + (vcpus − baselineVcpus) × vcpuCarbon + (memory − baselineMemory) × memoryCarbon × baselineMemory ÷ 16 [GB] + ssds × if(swapDrives = "yes", hddCarbon, ssdCarbon) + hdds × if(swapDrives = "yes", ssdCarbon, hddCarbon) + gpus × gpuCarbon',
      "Baseline server and what it has more or less",
    ),
    embodied: equation(
      "gCO2e",
      "serverCarbon × usageRatio × if(reserved = 0 [s], duration, reserved) ÷ lifespan",
      "The software's share of it",
    ),
    carbon: equation("gCO2e", "operational + embodied"),
    score: equation(
      "gCO2e",
      'if(functionalUnits = 0 and zeroUnits = "carbon", carbon, carbon ÷ functionalUnits)',
      "Per functional unit",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon", "gwp-per-unit": "score" },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied" },
  critique: [
    "100 kg are charged for each vCPU more, where the data that it cites has them for each further processor: a server of 96 vCPUs and 8 GPUs gets 13.7 t instead of some 4.7 t.",
    "The defaults of solid-state drives and hard disks are exchanged against the source (repeated only with swapDrives).",
    "Memory below 16 GB makes the server lighter than its baseline, and another baselineMemory changes what each GB weighs.",
    "No functional units give the whole carbon as the score, with a warning (repeated only with zeroUnits).",
    "A score over time is the mean of the scores of its intervals, not all carbon over all units: 100 and 1 give 50.5.",
    "Averages over time ignore durations, and those of its re-gridding leave the last sample out: a constant 50 % comes out as 45 %.",
    "One curve for all processors: that of Teads, made from a few machines.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  return work.meanLoad === undefined
    ? fail("it asks for the mean load of the processor")
    : given({
        load: work.meanLoad * 100,
        cpu: work.cpuModel,
        duration: work.durationSeconds,
        memory: bytes(work.memoryBytes),
      });
}
