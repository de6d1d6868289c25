import { equation, graphOf, input, list } from "@wattledger/core";

/** Carbon intensity of a mix of sources as CodeCarbon computes it, releases 3.3.0 and 3.3.2; core/emissions.py. */
export const codecarbonMix = graphOf({
  inputs: {
    sources: list("Sources of electricity whose intensity is known", {
      inputs: {
        generation: input("TWh", "Generation; of a region any number in proportion", { min: 0 }),
        intensity: input("gCO2e/kWh", "Its carbon intensity", { min: 0 }),
      },
      equations: {},
    }),
    totalGeneration: input("TWh", "Generation of all sources", { min: 0 }),
    worldIntensity: input("gCO2e/kWh", "Mean of the world", {
      min: 0,
      default: 475,
      source: "carbon_intensity_per_source.json, world_average (IEA 2019)",
    }),
  },
  equations: {
    regionIntensity: equation(
      "kgCO2e/kWh",
      "sum(one in sources: one.generation ÷ totalGeneration × one.intensity)",
      "Sources without an intensity count nothing",
    ),
    mixIntensity: equation(
      "kgCO2e/kWh",
      "if(sum(one in sources: one.generation) = totalGeneration, regionIntensity, worldIntensity)",
      "The world's where the sources do not add up exactly",
    ),
  },
});
