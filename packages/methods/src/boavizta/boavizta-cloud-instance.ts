import { equation, fail, given, input, method, use } from "@wattledger/core";
import { seconds } from "../activity-data.ts";
import { boaviztaServer } from "./boavizta-server.ts";
import { boaviztaCritique, boaviztaSource, leftOut, madeAndUsed, perCategory } from "./boavizta-shared.ts";

/**
 * BoaviztAPI: a cloud instance's share of the server that it runs on: memory by memory, drives by capacity, GPUs by
 * GPUs, all else by virtual processors.
 *
 * Boavizta, release 2.5.0.
 */
export const boaviztaCloudInstance = method({
  id: "boavizta-cloud-instance",
  version: "2.5.0",
  title: "BoaviztAPI: cloud instance",
  claim: "Carbon, minerals and primary energy of a cloud instance, as its share of making and using a server.",
  source: boaviztaSource("cloud instance: consumption, allocation of embedded impacts"),
  accepts: {
    "compute-run": ({ instance, machines = 1, meanLoad, durationSeconds }) => {
      if (instance === undefined)
        return fail("it asks for the type of the instance, such as m5.large or Standard_D4s_v3");
      if (machines > 1) return fail("it answers for one instance, and several were stated");
      return given({ instance, "platform.cpu.load": meanLoad, "platform.duration": seconds(durationSeconds) });
    },
  },
  boundary: {
    energy: "server",
    components: ["cpu", "gpu", "dram", "storage", "other"],
    overheads: ["rest-of-node (as a ratio)"],
    lifeCycle: ["use", "raw-materials", "manufacturing"],
    excludes: [
      ...leftOut,
      "the electricity of GPUs",
      "storage and network services outside the instance",
      "capacity that nobody rents",
    ],
  },
  inputs: {
    vcpus: input("1", "Virtual processors of the instance", {
      within: "platformVcpus",
      min: 0,
      from: "cloud-instance.vcpus",
    }),
    memory: input("GB", "Memory of the instance", { within: "platformMemory", min: 0, from: "cloud-instance.memory" }),
    driveSpace: input("GB", "Local solid-state storage of the instance", {
      min: 0,
      usual: [0.01, 24_000],
      default: 0,
      source: "none unless stated",
    }),
    diskSpace: input("GB", "Local hard-disk storage of the instance", {
      min: 0,
      usual: [0.01, 24_000],
      default: 0,
      source: "none unless stated",
    }),
    gpuUnits: input("1", "GPUs of the instance; a part of one where it has a part", {
      min: 0,
      from: "cloud-instance.accelerators",
      default: 0,
      source: "none unless stated",
    }),
    powerModule: input(
      "GB",
      "Capacity of a module that memory's power is counted by: 16 for DDR3, 32 for DDR4, 64 for DDR5",
      {
        min: 1,
        usual: [4, 1024],
        default: 32,
        source: "BoaviztAPI 2.5.0: DDR4, its default; the original chooses by the family of the processor",
      },
    ),
    platformVcpus: input("1", "Virtual processors of the whole server: threads of all its processors", {
      min: 1,
      from: "cloud-instance.platform-vcpus",
    }),
    platformMemory: input("GB", "Memory of the whole server", { min: 1e-6, from: "cloud-instance.platform-memory" }),
    moduleCapacity: input("GB", "Capacity of one of its memory modules", {
      min: 1e-6,
      usual: [0.01, 24_000],
      default: 32,
      source: "BoaviztAPI 2.5.0, profile platform_compute_medium",
    }),
    diskCapacity: input("GB", "Capacity of one of its hard disks", {
      min: 1e-6,
      usual: [0.01, 24_000],
      default: 500,
      source: "BoaviztAPI 2.5.0, default profile of the component",
    }),
    lifetime: input("h", "Life of the server", {
      min: 1,
      usual: [4380, 175_200],
      default: 52_560,
      source: "BoaviztAPI 2.5.0: named servers of clouds, six years",
    }),
  },
  uses: {
    platform: use(boaviztaServer, {
      memoryModules: "platformMemory ÷ moduleCapacity",
      moduleCapacity: "moduleCapacity",
      gpus: "max(gpuUnits, 1)",
      lifetime: "lifetime",
    }),
  },
  equations: {
    processorShare: equation("1", "vcpus ÷ platformVcpus"),
    memoryShare: equation("1", "memory ÷ platformMemory"),
    driveShare: equation(
      "1",
      "if(driveSpace > 0 [GB], driveSpace ÷ (platform.drives × platform.driveCapacity + sum(one in platform.otherDrives: one.units × one.capacity)), 0)",
    ),
    diskShare: equation("1", "if(diskSpace > 0 [GB], diskSpace ÷ (platform.hardDisks × diskCapacity), 0)"),
    gpuMaking: perCategory(
      "if(gpuUnits > 0, platform.gpu.making[category] ÷ max(gpuUnits, 1) × gpuUnits, 0)",
      "Of the instance's GPUs",
    ),
    making: perCategory(
      "processorShare × (platform.assemblyFactor[category] + platform.cpu.making[category] + platform.powerSupplyMaking[category] + platform.enclosureMaking[category] + platform.boardFactor[category]) + memoryShare × platform.memoryMaking[category] + driveShare × platform.driveMaking[category] + diskShare × platform.hardDiskMaking[category] + gpuMaking[category]",
      "The instance's share of the server",
    ),
    embodied: perCategory("making[category] × platform.share"),
    memoryPower: equation(
      "W",
      "platformMemory ÷ powerModule × (platform.ram.basePower + powerModule × platform.ram.powerPerCapacity) × platform.ram.loadFactor",
      "Of the server, by modules of the usual capacity",
    ),
    power: equation(
      "W",
      "(platform.cpu.power × processorShare + memoryPower × memoryShare) × (1 + platform.otherConsumption) + platform.drivesPower × driveShare + platform.hardDisksPower × diskShare",
      "Of the instance, without cooling",
    ),
    energy: equation("kWh", "power × platform.useRatio × platform.time"),
    usage: perCategory("energy × platform.electricity[category]", "Of the electricity"),
    total: perCategory("usage[category] + embodied[category]"),
    // It reads what the modelled power alone reads: a power that is given needs no such note.
    gpusUseNothing: equation("1", "if(gpuUnits > 0 and platform.otherConsumption >= 0, 1, 0)"),
  },
  outputs: madeAndUsed,
  cautions: {
    gpusUseNothing:
      "The electricity of the instance's GPUs is not counted, as in the original. Give power= of the instance, or use instance-use.",
  },
  roles: { intensity: "platform.electricity.gwp", embodied: "embodied.gwp" },
  critique: [
    ...boaviztaCritique,
    "GPUs use no electricity: an instance with eight H100 is modelled at 856 W.",
    "Without a name of the accelerator each GPU is the default card, 575 kgCO2e; the maker of the H100 states 164 kg.",
    "In profiles of Google's instances the memory of a GPU is that of the whole node; Scaleway's L40S are on the platform of the L4.",
    "Capacity of the server that nobody rents is nobody's: instances add up to less than the server.",
    "Where the mean power of an instance is given, the original ignores its place; it always ignores electricity factors given for an instance.",
  ],
  whenToUse: "You rent a virtual machine and want its share of making and running the server beneath it.",
  whenNotToUse:
    "It has GPUs, whose electricity is missing here; or you have the bill, which cloud-carbon-footprint reads.",
  example: {
    instance: "aws:m5.2xlarge",
    "platform.cpu.tdp": "240 W",
    "platform.cpu.load": "30 %",
    "platform.duration": "8760 h",
    zone: "FR",
  },
});
