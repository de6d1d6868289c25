import { choice, equation, input, list, method, use } from "@wattledger/core";
import * as credible from "../credible.ts";
import { processor } from "./boavizta-cpu.ts";
import { card } from "./boavizta-gpu.ts";
import { memory } from "./boavizta-ram.ts";
import {
  boaviztaCritique,
  boaviztaSource,
  bounded,
  components2021,
  drivePower,
  factors,
  leftOut,
  lifeEquations,
  lifeInputs,
  madeAndUsed,
  perCategory,
  useEquations,
  useInputs,
} from "./boavizta-shared.ts";
import { drive } from "./boavizta-ssd.ts";

const profile = "BoaviztAPI 2.5.0, profile platform_compute_medium";

/**
 * BoaviztAPI: a server's impacts as the sum of its components, and of the electricity that it uses.
 *
 * Boavizta, release 2.5.0.
 */
export const boaviztaServer = method({
  id: "boavizta-server",
  version: "2.5.0",
  title: "BoaviztAPI: server",
  claim: "Carbon, minerals and primary energy of making a server, component by component, and of using it.",
  source: boaviztaSource("server: components, consumption, use"),
  accepts: {},
  boundary: {
    energy: "server",
    components: ["cpu", "gpu", "dram", "storage", "other"],
    overheads: ["rest-of-node (as a ratio)"],
    lifeCycle: ["use", "raw-materials", "manufacturing"],
    excludes: [...leftOut, "the electricity of GPUs unless their power is given"],
  },
  inputs: {
    processors: input("1", "Processors", { min: 0, default: 2, source: profile }),
    memoryModules: input("1", "Memory modules", { min: 0, ...bounded(6, 8, 10, profile) }),
    moduleCapacity: input("GB", "Capacity of one module", {
      min: 0,
      usual: [0.01, 24_000],
      default: 32,
      source: profile,
    }),
    drives: input("1", "Solid-state drives", { min: 0, ...bounded(1, 1, 2, profile) }),
    driveCapacity: input("GB", "Capacity of one solid-state drive", {
      min: 0,
      usual: [0.01, 24_000],
      default: 1000,
      source: profile,
    }),
    hardDisks: input("1", "Hard disks", { min: 0, default: 0, source: profile }),
    gpus: input("1", "GPUs", { credible: credible.accelerators, min: 0, default: 0, source: profile }),
    gpuPower: input("W", "Mean power of one GPU, which the original has no model of", {
      min: 0,
      default: 0,
      source: "not counted unless stated, as in the original",
    }),
    otherMemory: list("Further memory modules, of other capacity or density", memory, { optional: true }),
    otherDrives: list("Further solid-state drives, of other capacity or density", drive, { optional: true }),
    powerSupplies: input("1", "Power supplies", { min: 0, default: 2, source: profile }),
    powerSupplyMass: input("kg", "Mass of one power supply", { min: 0, ...bounded(1, 2.99, 5, profile) }),
    enclosure: choice(["rack", "blade"], "A case of its own, or a slot in a chassis of 16", {
      default: "rack",
      source: profile,
    }),
    hardDiskPower: drivePower.hdd,
    otherConsumption: input("1", "Power of all else but drives, as a share of that of the components", {
      min: 0,
      ...bounded(0.2, 0.33, 0.6, profile),
    }),
    hardDiskFactor: factors("Making a hard disk", "", { gwp: 31.11, adpe: 2.5e-4, pe: 276 }, components2021),
    powerSupplyFactor: factors("Making a power supply", "/kg", { gwp: 24.3, adpe: 8.3e-3, pe: 352 }, components2021),
    rackFactor: factors("Making the case of a rack server", "", { gwp: 150, adpe: 0.0202, pe: 2200 }, components2021),
    bladeFactor: factors("Making a blade", "", { gwp: 30.9, adpe: 6.72e-4, pe: 435 }, components2021),
    chassisFactor: factors("Making a chassis", "", { gwp: 880, adpe: 0.432, pe: 12_700 }, components2021),
    boardFactor: factors("Making the main board", "", { gwp: 66.1, adpe: 3.69e-3, pe: 836 }, components2021),
    assemblyFactor: factors("Assembly", "", { gwp: 6.68, adpe: 1.41e-6, pe: 68.6 }, components2021),
    ...lifeInputs(35_040, "BoaviztAPI 2.5.0: servers, four years (six for named servers of clouds)"),
    ...useInputs,
  },
  uses: {
    cpu: use(processor, { units: "processors" }),
    ram: use(memory, {
      units: "memoryModules",
      capacity: "moduleCapacity",
      load: "meanLoad",
      timeShare: "loadedTime",
    }),
    ssd: use(drive, { units: "drives", capacity: "driveCapacity" }),
    gpu: use(card, { units: "gpus" }),
  },
  equations: {
    memoryMaking: perCategory("ram.making[category] + sum(one in otherMemory: one.making[category])"),
    driveMaking: perCategory("ssd.making[category] + sum(one in otherDrives: one.making[category])"),
    hardDiskMaking: perCategory("hardDisks × hardDiskFactor[category]"),
    powerSupplyMaking: perCategory("powerSupplies × powerSupplyMass × powerSupplyFactor[category]"),
    enclosureMaking: perCategory(
      'if(enclosure = "rack", rackFactor[category], bladeFactor[category] + chassisFactor[category] ÷ 16)',
      "A blade gets a sixteenth of its chassis",
    ),
    making: perCategory(
      "assemblyFactor[category] + cpu.making[category] + gpu.making[category] + memoryMaking[category] + driveMaking[category] + hardDiskMaking[category] + powerSupplyMaking[category] + enclosureMaking[category] + boardFactor[category]",
    ),
    ...lifeEquations,
    loadedTime: equation("1", "if(sum(one in cpu.loads: 1) > 0, sum(one in cpu.loads: one.weight), 1)"),
    meanLoad: equation(
      "%",
      "if(sum(one in cpu.loads: 1) > 0, sum(one in cpu.loads: one.weight × one.load), cpu.load)",
      "Of the processor and, in the original, of the memory too",
    ),
    memoryPower: equation(
      "W",
      "ram.power + ram.loadFactor × sum(one in otherMemory: one.units × one.fullPower)",
      "Of all modules, at the server's load",
    ),
    drivesPower: equation("W", "ssd.wholePower + sum(one in otherDrives: one.wholePower)", "Of all solid-state drives"),
    hardDisksPower: equation("W", "hardDisks × hardDiskPower", "Of all hard disks"),
    power: equation(
      "W",
      "(cpu.power + memoryPower + gpus × gpuPower) × (1 + otherConsumption) + drivesPower + hardDisksPower",
      "Of the whole server, without cooling",
    ),
    ...useEquations,
    gpusUseNothing: equation("1", "if(gpus > 0 and gpuPower = 0 [W], 1, 0)"),
  },
  outputs: madeAndUsed,
  cautions: {
    gpusUseNothing: "The electricity of the GPUs is not counted: their power was not given. Give gpuPower= of one GPU.",
  },
  critique: [
    ...boaviztaCritique,
    "GPUs use no electricity unless their power is given.",
    "A blade's share of its chassis is a sixteenth, whether the chassis is full or not; the capacity of hard disks has no effect.",
    "For all categories except these three, the original uses one constant per server for any parts: 3 660 kgCO2e in the same table, compared with the sum of the components. GPUs are not counted.",
    "Densities of memory of 2011 to 2018 make 2 TB come out at 4 t, 70 % of the server without GPUs that EcoLogits builds on.",
    "A case type that is stated multiplies twice by the number of cases.",
  ],
  whenToUse:
    "You know what is in a server and want its making by parts, with minerals and primary energy, and its use by load.",
  whenNotToUse:
    "You have its measured energy (measured), or it is an accelerator server: GPUs use nothing here unless you give their power.",
  example: {
    processors: 2,
    "cpu.dieArea": "588 mm2",
    memoryModules: 12,
    moduleCapacity: "32 GB",
    "ram.density": "1.79 GB/cm2",
    power: "300 W",
    duration: "8760 h",
    zone: "FR",
  },
});
