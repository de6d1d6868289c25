import { choice, equation, input, inputPerCategory, method } from "@wattledger/core";
import { embodiedUnits, mixFamilies, mixUnits } from "./ecologits-categories.ts";
import {
  requestBoundary,
  requestCritique,
  requestEquations,
  requestFile as file,
  requestGiven,
  requestInputs,
  requestOutputs,
} from "./ecologits-request.ts";

/**
 * EcoLogits 0.9 and its text of March 2026: one request to a language model, from its output tokens and the size of the
 * model. Where throughput and time to the first token are given, this is the text of March 2026; without them, 0.9.
 *
 * Rincé & Banse 2025; equations and constants as in the code of 0.9.1 and of mlco2/ecologits 5be90da.
 */
export const ecologits09 = method({
  id: "ecologits-0-9",
  version: "0.9",
  title: "EcoLogits 0.9",
  claim:
    "Energy, carbon, minerals, primary energy and water of one request to a language model, as EcoLogits told until June 2026.",
  source: {
    title: "Rincé, Banse: EcoLogits: Evaluating the Environmental Impacts of Generative AI",
    version: "doi 10.21105/joss.07471; release 0.9.1, commit 2d0a1c7; mlco2/ecologits, commit 5be90da (2026-03-13)",
    locator: `${file}; docs/methodology/llm_inference.md`,
    retrieved: "2026-11-21",
    license: "MPL-2.0 (code), CC-BY-SA-4.0 (text)",
  },
  accepts: requestGiven,
  boundary: requestBoundary,
  whenToUse: "To repeat figures that were published with EcoLogits 0.9.",
  whenNotToUse: "For new figures: ecologits is the current release.",
  recordedAs: [{ id: "ecologits", version: "0.9" }],
  example: { model: "gpt-4o", outputTokens: 400, facility: "azure", zone: "US" },
  inputs: {
    ...requestInputs,
    throughput: input(
      "token/s",
      "Output tokens per second of the model; 0 where it is not known: then the benchmark's",
      {
        min: 0,
        default: 0,
        source: "not known unless stated; release 0.9 has no such input",
      },
    ),
    firstTokenTime: input("s", "Time to the first token", {
      min: 0,
      usual: [0.01, 120],
      default: 0,
      source: "not known unless stated; release 0.9 has no such input",
    }),
    mix: inputPerCategory(mixUnits, "Footprint of the electricity", (category) => ({
      min: 0,
      from: mixFamilies[category] ?? "",
    })),
    gpuEmbodied: inputPerCategory(embodiedUnits, "Making an accelerator", (category) => ({
      min: 0,
      default: { gwp: 164, adpe: 0.0051, pe: 1828 }[category] ?? 0,
      source: `${file}, GPU_EMBODIED_IMPACT${category === "gwp" ? "" : ": the figure of an A100"}`,
    })),
    waterOf: choice(["it-energy", "facility-energy"], "Energy that the bracket of water multiplies", {
      default: "it-energy",
      source:
        "as documented, and as coded from June 2026; up to 0.9.3 the code takes the facility's, so that PUE counts twice",
    }),
  },
  equations: {
    ...requestEquations,
    water: equation(
      "L",
      'if(waterOf = "it-energy", itEnergy, energy) × (wue + pue × mix[water])',
      "Evaporated on site and at power plants",
    ),
  },
  outputs: requestOutputs,
  roles: { pue: "pue", intensity: "mix.gwp", embodied: "embodied.gwp" },
  critique: [
    ...requestCritique,
    "Up to 0.9.3 water counts PUE twice (9 to 20 % too much); this is off unless waterOf says facility-energy.",
    "Minerals and energy of making the H100 are the A100's; releases from June 2026 on have 273 kg, 0.00895 kgSb and 3721 MJ.",
    "Its primary energy of electricity is fossil and nuclear energy, that of making things is all energy: their sum mixes both.",
    "Sizes of models come from the tables of release 0.11.3 where they have the model, electricity from the general families: to repeat a printed figure of 0.9, give both.",
  ],
});
