import { equation, fail, given, input, method } from "@wattledger/core";
import * as credible from "./credible.ts";

/**
 * From Words to Watts: power and energy of generation with LLaMA on the accelerators of 2023, per second, token and
 * response, and what a power cap saves.
 *
 * Samsi et al. 2023.
 */
export const samsi = method({
  id: "samsi",
  version: "2023",
  title: "From Words to Watts (Samsi et al.)",
  claim:
    "Energy per second, per token and per response of accelerators that generate text, from their power and the time.",
  source: {
    title: "Samsi et al.: From Words to Watts: Benchmarking the Energy Costs of Large Language Model Inference",
    version: "arXiv 2310.03003 (IEEE HPEC 2023)",
    locator: "energy per second, per token and per response; the section on power caps",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: {
    "llm-request": ({ acceleratorJoules, acceleratorCount = 1, latencySeconds, outputTokens }) =>
      acceleratorJoules === undefined || latencySeconds === undefined
        ? fail("it starts from the measured power of the accelerators and the time that the answer took")
        : given({
            gpus: acceleratorCount,
            gpuPower: acceleratorJoules / latencySeconds / acceleratorCount,
            duration: latencySeconds,
            tokens: outputTokens,
          }),
    "compute-run": () => fail("it counts the tokens that were generated, which a run does not tell"),
  },
  boundary: {
    energy: "gpu",
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: ["processors and memory", "cooling", "idle capacity", "network", "embodied", "training", "water"],
  },
  whenToUse:
    "For accelerators of your own that generate text, from their power and the time; and for what a power cap would save.",
  whenNotToUse: "With its 3 to 4 J per token as a figure of today: served models need a tenth.",
  example: { gpus: 4, gpuPower: "250 W/GPU", duration: "60 s", tokens: 20000, zone: "US" },
  inputs: {
    gpus: input("GPU", "Accelerators that hold the model (shards)", {
      credible: credible.accelerators,
      min: 1,
      default: 1,
      source: "one unless stated",
    }),
    gpuPower: input("W/GPU", "Mean power of an accelerator while it generates", { min: 0, usual: [10, 3000] }),
    duration: input("s", "Time that the generation took", { min: 0, usual: [10, 3.2e7] }),
    tokens: input("token", "Tokens generated in that time", { min: 1 }),
    responses: input("request", "Responses generated in that time", {
      min: 1,
      default: 1,
      source: "one unless stated",
    }),
    referenceEnergy: input("J/token", "Energy per token of LLaMA 65B in the paper", {
      min: 0,
      default: 3.5,
      source: "3 to 4 J, on 8 to 32 V100 or A100",
      distribution: { kind: "uniform", low: 3, high: 4 },
    }),
    capSaving: input("1", "Share of the energy that a cap of 175 W instead of 250 W saves", {
      min: 0,
      max: 1,
      default: 0.23,
      source: "A100",
    }),
    capSlowdown: input("1", "Share of the time that it adds", { min: 0, default: 0.067, source: "A100" }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
  },
  equations: {
    power: equation("W", "gpus × gpuPower", "Energy per second of the whole set"),
    energy: equation("J", "power × duration"),
    energyPerToken: equation("J/token", "energy ÷ tokens"),
    energyPerResponse: equation("J", "energy ÷ responses"),
    referenceRatio: equation("1", "energyPerToken ÷ referenceEnergy", "Compared with LLaMA 65B of 2023"),
    cappedEnergy: equation("J", "energy × (1 − capSaving)", "With the cap"),
    cappedDuration: equation("s", "duration × (1 + capSlowdown)", "With the cap"),
    carbon: equation("gCO2e", "energy × intensity"),
  },
  outputs: { energy: "energy", gwp: "carbon", "capped-energy": "cappedEnergy" },
  roles: { intensity: "intensity" },
  critique: [
    "PyTorch and FairScale of 2023, no serving engine, no quantisation; memory of the accelerators was used to 20 to 27 % only.",
    "3 to 4 J per token is today's value at low concurrency: ML.ENERGY has 3.8 J for a 70 B model on four H100 at a batch of 8 and 0.37 at 1024. Estimators that still return it for a busy service are ten times too high.",
    "Still quoted as 0.001 kWh per 1000 tokens without its boundary, which is accelerators only.",
  ],
});
