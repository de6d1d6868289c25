import type { EnergyModel } from "./model.ts";

/** Parameters of the memory model. */
export interface DramModelParameters {
  readonly memoryBytes: number;
  /** Power of a gigabyte (10^9 bytes) of installed memory. */
  readonly wattsPerGigabyte: number;
  /** Source of the figure, in words. */
  readonly basis: string;
  /** Standard relative uncertainty and its basis; {@link dramModelUncertainty} unless a better one is known. */
  readonly relativeUncertainty?: { readonly value: number; readonly basis: string };
}

/** The model's error. The model overstates large servers with few, dense modules most. */
export const dramModelUncertainty = {
  value: 0.5,
  basis: "expert value for a constant power per gigabyte, for any modules and any load",
};

/** Memory energy as a constant power of each installed gigabyte: memory draws most of its power also when not in use. */
export function dramModel(parameters: DramModelParameters): EnergyModel {
  const { memoryBytes, wattsPerGigabyte, basis, relativeUncertainty = dramModelUncertainty } = parameters;
  const gigabytes = memoryBytes / 1e9;
  const words = `modelled from size: ${gigabytes.toFixed(1)} GB × ${wattsPerGigabyte} W/GB (${basis})`;
  return constantPower(gigabytes * wattsPerGigabyte, words, relativeUncertainty);
}

/** Parameters of the memory model if the machine reports its modules. */
export interface DramModulesParameters {
  readonly modules: number;
  readonly wattsPerModule: number;
  /** Source of the figure, in words. */
  readonly basis: string;
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** Memory energy as a constant power of each module: a module of twice the size draws nearly the same. */
export function dramModelByModules(parameters: DramModulesParameters): EnergyModel {
  const { modules, wattsPerModule, basis, relativeUncertainty } = parameters;
  const words = `modelled from modules: ${modules} × ${wattsPerModule} W (${basis})`;
  return constantPower(modules * wattsPerModule, words, relativeUncertainty);
}

function constantPower(
  watts: number,
  words: string,
  relativeUncertainty: DramModulesParameters["relativeUncertainty"],
): EnergyModel {
  return {
    channel: {
      id: "dram-model",
      sensor: "dram-model",
      component: "dram",
      method: "modelled",
      evidence: `${words}, ±${Math.round(relativeUncertainty.value * 100)} %`,
      relativeUncertainty,
    },
    joules: ({ durationSeconds }) => watts * durationSeconds,
    idleWatts: watts,
  };
}
