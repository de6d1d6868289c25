import type { Channel, Component, WholeChannel } from "@wattledger/sensors";
import type { Gap, GapList } from "./gap.ts";
import type { Attribution, WindowUse } from "./use.ts";

/** The result of a run: the energy of each channel, and how it divides between the command and all others. */
export interface RunMeasurement {
  readonly durationSeconds: number;
  /** Processor time of the command and all its descendants. Absent if the platform does not report it. */
  readonly cpuSeconds?: number;
  /** The facts behind the shares. */
  readonly use: WindowUse;
  readonly energy: readonly ChannelEnergy[];
  /** Components of the machine without any energy figure: outside the boundary, not zero. */
  readonly missing: readonly MissingComponent[];
  /** Figures of instruments of the whole machine, never added to the channels. Absent without such instruments. */
  readonly platform?: readonly PlatformEnergy[];
  readonly quality: Quality;
  /** Further sentences for the reader of the figures. */
  readonly notes: readonly string[];
}

/** Energy of one channel. */
export interface ChannelEnergy {
  readonly channel: Channel;
  /** Of the whole machine: the counted energy and the energy of filled gaps. */
  readonly machineJoules: number;
  readonly imputedJoules: number;
  /** Share of the run's time that the instrument or model itself measured. */
  readonly coverage: number;
  /** Standard relative uncertainty of `machineJoules`: from the channel's class, its edges, and filled gaps. */
  readonly machineRelativeUncertainty: number;
  readonly idleWatts: number;
  readonly idleBasis: string;
  /** `attribution.runJoules` is the command's own energy. */
  readonly attribution: Attribution;
  /** Standard relative uncertainty of the command's energy: that of the machine's energy, and that of the share. */
  readonly runRelativeUncertainty: number;
  readonly gaps: readonly Gap[];
  /** Number of gaps beyond those listed. */
  readonly unlistedGaps: number;
}

/** Energy of an instrument that includes other channels: the machine's, not divided. */
export interface PlatformEnergy {
  readonly channel: Pick<WholeChannel, "id" | "covers" | "evidence" | "relativeUncertainty">;
  readonly joules: number;
  readonly imputedJoules: number;
  /** Share of the run's time that the instrument itself measured. */
  readonly coverage: number;
  /** Standard relative uncertainty of `joules`. */
  readonly relativeUncertainty: number;
  readonly gaps: readonly Gap[];
  /** Number of gaps beyond those listed. */
  readonly unlistedGaps: number;
}

/** A component outside the boundary. */
export interface MissingComponent {
  readonly component: Component;
  readonly reason: string;
}

/** How much of the command's energy comes from instruments. */
export interface Quality {
  /** Share of the command's joules that an instrument counted. The rest is modelled or filled in. */
  readonly measuredShare: number;
  /** Lowest coverage of any channel. Below 0.95 a total is partly estimated. */
  readonly coverage: number;
}

/** The known facts of a channel's energy before it is divided. */
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
