import { equation, input, method } from "@wattledger/core";
import type { Source } from "@wattledger/core";

const repository: Source = {
  title: "Gupta et al.: ACT: Designing Sustainable Computer Systems with an Architectural Carbon Modeling Tool",
  version: "ISCA 2022, doi 10.1145/3470496.3527408; github.com/facebookresearch/ACT 2.0, commit abc9fbb (2025-07-21)",
  locator: "act/core/logic_model.py, storage_model.py, common.py; act/models",
  retrieved: "2026-11-21",
  license: "MIT",
};

const perProcess = (file: string): Source => ({ ...repository, locator: `act/models/logic/${file}` });

/**
 * ACT: carbon of making dies, memory and their packages, from area, process, capacity and the electricity of the fab.
 *
 * Gupta et al. 2022; parameters and formulas as in release 2.0.
 */
export const actDie = method({
  id: "act-die",
  version: "2.0",
  title: "ACT, carbon of making chips",
  claim: "Carbon of making a logic die, memory or storage and their packages, before they become a board or a machine.",
  source: repository,
  accepts: {},
  boundary: {
    components: ["cpu", "gpu", "dram", "storage"],
    overheads: ["yield of the fab"],
    lifeCycle: ["raw-materials", "manufacturing"],
    excludes: [
      "boards, heat sinks, cases, supplies and their assembly",
      "wafer area lost between dies",
      "buildings and machines of the fab",
      "distribution, use and end of life",
    ],
  },
  inputs: {
    process: input("nm", "Feature size of the process, as its maker calls it; in between, a straight line", {
      min: 3,
      max: 28,
    }),
    area: input("cm2", "Area of the dies", { min: 0, default: 0, source: "no logic die unless stated" }),
    packages: input("1", "Packages of the logic dies", { min: 0, default: 1, source: "one unless stated" }),
    fabIntensity: input("gCO2e/kWh", "Carbon intensity of the fab's electricity", {
      min: 0,
      default: 583,
      source: "act/models/carbon_intensity/location_2022.yaml: Taiwan; the file of 2023 has 642",
      distribution: { kind: "interval", low: 430, high: 642, level: 0.9 },
    }),
    abatement: input("%", "Part of the process gases that is destroyed", {
      min: 95,
      max: 99,
      default: 97,
      source: "logic_model.py: the default, as the mean of 95 and 99",
      distribution: { kind: "uniform", low: 95, high: 99 },
    }),
    fabYield: input("1", "Part of the dies that are good", {
      min: 0.01,
      max: 1,
      default: 0.875,
      source: "common.py, DEFAULT_FAB_YIELD",
      distribution: { kind: "interval", low: 0.7, high: 0.95, level: 0.9 },
    }),
    packageCarbon: input("gCO2e", "Making one package", {
      min: 0,
      default: 150,
      source: "common.py, CARBON_PER_IC_PACKAGE",
      distribution: { kind: "interval", low: 50, high: 450, level: 0.9 },
    }),
    capacity: input("GB", "Memory or storage", {
      min: 0,
      usual: [0.01, 24_000],
      default: 0,
      source: "none unless stated",
    }),
    capacityCarbon: input("gCO2e/GB", "Making a gigabyte of it", { min: 0, from: "embodied.memory" }),
    memoryPackages: input("1", "Packages of memory or storage", { min: 0, default: 0, source: "none unless stated" }),
    modelError: input("1", "What making a die truly emits ÷ what this says", {
      min: 0,
      default: 1,
      source: "expert interval: IMEC's figures in the same repository are 0.55 to 0.69 of it, others above it",
      distribution: { kind: "interval", low: 0.5, high: 1.6, level: 0.9 },
    }),
  },
  tables: {
    energyByProcess: {
      xUnit: "nm",
      yUnit: "kWh/cm2",
      points: [
        [3, 3.25],
        [5, 2.75],
        [7, 2.15],
        [8, 1.52],
        [10, 1.475],
        [14, 1.2],
        [20, 1.2],
        [28, 0.9],
      ],
      source: perProcess("epa.yaml"),
    },
    gas95ByProcess: {
      xUnit: "nm",
      yUnit: "gCO2e/cm2",
      points: [
        [3, 470],
        [5, 430],
        [7, 350],
        [8, 240],
        [10, 240],
        [14, 200],
        [20, 190],
        [28, 175],
      ],
      source: perProcess("gpa_95.yaml"),
    },
    gas99ByProcess: {
      xUnit: "nm",
      yUnit: "gCO2e/cm2",
      points: [
        [3, 275],
        [5, 225],
        [7, 200],
        [8, 150],
        [10, 150],
        [14, 125],
        [20, 110],
        [28, 100],
      ],
      source: perProcess("gpa_99.yaml"),
    },
    materialsByProcess: {
      xUnit: "nm",
      yUnit: "gCO2e/cm2",
      points: [
        [3, 500],
        [28, 500],
      ],
      source: perProcess("materials.yaml: the same for every process"),
    },
  },
  equations: {
    dieMissing: equation("1", "if(area = 0, 1, 0)", "1 if no die was given"),
    electricity: equation("gCO2e/cm2", "fabIntensity × interpolate(energyByProcess, process)", "Of the fab"),
    gases: equation(
      "gCO2e/cm2",
      "interpolate(gas95ByProcess, process) + (abatement − 95 [%]) ÷ 4 [%] × (interpolate(gas99ByProcess, process) − interpolate(gas95ByProcess, process))",
      "Process gases that escape; at 97 % the mean of the two tables, as in the original",
    ),
    materials: equation("gCO2e/cm2", "interpolate(materialsByProcess, process)", "Raw materials"),
    carbonPerArea: equation(
      "kgCO2e/cm2",
      "(electricity + gases + materials) ÷ fabYield × modelError",
      "Of good dies (CPA)",
    ),
    dieCarbon: equation("gCO2e", "area × carbonPerArea", "Dies"),
    diePackaging: equation("gCO2e", "packages × packageCarbon"),
    memoryCarbon: equation("gCO2e", "capacity × capacityCarbon ÷ fabYield", "Memory or storage"),
    memoryPackaging: equation("gCO2e", "memoryPackages × packageCarbon"),
    fabrication: equation("gCO2e", "dieCarbon + memoryCarbon"),
    packaging: equation("gCO2e", "diePackaging + memoryPackaging"),
    carbon: equation("kgCO2e", "fabrication + packaging"),
  },
  outputs: { "embodied-gwp": "carbon" },
  cautions: { dieMissing: "No area of dies was given: no logic die is in this figure. Give area=." },
  critique: [
    "An accelerator is not its die: an H100 by these parameters is 29 kg, of which 23 kg die, where its maker's product footprint says 164 kg with memory, heat sinks and board.",
    "500 g/cm² of raw materials at every process, from 28 to 3 nm, is a placeholder.",
    "DDR4 of 10 nm is 0.065 kg/GB here, 0.4 in LLMCarbon, 0.85 of HBM3 by NVIDIA, 1.4 in Cloud Carbon Footprint, 1.9 for a whole module by Boavizta.",
    "The yield is one number for dies of all sizes and for memory too, while large dies yield less.",
    "IMEC's figures, carried in the same repository but not used, are 31 to 45 % lower at the same process.",
    "Area counts as the die's alone: what a round wafer loses at its edge is left out.",
  ],
  whenToUse: "You know area and process of a chip and ask for the carbon of its silicon, as one part of a machine.",
  whenNotToUse:
    "You ask for a whole accelerator or server: gpu-components or embodied-hardware. Dies are a quarter of a GPU at most.",
  example: { process: "5 nm", area: "814 mm2", capacity: "80 GB", memory: "ddr4-10nm", memoryPackages: 6 },
});
