import { equation, fail, given, input, method } from "@wattledger/core";
import * as credible from "./credible.ts";

/**
 * ML.ENERGY: what its benchmark measured per output token, times the tokens of a request.
 *
 * Chung et al. 2025. The figures are a family of factors, of the second and the third leaderboard.
 */
export const mlenergyLookup = method({
  id: "mlenergy-lookup",
  version: "2",
  title: "ML.ENERGY leaderboard, look-up",
  claim: "GPU energy of a request to an open model, as ML.ENERGY measured it per output token on a warm server.",
  source: {
    title: "Chung et al.: The ML.ENERGY Benchmark: Toward Automated Inference Energy Measurement and Optimization",
    version:
      "arXiv 2505.06371; ml-energy/leaderboard, commit 0cd52da (February 2026); ml-energy/leaderboard-v2, commit c3af7f3 (September 2024)",
    locator: "steady window: GPU energy over output tokens, prompts included",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: {
    "llm-request": ({ model, accelerator, acceleratorCount, concurrency, outputTokens }) => {
      if (model === undefined) return fail("it looks up a model by its name");
      if (accelerator === undefined || concurrency === undefined)
        return fail("its measurements are of an accelerator and a number of requests answered together");
      const gpus = acceleratorCount === undefined ? "" : `x${acceleratorCount}`;
      return given({ outputTokens, measurement: `${model}, ${accelerator}${gpus}, ${concurrency}` });
    },
  },
  boundary: {
    energy: "gpu",
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: [
      "processors and memory",
      "cooling (google-full-stack and gpu-times-two scale to a service)",
      "idle capacity",
      "network",
      "embodied",
      "training",
      "water",
    ],
  },
  whenToUse: "For an open model that ML.ENERGY measured on the GPU and at the load that you have.",
  whenNotToUse:
    "For closed models, other GPUs, or long prompts with short answers: it holds one benchmark's chats on warm servers.",
  example: { measurement: "meta-llama/Meta-Llama-3.1-8B-Instruct, H100x1, 64", outputTokens: 400, zone: "US" },
  inputs: {
    energyPerToken: input(
      "J/token",
      "GPU energy of the whole deployment per output token, at the batch that it serves",
      {
        min: 0,
        from: "mlenergy.energy-per-token",
      },
    ),
    outputTokens: input("token", "Tokens that the model generates, thinking included", {
      credible: credible.answerTokens,
      min: 0,
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
  },
  equations: {
    energy: equation("J", "energyPerToken × outputTokens", "Of all GPUs; the reading of prompts is in it"),
    carbon: equation("gCO2e", "energy × intensity"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: "intensity" },
  critique: [
    "A warm server at a steady number of requests is the best case of that number: fleets idle, and keep room for peaks.",
    "The batch decides: Llama 3.1 8B on one H100 needs 0.455 J per token at 8 requests, 0.119 at 64 and 0.070 at 512.",
    "Prompts are spread over output tokens as the benchmark's chat has them: long prompts and short answers cost more per token.",
    "Reasoning costs some 29 % more per token than chat at equal model and batch, and far more tokens.",
    "Tokens are each model's own; no TPU, no AMD, no speculative decoding; the GPU's counter errs by about 5 %.",
  ],
});
