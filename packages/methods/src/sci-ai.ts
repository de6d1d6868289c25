import { equation, fail, input, list, method } from "@wattledger/core";
import { needsReservation } from "./activity-data.ts";

const unlessStated = "none unless stated";

/**
 * SCI for AI: two scores, that of a consumer per token or inference, and that of a provider per operation, training token
 * or parameter. They are never added.
 *
 * Green Software Foundation, draft for public review of November 2025.
 */
export const sciAi = method({
  id: "sci-ai",
  version: "draft-2026-01",
  title: "Software Carbon Intensity for AI (draft)",
  claim:
    "Two scores of an AI system: carbon of its use per token, image or run of an agent, and carbon of its making per operation, training token or parameter.",
  source: {
    title: "Green Software Foundation: SCI for AI Specification",
    version: "commit 4b7c0f7 (2026-01-12), ratified for public review on 20 November 2025",
    locator: "SPEC.md: boundaries, functional units, section 9",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: {
    "llm-request": () => fail(needsReservation),
    "media-request": () => fail(needsReservation),
    "service-use": () => fail(needsReservation),
    "training-plan": () => fail(needsReservation),
  },
  boundary: {
    components: ["everything reserved or provisioned for the stage"],
    overheads: ["pue"],
    lifeCycle: ["use", "manufacturing", "transport", "end-of-life"],
    excludes: [
      "training in the consumer's score: the draft does not spread it over use",
      "inception and retirement, unless they matter",
      "offsets, removals, certificates and purchase agreements",
      "water",
    ],
  },
  whenToUse: "To report a rate of an AI system by the draft standard, for its use and for its making.",
  whenNotToUse: "To compare models with unlike tokens, nor as a final standard: it is a draft.",
  example: {
    inferenceEnergy: "120 kWh",
    consumerEmbodied: "5 kgCO2e",
    calls: "[]",
    consumerUnits: 1000000,
    trainingEnergy: "50 MWh",
    providerEmbodied: "2000 kgCO2e",
    providerUnits: 2500000000,
    lifetimeUnits: 1000000000,
    zone: "FR",
  },
  inputs: {
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1,
      source: "the energies are taken to contain the facility's overhead already",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the grid: average or marginal, and said which", {
      min: 0,
      from: "grid",
    }),
    inferenceEnergy: input("kWh", "Consumer: inference and its interface, with scaling and idle reserve", { min: 0 }),
    supportEnergy: input("kWh", "Consumer: orchestration, monitoring, data and feature stores, storage, clients", {
      min: 0,
      default: 0,
      source: unlessStated,
    }),
    consumerEmbodied: input("gCO2e", "Consumer: reserved share of the hardware", { min: 0 }),
    calls: list("Consumer: tools, retrievals and exchanges with other models that agents make, which count too", {
      inputs: {
        count: input("1", "How many", { min: 0, default: 1, source: "one unless stated" }),
        carbon: input("gCO2e", "Carbon of one", { min: 0 }),
      },
      equations: {},
    }),
    consumerUnits: input("1", "Consumer: tokens, images, seconds, pages, inferences or runs of an agent", { min: 0 }),
    dataEnergy: input("kWh", "Provider: collecting, cleaning and making data", {
      min: 0,
      default: 0,
      source: unlessStated,
    }),
    trainingEnergy: input("kWh", "Provider: all training, with what was stopped or thrown away", { min: 0 }),
    evaluationEnergy: input("kWh", "Provider: evaluation, benchmarks, optimisation, integration", {
      min: 0,
      default: 0,
      source: unlessStated,
    }),
    providerEmbodied: input("gCO2e", "Provider: reserved share of the hardware", { min: 0 }),
    providerUnits: input(
      "1",
      "Provider: operations (gross or effective, and said which), training tokens, or parameters",
      {
        min: 0,
      },
    ),
    lifetimeUnits: input("1", "Consumer's units over the model's life, for spreading its making over them", { min: 0 }),
  },
  equations: {
    consumerEnergy: equation("kWh", "(inferenceEnergy + supportEnergy) × pue"),
    consumerOperational: equation("gCO2e", "consumerEnergy × intensity"),
    consumerCarbon: equation(
      "gCO2e",
      "consumerOperational + consumerEmbodied + sum(call in calls: call.count × call.carbon)",
    ),
    consumerScore: equation("gCO2e", "consumerCarbon ÷ consumerUnits", "Per unit of use"),
    providerEnergy: equation("kWh", "(dataEnergy + trainingEnergy + evaluationEnergy) × pue"),
    providerOperational: equation("gCO2e", "providerEnergy × intensity"),
    providerCarbon: equation("gCO2e", "providerOperational + providerEmbodied"),
    providerScore: equation("gCO2e", "providerCarbon ÷ providerUnits", "Per unit of making"),
    makingPerUse: equation(
      "gCO2e",
      "providerCarbon ÷ lifetimeUnits",
      "Making spread over use: no part of the draft; as ISO 14044 studies do, to be shown beside the consumer's score",
    ),
  },
  outputs: {
    "consumer-energy": "consumerEnergy",
    "consumer-gwp": "consumerCarbon",
    "consumer-gwp-per-unit": "consumerScore",
    "provider-energy": "providerEnergy",
    "provider-gwp": "providerCarbon",
    "provider-gwp-per-unit": "providerScore",
  },
  critique: [
    "A draft: boundaries and functional units may change.",
    "Training stays out of the consumer's score, so a large model that is hardly used scores as one that everybody uses; life-cycle studies (Berthelot et al., Mistral) spread it.",
    "Tokens of one model are not those of another: scores per token compare no two tokenizers.",
    "Its section 9.1.3 prints 0.13 g per million tokens for 6.5 t over 50 billion: it is 130 g.",
    "Its section 9.2 prints 3 000 and 30 kg per billion parameters for 75 t over 2.5 billion: it is 30 000 kg.",
    "Operations can be gross or effective, which differ by a factor of two; the score must say which.",
  ],
});
