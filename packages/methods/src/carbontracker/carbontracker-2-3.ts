import { input, method } from "@wattledger/core";
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
 * Carbontracker 2.3: energy and carbon of a training from the mean power of its epochs, and of the whole of it after one.
 *
 * Anthony, Kanding, Selvan 2020; equations as in release 2.3.0.
 */
export const carbontracker23 = method({
  id: "carbontracker-2-3",
  version: "2.3.0",
  title: "Carbontracker 2.3",
  claim: carbontrackerClaim,
  source: {
    title: carbontrackerTitle,
    version: "arXiv 2007.03051; github.com/lfwa/carbontracker, commit 8beb2b9 (after 2.3.0)",
    locator: carbontrackerLocator,
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": carbontrackerGiven },
  boundary: carbontrackerBoundary,
  whenToUse: "To repeat what Carbontracker 2.3 said of a training, and its prediction from the first epochs.",
  whenNotToUse: "For new figures: carbontracker is the current release.",
  recordedAs: [{ id: "carbontracker", version: "2.3.0" }],
  example: carbontrackerExample,
  inputs: {
    ...carbontrackerInputs,
    intensity: input("gCO2e/kWh", "Mean of the intensities that were fetched during the epochs", {
      min: 0,
      from: "carbontracker-grid.2-3-0",
    }),
    forecastIntensity: input("gCO2e/kWh", "Intensity that is foreseen for the time of the prediction", {
      min: 0,
      from: "carbontracker-grid.2-3-0",
    }),
  },
  equations: {
    ...carbontrackerEquations,
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [...carbontrackerCritique],
});
