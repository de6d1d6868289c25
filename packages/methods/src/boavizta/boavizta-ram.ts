import { equation, graphOf, input, method } from "@wattledger/core";
import type { Graph } from "@wattledger/core";
import {
  boaviztaCritique,
  boaviztaSource,
  bounded,
  components2021,
  factors,
  leftOut,
  lifeEquations,
  lifeInputs,
  madeAndUsed,
  perCategory,
  powerOfAll,
  powerRounding,
  units,
  useEquations,
  useInputs,
} from "./boavizta-shared.ts";

const moduleModel =
  "BoaviztAPI 2.5.0: fitted to a data sheet of 128 GB DDR5 and to measured DDR4 and DDR5 (arXiv 2309.05373)";

const text = {
  inputs: {
    units,
    capacity: input("GB", "Capacity of one module", { min: 0, usual: [0.01, 24_000], ...bounded(1, 32, 128) }),
    density: input("GB/cm2", "Capacity for each cm2 of die", {
      min: 1e-6,
      ...bounded(
        0.625,
        13.688 / 11,
        2.375,
        "BoaviztAPI 2.5.0: mean, least and greatest of eleven generations of DDR3 and DDR4, 2011 to 2018",
      ),
    }),
    dieFactor: factors("Making the dies, for each cm2", "/cm2", { gwp: 2.2, adpe: 6.3e-5, pe: 27.3 }, components2021),
    moduleFactor: factors("Making the module around them", "", { gwp: 5.22, adpe: 1.69e-3, pe: 74 }, components2021),
    basePower: input("W", "Power of a module of any capacity at full load", {
      min: 0,
      default: 3,
      source: moduleModel,
    }),
    powerPerCapacity: input("W/GB", "Power of a module at full load, for each gigabyte", {
      min: 0,
      default: 0.055,
      source: moduleModel,
    }),
    idleShare: input("1", "Share of that power without load", {
      min: 0,
      max: 1,
      default: 0.7,
      source: "BoaviztAPI 2.5.0, after GreenDIMM (MICRO 2021)",
    }),
    load: input("%", "Load of the memory, a mean over time", { min: 0, max: 100, ...bounded(0, 50, 100) }),
    timeShare: input("1", "Share of the time that the load speaks of", {
      min: 0,
      default: 1,
      source: "all of it unless several loads say otherwise",
    }),
    powerRounding,
  },
  equations: {
    fullPower: equation("W", "basePower + capacity × powerPerCapacity", "Of one module at full load"),
    loadFactor: equation(
      "1",
      "idleShare × timeShare + (1 − idleShare) × load ÷ 100 [%]",
      "Power of a module, as a share of that at full load",
    ),
    exactPower: equation("W", "fullPower × loadFactor", "Of one module"),
    ...powerOfAll,
    making: perCategory(
      "units × (capacity ÷ density × dieFactor[category] + moduleFactor[category])",
      "Making all of them",
    ),
  },
} as const;

/** Memory modules as a part of other methods: power and making by their capacity. */
export const memory: Graph = graphOf(text);

/**
 * BoaviztAPI: impacts of memory modules, by their capacity.
 *
 * Boavizta, release 2.5.0.
 */
export const boaviztaRam = method({
  id: "boavizta-ram",
  version: "2.5.0",
  title: "BoaviztAPI: memory",
  claim: "Carbon, minerals and primary energy of making memory modules, and of the electricity that they use.",
  source: boaviztaSource("component ram; consumption profile of memory"),
  accepts: {},
  boundary: {
    energy: "server",
    components: ["dram"],
    overheads: [],
    lifeCycle: ["use", "raw-materials", "manufacturing"],
    excludes: [...leftOut, "everything around the memory"],
  },
  inputs: { ...text.inputs, ...lifeInputs(26_280, "BoaviztAPI 2.5.0: components, three years"), ...useInputs },
  equations: { ...text.equations, ...lifeEquations, ...useEquations },
  outputs: madeAndUsed,
  critique: [
    ...boaviztaCritique,
    "Densities end in 2018 at 2.4 GB/cm2: DDR5 of today is several times as dense, so 2 TB come out at 4 t.",
    "Power rises with the module, not with its use of bandwidth: 70 % of it is there without load.",
  ],
  whenToUse: "You want the making and use of memory by itself, from its capacity.",
  whenNotToUse: "Its generation is DDR5 or newer and nobody gives its density: the default is four times too thin.",
  example: { units: 12, capacity: "32 GB", density: "1.79 GB/cm2", duration: "8760 h", zone: "FR" },
});
