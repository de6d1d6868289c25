import type { Channel } from "../sensor/sensor.ts";

/** What a machine did between two looks. */
export interface ActivityInterval {
  readonly durationSeconds: number;
  /** Processor time spent working, over all processors. */
  readonly busySeconds: number;
  /** Processor time that passed, over all processors. */
  readonly capacitySeconds: number;
}

/**
 * Energy of a component that no instrument measures, as a function of the machine's activity. The activity is recorded from
 * the start of a run. The model may be chosen later, when its parameters have been looked up: the look-up is too slow to
 * delay a command.
 */
export interface EnergyModel {
  readonly channel: Channel & { readonly method: "modelled" };
  /** Energy of the component in the interval, J; never negative. */
  readonly joules: (interval: ActivityInterval) => number;
  /** The model's power of an idle component. */
  readonly idleWatts: number;
}
