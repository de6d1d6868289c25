import type { Credible } from "@wattledger/core";

// Ranges outside which a number that a person gives is more often a slip than a fact: a total instead of one request,
// a processor instead of a core, plain parameters instead of billions. A person can accept such a number.

const total = "For a total of many requests give requests=, or use --batch.";

/** Requests, pictures or clips alike: all services of the world together answer less than this in a year. */
export const unitsAlike: Credible = {
  low: 0.001,
  high: 1e13,
  most: "all services of the world answer in years",
  remedy: "It counts units alike: 1e6 for a million.",
};

/** Machines alike: more than the largest operators have. */
export const machinesAlike: Credible = {
  low: 1e-6,
  high: 1e8,
  most: "any operator has",
  remedy: "It counts machines alike.",
};

/** Tokens that a model generates for one request: the longest limits of output are 128,000. */
export const answerTokens: Credible = {
  low: 1,
  high: 200_000,
  most: "any model answers in one request",
  remedy: total,
};

/** Tokens of one prompt: the longest context windows are ten million. */
export const promptTokens: Credible = {
  low: 1,
  high: 10_000_000,
  most: "any model reads in one request",
  remedy: total,
};

/** Parameters of a model in billions: the largest that are known have some two trillion. */
export const parametersBillions: Credible = {
  low: 1e-4,
  high: 20_000,
  most: "any model has",
  remedy: "It counts billions: 8 for a model of 8 billion parameters.",
};

/** Tokens of a training in billions: the largest that are known took some forty trillion. */
export const tokensBillions: Credible = {
  low: 1e-6,
  high: 200_000,
  most: "any training has used",
  remedy: "It counts billions: 15000 for 15 trillion tokens.",
};

/** Power of one core of a processor in W. */
export const corePower: Credible = {
  low: 0.1,
  high: 40,
  most: "any core draws",
  remedy: "If it is the power of the whole processor, divide it by its cores.",
};

/** Cores, processors or accelerators of one piece of work: the largest machines have some ten million cores. */
export const cores: Credible = { low: 0.01, high: 2e7, most: "any machine has" };

/** Accelerators of one piece of work: the largest clusters have some hundred thousand. */
export const accelerators: Credible = { low: 0.01, high: 1e6, most: "any cluster has" };

/** Accelerators that serve one copy of a model. */
export const deploymentAccelerators: Credible = { low: 1, high: 2048, most: "one copy of a model is spread over" };

/** Requests that one deployment answers together. */
export const concurrency: Credible = { low: 0.1, high: 100_000, most: "one deployment answers together" };

/** Pictures in one prompt. */
export const promptImages: Credible = { low: 1, high: 10_000, most: "any model reads in one request", remedy: total };

/** Pixels of one side of a picture. */
export const pixels: Credible = { low: 16, high: 32_768, most: "any model draws" };

/** Frames of a clip. */
export const frames: Credible = { low: 1, high: 100_000, most: "any model makes in one clip" };

/** Steps of denoising. */
export const steps: Credible = { low: 1, high: 1000, most: "any model takes" };

/** Accelerators of a fleet, up to those of a country. */
export const fleet: Credible = { low: 0.01, high: 1e8, most: "have been built" };
