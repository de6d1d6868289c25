import type { Channel } from "../sensor/sensor.ts";

/** What a machine did between two looks. */
export interface ActivityInterval {
  readonly durationSeconds: number;
  /** Processor time spent working, over all processors. */
  readonly busySeconds: number;
  /** Processor time that went by, over all processors. */
  readonly capacitySeconds: number;
}

/**
 * Energy of a component where no instrument says it, as a function of what the machine did. The activity is recorded
 * from the start of a run, and a model may be chosen later, when its parameters have been looked up: that look-up is
 * too slow to keep a command waiting.
 */
export interface EnergyModel {
  readonly channel: Channel & { readonly method: "modelled" };
  /** Energy of the component in the interval, J; never negative. */
  readonly joules: (interval: ActivityInterval) => number;
  /** What the model gives an idle component. */
  readonly idleWatts: number;
}
