import type { Component } from "@wattledger/sensors";
import type { RunMeasurement } from "../record/measurement.ts";
import type { Attribution } from "../record/use.ts";

/** Energy in its two parts, which add up: the energy of being on, and the energy that work adds. */
export interface EnergySplit {
  readonly grossJoules: number;
  /** Energy that would have been drawn idle. */
  readonly baselineJoules: number;
  readonly netJoules: number;
}

/** How the energy of one channel was divided between the run, all others, and nobody. */
export interface ChannelSplit {
  readonly component: Component;
  /** Id of the sensor's or model's channel. */
  readonly channel: string;
  readonly run: EnergySplit;
  readonly machine: EnergySplit;
  /** Of the machine's energy, the part of other programs and the part of nobody. With the run's gross they add up to the machine's. */
  readonly othersJoules: number;
  readonly unassignedJoules: number;
  /** Power of the idle component, and how it was found. */
  readonly baselineWatts: number;
  readonly baselineBasis: string;
  /** What the run's share is based on, and how, in words. */
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

/** The run's part of idle energy. Older records do not have it: they divided idle energy like the rest. */
export function runBaseline({ runJoules, runIdleJoules, idleJoules, share }: Attribution): number {
  const baselineJoules = Math.min(runJoules, runIdleJoules ?? idleJoules * share);
  // A remainder from rounding is not work.
  return runJoules - baselineJoules < runJoules * 1e-9 ? runJoules : baselineJoules;
}
