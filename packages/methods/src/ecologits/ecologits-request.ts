import { equation, equationPerCategory, given, input, inputPerCategory } from "@wattledger/core";
import type { ActivityInputs, Boundary } from "@wattledger/core";
import * as credible from "../credible.ts";
import { embodiedUnits, impactUnits } from "./ecologits-categories.ts";

// What EcoLogits has had in common since 0.9: the regressions of energy and time, the accelerators that hold a model, and the share
// of a server that a request has. Releases differ in an accelerator's making, in their tables, and in how water is counted.

/** The file of the original that holds its equations and constants. */
export const requestFile = "ecologits/impacts/llm.py";
const file = requestFile;
const benchmark = `${file}: fitted to 74 rows of ML.ENERGY V2 (chat, H100); error as found by refitting`;

/** What a request says about the inputs. */
export const requestGiven: ActivityInputs = {
  "llm-request": (request) =>
    given({
      outputTokens: request.outputTokens,
      activeParameters: request.activeParametersBillions,
      totalParameters: request.totalParametersBillions ?? request.activeParametersBillions,
      requestLatency: request.latencySeconds,
      throughput: request.tokensPerSecond,
      firstTokenTime: request.firstTokenSeconds,
    }),
};

/** What a request is counted with. */
export const requestBoundary: Boundary = {
  energy: "facility",
  components: ["gpu", "cpu", "dram", "storage", "other"],
  overheads: ["pue"],
  lifeCycle: ["use", "raw-materials", "manufacturing", "distribution"],
  excludes: [
    "input and cached tokens",
    "idle capacity",
    "storage beyond the server",
    "wide-area network",
    "devices of users",
    "training",
    "retries",
    "end of life",
    "embodied water",
  ],
};

/** Inputs that all releases since 0.9 share. */
export const requestInputs = {
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
  requestLatency: input("s", "Time that the request took, as its client saw it: no more is billed", {
    min: 0,
    usual: [0.01, 3600],
    default: 1e12,
    standsFor: "no limit",
    source: "no cap unless stated",
  }),
  pue: input("1", "Power usage effectiveness of the data centre", {
    min: 1,
    from: "facility.pue",
  }),
  wue: input("L/kWh", "Water evaporated on site per kWh of IT energy", { min: 0, from: "facility.wue" }),
  weightBits: input("1", "Bits of a weight", { min: 1, default: 16, source: `${file}, MODEL_QUANTIZATION_BITS` }),
  batch: input("request", "Requests that a server answers together", {
    credible: credible.concurrency,
    min: 1,
    default: 64,
    source: `${file}, BATCH_SIZE`,
  }),
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
    default: 1.2,
    source: `${file}, SERVER_POWER`,
  }),
  energyAlpha: input("Wh", "Energy per token and billion active parameters, at batch 0", {
    default: 1.1665273170451914e-6,
    source: benchmark,
    distribution: { kind: "normal", sd: 1.75e-7 },
  }),
  energyBeta: input("1", "Exponent of the batch", {
    default: -0.011205921025579175,
    source: benchmark,
    distribution: { kind: "normal", sd: 1.75e-3 },
  }),
  energyGamma: input("Wh", "Energy per token of a model without parameters", {
    default: 4.052928146734005e-5,
    source: benchmark,
    distribution: { kind: "normal", sd: 1.23e-6 },
  }),
  latencyAlpha: input("s", "Time per token and billion active parameters", {
    default: 6.785088094353663e-4,
    source: benchmark,
  }),
  latencyBeta: input("s", "Time per token and request in the batch", {
    default: 3.119310311688259e-4,
    source: benchmark,
  }),
  latencyGamma: input("s", "Time per token of a model without parameters, alone", {
    default: 0.019473717579473387,
    source: benchmark,
  }),
  serverEmbodied: inputPerCategory(embodiedUnits, "Making a server without its accelerators", (category) => ({
    min: 0,
    default: { gwp: 5700, adpe: 0.37, pe: 70_000 }[category] ?? 0,
    source: `${file}, SERVER_EMBODIED_IMPACT, after BoaviztAPI for the AWS p5.48xlarge`,
  })),
  lifetime: input("year", "Time that a server serves", {
    usual: [1, 15],
    min: 0.01,
    default: 3,
    source: `${file}, HARDWARE_LIFESPAN`,
  }),
};

/** Equations that all releases since 0.9 share; of water each has its own. */
export const requestEquations = {
  tokenEnergy: equation(
    "Wh",
    "energyAlpha × exp(energyBeta × batch) × activeParameters + energyGamma",
    "Per accelerator and token",
  ),
  gpuEnergy: equation("kWh", "outputTokens × tokenEnergy", "Per accelerator"),
  tokenTime: equation(
    "s",
    "if(throughput > 0, 1 ÷ throughput, latencyAlpha × activeParameters + latencyBeta × batch + latencyGamma)",
  ),
  generationTime: equation("s", "min(requestLatency, outputTokens × tokenTime + firstTokenTime)"),
  modelMemory: equation("GB", "1.2 × totalParameters × weightBits ÷ 8 × 1 [GB]", "Weights and a fifth for the rest"),
  gpus: equation(
    "GPU",
    "2 ^ ceil(log2(ceil(modelMemory ÷ gpuMemory)))",
    "Accelerators that hold the model, a power of two",
  ),
  serverEnergy: equation("kWh", "generationTime × serverPower × (gpus ÷ serverGpus) × (1 ÷ batch)"),
  itEnergy: equation("kWh", "serverEnergy + gpus × gpuEnergy"),
  energy: equation("kWh", "pue × itEnergy", "With facility overhead"),
  usage: equationPerCategory({ gwp: "kgCO2e", adpe: "kgSbeq", pe: "MJ" }, "energy × mix[category]", "Of electricity"),
  hardware: equationPerCategory(
    embodiedUnits,
    "gpus ÷ serverGpus × serverEmbodied[category] + gpus × gpuEmbodied[category]",
    "Making what holds the model",
  ),
  embodied: equationPerCategory(
    embodiedUnits,
    "generationTime × hardware[category] ÷ (lifetime × batch)",
    "The request's share of it",
  ),
  total: equationPerCategory(impactUnits, "usage[category] + embodied[category]"),
};

/** Equations that answer. */
export const requestOutputs = {
  energy: "energy",
  gwp: "total.gwp",
  "operational-gwp": "usage.gwp",
  "embodied-gwp": "embodied.gwp",
  adpe: "total.adpe",
  pe: "total.pe",
  water: "water",
} as const;

/** Criticism that holds for all of them. */
export const requestCritique: readonly string[] = [
  "The regression's axis is the total size of the two Mixtral models in its data, while a call passes the active size; with active sizes its R² falls from 0.74 to 0.60.",
  "Total size decides through the rounded count of accelerators at 16 bit: DeepSeek V3 (671 B, served in FP8 on 8) gets 32, gpt-oss-120b (4 bit, served on 1) gets 4.",
  "Batch hardly matters to small models: Llama 8B gets 0.179 J/token at batch 1 and 0.146 at 512, measured are 0.455 at 8 and 0.070 at 512. It must not be used for models that serve one user.",
  "Prompts are not counted: code completion comes out at 0.4 of what is measured.",
  "Primary energy of electricity is that of fossil and nuclear resources only.",
  "An interval of the original is the guessed size and the provider's PUE only: no error of the regression, the batch, the hardware or the grid.",
  "Against 515 text rows of ML.ENERGY V3: median ratio 1.04, mean absolute error 104 %, 53 % within a factor of two.",
];
