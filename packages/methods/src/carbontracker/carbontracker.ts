import { equation, input, method } from "@wattledger/core";
import {
  carbontrackerBoundary,
  carbontrackerClaim,
  carbontrackerCritique,
  carbontrackerEquations,
  carbontrackerExample,
  carbontrackerGiven,
  carbontrackerInputs,
  carbontrackerLocator,
  carbontrackerTitle,
} from "./carbontracker-shared.ts";

/**
 * Carbontracker: energy and carbon of a training from the mean power of its epochs, and of the whole of it after one.
 *
 * Anthony, Kanding, Selvan 2020; equations as in release 2.4.7.
 */
export const carbontracker = method({
  id: "carbontracker",
  version: "2.4.7",
  title: "Carbontracker",
  claim: carbontrackerClaim,
  source: {
    title: carbontrackerTitle,
    version: "arXiv 2007.03051; 2.4.7, package carbontracker on PyPI (2026-08)",
    locator: carbontrackerLocator,
    retrieved: "2026-11-30",
    license: "MIT",
  },
  accepts: { "compute-run": carbontrackerGiven },
  boundary: carbontrackerBoundary,
  whenToUse: "To repeat what Carbontracker said of a training, and its prediction from the first epochs.",
  whenNotToUse: "For one job on a machine that others use, or for an interval around the prediction: it has neither.",
  example: carbontrackerExample,
  inputs: {
    ...carbontrackerInputs,
    intensity: input("gCO2e/kWh", "Mean of the intensities that were fetched during the epochs", {
      min: 0,
      from: "carbontracker-grid.2-4-7",
    }),
    forecastIntensity: input("gCO2e/kWh", "Intensity that is foreseen for the time of the prediction", {
      min: 0,
      from: "carbontracker-grid.2-4-7",
    }),
    designPower: input("W", "Design power of one part, or the power that is simulated", {
      min: 0,
      usual: [1, 2000],
      default: 71.2241881337,
      source: "components/cpu/generic.py: the mean of its list of 3,923 processors, where a name is not found in it",
    }),
    utilisation: input("1", "Busy share that is assumed", {
      min: 0,
      max: 1,
      default: 0.5,
      source: "components/cpu/generic.py and sim_cpu.py",
    }),
    kilometre: input("gCO2e/km", "A kilometre in an average new car of the European Union", {
      min: 0,
      default: 106.8,
      source: "emissions/conversion/co2eq.csv, eu_new_car_2024",
    }),
  },
  equations: {
    ...carbontrackerEquations,
    assumedPower: equation("W", "designPower × utilisation", "Without a counter, at any load"),
    carDistance: equation("km", "carbon ÷ kilometre", "In an average new car"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    ...carbontrackerCritique,
    "A processor is found only if its whole brand text is part of a name in its list: others are 35.61 W, the mean of the list at half load.",
  ],
});
