import { choice, equation, fail, given, input, method } from "@wattledger/core";
import { allJoules, joules, needsElectricity } from "./activity-data.ts";

/**
 * Making AI less thirsty: water consumed on site and at power plants for the energy of AI.
 *
 * Li, Yang, Islam, Ren; the form that estimators of language models take from it.
 */
export const liWater = method({
  id: "li-water",
  version: "2025",
  title: "Making AI less thirsty (Li et al.)",
  claim: "Water consumed for an amount of computing: evaporated on site, and consumed where the electricity was made.",
  source: {
    title:
      "Li, Yang, Islam, Ren: Making AI Less Thirsty: Uncovering and Addressing the Secret Water Footprint of AI Models",
    version: "arXiv 2304.03271; Communications of the ACM, 2025",
    locator: "operational water footprint",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: {
    "llm-request": () => fail(needsElectricity),
    "training-plan": () => fail(needsElectricity),
    "compute-run": (run) => {
      const energy = allJoules(run);
      return energy === undefined ? fail(needsElectricity) : given({ energy: joules(energy) });
    },
  },
  boundary: {
    components: ["other"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: ["embodied water", "water withdrawn and given back", "quality and scarcity of the water"],
  },
  whenToUse: "To repeat the paper's water of a training or of an answer, on site and at power plants.",
  whenNotToUse: "With the PUE of one site and the water of another: water has more settings.",
  example: { energy: "1287 MWh", facility: "industry", zone: "US" },
  inputs: {
    energy: input("kWh", "Energy", { min: 0 }),
    energyOf: choice(["it", "facility"], "Whether the energy is that of the servers or of the whole facility", {
      default: "it",
      source: "of the servers, as in the paper, unless stated",
    }),
    wueSite: input("L/kWh", "Water evaporated on site per kWh of IT energy", { min: 0, from: "facility.wue" }),
    pue: input("1", "Power usage effectiveness", { min: 1, from: "facility.pue" }),
    wueSource: input("L/kWh", "Water consumed by power plants per kWh", { min: 0, from: "electricity-water" }),
  },
  equations: {
    itEnergy: equation("kWh", 'if(energyOf = "it", energy, energy ÷ pue)', "Of the servers"),
    facilityEnergy: equation("kWh", 'if(energyOf = "it", energy × pue, energy)', "Of the whole facility"),
    siteWater: equation("L", "itEnergy × wueSite", "Evaporated on site"),
    sourceWater: equation("L", "facilityEnergy × wueSource", "Consumed by power plants"),
    water: equation("L", "siteWater + sourceWater"),
    doublePueWater: equation(
      "L",
      "facilityEnergy × (wueSite + pue × wueSource)",
      "What a tool tells that counts PUE twice, such as EcoLogits up to 0.9.3: for comparison only",
    ),
    doublePueRatio: equation("1", "if(water = 0, 1, doublePueWater ÷ water)", "How much too high that is"),
  },
  outputs: { water: "water" },
  critique: [
    "PUE belongs to the water of power plants only; EcoLogits up to 0.9.3 puts it on both.",
    "On-site and total figures differ by 5 to 10 times and are mixed in the press.",
    "PUE of one site with WUE of another is nobody's data centre: evaporative cooling lowers the one and raises the other.",
    "National means of power plants are ruled by reservoirs: 18.6 L/kWh in Brazil, 15.0 in New Zealand.",
    "0.004 kWh for a request, the paper's figure, is of 2020: with 0.3 Wh the same formula gives 1.3 mL instead of 17.",
  ],
});
