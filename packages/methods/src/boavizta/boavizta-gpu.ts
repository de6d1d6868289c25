import { equation, graphOf, input, method } from "@wattledger/core";
import type { Graph, NumberInput } from "@wattledger/core";
import {
  boaviztaCritiques,
  boaviztaSource,
  factors,
  leftOut,
  lifeEquations,
  lifeInputs,
  perCategory,
  profile,
  units,
  useInputs,
} from "./boavizta-shared.ts";

/** Figures of cards, which name no source where they stand. */
const cards2026 = "BoaviztAPI 2.5.0, GPU factors, by the authors of arXiv 2509.00093";
const perArea = "/mm2";
const perMass = "/kg";
const perHaul = "/(kg·km)";

/** Effective area, with what is lost at the rim, between the dies and to defects, of a die of some area. */
const effective = (area: string): string =>
  `((sqrt(${area}) + kerf) ^ 2) × waferArea ÷ (waferArea − 3.141592653589793 × wafer × (sqrt(${area}) + kerf) ÷ sqrt(2)) ÷ exp(−sqrt(defects × (sqrt(${area}) + kerf) ^ 2))`;

/** What a card that is named by `accelerator` has, by the original's list. */
function ofCard(what: string): Pick<NumberInput, "min" | "from"> {
  return { min: 0, from: `boavizta-card.${what}` };
}

const text = {
  inputs: {
    units,
    dieArea: input("mm2", "Area of the processor's die", { min: 1, default: 814, source: profile }),
    cardDieArea: input("mm2", "Wafer used for the dies of a card that is named; 0: from the area of the die", {
      ...ofCard("effective-die-area"),
      default: 0,
      source: "no card is named",
    }),
    memory: input("GB", "Memory of one card", {
      ...ofCard("memory"),
      usual: [0.01, 24_000],
      default: 80,
      source: profile,
    }),
    memoryDies: input("1", "Dies or stacks that its memory is made of", {
      ...ofCard("memory-dies"),
      min: 1,
      default: 6,
      source: profile,
    }),
    mass: input("kg", "Mass of one card", { ...ofCard("mass"), default: 1.69, source: profile }),
    casingMass: input("kg", "Of that, casing", { ...ofCard("casing-mass"), default: 0.79, source: profile }),
    heatSinkMass: input("kg", "Of that, heat sink", { ...ofCard("heat-sink-mass"), default: 0.9, source: profile }),
    boardArea: input("cm2", "Area of the printed board", { ...ofCard("board-area"), default: 296, source: profile }),
    boat: input("km", "Way by ship", { min: 0, default: 19_000, source: profile }),
    truck: input("km", "Way by lorry", { min: 0, default: 1000, source: profile }),
    plane: input("km", "Way by aeroplane", { min: 0, default: 0, source: profile }),
    memoryAreaPerCapacity: input("mm2/GB", "Die area of memory for each gigabyte", {
      min: 0,
      default: 15.5,
      source: "BoaviztAPI 2.5.0: mean of the cards that were studied",
    }),
    wafer: input("mm", "Diameter of a wafer", { min: 1, default: 300, source: "BoaviztAPI 2.5.0, GPU" }),
    kerf: input("mm", "Width that is lost between dies", { min: 0, default: 0.2, source: "BoaviztAPI 2.5.0, GPU" }),
    defects: input("1/cm2", "Defects for each cm2 of die", { min: 0, default: 0.1, source: "BoaviztAPI 2.5.0, GPU" }),
    casingFactor: factors("Making the casing", perMass, { gwp: 8.2542, adpe: 4.0835e-4, pe: 245.88 }, cards2026),
    heatSinkFactor: factors("Making the heat sink", perMass, { gwp: 5.7412, adpe: 1.8669e-3, pe: 92.287 }, cards2026),
    boardFactor: factors("Making the board", "/cm2", { gwp: 0.032_549, adpe: 1.2707e-5, pe: 0.829_69 }, cards2026),
    dieFactor: factors(
      "Making the die, by effective area",
      perArea,
      { gwp: 0.042_592, adpe: 1.555e-8, pe: 0.567_28 },
      cards2026,
    ),
    memoryFactor: factors(
      "Making the memory, by effective area",
      perArea,
      { gwp: 0.183_79, adpe: 5.0731e-9, pe: 2.452 },
      cards2026,
    ),
    supplyFactor: factors(
      "Transport of what it is made of",
      perMass,
      { gwp: 0.259_55, adpe: 1.0196e-8, pe: 3.619 },
      cards2026,
    ),
    boatFactor: factors("Transport by ship", perHaul, { gwp: 1.33e-5, adpe: 4.62e-13, pe: 1.64e-4 }, cards2026),
    truckFactor: factors("Transport by lorry", perHaul, { gwp: 5.04e-5, adpe: 1.98e-12, pe: 7.04e-4 }, cards2026),
    planeFactor: factors("Transport by aeroplane", perHaul, { gwp: 2.11e-3, adpe: 8.31e-11, pe: 0.0295 }, cards2026),
    endOfLifeFactor: factors("End of life", perMass, { gwp: 1.5062, adpe: 3.714e-6, pe: 22.348 }, cards2026),
  },
  equations: {
    waferArea: equation("mm2", "3.141592653589793 × (wafer ÷ 2) ^ 2", "A disc"),
    effectiveDieArea: equation(
      "mm2",
      `if(cardDieArea > 0 [mm2], cardDieArea, ${effective("dieArea")})`,
      "Wafer used for one good die",
    ),
    memoryDieArea: equation(
      "mm2",
      "max(memory × memoryAreaPerCapacity ÷ memoryDies, 1e-12 [mm2])",
      "Of one die or stack",
    ),
    effectiveMemoryArea: equation(
      "mm2",
      `memoryDies × (${effective("memoryDieArea")})`,
      "Wafer used for the memory of one card",
    ),
    making: perCategory(
      "units × (casingMass × casingFactor[category] + heatSinkMass × heatSinkFactor[category] + boardArea × boardFactor[category] + effectiveDieArea × dieFactor[category] + effectiveMemoryArea × memoryFactor[category] + mass × supplyFactor[category] + mass × (boat × boatFactor[category] + truck × truckFactor[category] + plane × planeFactor[category]) + mass × endOfLifeFactor[category])",
      "Making, moving and discarding all of them",
    ),
  },
} as const;

/** Cards as a part of other methods: casing, heat sink, board, dies and memory by the wafer they use, transport, end of life. */
export const card: Graph = graphOf(text);

/**
 * BoaviztAPI: impacts of GPUs, by the wafer that their dies and memory use.
 *
 * Boavizta, release 2.5.0.
 */
export const boaviztaGpu = method({
  id: "boavizta-gpu",
  version: "2.5.0",
  recordedAs: [{ id: "boavizta-gpu", version: "2.4.1" }],
  title: "BoaviztAPI: GPU",
  claim: "Carbon, minerals and primary energy of making, moving and discarding GPUs.",
  source: boaviztaSource("component gpu"),
  accepts: {},
  boundary: {
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["raw-materials", "manufacturing", "distribution", "end-of-life"],
    excludes: [...leftOut, "the electricity of GPUs, of which the original has no model"],
  },
  inputs: {
    ...text.inputs,
    ...lifeInputs(26_280, "BoaviztAPI 2.5.0: components, three years"),
    ...useInputs,
    meanPower: input("W", "Mean power of one card, which must be measured or known", { min: 0, usual: [1, 3000] }),
  },
  equations: {
    ...text.equations,
    ...lifeEquations,
    energy: equation("kWh", "units × meanPower × useRatio × time"),
    usage: perCategory("energy × electricity[category]", "Of the electricity"),
  },
  outputs: { gwp: "embodied.gwp", adpe: "embodied.adpe", pe: "embodied.pe" },
  critique: [
    boaviztaCritiques.bounds,
    "The default card (an 814 mm2 die, 80 GB) comes to 575 kgCO2e, of which 431 are its memory: the maker of the H100 states 164 kg for the card.",
    "Memory counts its whole die area of 15.5 mm2/GB through the yield of a large logic die; the documentation's own example has a third of that area.",
    "The original takes a name that it does not know for the default card, in silence: here such a name is refused.",
    "Given as a GPU, its memory in profiles of Google's instances is that of the whole node.",
  ],
  whenToUse: "You must repeat figures of BoaviztAPI for a card, or need minerals and primary energy of making one.",
  whenNotToUse:
    "The maker publishes a footprint (`wattledger factors embodied.device`), or carbon alone is asked: gpu-components is anchored on one.",
  example: { units: 8, dieArea: "814 mm2", memory: "80 GB" },
});
