import { input, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import {
  calculatorBoundary,
  calculatorCautions,
  calculatorCritique,
  calculatorEquations,
  calculatorGiven,
  calculatorInputs,
} from "./green-algorithms-calculator.ts";

/**
 * The Green Algorithms calculator with data of release 1.0, to repeat results that were published with it in 2020.
 * All defaults are those of its own tables.
 */
export const greenAlgorithms10 = method({
  id: "green-algorithms-1-0",
  version: "1.0",
  title: "Green Algorithms calculator, data of release 1.0",
  claim:
    "Energy and carbon of one computing task as the calculator gave them with data of release 1.0: for repeating published results.",
  source: {
    title: "Lannelongue, Grealey, Inouye: Green Algorithms: Quantifying the Carbon Footprint of Computation",
    version: "doi 10.1002/advs.202100707 (2021); data/v1.0 of calculator commit 30df2fe (2025-02-05)",
    locator: "equations 1 to 3; data/v1.0",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: { "compute-run": calculatorGiven },
  boundary: calculatorBoundary,
  whenToUse: "To repeat results that were published with the calculator's data of release 1.0.",
  whenNotToUse: "For new results: its data are of 2020.",
  example: { runtime: "12 h", cores: 12, memory: "64 GB" },
  inputs: {
    ...calculatorInputs,
    corePower: input("W/core", "Thermal design power per core, from the release's own table", {
      credible: credible.corePower,
      min: 0,
      usual: [0.1, 40],
      default: 12,
      source: "data/v1.0/TDP_cpu.csv, row Any",
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1.67,
      source: "data/v1.0/defaults_PUE.csv, row Unknown: Uptime Institute 2019",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity, from the release's own table", {
      min: 0,
      default: 475,
      source: "data/v1.0/CI_aggregated.csv, row WORLD: IEA, of 2019",
    }),
    treeAbsorption: input("gCO2e/year", "Absorption of a mature tree", {
      min: 0,
      default: 11400,
      source: "data/v1.0/referenceValues.csv, row treeYear",
    }),
  },
  equations: calculatorEquations,
  outputs: { energy: "energy", gwp: "carbon" },
  cautions: calculatorCautions,
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "A tree absorbs 11.4 kg a year in it, 11 kg in all later releases.",
    "Its mean of data centres, 1.67, is that of a survey of 2019; release 3.0 has 1.56.",
    "Its intensities are of 2018: direct production in Europe, with 0 for Iceland.",
    ...calculatorCritique,
  ],
});
