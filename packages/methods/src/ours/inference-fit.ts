import { equation, fail, input, ok, quoted } from "@wattledger/core";
import type { Result } from "@wattledger/core";

// Our fit to what ML.ENERGY measured, as api-inference reads it: docs/api-inference-fit.md.

/** A coefficient or an error of the fit. */
export function fitted(unit: string, help: string, key: string): ReturnType<typeof input> {
  return input(unit, help, { from: "inference-fit", key });
}

/** Coefficients, errors, and the ends of the data. */
export const fitInputs = {
  longestAnswer: input("token", "Longest answer that the fit has seen", {
    min: 1,
    default: 9555,
    source: "ML.ENERGY V3: mean answer of Qwen3-235B-A22B-Thinking to GPQA, the longest of the 555 rows of the fit",
  }),
  mostTogether: input("1", "Most requests together that the fit has seen", {
    min: 1,
    default: 4096,
    source: "ML.ENERGY V3: the most sequences that a server of the table was allowed",
  }),
  stepJoules: fitted("1", "Joules of one step of decoding on one accelerator", "step-energy"),
  readJoules: fitted("1", "Joules of reading a gigabyte of weights", "read-energy"),
  computeJoules: fitted("1", "Joules of computing one token, 20 billion active parameters", "compute-energy"),
  sizeExponent: fitted("1", "Exponent of active parameters in computing", "size-exponent"),
  shardingExponent: fitted("1", "Exponent of accelerators in computing", "sharding-exponent"),
  contextJoules: fitted("1", "Joules of 4000 tokens of context, 20 billion active parameters", "context-energy"),
  contextSizeExponent: fitted("1", "Exponent of active parameters in reading context", "context-size-exponent"),
  deviceA100: fitted("1", "A100 for each part of H100", "a100"),
  deviceB200: fitted("1", "B200 for each part of H100", "b200"),
  eightBit: fitted("1", "8 bits for each part of 16, beside the smaller size", "eight-bit"),
  fourBit: fitted("1", "4 bits for each part of 16, beside the smaller size", "four-bit"),
  regressionError: fitted("1", "Measured to fitted energy of a model that the fit has not seen", "regression-error"),
  unknownConcurrency: fitted("1", "Error of 64 requests in place of an unknown number", "unknown-concurrency"),
  unknownCount: fitted("1", "Error of the fewest accelerators in place of an unknown number", "unknown-count"),
  unknownAccelerator: fitted("1", "Error of the H100 in place of an unknown one", "unknown-accelerator"),
  unknownPrecision: fitted("1", "Error of 8 bits in place of an unknown precision", "unknown-precision"),
  imageJoules: fitted("1", "Joules of a picture per billion active parameters", "image-energy"),
};

/** 1 where a request lies beyond the data of the fit, by what is beyond. */
export const beyondFit = {
  beyondAnswers: equation(
    "1",
    "if(measuredEnergyPerToken = 0 [J/token] and generatedTokens > longestAnswer, 1, 0)",
    "1 where the answer is longer than any that was measured",
  ),
  beyondTogether: equation(
    "1",
    "if(measuredEnergyPerToken = 0 [J/token] and (concurrency > mostTogether or (concurrency > 0 and concurrency < 7.9)), 1, 0)",
    "1 where more or fewer requests are answered together than in any measurement",
  ),
  beyondSizes: equation(
    "1",
    "if(measuredEnergyPerToken = 0 [J/token] and (activeParametersBillions > 405 or activeParametersBillions < 2 or totalParametersBillions > 671), 1, 0)",
    "1 where the model is larger or smaller than any that was measured",
  ),
};

/** What the result says where a request lies beyond the data. */
export const fitCautions = {
  beyondAnswers:
    "The answer is longer than any that was measured (9555 tokens): a token is taken to need as much energy as at that length.",
  beyondTogether:
    "Measured servers answered 8 to 4096 requests together. Below 8 the fit is extrapolated; above 4096 the energy at 4096 is used.",
  beyondSizes:
    "Measured models have 2 to 405 billion active and up to 671 billion total parameters: the fit is extrapolated to this one.",
};

/** The accelerator among those that were measured; refused where it is another. */
export function knownAccelerator(name: string | undefined): Result<string | undefined, string> {
  if (name === undefined || name === "unknown") return ok(undefined);
  const found = /(?<![A-Za-z0-9])(A100|H100|B200)(?![A-Za-z0-9])/iu.exec(name)?.[1]?.toUpperCase();
  if (found !== undefined) return ok(found);
  return fail(`its measurements are of the A100, H100 and B200; the accelerator ${quoted(name)} is not one of them`);
}
