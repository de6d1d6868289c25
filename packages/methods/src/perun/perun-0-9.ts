import { input, method } from "@wattledger/core";
import {
  perunBoundary,
  perunClaim,
  perunCritique,
  perunEquations,
  perunExample,
  perunGiven,
  perunInputs,
  perunLocator,
  perunTitle,
} from "./perun-shared.ts";

/**
 * perun 0.9: energy of a run on one or more nodes from sampled sensors, with node overhead, PUE, price and carbon.
 *
 * Gutiérrez Hermosillo Muriedas et al. 2023.
 */
export const perun09 = method({
  id: "perun-0-9",
  version: "0.9.1",
  title: "perun 0.9",
  claim: perunClaim,
  source: {
    title: perunTitle,
    version:
      "Euro-Par 2023, doi 10.1007/978-3-031-39698-4_2; github.com/Helmholtz-AI-Energy/perun, commit a40e45d (2026-06)",
    locator: perunLocator,
    retrieved: "2026-11-21",
    license: "BSD-3-Clause",
  },
  accepts: { "compute-run": perunGiven },
  boundary: perunBoundary,
  whenToUse: "To repeat what perun 0.9 reports of a run on whole nodes.",
  whenNotToUse: "For new figures: perun is the current release.",
  recordedAs: [{ id: "perun", version: "0.9.1" }],
  example: perunExample,
  inputs: {
    ...perunInputs,
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      default: 230,
      source: "perun/configuration.py, emissions_factor, since 0.9.0: Germany, one reading of 20 May 2025",
    }),
    price: input("EUR/kWh", "Price of the electricity", {
      min: 0,
      default: 0.2678,
      source: "perun/configuration.py, price_factor, since 0.9.0",
    }),
  },
  equations: perunEquations,
  outputs: { energy: "energy", gwp: "carbon", cost: "cost" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    ...perunCritique,
    "The default intensity is one afternoon's reading of the German grid; releases 0.3 to 0.8.9 used 417.8 g/kWh, and those before 0.8.10 printed grams as kilograms.",
  ],
});
