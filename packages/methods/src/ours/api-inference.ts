import { choice, equation, given, input, method } from "@wattledger/core";
import { beyondFit, fitCautions, fitInputs, fitted, knownAccelerator } from "./inference-fit.ts";
import { hardware, hostAndFacility, place } from "./service-around.ts";
import * as credible from "../credible.ts";

const ownDefault = "Wattledger, expert default";
/**
 * A request to a hosted language model: energy of the accelerators by measurement or by our fit to measurements, then the
 * machines around them, what idles, the facility, water, and the making of the hardware.
 *
 * Ours: docs/api-inference-fit.md says how it was fitted and how far it is from models that it has not seen.
 */
export const apiInference = method({
  id: "api-inference",
  version: "1",
  title: "Request to a hosted language model (ours)",
  claim:
    "Energy, carbon and water of one request to a language model that somebody serves, with what is not known about the service in the interval.",
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
      "retries and safety models beside the model",
      "building and network equipment",
      "end of life",
      "embodied water",
    ],
  },
  inputs: {
    requests: input("1", "Requests alike; the tokens are those of one of them", {
      min: 0,
      usual: [1, 1e12],
      default: 1,
      source: "one unless stated",
    }),
    outputTokens: input("token", "Tokens that the model generates, thinking included", {
      credible: credible.answerTokens,
      min: 0,
    }),
    reasoningTokens: input("token", "Those among them that are thinking", {
      credible: credible.answerTokens,
      within: "outputTokens",
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    inputTokens: input("token", "Tokens of the prompt, cached ones included", {
      credible: credible.promptTokens,
      min: 0,
      default: 70,
      source: "a prompt as in the benchmark's chat, whose energy is within that of the answer",
    }),
    cachedInputTokens: input("token", "Those among them that the service had in its cache", {
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
    activeParametersBillions: input("1", "Parameters that a token passes through, in billions", {
      credible: credible.parametersBillions,
      within: "totalParametersBillions",
      min: 0.01,
      from: "ai-model.active-parameters",
    }),
    totalParametersBillions: input("1", "All parameters, in billions", {
      credible: credible.parametersBillions,
      min: 0.01,
      from: "ai-model.total-parameters",
    }),
    concurrency: input("1", "Requests that the deployment answers together, on average; 0 where it is not known", {
      credible: credible.concurrency,
      min: 0,
      default: 0,
      source: "not known unless stated: 64 stands in, and the interval grows",
    }),
    accelerator: choice(["unknown", "A100", "H100", "B200"], "Accelerator", {
      default: "unknown",
      source: "not known unless stated: the H100 stands in, and the interval grows",
    }),
    acceleratorCount: input("1", "Accelerators of one deployment; 0 where it is not known", {
      credible: credible.deploymentAccelerators,
      min: 0,
      default: 0,
      source: "not known unless stated: the fewest that hold the model stand in, and the interval grows",
    }),
    precision: choice(
      ["unknown", "bf16", "bfloat16", "fp16", "float16", "fp8", "int8", "fp4", "mxfp4", "nvfp4", "int4"],
      "Precision of the weights",
      {
        default: "unknown",
        source: "not known unless stated: as the model's name tells, else 8 bits, and the interval grows",
      },
    ),
    namedBits: input(
      "1",
      "Bits of a weight that the model's name tells, such as -FP8 or Q4_K_M; 0 where it tells none",
      {
        min: 0,
        max: 32,
        default: 0,
        source: "told by no name",
        from: "ai-model.weight-bits",
        key: "{model}",
      },
    ),
    reasoning: choice(
      ["unknown", "no", "yes", "false", "true"],
      "Whether the service answers after long thinking, so that requests beside this one are long too",
      { default: "unknown", source: "not known unless stated: it is told from the length of this answer" },
    ),
    measuredEnergyPerToken: input(
      "J/token",
      "GPU energy per output token, where ML.ENERGY measured this very service",
      {
        min: 0,
        default: 0,
        source: "not measured: the fit",
        from: "mlenergy.energy-per-token",
        key: "{model}, {accelerator}x{acceleratorCount?}, {concurrency}, {reasoning?}",
      },
    ),
    ...fitInputs,
    promptEnergy: input("J/token", "Energy of a token of the prompt per billion active parameters", {
      min: 0,
      default: 0.0035,
      source:
        "2 FLOP per parameter at 40 % of the 989 TFLOP/s and at the 700 W of an H100: arithmetic, not a measurement; a factor of 3 each way",
      distribution: { kind: "interval", low: 0.0012, high: 0.0105, level: 0.9 },
    }),
    includedInputTokens: input("token", "Tokens of the prompt whose energy is within that of the answer", {
      min: 0,
      default: 70,
      source:
        "mean prompt of LMSYS-Chat-1M, 69.5 tokens (arXiv 2309.11998, table 1, as public surveys of data sets quote it), from which the benchmark's chat is drawn",
    }),
    cachedShare: input("1", "Energy of a cached token for each part of one that is not", {
      min: 0,
      max: 1,
      default: 0.05,
      source: `${ownDefault}: 0 to 10 %`,
      distribution: { kind: "interval", low: 0, high: 0.1, level: 0.9 },
    }),
    ...hostAndFacility,
    ...place,
    wattsH100: fitted("1", "Mean watts of an H100 that serves text", "power-h100"),
    wattsB200: fitted("1", "Mean watts of a B200 that serves text", "power-b200"),
    ...hardware,
  },
  equations: {
    generatedTokens: equation("token", "max(outputTokens, reasoningTokens)", "Thinking included"),
    together: equation(
      "1",
      "if(concurrency > 0, min(concurrency, mostTogether), 64)",
      "Requests answered together, up to the most that was measured",
    ),
    bytesPerWeight: equation(
      "GB",
      'if(precision = "bf16" or precision = "bfloat16" or precision = "fp16" or precision = "float16", 2 [GB], if(precision = "fp4" or precision = "mxfp4" or precision = "nvfp4" or precision = "int4", 0.53125 [GB], if(precision = "unknown" and namedBits > 0, namedBits × 0.125 [GB], 1 [GB])))',
      "Of a billion weights, an eighth of a gigabyte for each bit; four bits with their scales",
    ),
    acceleratorMemory: equation(
      "GB",
      'if(accelerator = "B200", 180 [GB], if(accelerator = "A100", 40 [GB], 80 [GB]))',
      "Of one accelerator: H100 80 GB, B200 180 GB, A100 40 GB",
    ),
    accelerators: equation(
      "1",
      "if(acceleratorCount > 0, acceleratorCount, 2 ^ max(0, ceil(log2(1.2 × totalParametersBillions × bytesPerWeight ÷ acceleratorMemory))))",
      "Of the deployment: as stated, or the fewest whose memory holds the weights and a fifth more",
    ),
    contextTokens: equation(
      "token",
      'min(longestAnswer, if(reasoning = "yes" or reasoning = "true" or reasoningTokens > 0 [token], max(generatedTokens, 3000 [token]), if(reasoning = "no" or reasoning = "false", min(generatedTokens, 1500 [token]), generatedTokens)))',
      "Length of the answers whose context the server keeps, up to the longest that was measured",
    ),
    activeShare: equation("1", "min(1, activeParametersBillions ÷ totalParametersBillions)"),
    readShare: equation(
      "1",
      "if(activeShare < 1, activeShare + (1 − activeShare) × (1 − (1 − activeShare) ^ together), 1)",
      "Part of the weights that a step reads: of a mixture of experts those that its tokens choose",
    ),
    gigabytesRead: equation("GB", "bytesPerWeight × totalParametersBillions × readShare", "In one step of decoding"),
    size: equation("1", "activeParametersBillions ÷ 20", "Active parameters for each part of 20 billion"),
    deviceFactor: equation("1", 'if(accelerator = "B200", deviceB200, if(accelerator = "A100", deviceA100, 1))'),
    precisionFactor: equation(
      "1",
      "if(bytesPerWeight < 0.9 [GB], fourBit, if(bytesPerWeight < 1.5 [GB], eightBit, 1))",
      "What kernels of small precision cost or save beside the smaller size",
    ),
    fittedEnergy: equation(
      "J",
      "1 [J] × deviceFactor × precisionFactor × (stepJoules × accelerators ÷ together + readJoules × (gigabytesRead ÷ 1 [GB]) ÷ together + computeJoules × size ^ sizeExponent × accelerators ^ shardingExponent + contextJoules × size ^ contextSizeExponent × contextTokens ÷ 4000 [token])",
      "GPU energy of an output token by the fit: steps, weights, computing, context",
    ),
    unknowns: equation(
      "1",
      'if(concurrency > 0, 1, unknownConcurrency) × if(acceleratorCount > 0, 1, unknownCount) × if(accelerator = "unknown", unknownAccelerator, 1) × if(precision = "unknown" and namedBits = 0, unknownPrecision, 1)',
      "What is not known about the service: 1, with its error",
    ),
    ...beyondFit,
    energyPerToken: equation(
      "J/token",
      "if(measuredEnergyPerToken > 0 [J/token], measuredEnergyPerToken, fittedEnergy × regressionError × unknowns ÷ 1 [token])",
      "GPU energy of an output token: measured, else fitted",
    ),
    promptTokens: equation(
      "token",
      "max(0 [token], inputTokens − min(cachedInputTokens, inputTokens) × (1 − cachedShare) − includedInputTokens)",
      "Beyond the benchmark's prompts, cached ones at their share",
    ),
    promptsEnergy: equation("J", "promptTokens × promptEnergy × activeParametersBillions"),
    imagesEnergy: equation("J", "images × imageJoules × activeParametersBillions × 1 [J]", "Of reading the pictures"),
    gpuEnergyJoules: equation(
      "J",
      "requests × (generatedTokens × energyPerToken + promptsEnergy + imagesEnergy)",
      "Of the accelerators alone, before hosts, idle machines and facility",
    ),
    itEnergy: equation("Wh", "gpuEnergyJoules × hostFactor × idleFactor", "With hosts and idle machines"),
    energy: equation("Wh", "itEnergy × pue", "With the facility"),
    carbon: equation("gCO2e", "energy × intensity", "Location-based"),
    marketCarbon: equation("gCO2e", "energy × marketIntensity", "Market-based"),
    water: equation("L", "itEnergy × wue + energy × waterIntensity", "On site and at power plants"),
    acceleratorPower: equation(
      "W",
      '1 [W] × if(accelerator = "B200", wattsB200, if(accelerator = "A100", wattsH100 × 400 ÷ 700, wattsH100))',
      "Mean power at work; of the A100 by its limit of 400 W to the H100's of 700 W",
    ),
    acceleratorTime: equation("s", "gpuEnergyJoules ÷ acceleratorPower", "Of one accelerator, the request's share"),
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
  whenNotToUse: "Where the deployment is yours: measure it, and use self-hosted-inference.",
  example: { model: "gpt-4o", outputTokens: 500, zone: "US" },
  roles: { pue: "pue", intensity: "intensity", gpuEnergy: "gpuEnergyJoules", embodied: null },
  critique: [
    "Of a model that it has not seen the fit is 21 % off on average, 97 % of rows within a factor of two; of a family that it has not seen 30 %.",
    "Mixtures of experts whose active part is mostly shared (Llama 4 Maverick) come out at twice what was measured.",
    "The sizes of closed models are guesses, and so is how many requests they answer together: the interval says so, a factor of three each way.",
    "The term of the prompt is arithmetic, not a measurement: no table varies the length of prompts alone.",
    "Measured on NVIDIA H100, B200 and A100 with vLLM: other accelerators, speculative decoding and separate prefill were not.",
  ],
});
