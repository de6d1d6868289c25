import { choice, equation, fail, input, method } from "@wattledger/core";
import { needsReservation } from "../activity-data.ts";
import { energyOf, facility, neverCounted, sciAiSource, sciAiVersion } from "./sci-ai-shared.ts";

/**
 * SCI for AI, score of a provider: carbon of making an AI system, stage by stage, per operation, training token or billion
 * parameters.
 *
 * Green Software Foundation, draft for public review of November 2025.
 */
export const sciAiProvider = method({
  id: "sci-ai-provider",
  version: sciAiVersion,
  title: "Software Carbon Intensity for AI (draft): provider",
  claim:
    "Carbon of making an AI system (inception, design and development, deployment, retirement) per operation, training token or billion parameters.",
  source: sciAiSource,
  accepts: { "training-plan": () => fail(needsReservation) },
  boundary: {
    energy: "full-stack",
    components: [
      "collecting, cleaning and making data",
      "all training: every epoch, intermediate and stopped run",
      "evaluation, benchmarks and optimisation",
      "integration",
    ],
    overheads: ["pue", "idle and provisioned capacity"],
    lifeCycle: ["use", "manufacturing", "transport", "end-of-life"],
    excludes: [
      "operation and monitoring (the consumer's score, sci-ai-consumer)",
      "inception and retirement, unless they matter",
      ...neverCounted,
    ],
  },
  whenToUse:
    "To report what the making of a model emits per unit of it, from version to version, by the draft standard.",
  whenNotToUse:
    "For the footprint of a request, or to rank models that are trained on unlike tokens or rates of operations.",
  example: {
    trainingEnergy: "50 MWh",
    evaluationEnergy: "2 MWh",
    embodied: "2000 kgCO2e",
    functionalUnit: "billion parameters",
    functionalUnits: 2.5,
    zone: "FR",
  },
  inputs: {
    ...facility,
    inceptionEnergy: energyOf("Inception: planning and scoping, where it matters"),
    dataEnergy: energyOf("Design and development: collecting, cleaning and making data"),
    trainingEnergy: input("kWh", "Design and development: all training, with what was stopped or thrown away", {
      min: 0,
    }),
    evaluationEnergy: energyOf("Design and development: evaluation, benchmarks, optimisation"),
    deploymentEnergy: energyOf("Deployment: integration and its tests"),
    retirementEnergy: energyOf("Retirement: taking it out of service, where it matters"),
    embodied: input("gCO2e", "Carbon of making the hardware, the reserved share (M, computed by the method sci)", {
      min: 0,
    }),
    functionalUnit: choice(
      [
        "effective operation",
        "gross operation",
        "training token",
        "effective training token",
        "billion parameters",
        "billion effective parameters",
      ],
      "Unit of making (R). Gross counts all: operations with those done twice, tokens of the raw data, all parameters; effective what counts: operations of the model alone, tokens that were kept, active parameters. The draft wants it said which; without the word, tokens and parameters are gross",
    ),
    functionalUnits: input("1", "How many of them; at least some", { min: 0 }),
    lifetimeUnits: input("1", "Units of use over the model's life, for spreading its making over them", { min: 0 }),
  },
  equations: {
    inception: equation("gCO2e", "inceptionEnergy × pue × intensity", "Of electricity"),
    development: equation(
      "gCO2e",
      "(dataEnergy + trainingEnergy + evaluationEnergy) × pue × intensity",
      "Design and development, of electricity",
    ),
    deployment: equation("gCO2e", "deploymentEnergy × pue × intensity", "Of electricity"),
    retirement: equation("gCO2e", "retirementEnergy × pue × intensity", "Of electricity"),
    energy: equation(
      "kWh",
      "(inceptionEnergy + dataEnergy + trainingEnergy + evaluationEnergy + deploymentEnergy + retirementEnergy) × pue",
      "Of all stages, with the facility (E)",
    ),
    operational: equation("gCO2e", "inception + development + deployment + retirement", "Of the electricity (O)"),
    carbon: equation("gCO2e", "operational + embodied", "Of all functional units"),
    score: equation("gCO2e", "carbon ÷ functionalUnits", "Per functional unit (SCI)"),
    reported: equation(
      "gCO2e",
      'score × if(functionalUnit = "billion parameters" or functionalUnit = "billion effective parameters", 1, if(functionalUnit = "training token" or functionalUnit = "effective training token", 10 ^ 9, 10 ^ 15))',
      "As it is reported: per 10^15 operations, per billion training tokens or per billion parameters",
    ),
    makingPerUse: equation(
      "gCO2e",
      "carbon ÷ lifetimeUnits",
      "Making spread over use, as in ISO 14044 studies. It is not part of the draft; show it next to the consumer's score",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon", "gwp-per-unit": "score", "gwp-reported": "reported" },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied" },
  critique: [
    "A draft: boundaries, stages and functional units may change.",
    "A rate per parameter or token rewards more of them: twice the training of twice the model scores the same.",
    "Operations, tokens and parameters can be gross or effective, which differ by a factor of two and more; the score must say which, and why the unit was chosen.",
    "Its section 9.2 prints 3 000 and 30 kg per billion parameters for 75 t over 2.5 billion: it is 30 000 kg.",
  ],
});
