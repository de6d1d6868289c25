import type { WholeChannel } from "@wattledger/sensors";
import { errorOfEnergy } from "../attribute/settle.ts";
import type { ChannelIntegral } from "../integrate/channel-integral.ts";
import type { IntegratedEnergy } from "../integrate/tally.ts";
import type { KnownEnergy, MissingComponent, PlatformEnergy } from "../record/measurement.ts";

/** Energy by instruments up to a moment. */
export interface ChannelFinding {
  readonly known: readonly KnownEnergy[];
  /** Components whose instruments exist but reported nothing, and hardware that no instrument could read. */
  readonly silent: readonly MissingComponent[];
  /** Of instruments that contain others: to be shown, not added. */
  readonly platform: readonly PlatformEnergy[];
  /** What this user may not read, and what is left out because it repeats another counter, as sentences. */
  readonly notes: readonly string[];
}

/** What the channels counted until a moment, with the hardware that no instrument could read. */
export function channelFinding(
  integrals: Iterable<ChannelIntegral>,
  unread: readonly MissingComponent[],
  elapsedSeconds: number,
): Omit<ChannelFinding, "notes"> {
  const known: KnownEnergy[] = [];
  const silent: MissingComponent[] = [];
  const platform: PlatformEnergy[] = [];
  for (const { channel, energyUntil } of integrals) {
    const energy = energyUntil(elapsedSeconds);
    if (channel.of === "whole") {
      if (energy.state === "known") platform.push(platformEnergy(channel, energy));
      continue;
    }
    if (energy.state === "unknown") {
      const detail = energy.gaps.gaps[0]?.detail ?? "the run was too short for it";
      silent.push({ component: channel.component, reason: `${channel.id}: ${detail}` });
      continue;
    }
    const meanWatts = elapsedSeconds > 0 ? energy.joules / elapsedSeconds : 0;
    known.push({
      channel,
      joules: energy.joules,
      imputedJoules: energy.imputedJoules,
      coverage: energy.coverage,
      edgeJoules: energy.edgeJoules,
      idleWatts: energy.lowestWatts ?? meanWatts,
      idleBasis:
        energy.lowestWatts === undefined
          ? "mean power, because the run was too short for an idle moment"
          : "lowest mean power of an interval between two samples of the run",
      gaps: energy.gaps,
    });
  }
  return { known, silent: [...silent, ...unread], platform };
}

function platformEnergy(
  { id, covers, evidence, relativeUncertainty }: WholeChannel,
  energy: Extract<IntegratedEnergy, { state: "known" }>,
): PlatformEnergy {
  const { joules, imputedJoules, coverage, gaps } = energy;
  return {
    channel: { id, covers, evidence, relativeUncertainty },
    joules,
    imputedJoules,
    coverage,
    relativeUncertainty: errorOfEnergy(relativeUncertainty.value, energy),
    gaps: gaps.gaps,
    unlistedGaps: gaps.unlisted,
  };
}
