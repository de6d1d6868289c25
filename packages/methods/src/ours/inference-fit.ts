import { equation, fail, input, ok, quoted } from "@wattledger/core";
import type { Result } from "@wattledger/core";

// Our fit to what ML.ENERGY measured, as api-inference reads it: docs/api-inference-fit.md.

/** A coefficient or an error of the fit. */
export function fitted(unit: string, help: string, key: string): ReturnType<typeof input> {
  return input(unit, help, { from: "inference-fit", key });
}

/** Coefficients, errors, and the ends of the data. */
export const fitInputs = {
  longestAnswer: input("token", "Longest answer in the data of the fit", {
    min: 1,
    default: 9555,
    source: "ML.ENERGY V3: mean answer of Qwen3-235B-A22B-Thinking to GPQA, the longest of the 555 rows of the fit",
  }),
  mostTogether: input("1", "Most requests served together in the data of the fit", {
    min: 1,
    default: 4096,
    source: "ML.ENERGY V3: the most sequences that a server of the table was allowed",
  }),
  stepJoules: fitted("1", "Energy of one step of decoding on one accelerator, in J", "step-energy"),
  readJoules: fitted("1", "Energy of reading a gigabyte of weights, in J", "read-energy"),
  computeJoules: fitted("1", "Energy of computing one token with 20 billion active parameters, in J", "compute-energy"),
  sizeExponent: fitted("1", "Exponent of active parameters in computing", "size-exponent"),
  shardingExponent: fitted("1", "Exponent of accelerators in computing", "sharding-exponent"),
  contextJoules: fitted(
    "1",
    "Energy of 4000 tokens of context with 20 billion active parameters, in J",
    "context-energy",
  ),
  contextSizeExponent: fitted("1", "Exponent of active parameters in reading context", "context-size-exponent"),
  deviceA100: fitted("1", "Energy on an A100 divided by that on an H100", "a100"),
  deviceB200: fitted("1", "Energy on a B200 divided by that on an H100", "b200"),
  eightBit: fitted("1", "Energy at 8 bits divided by that at 16, in addition to the smaller size", "eight-bit"),
  fourBit: fitted("1", "Energy at 4 bits divided by that at 16, in addition to the smaller size", "four-bit"),
  regressionError: fitted(
    "1",
    "Measured divided by fitted energy, for a model outside the data of the fit",
    "regression-error",
  ),
  unknownConcurrency: fitted("1", "Error of assuming 64 requests served together", "unknown-concurrency"),
  unknownCount: fitted("1", "Error of assuming the smallest number of accelerators", "unknown-count"),
  unknownAccelerator: fitted("1", "Error of assuming the H100", "unknown-accelerator"),
  unknownPrecision: fitted("1", "Error of assuming weights of 8 bits", "unknown-precision"),
  imageJoules: fitted("1", "Energy of reading a picture per billion active parameters, in J", "image-energy"),
};

/** 1 where a request lies beyond the data of the fit, by what is beyond. */
export const beyondFit = {
  beyondAnswers: equation(
    "1",
    "if(measuredEnergyPerToken = 0 [J/token] and generatedTokens > longestAnswer, 1, 0)",
    "1 if the answer is longer than any measured answer",
  ),
  beyondTogether: equation(
    "1",
    "if(measuredEnergyPerToken = 0 [J/token] and (concurrency > mostTogether or (concurrency > 0 and concurrency < 7.9)), 1, 0)",
    "1 if more or fewer requests are served together than in any measurement",
  ),
  beyondSizes: equation(
    "1",
    "if(measuredEnergyPerToken = 0 [J/token] and (activeParametersBillions > 405 or activeParametersBillions < 2 or totalParametersBillions > 671), 1, 0)",
    "1 if the model is larger or smaller than any measured model",
  ),
};

/** What the result says where a request lies beyond the data. */
export const fitCautions = {
  beyondAnswers:
    "The answer is longer than any that was measured (9555 tokens): the energy per token at that length is used.",
  beyondTogether:
    "Measured servers answered 8 to 4096 requests together. Below 8 the fit is extrapolated; above 4096 the energy at 4096 is used.",
  beyondSizes:
    "Measured models have 2 to 405 billion active and up to 671 billion total parameters. The fit is extrapolated to this model.",
};

/** The accelerator among those that were measured; refused where it is another. */
export function knownAccelerator(name: string | undefined): Result<string | undefined, string> {
  if (name === undefined || name === "unknown") return ok(undefined);
  const found = /(?<![A-Za-z0-9])(A100|H100|B200)(?![A-Za-z0-9])/iu.exec(name)?.[1]?.toUpperCase();
  if (found !== undefined) return ok(found);
  return fail(`its measurements cover the A100, H100 and B200, not the accelerator ${quoted(name)}`);
}
