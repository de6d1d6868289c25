import { equation, fail, method, use } from "@wattledger/core";
import { needsReservation } from "../activity-data.ts";
import { sciAiConsumer } from "./sci-ai-consumer.ts";
import { sciAiProvider } from "./sci-ai-provider.ts";
import { neverCounted, sciAiSource, sciAiVersion } from "./sci-ai-shared.ts";

/**
 * SCI for AI: the report of both scores, that of a consumer and that of a provider, which are never added.
 *
 * Green Software Foundation, draft for public review of November 2025.
 */
export const sciAi = method({
  id: "sci-ai",
  version: sciAiVersion,
  title: "Software Carbon Intensity for AI (draft): both scores",
  claim:
    "Two scores of an AI system side by side: carbon of its use per token, image or run of an agent, and carbon of its making per operation, training token or parameter.",
  source: sciAiSource,
  accepts: {
    "llm-request": () => fail(needsReservation),
    "media-request": () => fail(needsReservation),
    "service-use": () => fail(needsReservation),
    "training-plan": () => fail(needsReservation),
  },
  boundary: {
    components: ["everything reserved or provisioned for operation and monitoring, and for making, apart"],
    overheads: ["pue", "idle and provisioned capacity"],
    lifeCycle: ["use", "manufacturing", "transport", "end-of-life"],
    excludes: [
      "training in the consumer's score: the draft does not spread it over use",
      "inception and retirement, unless they matter",
      ...neverCounted,
    ],
  },
  whenToUse: "To report both rates of an AI system by the draft standard, for its use and for its making.",
  whenNotToUse:
    "Only one of them is yours to know: sci-ai-consumer, sci-ai-provider. Nor as a final standard: it is a draft.",
  example: {
    "consumer.inferenceEnergy": "120 kWh",
    "consumer.embodied": "5 kgCO2e",
    "consumer.calls": "[]",
    "consumer.functionalUnit": "token",
    "consumer.functionalUnits": 1000000,
    "provider.trainingEnergy": "50 MWh",
    "provider.embodied": "2000 kgCO2e",
    "provider.functionalUnit": "billion parameters",
    "provider.functionalUnits": 2.5,
    zone: "FR",
  },
  inputs: {},
  uses: { consumer: use(sciAiConsumer, {}), provider: use(sciAiProvider, {}) },
  equations: {
    consumerEnergy: equation("kWh", "consumer.energy", "Of operation and monitoring"),
    consumerCarbon: equation("gCO2e", "consumer.carbon", "Of operation and monitoring"),
    consumerScore: equation("gCO2e", "consumer.score", "Per unit of use"),
    consumerReported: equation("gCO2e", "consumer.reported", "Per million tokens, or per one of any other unit of use"),
    providerEnergy: equation("kWh", "provider.energy", "Of making"),
    providerCarbon: equation("gCO2e", "provider.carbon", "Of making"),
    providerScore: equation("gCO2e", "provider.score", "Per unit of making"),
    providerReported: equation(
      "gCO2e",
      "provider.reported",
      "Per 10^15 operations, per billion training tokens or per billion parameters",
    ),
  },
  outputs: {
    "consumer-energy": "consumerEnergy",
    "consumer-gwp": "consumerCarbon",
    "consumer-gwp-per-unit": "consumerScore",
    "consumer-gwp-reported": "consumerReported",
    "provider-energy": "providerEnergy",
    "provider-gwp": "providerCarbon",
    "provider-gwp-per-unit": "providerScore",
    "provider-gwp-reported": "providerReported",
  },
  critique: [
    "Two scores with two units: their sum means nothing, and the draft asks for none.",
    "Training is in neither score of a request; `sci-ai-provider --explain makingPerUse` spreads it over use as life-cycle studies do.",
  ],
});
