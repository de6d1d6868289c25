import type { EnergyModel } from "./model.ts";

/** Parameters of the storage model. */
export interface StorageModelParameters {
  /** Number of drives of each kind, with the mean power of one. */
  readonly drives: readonly { readonly count: number; readonly watts: number; readonly what: string }[];
  /** Source of the figures, in words. */
  readonly basis: string;
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** Storage energy as a constant power of each drive: a drive draws most of it also when idle. */
export function storageModel({ drives, basis, relativeUncertainty }: StorageModelParameters): EnergyModel {
  const watts = drives.reduce((sum, { count, watts: each }) => sum + count * each, 0);
  const counted = drives
    .filter(({ count }) => count > 0)
    .map(({ count, watts: each, what }) => `${count} ${what} × ${each} W`);
  return {
    channel: {
      id: "storage-model",
      sensor: "storage-model",
      component: "storage",
      method: "modelled",
      evidence: `modelled from drives: ${counted.join(", ")} (${basis}), ±${Math.round(relativeUncertainty.value * 100)} %`,
      relativeUncertainty,
    },
    joules: ({ durationSeconds }) => watts * durationSeconds,
    idleWatts: watts,
  };
}
