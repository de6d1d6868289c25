import type { ChannelEnergy } from "../record/measurement.ts";
import type { Weights } from "./weights.ts";

/** A point of time in a run, with what the command had used by then. */
export interface Mark {
  readonly elapsedSeconds: number;
  /** To be called after models are chosen: their energy is unknown before. An answer never changes afterwards. */
  readonly weights: () => Weights;
}

/** The start of every run. */
export const startMark: Mark = { elapsedSeconds: 0, weights: () => ({}) };

/** A part of a run's time, with what the command used in it. */
export interface TimeWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly weights: Weights;
}

/** The time between two marks. */
export function windowBetween(from: Mark, to: Mark): TimeWindow {
  return {
    fromSeconds: from.elapsedSeconds,
    toSeconds: to.elapsedSeconds,
    weights: addWeights(to.weights(), from.weights(), -1),
  };
}

/** Adds or subtracts weights. */
export function addWeights(one: Weights, other: Weights, sign: 1 | -1 = 1): Weights {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...ids].map((id) => [id, Math.max(0, (one[id] ?? 0) + sign * (other[id] ?? 0))]));
}

/** The command's energy in a part of its time: its share of the metered components. */
export interface WindowEnergy {
  readonly joules: number;
  /** By component: `cpu`, `gpu`. */
  readonly joulesByComponent: Readonly<Record<string, number>>;
}

/**
 * Divides the command's energy: a part of its time gets energy in proportion to its weights in the whole. So parts that
 * do not overlap never add up to more than the command used.
 */
export function energyOf(part: Weights, whole: Weights, energy: readonly ChannelEnergy[]): WindowEnergy {
  const joulesByComponent: Record<string, number> = {};
  let joules = 0;
  for (const { channel, attribution } of energy) {
    const all = whole[channel.id] ?? 0;
    const own = all > 0 ? attribution.runJoules * Math.min(1, (part[channel.id] ?? 0) / all) : 0;
    joulesByComponent[channel.component] = (joulesByComponent[channel.component] ?? 0) + own;
    joules += own;
  }
  return { joules, joulesByComponent };
}
