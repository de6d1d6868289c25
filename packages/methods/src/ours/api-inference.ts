import { choice, equation, given, input, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { beyondFit, fitCautions, fitInputs, fitted, knownAccelerator } from "./inference-fit.ts";
import { hardware, hostAndFacility, place } from "./service-around.ts";

const ownDefault = "Wattledger, expert default";
/**
 * A request to a hosted language model: energy of the accelerators by measurement or by our fit to measurements, then the
 * machines around them, what idles, the facility, water, and the making of the hardware.
 *
 * Ours: docs/api-inference-fit.md says how it was fitted and how far it is from models that it has not seen.
 */
export const apiInference = method({
  id: "api-inference",
  preference: 10,
  version: "1",
  title: "Request to a hosted language model (ours)",
  claim:
    "Energy, carbon and water of one request to a language model behind an API. The interval includes what is unknown about the service.",
  source: {
    title: "Wattledger: fit to the ML.ENERGY benchmark V3 and V2 (Chung et al., arXiv 2505.06371)",
    version: "November 2026",
    locator: "docs/api-inference-fit.md",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "llm-request": (request) => {
      const accelerator = knownAccelerator(request.accelerator);
      if (!accelerator.ok) return accelerator;
      return given({
        inputTokens: request.inputTokens,
        cachedInputTokens: request.cachedInputTokens,
        outputTokens: request.outputTokens,
        reasoningTokens: request.reasoningTokens,
        activeParametersBillions: request.activeParametersBillions,
        totalParametersBillions: request.totalParametersBillions,
        concurrency: request.concurrency,
        accelerator: accelerator.value,
        acceleratorCount: request.acceleratorCount,
      });
    },
  },
  boundary: {
    energy: "full-stack",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["idle machines", "pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: [
      "wide-area network",
      "devices of users",
      "training",
      "retries, and safety models next to the model",
      "building and network equipment",
      "end of life",
      "embodied water",
    ],
  },
  inputs: {
    requests: input("1", "Number of equal requests; the tokens are those of one request", {
      credible: credible.unitsAlike,
      min: 0,
      usual: [1, 1e9],
      default: 1,
      source: "one unless stated",
    }),
    outputTokens: input("token", "Tokens that the model generates, including thinking", {
      credible: credible.answerTokens,
      min: 0,
    }),
    reasoningTokens: input("token", "Generated tokens that are thinking", {
      credible: credible.answerTokens,
      within: "outputTokens",
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    inputTokens: input("token", "Tokens of the prompt, including cached ones", {
      credible: credible.promptTokens,
      min: 0,
      default: 70,
      source: "a prompt as in the benchmark's chat, whose energy is part of the answer's",
    }),
    cachedInputTokens: input("token", "Tokens of the prompt that the service had in its cache", {
      credible: credible.promptTokens,
      within: "inputTokens",
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    images: input("1", "Pictures in the prompt", {
      credible: credible.promptImages,
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    activeParametersBillions: input("1", "Active parameters of the model: those that each token uses, in billions", {
      credible: credible.parametersBillions,
      within: "totalParametersBillions",
      min: 0.01,
      from: "ai-model.active-parameters",
    }),
    totalParametersBillions: input("1", "Total parameters of the model, in billions", {
      credible: credible.parametersBillions,
      min: 0.01,
      from: "ai-model.total-parameters",
    }),
    concurrency: input("1", "Mean number of requests that the deployment serves together; 0 if unknown", {
      credible: credible.concurrency,
      min: 0,
      default: 0,
      source: "unknown unless stated: 64 is used, with a wider interval",
    }),
    accelerator: choice(["unknown", "A100", "H100", "B200"], "Accelerator", {
      default: "unknown",
      source: "unknown unless stated: the H100 is used, with a wider interval",
    }),
    acceleratorCount: input("1", "Accelerators of one deployment; 0 if unknown", {
      credible: credible.deploymentAccelerators,
      min: 0,
      default: 0,
      source: "unknown unless stated: the smallest number that holds the model is used, with a wider interval",
    }),
    precision: choice(
      ["unknown", "bf16", "bfloat16", "fp16", "float16", "fp8", "int8", "fp4", "mxfp4", "nvfp4", "int4"],
      "Precision of the weights",
      {
        default: "unknown",
        source: "unknown unless stated: read from the model's name, otherwise 8 bits with a wider interval",
      },
    ),
    namedBits: input(
      "1",
      "Bits per weight according to the model's name, such as -FP8 or Q4_K_M; 0 if the name does not state it",
      {
        min: 0,
        max: 32,
        default: 0,
        source: "not stated by the model's name",
        from: "ai-model.weight-bits",
        key: "{model}",
      },
    ),
    reasoning: choice(
      ["unknown", "no", "yes", "false", "true"],
      "Whether the model thinks for long before it answers, so that the requests served with this one are long too",
      { default: "unknown", source: "unknown unless stated: judged from the length of this answer" },
    ),
    measuredEnergyPerToken: input(
      "J/token",
      "GPU energy per output token, if ML.ENERGY measured this model, accelerator and number of requests",
      {
        min: 0,
        default: 0,
        source: "not measured: the fit is used",
        from: "mlenergy.energy-per-token",
        key: "{model}, {accelerator}x{acceleratorCount?}, {concurrency}, {reasoning?}",
      },
    ),
    ...fitInputs,
    promptEnergy: input("J/token", "Energy of a prompt token per billion active parameters", {
      min: 0,
      default: 0.0035,
      source:
        "2 FLOP per parameter at 40 % of the 989 TFLOP/s and at the 700 W of an H100: arithmetic, not a measurement; a factor of 3 each way",
      distribution: { kind: "interval", low: 0.0012, high: 0.0105, level: 0.9 },
    }),
    includedInputTokens: input("token", "Tokens of the prompt whose energy is part of the answer's", {
      min: 0,
      default: 70,
      source:
        "mean prompt of LMSYS-Chat-1M, 69.5 tokens (arXiv 2309.11998, table 1, as public surveys of data sets quote it), from which the benchmark's chat is drawn",
    }),
    cachedShare: input("1", "Energy of a cached token, as a share of an uncached one", {
      min: 0,
      max: 1,
      default: 0.05,
      source: `${ownDefault}: 0 to 10 %`,
      distribution: { kind: "interval", low: 0, high: 0.1, level: 0.9 },
    }),
    ...hostAndFacility,
    ...place,
    wattsH100: fitted("1", "Mean power of an H100 that serves text, in W", "power-h100"),
    wattsB200: fitted("1", "Mean power of a B200 that serves text, in W", "power-b200"),
    ...hardware,
  },
  equations: {
    generatedTokens: equation("token", "max(outputTokens, reasoningTokens)", "Generated tokens, including thinking"),
    together: equation(
      "1",
      "if(concurrency > 0, min(concurrency, mostTogether), 64)",
      "Requests served together, up to the largest measured number",
    ),
    bytesPerWeight: equation(
      "GB",
      'if(precision = "bf16" or precision = "bfloat16" or precision = "fp16" or precision = "float16", 2 [GB], if(precision = "fp4" or precision = "mxfp4" or precision = "nvfp4" or precision = "int4", 0.53125 [GB], if(precision = "unknown" and namedBits > 0, namedBits × 0.125 [GB], 1 [GB])))',
      "Memory of a billion weights: an eighth of a gigabyte per bit; four bits include their scales",
    ),
    acceleratorMemory: equation(
      "GB",
      'if(accelerator = "B200", 180 [GB], if(accelerator = "A100", 40 [GB], 80 [GB]))',
      "Memory of one accelerator: H100 80 GB, B200 180 GB, A100 40 GB",
    ),
    accelerators: equation(
      "1",
      "if(acceleratorCount > 0, acceleratorCount, 2 ^ max(0, ceil(log2(1.2 × totalParametersBillions × bytesPerWeight ÷ acceleratorMemory))))",
      "Accelerators of the deployment: as stated, or the smallest number whose memory holds the weights and a fifth more",
    ),
    contextTokens: equation(
      "token",
      'min(longestAnswer, if(reasoning = "yes" or reasoning = "true" or reasoningTokens > 0 [token], max(generatedTokens, 3000 [token]), if(reasoning = "no" or reasoning = "false", min(generatedTokens, 1500 [token]), generatedTokens)))',
      "Length of the answers whose context the server keeps, up to the longest measured one",
    ),
    activeShare: equation("1", "min(1, activeParametersBillions ÷ totalParametersBillions)"),
    readShare: equation(
      "1",
      "if(activeShare < 1, activeShare + (1 − activeShare) × (1 − (1 − activeShare) ^ together), 1)",
      "Share of the weights that a step reads; in a mixture of experts, the weights that its tokens choose",
    ),
    gigabytesRead: equation("GB", "bytesPerWeight × totalParametersBillions × readShare", "Weights read in a step"),
    size: equation("1", "activeParametersBillions ÷ 20", "Active parameters divided by 20 billion"),
    deviceFactor: equation("1", 'if(accelerator = "B200", deviceB200, if(accelerator = "A100", deviceA100, 1))'),
    precisionFactor: equation(
      "1",
      "if(bytesPerWeight < 0.9 [GB], fourBit, if(bytesPerWeight < 1.5 [GB], eightBit, 1))",
      "Energy that low-precision kernels cost or save, in addition to the smaller size",
    ),
    fittedEnergy: equation(
      "J",
      "1 [J] × deviceFactor × precisionFactor × (stepJoules × accelerators ÷ together + readJoules × (gigabytesRead ÷ 1 [GB]) ÷ together + computeJoules × size ^ sizeExponent × accelerators ^ shardingExponent + contextJoules × size ^ contextSizeExponent × contextTokens ÷ 4000 [token])",
      "GPU energy per output token by the fit: steps, weights, computing, context",
    ),
    unknowns: equation(
      "1",
      'if(concurrency > 0, 1, unknownConcurrency) × if(acceleratorCount > 0, 1, unknownCount) × if(accelerator = "unknown", unknownAccelerator, 1) × if(precision = "unknown" and namedBits = 0, unknownPrecision, 1)',
      "Error from what is unknown about the service: 1, with its interval",
    ),
    ...beyondFit,
    energyPerToken: equation(
      "J/token",
      "if(measuredEnergyPerToken > 0 [J/token], measuredEnergyPerToken, fittedEnergy × regressionError × unknowns ÷ 1 [token])",
      "GPU energy per output token: measured, otherwise fitted",
    ),
    promptTokens: equation(
      "token",
      "max(0 [token], inputTokens − min(cachedInputTokens, inputTokens) × (1 − cachedShare) − includedInputTokens)",
      "Prompt tokens beyond the benchmark's prompt; cached tokens count at their share",
    ),
    promptsEnergy: equation("J", "promptTokens × promptEnergy × activeParametersBillions"),
    imagesEnergy: equation("J", "images × imageJoules × activeParametersBillions × 1 [J]", "Energy of the pictures"),
    gpuEnergyJoules: equation(
      "J",
      "requests × (generatedTokens × energyPerToken + promptsEnergy + imagesEnergy)",
      "Energy of the accelerators alone, without hosts, idle machines and facility",
    ),
    itEnergy: equation("Wh", "gpuEnergyJoules × hostFactor × idleFactor", "Energy with hosts and idle machines"),
    energy: equation("Wh", "itEnergy × pue", "Energy with the facility's overhead"),
    carbon: equation("gCO2e", "energy × intensity", "Location-based"),
    marketCarbon: equation("gCO2e", "energy × marketIntensity", "Market-based"),
    water: equation("L", "itEnergy × wue + energy × waterIntensity", "Water on site and at power plants"),
    acceleratorPower: equation(
      "W",
      '1 [W] × if(accelerator = "B200", wattsB200, if(accelerator = "A100", wattsH100 × 400 ÷ 700, wattsH100))',
      "Mean power of an accelerator at work; for the A100 scaled by its limit of 400 W to the H100's 700 W",
    ),
    acceleratorTime: equation("s", "gpuEnergyJoules ÷ acceleratorPower", "Accelerator time of the request"),
    embodied: equation(
      "gCO2e",
      "acceleratorTime × (acceleratorEmbodied + serverEmbodied ÷ 8) ÷ (lifetime × utilisation)",
      "The request's share of making the hardware",
    ),
  },
  subject: "One request",
  causes: {
    unknownConcurrency: { words: "requests served together", settledBy: "concurrency" },
    unknownCount: { words: "number of accelerators", settledBy: "acceleratorCount" },
    unknownAccelerator: { words: "accelerator", settledBy: "accelerator" },
    unknownPrecision: { words: "precision of the weights", settledBy: "precision" },
    totalParametersBillions: { words: "size of the model", settledBy: "totalParametersBillions" },
    activeParametersBillions: { words: "active part of the model", settledBy: "activeParametersBillions" },
    regressionError: { words: "fit of the energy to models of this kind" },
  },
  outputs: {
    energy: "energy",
    gpuEnergyJoules: "gpuEnergyJoules",
    gwp: "carbon",
    "market-gwp": "marketCarbon",
    "embodied-gwp": "embodied",
    water: "water",
  },
  cautions: fitCautions,
  whenToUse: "For a request to a model behind an API, or in a product, of which you know the tokens and the model.",
  whenNotToUse: "You run the deployment yourself: measure it, and use self-hosted-inference.",
  example: { model: "gpt-4o", outputTokens: 500, zone: "US" },
  roles: { pue: "pue", intensity: "intensity", gpuEnergy: "gpuEnergyJoules", embodied: null, count: "requests" },
  critique: [
    "For a new model the fit is 21 % off on average, with 97 % of rows within a factor of two. For a new family of models it is 30 % off.",
    "Mixtures of experts whose active part is mostly shared (Llama 4 Maverick) get twice the measured energy.",
    "The sizes of closed models and their numbers of requests served together are guesses. The interval includes this: a factor of three each way.",
    "The energy of the prompt is arithmetic, not a measurement, because no published table varies the prompt's length alone.",
    "Measured on NVIDIA H100, B200 and A100 with vLLM. Other accelerators, speculative decoding and separate prefill were not measured.",
  ],
});
