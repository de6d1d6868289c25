import { graphOf, input, method } from "@wattledger/core";
import type { Graph } from "@wattledger/core";
import {
  boaviztaCritiques,
  boaviztaSource,
  bounded,
  components2021,
  factors,
  leftOut,
  lifeEquations,
  lifeInputs,
  perCategory,
  units,
} from "./boavizta-shared.ts";

const text = {
  inputs: {
    units,
    capacity: input("GB", "Capacity of one drive", { min: 0, usual: [0.01, 24_000], ...bounded(100, 1000, 5000) }),
    density: input("GB/cm2", "Capacity for each cm2 of die", {
      min: 1e-6,
      ...bounded(
        16.4,
        1042.8 / 19,
        128,
        "BoaviztAPI 2.4.1: mean, least and greatest of nineteen generations of flash memory, 2015 to 2020",
      ),
    }),
    dieFactor: factors("Making the dies, for each cm2", "/cm2", { gwp: 2.2, adpe: 6.3e-5, pe: 27.3 }, components2021),
    driveFactor: factors("Making the drive around them", "", { gwp: 6.34, adpe: 5.63e-4, pe: 73.98 }, components2021),
  },
  equations: {
    making: perCategory(
      "units × (capacity ÷ density × dieFactor[category] + driveFactor[category])",
      "Making all of them",
    ),
  },
} as const;

/** Solid-state drives as a part of other methods; they have no power of their own here. */
export const drive24: Graph = graphOf(text);

/**
 * BoaviztAPI: impacts of making solid-state drives, by their capacity.
 *
 * Boavizta, release 2.4.1.
 */
export const boaviztaSsd24 = method({
  id: "boavizta-ssd-2-4",
  version: "2.4.1",
  title: "BoaviztAPI 2.4: solid-state drive",
  claim: "Carbon, minerals and primary energy of making solid-state drives.",
  source: boaviztaSource("component ssd", "2.4.1"),
  accepts: {},
  boundary: {
    components: ["storage"],
    overheads: [],
    lifeCycle: ["raw-materials", "manufacturing"],
    excludes: [...leftOut, "the electricity of drives, of which the original has no model"],
  },
  inputs: { ...text.inputs, ...lifeInputs(26_280, "BoaviztAPI 2.4.1: components, three years") },
  equations: { ...text.equations, ...lifeEquations },
  outputs: { gwp: "embodied.gwp", adpe: "embodied.adpe", pe: "embodied.pe" },
  critique: [
    boaviztaCritiques.bounds,
    boaviztaCritiques.boundary,
    "Densities end in 2020: flash memory of 176 layers and more is priced as that of 32 to 128.",
  ],
  whenToUse: "To repeat figures that were published with BoaviztAPI 2.4.",
  whenNotToUse: "For new figures: boavizta-ssd is the current release.",
  recordedAs: [{ id: "boavizta-ssd", version: "2.4.1" }],
  example: { units: 2, capacity: "3840 GB", density: "76 GB/cm2" },
});
