import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { seconds } from "../activity-data.ts";
import { notOf } from "../stand-in.ts";

const none = "none unless stated";

/**
 * Cloud Carbon Footprint: energy and carbon of cloud usage from coefficients of compute, memory, storage and network, and
 * the embodied carbon of the instance's share of a server.
 */
export const cloudCarbonFootprint = method({
  id: "cloud-carbon-footprint",
  version: "1.0.0",
  title: "Cloud Carbon Footprint",
  claim: "Energy and carbon of usage that a cloud bills: compute, memory, storage, network, and embodied carbon.",
  source: {
    title: "Cloud Carbon Footprint (Thoughtworks): methodology and estimators",
    version: "@cloud-carbon-footprint/core 1.0.0, commit b7a049c7 (2024-03-25)",
    locator:
      "core: ComputeEstimator, MemoryEstimator, StorageEstimator, NetworkingEstimator, EmbodiedEmissionsEstimator",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu", "dram", "storage", "network"],
    overheads: ["rest-of-node", "pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: ["embodied carbon of storage and network", "content delivery", "idle capacity of the cloud", "water"],
  },
  whenToUse:
    "For usage that a cloud bills by instance, storage and traffic, where nothing inside the machine can be measured.",
  whenNotToUse:
    "For accelerators that its tables lack, or for serverless and managed products whose machines are not known.",
  example: { vcpuTime: "1440 h", load: 40, storageTime: "36 TB*h", traffic: "50 GB", zone: "IE", facility: "aws" },
  inputs: {
    load: input("1", "Load of the processor in percent", {
      usual: [1, 100],
      min: 0,
      max: 100,
      default: 50,
      source: "methodology: where nothing was measured",
    }),
    vcpuTime: input("h", "Hours of all vCPUs, or of GPUs, together", {
      min: 0,
      usual: [0.001, 1e8],
      default: 0,
      source: none,
    }),
    minPower: input("W", "Power per vCPU, or GPU, when idle", {
      min: 0,
      default: 0.74,
      source: "AWS, mean of its processors",
    }),
    maxPower: input("W", "Power per vCPU, or GPU, at full load", {
      min: 0,
      default: 3.5,
      source: "AWS, mean of its processors",
    }),
    averagePower: input("W", "Mean power per vCPU, or GPU, used instead of the power by load; 0 if not given", {
      min: 0,
      default: 0,
      source: none,
    }),
    acceleratorLoad: input("1", "Load of the accelerators in percent", {
      usual: [1, 100],
      min: 0,
      max: 100,
      default: 50,
      source: "the original always takes 50",
    }),
    acceleratorTime: input("h", "Hours of all accelerators together, in addition to the processors", {
      min: 0,
      usual: [0.001, 1e8],
      default: 0,
      source: none,
    }),
    acceleratorMinPower: input("W", "Power of an accelerator when idle", { min: 0, default: 0, source: none }),
    acceleratorMaxPower: input("W", "Power of an accelerator at full load", { min: 0, default: 0, source: none }),
    memoryTime: input("GB·h", "Memory above that of the servers whose power was measured", {
      min: 0,
      default: 0,
      source: none,
    }),
    memoryPower: input("kWh/(GB·h)", "Energy of memory", {
      min: 0,
      default: 0.000392,
      source: "methodology: mean of Crucial's 0.375 and Micron's 0.4083 W/GB",
    }),
    storageTime: input("TB·h", "Storage that is allocated", { min: 0, default: 0, source: none }),
    storagePower: input("Wh/(TB·h)", "Energy of storage: 1.2 of solid-state drives, 0.65 of hard disks", {
      min: 0,
      default: 1.2,
      source: "methodology: projections for 2020 of the US Data Center Energy Usage Report, 2016",
    }),
    traffic: input("GB", "Data moved between data centres", { min: 0, default: 0, source: none }),
    trafficEnergy: input("kWh/GB", "Energy of moving them", { min: 0, default: 0.001, source: "methodology" }),
    pue: input("1", "Power usage effectiveness of the cloud", {
      min: 1,
      from: "facility.pue",
      standIn: notOf("Cloud Carbon Footprint", "pue"),
      default: 1.135,
      source: "AWS, as in the original",
    }),
    replication: input("1", "Copies that the service keeps", { min: 0, default: 1, source: none }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("Cloud Carbon Footprint", "intensity"),
    }),
    serverCarbon: input("gCO2e", "Embodied carbon of the server", { min: 0, default: 0, source: none }),
    instanceTime: input("h", "Hours of the instance", { usual: [0.001, 8784], min: 0, default: 0, source: none }),
    lifespan: input("h", "Life of the server", {
      min: 0,
      usual: [4380, 175_200],
      default: 35_040,
      source: "methodology: four years",
    }),
    vcpus: input("1", "vCPUs of the instance", { within: "largestVcpus", min: 0, default: 1, source: none }),
    largestVcpus: input("1", "vCPUs of the largest instance of its family", { min: 1, default: 1, source: none }),
    chips: input("1", "Processors of the server", { min: 1, default: 1, source: none }),
    instanceMemory: input("GB", "Memory of the instance", { within: "largestMemory", min: 0, usual: [0.01, 24_000] }),
    largestMemory: input("GB", "Memory of the largest instance of its family", { min: 0, usual: [0.01, 24_000] }),
    measuredMemory: input("GB", "Memory per processor of the servers whose power was measured", {
      min: 0,
      usual: [0.01, 24_000],
    }),
    samples: list("Values to average: load in percent, or power of processors that it may be", {
      inputs: { value: input("1", "Value", { min: 0 }) },
      equations: {},
    }),
    zeroSamples: choice(["counted", "dropped"], "Whether samples of no load count", {
      default: "counted",
      source: "counted: the original drops them, a defect",
    }),
  },
  equations: {
    averageOrLoadPower: equation(
      "W",
      "if(averagePower > 0 [W], averagePower, minPower + load ÷ 100 × (maxPower − minPower))",
      "Per vCPU",
    ),
    compute: equation("kWh", "averageOrLoadPower × vcpuTime × pue × replication"),
    acceleratorPower: equation(
      "W",
      "acceleratorMinPower + acceleratorLoad ÷ 100 × (acceleratorMaxPower − acceleratorMinPower)",
    ),
    accelerators: equation("kWh", "acceleratorPower × acceleratorTime × pue × replication"),
    memory: equation("kWh", "memoryTime × memoryPower × pue × replication"),
    storage: equation("kWh", "storageTime × storagePower × pue × replication"),
    network: equation("kWh", "traffic × trafficEnergy × pue"),
    computeMissing: equation(
      "1",
      "if(vcpuTime = 0 and acceleratorTime = 0, 1, 0)",
      "1 if neither processors nor accelerators were given",
    ),
    energy: equation("kWh", "compute + accelerators + memory + storage + network"),
    operational: equation("gCO2e", "energy × intensity"),
    embodied: equation("gCO2e", "serverCarbon × instanceTime ÷ lifespan × vcpus ÷ largestVcpus"),
    carbon: equation("gCO2e", "operational + embodied"),
    pseudoEnergy: equation(
      "kWh",
      "embodied ÷ intensity",
      "What the original adds to energy for embodied carbon. For comparison only: it is not energy",
    ),
    chipsOfFamily: equation("1", "max(1, ceil(largestVcpus ÷ 96))", "Processors, from the largest instance"),
    extraMemoryTime: equation(
      "GB·h",
      "max(0 [GB], largestMemory ÷ chips − measuredMemory) × instanceMemory ÷ largestMemory × instanceTime",
      "Memory above what the power of compute contains",
    ),
    sampleMean: equation(
      "1",
      'sum(one in samples: one.value) ÷ sum(one in samples: if(zeroSamples = "dropped" and one.value = 0, 0, 1))',
    ),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  cautions: {
    computeMissing:
      "No time of processors or accelerators was given: computing is not in this figure. Give vcpuTime= or acceleratorTime=.",
  },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied" },
  critique: [
    "Embodied carbon is turned into energy by the grid's intensity and added, which inflates energy where the grid is clean; not repeated here.",
    "Storage billed by ByteHrs is divided as if months of gigabytes were hours of bytes: energy of S3 is practically nothing there.",
    "Accelerators that its tables lack count as the mean of old ones or not at all; power of GPUs is TDP by ratios of processors.",
    "Of bills: hours of instances are divided by their vCPUs once more for embodied carbon, Google Cloud's seconds of vCPUs multiplied by them; spellings such as ml.p3.2xlarge lose their accelerator; a month of Azure's storage lasts a day. Not repeated here unless asked for.",
    "Of bills: compute of Aurora and multi-zone databases is multiplied by the copies of their storage.",
    "Samples of no load are dropped, so an idle machine counts as half loaded (repeated only with zeroSamples).",
    "A region without emissions gets the factor of an unknown one; a region of several gets the sum of their factors.",
    "Power per vCPU is that of whole tested servers, with the memory that they had; figures are of 2016 to 2023.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  if ((work.accelerators ?? []).length > 0)
    return fail("it counts vCPUs and GPUs in rows apart, each with its own hours");
  if (work.processorCores === undefined) return fail("it counts the hours of vCPUs, of which the number is not known");
  return given({
    vcpuTime: seconds(work.durationSeconds * work.processorCores),
    load: work.meanLoad === undefined ? undefined : work.meanLoad * 100,
    memoryTime: 0,
  });
}
