import { equation, input, inputPerCategory, method } from "@wattledger/core";
import { embodiedUnits, mixUnits, ownMixFamilies } from "./ecologits-categories.ts";
import {
  requestBoundary,
  requestCritique,
  requestEquations,
  requestFile as file,
  requestGiven,
  requestInputs,
  requestOutputs,
} from "./ecologits-request.ts";

const ademe = "Lees-Perasso, Ekchajzer, Roussilhe, De Latour (ADEME 2026), model of an H100 80 GB";

/**
 * EcoLogits 0.11: one request to a language model, from its output tokens, the size of the model and, where the release knows
 * it, the model's speed.
 *
 * Rincé & Banse 2025; equations, constants and tables as in release 0.11.3.
 */
export const ecologits = method({
  id: "ecologits",
  version: "0.11",
  title: "EcoLogits",
  claim: "Energy, carbon, minerals, primary energy and water of one request to a language model, seen from outside.",
  source: {
    title: "Rincé, Banse: EcoLogits: Evaluating the Environmental Impacts of Generative AI",
    version: "doi 10.21105/joss.07471; release 0.11.3 (2026)",
    locator: `${file}; docs/methodology/llm_inference.md`,
    retrieved: "2026-11-30",
    license: "MPL-2.0 (code), CC-BY-SA-4.0 (text)",
  },
  accepts: requestGiven,
  boundary: requestBoundary,
  whenToUse:
    "For a request to a hosted model of which you know the name and the tokens it wrote: the quickest figure with carbon, water and minerals.",
  whenNotToUse:
    "For long prompts, for small batches, or to rank models of like size: half of its estimates are more than twice off.",
  example: { model: "gpt-4o", outputTokens: 400, facility: "azure", zone: "US" },
  inputs: {
    ...requestInputs,
    throughput: input(
      "token/s",
      "Output tokens per second of the model; 0: not known, then the benchmark's regression",
      {
        min: 0,
        from: "ai-model.throughput",
        key: "{model}",
        default: 0,
        source: "unknown: the regression on the size of the model is used",
      },
    ),
    firstTokenTime: input("s", "Time to the first token; 0: not known", {
      min: 0,
      usual: [0.01, 120],
      from: "ai-model.first-token-time",
      key: "{model}",
      default: 0,
      source: "not known: the original counts 0",
    }),
    mix: inputPerCategory(mixUnits, "Footprint of the electricity", (category) => ({
      min: 0,
      from: ownMixFamilies[category] ?? "",
    })),
    gpuEmbodied: inputPerCategory(embodiedUnits, "Making an accelerator", (category) => ({
      min: 0,
      default: { gwp: 273, adpe: 0.008_95, pe: 3721 }[category] ?? 0,
      source: `${file}, GPU_EMBODIED_IMPACT, after ${ademe}${category === "pe" ? ": fossil resources, not all primary energy" : ""}`,
    })),
  },
  equations: {
    ...requestEquations,
    water: equation("L", "itEnergy × (wue + pue × mix[water])", "Evaporated on site and at power plants"),
  },
  outputs: requestOutputs,
  roles: { pue: "pue", intensity: "mix.gwp", embodied: "embodied.gwp" },
  critique: [
    ...requestCritique,
    "Making a server is in all primary energy (70,000 MJ), an accelerator in fossil resources only (3,721 MJ): their sum mixes both.",
    "The 273 kg of an accelerator contain 35 kg of air freight; the maker states 164 kg to the factory's gate, BoaviztAPI 575.",
    "A latency below the time to the first token replaces the whole time: such a request is billed for less than its first token.",
    "Of its 215 zones, 50 have no figures for minerals, energy or water, and 88 have no figure for water. The world's figures are used, and the result says so. Its world figure for energy, 2.5871 MJ/kWh, is less than a kilowatt-hour.",
  ],
});
