import { choice, equation, fail, input, list, method } from "@wattledger/core";
import { needsReservation } from "../activity-data.ts";
import { energyOf, facility, neverCounted, sciAiSource, sciAiVersion } from "./sci-ai-shared.ts";

/**
 * SCI for AI, score of a consumer: carbon of operating and monitoring an AI system, per token, image or other unit that is sold.
 *
 * Green Software Foundation, draft for public review of November 2025.
 */
export const sciAiConsumer = method({
  id: "sci-ai-consumer",
  version: sciAiVersion,
  title: "Software Carbon Intensity for AI (draft): consumer",
  claim:
    "Carbon of using an AI system per token, image, second, page, inference, character or run of an agent: all that operates and monitors it, without its making.",
  source: sciAiSource,
  accepts: {
    "llm-request": () => fail(needsReservation),
    "media-request": () => fail(needsReservation),
    "service-use": () => fail(needsReservation),
  },
  boundary: {
    energy: "full-stack",
    components: [
      "inference and its interface",
      "orchestration and scaling",
      "monitoring",
      "data and features",
      "storage",
      "clients",
      "tools and other models that are called",
    ],
    overheads: ["pue", "idle and provisioned capacity"],
    lifeCycle: ["use", "manufacturing", "transport", "end-of-life"],
    excludes: [
      "making the model: data, training, evaluation (the provider's score, sci-ai-provider)",
      "inception and deployment of the system (the provider's)",
      "retirement, unless it matters",
      ...neverCounted,
    ],
  },
  whenToUse: "To report what the use of an AI system emits per unit that is sold, by the draft standard.",
  whenNotToUse: "To compare models with unlike tokens, or for a footprint with training in it: genai-service.",
  example: {
    inferenceEnergy: "120 kWh",
    monitoringEnergy: "4 kWh",
    embodied: "5 kgCO2e",
    calls: "[]",
    functionalUnit: "token",
    functionalUnits: 1000000,
    zone: "FR",
  },
  inputs: {
    ...facility,
    inferenceEnergy: input("kWh", "Electricity of inference and its interface, with what is kept ready", { min: 0 }),
    orchestrationEnergy: energyOf("Of orchestration and scaling: gateways, queues, load balancers"),
    monitoringEnergy: energyOf("Of monitoring: metrics, logs, traces"),
    dataEnergy: energyOf("Of data and features that are fetched at run time"),
    storageEnergy: energyOf("Of storage: models, caches, results"),
    clientEnergy: energyOf("Of the client's side"),
    retirementEnergy: energyOf("Of retirement, where it matters: both scores count it"),
    embodied: input("gCO2e", "Carbon of making the hardware, the reserved share (M, computed by the method sci)", {
      min: 0,
    }),
    calls: list("Tools, retrievals and exchanges with other models that agents make", {
      inputs: {
        count: input("1", "How many", { min: 0, default: 1, source: "one unless stated" }),
        carbon: input("gCO2e", "Carbon of one", { min: 0 }),
      },
      equations: {},
    }),
    functionalUnit: choice(
      [
        "token",
        "image",
        "second",
        "page",
        "inference",
        "character",
        "execution",
        "second of audio",
        "character of speech",
        "other",
      ],
      "Unit that is sold (R): second of video, character translated, second of audio recognised, character spoken, run of an agent (execution); the draft suggests these, and another that suits the service is allowed",
    ),
    functionalUnits: input("1", "How many of them were delivered; at least some", { min: 0 }),
  },
  equations: {
    energy: equation(
      "kWh",
      "(inferenceEnergy + orchestrationEnergy + monitoringEnergy + dataEnergy + storageEnergy + clientEnergy + retirementEnergy) × pue",
      "Of operation and monitoring, and of retirement where it matters, with the facility (E)",
    ),
    operational: equation("gCO2e", "energy × intensity", "Of the electricity (O)"),
    called: equation("gCO2e", "sum(call in calls: call.count × call.carbon)", "Of what agents call"),
    carbon: equation("gCO2e", "operational + embodied + called", "Of all functional units"),
    score: equation("gCO2e", "carbon ÷ functionalUnits", "Per functional unit (SCI)"),
    reported: equation(
      "gCO2e",
      'score × if(functionalUnit = "token", 1000000, 1)',
      "As it is reported: per million tokens, or per one of any other unit",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon", "gwp-per-unit": "score", "gwp-reported": "reported" },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied" },
  critique: [
    "A draft: boundaries and functional units may change.",
    "Training stays out, so a large model that is hardly used scores as one that everybody uses; life-cycle studies (Berthelot et al., Mistral) spread it over use.",
    "Tokens of one model are not those of another: scores per token compare no two tokenizers.",
    "Its section 9.1.3 prints 0.13 g per million tokens for 6.5 t over 50 billion: it is 130 g.",
  ],
});
