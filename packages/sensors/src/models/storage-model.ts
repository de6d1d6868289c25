import type { EnergyModel } from "./model.ts";

/** What the storage model must be told. */
export interface StorageModelParameters {
  /** Drives of one kind each, with the mean power of one. */
  readonly drives: readonly { readonly count: number; readonly watts: number; readonly what: string }[];
  /** Where the figures come from, for people. */
  readonly basis: string;
  readonly relativeUncertainty: { readonly value: number; readonly basis: string };
}

/** Storage energy as a constant power of each drive: most of it is drawn whether anything is read or written or not. */
export function storageModel({ drives, basis, relativeUncertainty }: StorageModelParameters): EnergyModel {
  const watts = drives.reduce((sum, { count, watts: each }) => sum + count * each, 0);
  const counted = drives
    .filter(({ count }) => count > 0)
    .map(({ count, watts: each, what }) => `${count} ${what} × ${each} W`);
  return {
    channel: {
      id: "storage-model",
      component: "storage",
      method: "modelled",
      evidence: `modelled from drives: ${counted.join(", ")} (${basis}), ±${Math.round(relativeUncertainty.value * 100)} %`,
      relativeUncertainty,
    },
    joules: ({ durationSeconds }) => watts * durationSeconds,
    idleWatts: watts,
  };
}
