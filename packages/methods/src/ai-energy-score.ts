import { equation, fail, input, method } from "@wattledger/core";

const needsRun = "it starts from a measured run of its own tasks";

/**
 * AI Energy Score: GPU energy of 1000 queries of a standard task, one at a time on an H100; its classes and stars.
 *
 * Hugging Face, documentation and code of December 2025.
 */
export const aiEnergyScore = method({
  id: "ai-energy-score",
  version: "2025-12",
  title: "AI Energy Score",
  claim:
    "GPU energy of a query of a standard task, as the mean of a thousand, with the size class and the stars of a model.",
  source: {
    title: "Hugging Face: AI Energy Score",
    version: "commit a5b9a04 (2025-12-02)",
    locator: "documentation page; summarize_gpu_wh.py, results_aggregator.py",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: {
    "llm-request": () => fail(needsRun),
    "media-request": () => fail(needsRun),
  },
  boundary: {
    energy: "gpu",
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: ["processors and memory", "cooling", "idle capacity", "network", "embodied", "training", "water"],
  },
  whenToUse:
    "To repeat or extend its leaderboard: energy of one query of a standard task, and the stars that follow from it.",
  whenNotToUse:
    "For energy per token or for a served model: it measures one query at a time, ten tokens long for text.",
  example: { preprocess: "0.1 Wh", prefill: "3 Wh", decode: "46 Wh", zone: "US" },
  inputs: {
    preprocess: input("Wh", "GPU energy of preparing the inputs of a run", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    prefill: input("Wh", "GPU energy of reading the prompts of a run", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    decode: input("Wh", "GPU energy of generating the answers of a run", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    prompts: input("request", "Prompts of the run that succeeded", {
      min: 0,
      default: 1000,
      source: "the benchmark's size; a published score is of 1000",
    }),
    memory: input("GB", "Memory that bounds a class: 24 for A, 80 for B", {
      min: 0,
      usual: [0.01, 24_000],
      default: 80,
      source: "documentation: one H100",
    }),
    weightBits: input("1", "Bits of a weight", { min: 1, default: 16, source: "documentation" }),
    best: input("Wh", "Least score of the task and class at the time", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    worst: input("Wh", "Greatest score of the task and class at the time", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
  },
  equations: {
    gpuEnergy: equation(
      "Wh",
      "round((preprocess + prefill + decode) ÷ 1 [Wh], 2) × 1 [Wh]",
      "Of the run; the original rounds to 0.01 Wh",
    ),
    score: equation("Wh", "if(prompts > 0, 1000 × gpuEnergy ÷ prompts, 0)", "Of 1000 queries; 0 where none succeeded"),
    energy: equation("Wh", "score ÷ 1000", "Of one query"),
    nothingMeasured: equation("1", "if(preprocess + prefill + decode = 0, 1, 0)", "1 if no energy was given"),
    carbon: equation("gCO2e", "energy × intensity"),
    classLimit: equation(
      "1",
      "floor(memory ÷ 1 [GB] × (32 ÷ weightBits) ÷ 2 ÷ 1.2)",
      "Parameters in billions of the largest model of the class, as published",
    ),
    trueLimit: equation(
      "1",
      "round(memory ÷ 1 [GB] ÷ 2 ÷ 1.2 × 10) ÷ 10",
      "Parameters in billions that fit at 16 bit: 2 bytes each and a fifth for the rest",
    ),
    stars: equation(
      "1",
      "if(worst > best, 5 − max(0, min(4, floor((score − best) ÷ (worst − best) × 5))), 5)",
      "Five equal bands from the best to the worst; a score on an edge falls into the worse band (our reading)",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  cautions: { nothingMeasured: "No energy of a run was given: the 0 is not measured. Give prefill= and decode=." },
  roles: { intensity: "intensity" },
  critique: [
    "A score of text generation is of exactly 10 new tokens after some 369 of a prompt: reading prompts, not writing answers. It cannot be turned into energy per token.",
    "One query at a time is far from serving: ML.ENERGY needs 6 (8 B) to 27 times (235 B) less energy per token in its largest batch than at 8.",
    "The formula of the classes divides by 2 where the size is already that of 16 bit: 20 B and 66 B are published, 10 B and 33 B fit.",
    "The text also says that a band is 20 % of the models, which would be another rule; bands move at each update, so stars need their date.",
    "Prompts that failed used energy and are not counted in the divisor.",
    "An energy without a known unit is read as kWh, and so is one in MWh.",
  ],
});
