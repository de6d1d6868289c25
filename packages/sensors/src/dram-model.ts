import type { EnergyModel } from "./model.ts";

/** What the memory model must be told. */
export interface DramModelParameters {
  readonly memoryBytes: number;
  /** Power of a gigabyte (10^9 bytes) of installed memory. */
  readonly wattsPerGigabyte: number;
  /** Where the figure comes from, for people. */
  readonly basis: string;
  /** Standard relative uncertainty and who says so; {@link dramModelUncertainty} unless something better is known. */
  readonly relativeUncertainty?: { readonly value: number; readonly basis: string };
}

/** What is known of the model's error. It over-states large servers with few, dense modules most. */
export const dramModelUncertainty = {
  value: 0.5,
  basis: "expert value for a constant power per gigabyte, whatever the modules and their load",
};

/** Memory energy as a constant power of each installed gigabyte: memory draws most of its power whether used or not. */
export function dramModel(parameters: DramModelParameters): EnergyModel {
  const { memoryBytes, wattsPerGigabyte, basis, relativeUncertainty = dramModelUncertainty } = parameters;
  const gigabytes = memoryBytes / 1e9;
  const watts = gigabytes * wattsPerGigabyte;
  return {
    channel: {
      id: "dram-model",
      component: "dram",
      method: "modelled",
      evidence: `modelled from size: ${gigabytes.toFixed(1)} GB × ${wattsPerGigabyte} W/GB (${basis}), ±${Math.round(relativeUncertainty.value * 100)} %`,
      relativeUncertainty,
    },
    joules: ({ durationSeconds }) => watts * durationSeconds,
    idleWatts: watts,
  };
}
