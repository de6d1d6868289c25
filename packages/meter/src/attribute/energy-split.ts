import type { Component } from "@wattledger/sensors";
import type { Attribution } from "../record/use.ts";
import type { RunMeasurement } from "../record/measurement.ts";

/** Energy in its two parts: what is drawn by being on, and what work adds. They add up. */
export interface EnergySplit {
  readonly grossJoules: number;
  /** What would have been drawn idle. */
  readonly baselineJoules: number;
  readonly netJoules: number;
}

/** How the energy of one channel was divided between the run, everybody else, and nobody. */
export interface ChannelSplit {
  readonly component: Component;
  /** Id of the sensor's or model's channel. */
  readonly channel: string;
  readonly run: EnergySplit;
  readonly machine: EnergySplit;
  /** Of the machine's energy, what other programs bear, and what nobody does. With the run's gross they add up to the machine's. */
  readonly othersJoules: number;
  readonly unassignedJoules: number;
  /** Power of the idle component, and how it was found. */
  readonly baselineWatts: number;
  readonly baselineBasis: string;
  /** By what the run's share was found, and how, for people. */
  readonly basis: Attribution["basis"];
  readonly explanation: string;
}

/** The split of each channel of a run. */
export function splitsOf({ energy }: Pick<RunMeasurement, "energy">): readonly ChannelSplit[] {
  return energy.map(({ channel, machineJoules, attribution, idleWatts, idleBasis }) => {
    const { runJoules, idleJoules, dynamicJoules, othersJoules, unassignedJoules, basis, explanation } = attribution;
    const baselineJoules = runBaseline(attribution);
    return {
      component: channel.component,
      channel: channel.id,
      run: { grossJoules: runJoules, baselineJoules, netJoules: runJoules - baselineJoules },
      machine: { grossJoules: machineJoules, baselineJoules: idleJoules, netJoules: dynamicJoules },
      othersJoules,
      unassignedJoules,
      baselineWatts: idleWatts,
      baselineBasis: idleBasis,
      basis,
      explanation,
    };
  });
}

/** What a run bears of idle energy. Records from before it was kept divided idle energy like the rest. */
export function runBaseline({ runJoules, runIdleJoules, idleJoules, share }: Attribution): number {
  const baselineJoules = Math.min(runJoules, runIdleJoules ?? idleJoules * share);
  // What is left by rounding is no work.
  return runJoules - baselineJoules < runJoules * 1e-9 ? runJoules : baselineJoules;
}
