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
        "BoaviztAPI 2.4.1: mean, least and greatest of eleven generations of DDR3 and DDR4, 2011 to 2018",
      ),
    }),
    dieFactor: factors("Making the dies, for each cm2", "/cm2", { gwp: 2.2, adpe: 6.3e-5, pe: 27.3 }, components2021),
    moduleFactor: factors("Making the module around them", "", { gwp: 5.22, adpe: 1.69e-3, pe: 74 }, components2021),
    powerPerCapacity: input("W/GB", "Power of memory at any load", {
      min: 0,
      default: 0.284,
      source: "BoaviztAPI 2.4.1, consumption profile of memory",
    }),
    powerRounding,
  },
  equations: {
    exactPower: equation("W", "capacity × powerPerCapacity", "Of one module"),
    ...powerOfAll,
    making: perCategory(
      "units × (capacity ÷ density × dieFactor[category] + moduleFactor[category])",
      "Making all of them",
    ),
  },
} as const;

/** Memory modules as a part of other methods: power and making by their capacity. */
export const memory24: Graph = graphOf(text);

/**
 * BoaviztAPI: impacts of memory modules, by their capacity.
 *
 * Boavizta, release 2.4.1.
 */
export const boaviztaRam24 = method({
  id: "boavizta-ram-2-4",
  version: "2.4.1",
  title: "BoaviztAPI 2.4: memory",
  claim: "Carbon, minerals and primary energy of making memory modules, and of the electricity that they use.",
  source: boaviztaSource("component ram; consumption profile of memory", "2.4.1"),
  accepts: {},
  boundary: {
    energy: "server",
    components: ["dram"],
    overheads: [],
    lifeCycle: ["use", "raw-materials", "manufacturing"],
    excludes: [...leftOut, "everything around the memory"],
  },
  inputs: { ...text.inputs, ...lifeInputs(26_280, "BoaviztAPI 2.4.1: components, three years"), ...useInputs },
  equations: { ...text.equations, ...lifeEquations, ...useEquations },
  outputs: madeAndUsed,
  critique: [
    ...boaviztaCritique,
    "Densities end in 2018 at 2.4 GB/cm2: DDR5 of today is several times as dense, so 2 TB come out at 4 t.",
    "Power does not depend on load.",
  ],
  whenToUse: "To repeat figures that were published with BoaviztAPI 2.4.",
  whenNotToUse: "For new figures: boavizta-ram is the current release.",
  recordedAs: [{ id: "boavizta-ram", version: "2.4.1" }],
  example: { units: 12, capacity: "32 GB", density: "1.79 GB/cm2", duration: "8760 h", zone: "FR" },
});
