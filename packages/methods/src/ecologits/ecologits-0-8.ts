import { equation, equationPerCategory, given, input, inputPerCategory, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { embodiedUnits, impactUnits, mixFamilies } from "./ecologits-categories.ts";

const file = "ecologits/impacts/llm.py";
const benchmark = `${file}: fitted to LLM-Perf (PyTorch, one request at a time, A100 80 GB, 4 bit)`;

/**
 * EcoLogits 0.6 to 0.8: the first form of the method, with the interval of its regression. Its figures are some ten times
 * those of 0.9, as it has one server answer one request at a time.
 */
export const ecologits08 = method({
  id: "ecologits-0-8",
  version: "0.8",
  title: "EcoLogits 0.8",
  claim:
    "Energy, carbon, minerals and primary energy of one request to a language model, as EcoLogits told until 2025.",
  source: {
    title: "EcoLogits",
    version: "release 0.8.2 (August 2025; the same from 0.6.0 on)",
    locator: file,
    retrieved: "2026-11-21",
    license: "MPL-2.0",
  },
  accepts: {
    "llm-request": (request) =>
      given({
        outputTokens: request.outputTokens,
        activeParameters: request.activeParametersBillions,
        totalParameters: request.totalParametersBillions ?? request.activeParametersBillions,
        requestLatency: request.latencySeconds,
      }),
  },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["pue"],
    lifeCycle: ["use", "raw-materials", "manufacturing", "distribution"],
    excludes: [
      "input and cached tokens",
      "requests answered together",
      "idle capacity",
      "wide-area network",
      "devices of users",
      "training",
      "end of life",
      "water",
    ],
  },
  whenToUse: "To repeat figures that were published with EcoLogits until 2025.",
  whenNotToUse: "For new figures: it gives one server to one request, some twenty times too much.",
  example: { model: "gpt-4o", outputTokens: 250, zone: "US" },
  inputs: {
    outputTokens: input("token", "Tokens that the model generates, thinking included", {
      credible: credible.answerTokens,
      min: 0,
    }),
    activeParameters: input("1", "Parameters that a token passes through, in billions", {
      credible: credible.parametersBillions,
      within: "totalParameters",
      min: 0,
      from: "ai-model.active-parameters",
    }),
    totalParameters: input("1", "All parameters, in billions", {
      credible: credible.parametersBillions,
      min: 1e-6,
      from: "ai-model.total-parameters",
    }),
    requestLatency: input("s", "Time that the request took, as its client saw it", {
      min: 0,
      usual: [0.01, 3600],
      default: 1e12,
      standsFor: "no limit",
      source: "no cap unless stated",
    }),
    deviation: input("1", "Place within the regressions' errors: 0 the middle, ±1.96 the ends of their 95 % interval", {
      min: -10,
      max: 10,
      default: 0,
      source: "the middle unless stated; the original prints both ends",
      distribution: { kind: "normal", sd: 1 },
    }),
    pue: input("1", "Power usage effectiveness of the data centre", {
      min: 1,
      default: 1.2,
      source: `${file}, DATACENTER_PUE`,
    }),
    mix: inputPerCategory(
      { gwp: "kgCO2e/kWh", adpe: "kgSbeq/kWh", pe: "MJ/kWh" },
      "Footprint of the electricity",
      (category) => ({ min: 0, from: mixFamilies[category] ?? "" }),
    ),
    weightBits: input("1", "Bits of a weight", { min: 1, default: 4, source: `${file}, MODEL_QUANTIZATION_BITS` }),
    gpuMemory: input("GB", "Memory of an accelerator", {
      min: 1,
      usual: [0.01, 24_000],
      default: 80,
      source: `${file}, GPU_MEMORY`,
    }),
    serverGpus: input("GPU", "Accelerators in a server", { min: 1, default: 8, source: `${file}, SERVER_GPUS` }),
    serverPower: input("kW", "Power of a server without its accelerators", {
      min: 0,
      usual: [0.05, 50],
      default: 1,
      source: `${file}, SERVER_POWER`,
    }),
    energyAlpha: input("kWh", "Energy per token and billion active parameters", {
      default: 8.91e-8,
      source: benchmark,
    }),
    energyBeta: input("kWh", "Energy per token of a model without parameters", { default: 1.43e-6, source: benchmark }),
    energyDeviation: input("kWh", "Standard deviation of it", { min: 0, default: 5.19e-7, source: benchmark }),
    latencyAlpha: input("s", "Time per token and billion active parameters", { default: 8.02e-4, source: benchmark }),
    latencyBeta: input("s", "Time per token of a model without parameters", { default: 2.23e-2, source: benchmark }),
    latencyDeviation: input("s", "Standard deviation of it", { min: 0, default: 7e-6, source: benchmark }),
    serverEmbodied: inputPerCategory(embodiedUnits, "Making a server without its accelerators", (category) => ({
      min: 0,
      default: { gwp: 3000, adpe: 0.24, pe: 38_000 }[category] ?? 0,
      source: `${file}, SERVER_EMBODIED_IMPACT, after BoaviztAPI for the AWS p4de.24xlarge`,
    })),
    gpuEmbodied: inputPerCategory(embodiedUnits, "Making an accelerator", (category) => ({
      min: 0,
      default: { gwp: 143, adpe: 0.0051, pe: 1828 }[category] ?? 0,
      source: `${file}, GPU_EMBODIED_IMPACT`,
    })),
    lifetime: input("year", "Time that a server serves", {
      min: 0.01,
      usual: [1, 15],
      default: 5,
      source: `${file}, HARDWARE_LIFESPAN`,
    }),
  },
  equations: {
    gpuEnergy: equation(
      "kWh",
      "max(0, outputTokens × (energyAlpha × activeParameters + energyBeta + deviation × energyDeviation))",
      "Per accelerator",
    ),
    tokenTime: equation("s", "latencyAlpha × activeParameters + latencyBeta"),
    longestTime: equation("s", "outputTokens × (tokenTime + 1.96 × latencyDeviation)", "Upper end of 95 %"),
    generationTime: equation(
      "s",
      "if(longestTime < requestLatency, max(0, outputTokens × (tokenTime + deviation × latencyDeviation)), requestLatency)",
      "The regression's, unless the request may have been faster",
    ),
    modelMemory: equation("GB", "1.2 × totalParameters × weightBits ÷ 8 × 1 [GB]", "Weights and a fifth for the rest"),
    gpus: equation("GPU", "ceil(modelMemory ÷ gpuMemory)", "Accelerators that hold the model"),
    serverEnergy: equation("kWh", "generationTime × serverPower × (gpus ÷ serverGpus)"),
    itEnergy: equation("kWh", "serverEnergy + gpus × gpuEnergy"),
    energy: equation("kWh", "pue × itEnergy", "With facility overhead"),
    usage: equationPerCategory(impactUnits, "energy × mix[category]", "Of electricity"),
    hardware: equationPerCategory(
      embodiedUnits,
      "gpus ÷ serverGpus × serverEmbodied[category] + gpus × gpuEmbodied[category]",
      "Making what holds the model",
    ),
    embodied: equationPerCategory(
      embodiedUnits,
      "generationTime ÷ lifetime × hardware[category]",
      "The request's share",
    ),
    total: equationPerCategory(impactUnits, "usage[category] + embodied[category]"),
  },
  outputs: {
    energy: "energy",
    gwp: "total.gwp",
    "operational-gwp": "usage.gwp",
    "embodied-gwp": "embodied.gwp",
    adpe: "total.adpe",
    pe: "total.pe",
  },
  roles: { pue: "pue", intensity: "mix.gwp", embodied: "embodied.gwp" },
  critique: [
    "One server answers one request: 250 tokens of GPT-4o cost 9 to 35 Wh, where 0.9 has 0.5 to 1 and OpenAI says 0.34.",
    "The benchmark ran PyTorch without a serving engine, at batch 1.",
    "Weights of 4 bit are assumed for models that are served at 8 and 16.",
    "A measured latency replaces the estimate only as a whole: just below the upper end of the interval, the estimate's spread vanishes.",
  ],
});
