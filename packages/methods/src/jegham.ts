import { equation, given, input, method } from "@wattledger/core";
import * as credible from "./credible.ts";
import { notOf } from "./stand-in.ts";

/**
 * Jegham et al.: the energy of one query as its share of a node's power for the time that it takes.
 *
 * Jegham, Abdelatti, Elmoubarki, Hendawi 2025, How Hungry is AI?
 */
export const jegham = method({
  id: "jegham",
  version: "2025",
  title: "How Hungry is AI? (Jegham et al.)",
  claim:
    "Energy, carbon and water of one query to a served model, from the speed that its client sees and its share of a node.",
  source: {
    title:
      "Jegham, Abdelatti, Elmoubarki, Hendawi: How Hungry is AI? Benchmarking Energy, Water, and Carbon Footprint of LLM Inference",
    version: "arXiv 2505.09598",
    locator: "equations of energy, water and carbon per query",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: {
    "llm-request": (request) =>
      given({
        outputTokens: request.outputTokens,
        throughput: request.tokensPerSecond,
        firstTokenTime: request.firstTokenSeconds,
        batch: request.concurrency,
      }),
  },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "storage", "network", "other"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: ["embodied", "idle capacity", "wide-area network", "devices of users", "training"],
  },
  whenToUse: "For a hosted model whose speed you see but whose size nobody knows.",
  whenNotToUse: "For fast or slow tiers of the same work, which it takes for energy, nor for large batches.",
  example: { model: "gpt-4o", outputTokens: 300, facility: "azure", zone: "US" },
  inputs: {
    outputTokens: input("token", "Tokens that the model generates, thinking included", {
      credible: credible.answerTokens,
      min: 0,
    }),
    throughput: input("token/s", "Output tokens per second, as a client sees them", {
      min: 0.001,
      from: "jegham.throughput",
    }),
    firstTokenTime: input("s", "Time to the first token, as a client sees it", {
      min: 0,
      usual: [0.05, 120],
      from: "jegham.first-token-time",
    }),
    gpuPower: input("kW", "Power limit of all accelerators of a node", {
      min: 0,
      usual: [0.05, 50],
      default: 5.6,
      source: "DGX H100 or H200: 8 × 700 W",
    }),
    gpuUtilisation: input("1", "Mean power of the accelerators in use, as a share of their limit", {
      min: 0,
      max: 1,
      default: 0.52,
      source:
        "class large on H100: 5.5 to 7.5 % of a node for one of 8 requests, as OpenInferESG (7b5429f, Methodology.md, section 4) quotes the paper, so 0.44 to 0.60 of the limit; the paper's other classes are not held",
      distribution: { kind: "uniform", low: 0.44, high: 0.6 },
    }),
    otherPower: input("kW", "Power limit of the rest of a node", {
      min: 0,
      usual: [0.05, 50],
      default: 4.6,
      source: "DGX H100 or H200: 10.2 kW less the accelerators' 5.6",
    }),
    otherUtilisation: input("1", "Mean power of the rest of a node, as a share of its limit", {
      min: 0,
      max: 1,
      default: 0.5,
      source: "assumed by the paper for every node",
    }),
    gpus: input("GPU", "Accelerators that hold the model", {
      credible: credible.deploymentAccelerators,
      min: 1,
      from: "jegham.gpus",
      default: 8,
      source: "class large; nano and micro 1, small 2, medium 4",
    }),
    nodeGpus: input("GPU", "Accelerators of a node", { min: 1, default: 8, source: "DGX H100" }),
    batch: input("request", "Queries that are answered together", {
      credible: credible.concurrency,
      min: 1,
      default: 8,
      source: "assumed by the paper for every model, 4 to 16 as a sensitivity; it was not measured",
    }),
    pue: input("1", "Power usage effectiveness of the data centre", {
      min: 1,
      from: "facility.pue",
      standIn: notOf("the paper", "pue"),
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("the paper", "intensity"),
    }),
    wueSite: input("L/kWh", "Water evaporated on site per kWh of IT energy", {
      min: 0,
      from: "facility.wue",
      standIn: notOf("the paper", "wueSite"),
    }),
    wueSource: input("L/kWh", "Water consumed by power plants per kWh", {
      min: 0,
      from: "electricity-water",
      standIn: notOf("the paper", "wueSource"),
    }),
  },
  equations: {
    queryTime: equation("h", "outputTokens ÷ throughput + firstTokenTime"),
    gpuShare: equation(
      "1",
      "gpus × gpuUtilisation ÷ (nodeGpus × batch)",
      "Of the power limit of all accelerators of the node; batch is in it, and in nothing else",
    ),
    otherShare: equation("1", "gpus × otherUtilisation ÷ (nodeGpus × batch)", "Of the power limit of the rest"),
    energy: equation("kWh", "queryTime × (gpuPower × gpuShare + otherPower × otherShare) × pue"),
    carbon: equation("gCO2e", "energy × intensity"),
    water: equation("L", "energy ÷ pue × wueSite + energy × wueSource"),
  },
  outputs: { energy: "energy", gwp: "carbon", water: "water" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "The time that a client sees holds waiting and the network.",
    "Speed for one user is a decision about the product: a fast tier looks greener or dirtier for the same work.",
    "A batch of 8 is small compared with practice (64 to 4096 in ML.ENERGY's measurements). Large models get some 3 to 8 times too much energy.",
    "Input tokens count only through the time to the first token.",
    "A public re-implementation takes the share (5.5 to 7.5 %) for the utilisation and divides by the batch again, so that its accelerators come out 8 times too low.",
    "Its strength: closed models need no guess of their size, and it alone answers to the provider's real speed.",
  ],
});
