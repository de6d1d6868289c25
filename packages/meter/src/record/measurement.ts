import type { Channel, Component, WholeChannel } from "@wattledger/sensors";
import type { Attribution, WindowUse } from "./use.ts";
import type { Gap, GapList } from "./gap.ts";

/** What a run came to: the energy of each channel, and how it divides between the command and everybody else. */
export interface RunMeasurement {
  readonly durationSeconds: number;
  /** Processor time of the command and all its descendants; absent where the platform does not tell. */
  readonly cpuSeconds?: number;
  /** What the shares were made from. */
  readonly use: WindowUse;
  readonly energy: readonly ChannelEnergy[];
  /** Components that a run has and of which nothing is known here: outside the boundary, not zero. */
  readonly missing: readonly MissingComponent[];
  /** What instruments of the whole machine say, beside the channels and never added to them; absent if there are none. */
  readonly platform?: readonly PlatformEnergy[];
  readonly quality: Quality;
  /** What else a reader of the figures should hear, as sentences. */
  readonly notes: readonly string[];
}

/** Energy of one channel. */
export interface ChannelEnergy {
  readonly channel: Channel;
  /** Of the whole machine: what was counted and what gaps were filled with. */
  readonly machineJoules: number;
  readonly imputedJoules: number;
  /** Share of the run's time in which the instrument or model itself speaks. */
  readonly coverage: number;
  /** Standard relative uncertainty of `machineJoules`: of the channel's class, its edges, and what was filled in. */
  readonly machineRelativeUncertainty: number;
  readonly idleWatts: number;
  readonly idleBasis: string;
  /** `attribution.runJoules` is the command's own energy. */
  readonly attribution: Attribution;
  /** Standard relative uncertainty of the command's energy: the machine's, and that of its share. */
  readonly runRelativeUncertainty: number;
  readonly gaps: readonly Gap[];
  /** Gaps beyond those listed. */
  readonly unlistedGaps: number;
}

/** Energy of an instrument that contains what the channels count: the machine's, not divided. */
export interface PlatformEnergy {
  readonly channel: Pick<WholeChannel, "id" | "covers" | "evidence" | "relativeUncertainty">;
  readonly joules: number;
  readonly imputedJoules: number;
  /** Share of the run's time in which the instrument itself speaks. */
  readonly coverage: number;
  /** Standard relative uncertainty of `joules`. */
  readonly relativeUncertainty: number;
  readonly gaps: readonly Gap[];
  /** Gaps beyond those listed. */
  readonly unlistedGaps: number;
}

/** A component that is left out of the boundary. */
export interface MissingComponent {
  readonly component: Component;
  readonly reason: string;
}

/** How much of the command's energy rests on instruments. */
export interface Quality {
  /** Share of the command's joules that an instrument counted; the rest is modelled or filled in. */
  readonly measuredShare: number;
  /** Lowest coverage of any channel; below 0.95 a total is partly estimated. */
  readonly coverage: number;
}

/** What is known of a channel's energy before it is divided. */
export interface KnownEnergy {
  readonly channel: Channel;
  readonly joules: number;
  readonly imputedJoules: number;
  readonly coverage: number;
  readonly edgeJoules: number;
  readonly idleWatts: number;
  readonly idleBasis: string;
  readonly gaps: GapList;
}
