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
 * The Green Algorithms calculator with data of release 2.2, to repeat results that were published with it, as nearly all
 * before 2025 were. Its constants are those of releases 1.1, 2.0 and 2.1 too; their tables of places and processors
 * differ. All defaults are those of its own tables.
 */
export const greenAlgorithms22 = method({
  id: "green-algorithms-2-2",
  version: "2.2",
  title: "Green Algorithms calculator, data of release 2.2",
  claim:
    "Energy and carbon of one computing task as the calculator gave them with data of release 2.2: for repeating published results.",
  source: {
    title: "Lannelongue, Grealey, Inouye: Green Algorithms: Quantifying the Carbon Footprint of Computation",
    version: "doi 10.1002/advs.202100707 (2021); data/v2.2 of calculator commit 30df2fe (2025-02-05)",
    locator: "equations 1 to 3; data/v2.2",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: { "compute-run": calculatorGiven },
  boundary: calculatorBoundary,
  whenToUse: "To repeat results that were published with the calculator's data of release 2.2.",
  whenNotToUse: "For new results: green-algorithms has newer data.",
  example: { runtime: "12 h", cores: 12, memory: "64 GB" },
  inputs: {
    ...calculatorInputs,
    corePower: input("W/core", "Thermal design power per core, from the release's own table", {
      credible: credible.corePower,
      min: 0,
      usual: [0.1, 40],
      default: 12,
      source: "data/v2.2/TDP_cpu.csv, row Any",
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1.67,
      source: "data/v2.2/defaults_PUE.csv, row Unknown: Uptime Institute 2019",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity, from the release's own table", {
      min: 0,
      default: 475,
      source: "data/v2.2/CI_aggregated.csv, row WORLD: IEA, of 2019",
    }),
  },
  equations: calculatorEquations,
  outputs: { energy: "energy", gwp: "carbon" },
  cautions: calculatorCautions,
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Its mean of data centres, 1.67, is that of a survey of 2019; release 3.0 has 1.56.",
    "Its intensities are of 2019 and 2020 and of mixed bases: direct production in Europe, with transmission losses in Britain and North America.",
    ...calculatorCritique,
  ],
});
