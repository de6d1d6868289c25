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
 * perun 1.0: energy of a run on one or more nodes from sampled sensors, with node overhead, PUE, price and carbon.
 *
 * Gutiérrez Hermosillo Muriedas et al. 2023.
 */
export const perun = method({
  id: "perun",
  version: "1.0.0",
  title: "perun",
  claim: perunClaim,
  source: {
    title: perunTitle,
    version: "Euro-Par 2023, doi 10.1007/978-3-031-39698-4_2; 1.0.0, package perun on PyPI (2026-08)",
    locator: perunLocator,
    retrieved: "2026-11-30",
    license: "BSD-3-Clause",
  },
  accepts: { "compute-run": perunGiven },
  boundary: perunBoundary,
  whenToUse: "To repeat what perun reports of a run on whole nodes.",
  whenNotToUse: "On shared nodes: neighbours are billed to the job.",
  example: perunExample,
  inputs: {
    ...perunInputs,
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      default: 274.8,
      source: "perun/configuration.py, emissions_factor of 1.0.0: Germany, Our World in Data, 30 June 2026",
    }),
    price: input("EUR/kWh", "Price of the electricity", {
      min: 0,
      default: 0.4037,
      source: "perun/configuration.py, price_factor of 1.0.0: Germany, basic supply, 4 February 2026",
    }),
  },
  equations: perunEquations,
  outputs: { energy: "energy", gwp: "carbon", cost: "cost" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [...perunCritique, "The default intensity and price are those of Germany, for nodes in any country."],
});
