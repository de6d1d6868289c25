import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { acceleratorsOf } from "./activity-data.ts";
import * as credible from "./credible.ts";
import { notOf } from "./stand-in.ts";

/** Parameters of one model, as the fits of Megatron's published settings take them. */
const x = "(active × 1e9)";

/**
 * LLMCarbon: energy and carbon of training, inference and the hardware of a language model before it is run, from its
 * parameters and tokens; and how many GPUs Megatron's published settings would give it.
 *
 * Faiz et al. 2024; equations as in the code of May 2025, which holds a part of the paper's.
 */
export const llmcarbon = method({
  id: "llmcarbon",
  version: "2025-05",
  title: "LLMCarbon",
  claim:
    "Energy and carbon of training and of inference of a dense or mixture-of-experts language model, and its share of the making of the hardware, before it is run.",
  source: {
    title: "Faiz et al.: LLMCarbon: Modeling the End-to-End Carbon Footprint of Large Language Models",
    version: "ICLR 2024, arXiv 2309.14393; github.com/SotaroKaneda/MLCarbon, commit dbd96b7 (2025-05-22)",
    locator: "model.py, embodied.py",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: { "training-plan": givenFrom },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "storage", "network"],
    overheads: ["pue"],
    lifeCycle: ["manufacturing", "use"],
    excludes: [
      "recomputation, attention over long sequences, embeddings",
      "failed runs, restarts and experiments",
      "idle machines",
      "water",
    ],
  },
  whenToUse: "To plan a training: energy from parameters, tokens and an efficiency that you can defend.",
  whenNotToUse:
    "To foresee a run without knowing its efficiency, nor for inference, which it takes as efficient as training.",
  example: {
    parametersBillions: 175,
    tokensBillions: 300,
    devices: 10000,
    peak: "125 TFLOP/s",
    efficiency: 0.197,
    systemPower: "330 W/device",
    pue: 1.1,
    intensity: "0.429 kgCO2e/kWh",
    chips: "[]",
  },
  inputs: {
    architecture: choice(["dense", "MoE"], "Dense, or mixture of experts", {
      default: "dense",
      source: "dense unless stated",
    }),
    parametersBillions: input("1", "Parameters of the model, in billions", {
      credible: credible.parametersBillions,
      min: 0,
    }),
    baseParametersBillions: input(
      "1",
      "Parameters of the dense model that costs as much per token as the mixture of experts, in billions",
      {
        credible: credible.parametersBillions,
        within: "parametersBillions",
        min: 0,
        default: 0,
        source: "dense models have no experts",
      },
    ),
    tokensBillions: input("1", "Tokens of the training, in billions", { credible: credible.tokensBillions, min: 0 }),
    inferenceTokensBillions: input("1", "Tokens of the inference to be counted, in billions", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    devices: input("device", "Accelerators in use", { min: 0 }),
    peak: input("TFLOP/s", "Peak rate of one accelerator", {
      min: 0,
      from: "hardware.accelerator.peak",
      standIn: notOf("LLMCarbon", "peak"),
    }),
    efficiency: input("1", "Rate achieved ÷ peak rate; 0.2 to 0.55 in published runs, and it decides the result", {
      min: 0,
      max: 1,
    }),
    systemPower: input("W/device", "Mean power of one accelerator with its share of the host", {
      min: 0,
      usual: [10, 5000],
    }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      from: "facility.pue",
      standIn: notOf("LLMCarbon", "pue"),
    }),
    intensity: input("kgCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("LLMCarbon", "intensity"),
    }),
    chips: list("Each kind of chip of the machines", {
      inputs: {
        amount: input("1", "Area of its dies in cm², or its gigabytes", { min: 0 }),
        making: input("kgCO2e", "Carbon of making one cm² or one gigabyte", { min: 0 }),
        count: input("1", "How many there are", { min: 0 }),
      },
      equations: { carbon: equation("kgCO2e", "amount × making × count") },
    }),
    lifetime: input("d", "Days that the hardware serves, always in use", {
      min: 0,
      usual: [365, 7300],
      default: 1825,
      source: "embodied.py, lifespan: 5 × 365",
    }),
    nodeSize: input("GPU", "GPUs of one node", { min: 1, default: 8, source: "model.py: 8 is recommended" }),
    gpuMemory: input("GB", "Memory of one GPU", {
      min: 0,
      usual: [0.01, 24_000],
      default: 80,
      source: "the settings that were fitted",
    }),
  },
  equations: {
    active: equation(
      "1",
      'if(architecture = "MoE" and baseParametersBillions > 0, baseParametersBillions, parametersBillions)',
      "Billions of parameters that a token costs; all of them where a mixture of experts does not say",
    ),
    computation: equation(
      "FLOP",
      "6 × active × 1e9 × tokensBillions × 1e9 × 1 [FLOP]",
      "Training: 6 per parameter and token",
    ),
    trainingTime: equation("d", "computation ÷ devices ÷ (peak × efficiency)", "Time of the training"),
    energy: equation("MWh", "systemPower × devices × trainingTime × pue", "Training; the number of devices cancels"),
    carbon: equation("tCO2e", "energy × intensity", "Training, operational"),
    inferenceComputation: equation(
      "FLOP",
      "2 × active × 1e9 × inferenceTokensBillions × 1e9 × 1 [FLOP]",
      "Inference: 2 per parameter and token",
    ),
    inferenceTime: equation("d", "inferenceComputation ÷ devices ÷ (peak × efficiency)"),
    inferenceEnergy: equation("MWh", "systemPower × devices × inferenceTime × pue", "At the efficiency of training"),
    inferenceCarbon: equation("tCO2e", "inferenceEnergy × intensity", "Inference, operational"),
    hardwareCarbon: equation("kgCO2e", "sum(chip in chips: chip.carbon)", "Making the chips of the machines"),
    embodiedCarbon: equation("tCO2e", "hardwareCarbon × trainingTime ÷ lifetime", "The training's share of it"),
    capacity: equation(
      "1",
      "0.03 × (gpuMemory ÷ 1 [GB])",
      "Billions of parameters that fit one GPU (model.py, gpu_cap)",
    ),
    pipelineSize: equation("1", "if(active < nodeSize × capacity, 1, ceil(active ÷ (nodeSize × capacity)))"),
    tensorSize: equation("1", "if(active < nodeSize × capacity, ceil(active ÷ capacity), nodeSize)"),
    modelSize: equation("1", "tensorSize × pipelineSize", "GPUs that hold one copy of the model"),
    fittedDevices: equation(
      "1",
      `round(((−2.12910565e-21 × ${x} + 4.39684339e-9) × ${x} + 799.173057) ÷ modelSize) × modelSize`,
      "GPUs of 80 GB, whole copies (model.py, coeff_gpu; fitted to 22 to 1000 billion parameters)",
    ),
    plannedDevices: equation(
      "device",
      "if(gpuMemory = 80 [GB], fittedDevices, if(fittedDevices × 2.5 − floor(fittedDevices × 2.5) = 0.5, 2 × round(fittedDevices × 1.25), round(fittedDevices × 2.5)) × if(gpuMemory = 40 [GB], 2, 1))",
      "GPUs to plan with; 2.5 times as many of other cards, halves to the even number, and twice that of 40 GB",
    ),
    fittedThroughput: equation(
      "TFLOP/s",
      `if(pipelineSize = 1 and tensorSize ≤ nodeSize, (−8.82079068e-20 × ${x} + 1.68591116e-9) × ${x} + 133.954735, (−5.60233749e-23 × ${x} + 8.45435587e-11) × ${x} + 134.546129) × 1 [TFLOP/s]`,
      "Rate of one A100 of 80 GB within a node, or over nodes (model.py, coeff_tensor, coeff_pipe)",
    ),
    plannedThroughput: equation(
      "TFLOP/s",
      "if(gpuMemory = 80 [GB], fittedThroughput, fittedThroughput × (1 − 7.76 ÷ 33.46) ÷ 312 × 125)",
      "Of other cards: as a V100 of 125 TFLOP/s at 77 % of the A100's share of its peak (model.py, rel_thru)",
    ),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "inference-energy": "inferenceEnergy",
    "inference-gwp": "inferenceCarbon",
    "embodied-gwp": "embodiedCarbon",
  },
  roles: { pue: "pue", intensity: "intensity", embodied: null },
  critique: [
    "Its validation is circular: the efficiency is that of the very run whose carbon is predicted, the power is measured, the tokens are chosen to fit. It shows that 6 FLOP per parameter and token hold, not that a new run can be foreseen.",
    "With the efficiency unknown, 0.3 to 0.5 today, the result is off by as much.",
    "Inference at the efficiency of training: decoding is limited by memory bandwidth and batch size, and ten times away from it.",
    "Hardware serves five years without a pause; packaging and the rest of the server are one row of silicon.",
    "The number of GPUs comes from a fit that gives 800 to a model of 1 billion; cards of 40 GB take both of its corrections.",
    "Every card that has not 80 GB is computed as a V100.",
  ],
});

function givenFrom(work: ActivityOf<"training-plan">): Result<Given, string> {
  const accelerators = acceleratorsOf(work);
  if (!accelerators.ok) return accelerators;
  const { count, model } = accelerators.value;
  const {
    tokens,
    totalParametersBillions: total,
    activeParametersBillions: active = total,
    modelFlopUtilisation,
  } = work;
  if (tokens === undefined || active === undefined || count === 0) {
    return fail("it computes from parameters, tokens and the number of accelerators");
  }
  if (modelFlopUtilisation === undefined || work.meanPowerWatts === undefined) {
    return fail("it asks for the rate achieved over the peak rate, and the mean power of an accelerator with its host");
  }
  return given({
    architecture: total !== undefined && total > active ? "MoE" : "dense",
    parametersBillions: total ?? active,
    baseParametersBillions: active,
    tokensBillions: tokens / 1e9,
    devices: count,
    accelerator: model,
    efficiency: modelFlopUtilisation,
    systemPower: work.meanPowerWatts,
    chips: [],
  });
}
