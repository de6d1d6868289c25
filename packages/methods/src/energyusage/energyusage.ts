import { choice, equation, fail, input, list, method } from "@wattledger/core";

/**
 * energyusage: the energy of a Python function as the power above an idle baseline, with the losses of the supply.
 *
 * Lottick et al. 2019; equations as in the code of June 2021.
 */
export const energyusage = method({
  id: "energyusage",
  version: "0.0.13",
  title: "energyusage",
  claim: "Energy and CO2 of one function: the power of the machine while it ran above that before, through the supply.",
  source: {
    title:
      "Lottick, Susai, Friedler, Wilson: Energy Usage Reports: Environmental awareness as part of algorithmic accountability",
    version: "arXiv 1911.08354; github.com/responsibleproblemsolving/energy-usage, commit b6cd5d4 (2021-06)",
    locator: "energyusage/evaluate.py, convert.py",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: {
    "compute-run": () => fail("it needs the power of the idle machine, to subtract it from that of the run"),
  },
  boundary: {
    energy: "server",
    components: ["cpu", "gpu"],
    overheads: ["power supply"],
    lifeCycle: ["use"],
    excludes: [
      "what the idle machine draws (subtracted)",
      "memory (read, but not added)",
      "storage",
      "network",
      "facility overhead",
      "embodied",
      "gases other than CO2",
    ],
  },
  whenToUse: "To repeat what energyusage said of a function: what it drew above the machine's baseline.",
  whenNotToUse: "For anything on a GPU, or outside the United States: its mixes are of primary energy there.",
  example: {
    duration: "60 s",
    "domains.package0.baseline": "40 W",
    "domains.package0.running": "90 W",
    accounting: "rate",
    rate: "527.9 lbCO2e/MWh",
  },
  inputs: {
    domains: list("Each RAPL domain and each GPU", {
      inputs: {
        kind: choice(["package", "core", "dram", "gpu"], "What the domain covers", {
          default: "package",
          source: "a processor package unless stated",
        }),
        baseline: input("W", "Mean power before the function", { min: 0, usual: [0.1, 20_000] }),
        running: input("W", "Mean power while it ran", { min: 0, usual: [0.1, 20_000] }),
      },
      equations: {},
    }),
    duration: input("s", "Time that the function took", { usual: [10, 3.2e7], min: 0 }),
    supplyEfficiency: input("1", "Efficiency of the power supply", {
      min: 0.01,
      max: 1,
      default: 0.8,
      source: "evaluate.py, powerLoss",
    }),
    coresTwice: choice(["no", "yes"], "Add the cores to the packages that hold them", {
      default: "no",
      source: "off: a defect of the original, which renames the domain of the cores to CPU",
    }),
    accounting: choice(["rate", "mix"], "Whether an emission rate or shares of fuels are known", {
      default: "rate",
      source: "the original's rate of a state; elsewhere what its shares of fuels come to",
    }),
    rate: input("lbCO2e/MWh", "CO2 per electricity of the place", { min: 0, from: "energyusage-grid" }),
    coalShare: input("1", "Share of coal", {
      shareOf: "the generation",
      min: 0,
      max: 1,
      default: 0,
      source: "none unless stated",
    }),
    petroleumShare: input("1", "Share of petroleum", {
      shareOf: "the generation",
      min: 0,
      max: 1,
      default: 0,
      source: "none unless stated",
    }),
    gasShare: input("1", "Share of natural gas", {
      shareOf: "the generation",
      min: 0,
      max: 1,
      default: 0,
      source: "none unless stated",
    }),
    coalRate: input("lbCO2e/MWh", "CO2 per electricity from coal", {
      min: 0,
      default: 2195.2,
      source: "convert.py, worked back from eGRID",
    }),
    petroleumRate: input("lbCO2e/MWh", "CO2 per electricity from petroleum", {
      min: 0,
      default: 1800.49,
      source: "convert.py, worked back from eGRID",
    }),
    gasRate: input("lbCO2e/MWh", "CO2 per electricity from natural gas", {
      min: 0,
      default: 1639.89,
      source: "convert.py, worked back from eGRID",
    }),
    carRate: input("kgCO2e", "CO2 of a mile by car", { min: 0, default: 0.409, source: "convert.py, after US EPA" }),
    televisionRate: input("kgCO2e/h", "CO2 of an hour of television", { min: 0, default: 0.097, source: "convert.py" }),
    householdRate: input("tCO2e", "CO2 of a household of the US in a year", {
      min: 0,
      default: 8.35,
      source: "convert.py, after US EPA",
    }),
    equivalentsAsCoded: choice(["no", "yes"], "Multiply where the miles and the household need a division", {
      default: "no",
      source: "off: a defect of the original",
    }),
  },
  equations: {
    baselinePower: equation(
      "W",
      'sum(one in domains: if(one.kind = "dram" or one.kind = "core" and coresTwice = "no", 0, one.baseline))',
      "Before the function",
    ),
    runningPower: equation(
      "W",
      'sum(one in domains: if(one.kind = "dram" or one.kind = "core" and coresTwice = "no", 0, one.running))',
      "While it ran",
    ),
    power: equation(
      "W",
      "runningPower − baselinePower",
      "The function's own; below zero the original ends in an error",
    ),
    energy: equation("kWh", "power × duration ÷ supplyEfficiency", "At the plug"),
    coalCarbon: equation("kgCO2e", "energy × coalShare × coalRate"),
    petroleumCarbon: equation("kgCO2e", "energy × petroleumShare × petroleumRate"),
    gasCarbon: equation("kgCO2e", "energy × gasShare × gasRate"),
    carbon: equation(
      "kgCO2e",
      'if(accounting = "rate", energy × rate, coalCarbon + petroleumCarbon + gasCarbon)',
      "CO2; low-carbon sources count nothing",
    ),
    miles: equation(
      "1",
      'if(equivalentsAsCoded = "yes", carbon × 4.09e-7 [1/kgCO2e], carbon ÷ carRate)',
      "Miles by an average car",
    ),
    television: equation("min", "carbon ÷ televisionRate", "Minutes of television"),
    householdShare: equation(
      "1",
      'if(equivalentsAsCoded = "yes", carbon ÷ 52 ÷ 7 ÷ householdRate, carbon × 365 ÷ householdRate)',
      "Share of a household's day",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: null },
  critique: [
    "Outside the US the mix is that of primary energy, not of electricity: France comes out at 425, Switzerland at 409, Iceland at 170 g/kWh.",
    "An unknown place is taken for the US as a foreign country, at 678 g/kWh by its primary mix instead of 453 of its grid.",
    "GPUs are never found: the check compares an exit status with a type.",
    "If the domain of the cores is read as well as two packages, it is added to them (repeated only with coresTwice).",
    "Subtracting the baseline gives the idle machine to nobody; a wrapped counter is dropped instead of put right.",
    "Miles and household share are wrong by construction in the original; minutes of television are right.",
  ],
});
