import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import { allJoules, joules, needsElectricity } from "./activity-data.ts";

const macknick = "gal/MWh of the authors' code (commit d0014de), rounded medians after Macknick et al. 2012, as litres";

/**
 * Water consumed on site and at power plants, with the factors that it needs where they are not known: of a grid from its
 * fuels, and of a site from the weather at its cooling tower.
 *
 * The Green Grid's WUE; Li, Yang, Islam, Ren and their code.
 */
export const water = method({
  id: "water",
  version: "1",
  title: "Water on site and at power plants",
  claim: "Litres consumed for an amount of computing: on site by cooling, and where the electricity was made.",
  source: {
    title: "Ren-Research: Making AI Less Thirsty, code to Li, Yang, Islam, Ren (arXiv 2304.03271); The Green Grid: WUE",
    version: "commit d0014de",
    locator: "water footprint of electricity by fuel; WUE by wet bulb",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: {
    "llm-request": () => fail(needsElectricity),
    "media-request": () => fail(needsElectricity),
    "service-use": () => fail(needsElectricity),
    "training-plan": () => fail(needsElectricity),
    "compute-run": (run) => {
      const energy = allJoules(run);
      return energy === undefined ? fail(needsElectricity) : given({ energy: joules(energy), mix: [] });
    },
  },
  boundary: {
    components: ["other"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: [
      "embodied water: no default can be defended",
      "water withdrawn and given back",
      "scarcity of water where it is consumed",
    ],
  },
  whenToUse: "For the water of a known amount of energy, with the choice of site, source and convention stated.",
  whenNotToUse: "To weigh scarcity: a litre counts the same everywhere.",
  example: { energy: "100 kWh", facility: "google", zone: "US" },
  inputs: {
    energy: input("kWh", "Energy", { min: 0 }),
    energyOf: choice(["it", "facility"], "Whether the energy is that of the machines or of the whole facility", {
      default: "it",
      source: "of the machines, which is what WUE is defined by",
    }),
    pue: input("1", "Power usage effectiveness", { min: 1, from: "facility.pue" }),
    wueSite: input("L/kWh", "Water consumed on site per kWh of IT energy", { min: 0, from: "facility.wue" }),
    wueSource: input("L/kWh", "Water consumed by power plants per kWh; with or without reservoirs, by its source", {
      min: 0,
      from: "electricity-water",
    }),
    repeatPue: choice(["no", "yes"], "Count PUE again on both terms, as EcoLogits 0.9.1 does", {
      default: "no",
      source: "off: a defect of that release, whose own documentation has the formula without it",
    }),
    mix: list("Fuels of the grid and their shares", {
      inputs: {
        share: input("1", "Share of the electricity", { shareOf: "the generation", min: 0, max: 1 }),
        rate: input("L/kWh", "Water consumed by plants of this fuel", { min: 0 }),
      },
      equations: {},
    }),
    wetBulb: input("1", "Wet-bulb temperature at the cooling tower in degrees Fahrenheit"),
    cycles: input("1", "Cycles of concentration of the cooling tower", {
      min: 1,
      default: 6,
      source: "the authors' code",
    }),
    leastWue: input("L/kWh", "Least WUE of a cooling tower", { min: 0, default: 0.05, source: "the authors' code" }),
    stated: input("mL", "Water stated by a provider, such as of a request", { min: 0 }),
    statedEnergy: input("Wh", "Energy stated with the water", { min: 0 }),
  },
  equations: {
    itEnergy: equation("kWh", 'if(energyOf = "it", energy, energy ÷ pue)', "Of the machines"),
    facilityEnergy: equation("kWh", 'if(energyOf = "it", energy × pue, energy)', "Of the whole facility"),
    siteWater: equation("L", 'itEnergy × wueSite × if(repeatPue = "yes", pue, 1)', "Consumed on site"),
    sourceWater: equation(
      "L",
      'facilityEnergy × wueSource × if(repeatPue = "yes", pue, 1)',
      "Consumed by power plants",
    ),
    water: equation("L", "siteWater + sourceWater"),
    mixWater: equation("L/kWh", "sum(fuel in mix: fuel.share × fuel.rate)", "Of a grid, from its fuels"),
    towerWater: equation(
      "L/kWh",
      "max(leastWue, cycles ÷ (cycles − 1) × (0.00006 × wetBulb ^ 3 − 0.01 × wetBulb ^ 2 + 0.61 × wetBulb − 10.4) × 1 [L/kWh])",
      "WUE of a cooling tower, fitted by the authors to its wet bulb",
    ),
    impliedWater: equation("L/kWh", "stated ÷ statedEnergy", "What two stated figures come to"),
  },
  outputs: { water: "water" },
  critique: [
    "Hydropower counts nothing by fuel and 17 L/kWh of its reservoirs by country: Sweden has under 1 or 6.0 L/kWh. Never mix the two.",
    "The evaporation of a reservoir belongs in part to flood control and irrigation; how much is disputed.",
    "The fit of the cooling tower gives 2.2 to 6.1 L/kWh between 40 and 80 °F, where fleets report means of 0.1 to 1: an upper bound.",
    "A litre where water is scarce and one where it is not are not the same thing; nothing here weighs them.",
    "Stated figures per request differ 170 times, from 0.26 mL (site only) to 45 mL (life cycle): by their boundaries, not by efficiency.",
    "EcoLogits 0.9.1 multiplies energy that contains PUE by PUE again, 20 % too much at 1.2 (repeated only with repeatPue).",
  ],
});

/** Water consumed by plants per fuel, for a grid's mix, L/kWh. Hydropower is without its reservoirs. */
export const waterByFuel = {
  source: macknick,
  rates: {
    natural_gas: 1.135624,
    coal: 1.703435,
    nuclear: 2.271247,
    oil: 1.324894,
    other: 1.798071,
    solar: 0,
    hydro: 0,
    wind: 0,
  },
} as const;
