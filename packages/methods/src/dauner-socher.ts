import { equation, fail, input, method } from "@wattledger/core";

/**
 * Dauner & Socher: energy and carbon of answering questions, and the share of right answers.
 *
 * Frontiers in Communication 10, 2025.
 */
export const daunerSocher = method({
  id: "dauner-socher",
  version: "2025",
  title: "Energy costs of communicating with AI (Dauner & Socher)",
  claim:
    "Energy and carbon of an answered question, and of a right answer, from the measured energy of a set of questions.",
  source: {
    title: "Dauner, Socher: Energy costs of communicating with AI, Frontiers in Communication 10",
    version: "doi 10.3389/fcomm.2025.1572947",
    locator: "methods: 1000 questions of MMLU, energy by perun, 480 gCO2e/kWh",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: {
    "llm-request": () => fail("it starts from the measured energy of its 1000 questions to one of its models"),
  },
  boundary: {
    energy: "server",
    components: ["gpu", "cpu", "dram"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: ["pue (none is stated)", "idle capacity", "network", "embodied", "training", "water"],
  },
  whenToUse: "To compare models by right answers instead of tokens, from a measured set of questions.",
  whenNotToUse: "For a served model: it runs one question at a time on one accelerator.",
  example: { energy: "0.0577 kWh" },
  inputs: {
    energy: input("kWh", "Measured energy of the whole set of questions", { min: 0 }),
    questions: input("1", "Questions asked", {
      min: 1,
      default: 1000,
      source: "500 to choose an answer, 500 to write one",
    }),
    accuracy: input("1", "Share of right answers", {
      min: 1e-6,
      max: 1,
      default: 1,
      source: "all right unless stated",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      default: 480,
      source: "a constant of the paper",
    }),
  },
  equations: {
    carbon: equation("gCO2e", "energy × intensity", "Of the set"),
    energyPerQuestion: equation("Wh", "energy ÷ questions"),
    carbonPerThousand: equation("gCO2e", "1000 × carbon ÷ questions", "Of 1000 questions, as the paper prints it"),
    energyPerRightAnswer: equation("Wh", "energyPerQuestion ÷ accuracy"),
    carbonPerRightAnswer: equation("gCO2e", "carbon ÷ (questions × accuracy)"),
  },
  outputs: { energy: "energyPerQuestion", gwp: "carbon", "right-answer-energy": "energyPerRightAnswer" },
  roles: { intensity: "intensity" },
  critique: [
    "One question at a time on one A100: served models need 6 to 27 times less per token than at a batch of 8 already.",
    "Models of 70 B do not fit 80 GB at 16 bit; how the paper handled that is not known to us.",
    "480 gCO2e/kWh is a constant, near the world's mean, not of the place.",
    "Hardware and questions were the same, but not the length of the answers. Thinking tokens (543.5 per question compared with 37.7) explain the difference of up to 50 times.",
  ],
});
