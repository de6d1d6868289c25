import { defined } from "@wattledger/core/defined";
import type {
  ChannelEnergy,
  KnownEnergy,
  MissingComponent,
  PlatformEnergy,
  Quality,
  RunMeasurement,
} from "../record/measurement.ts";
import type { IdlePolicy, WindowUse } from "../record/use.ts";
import { attribute } from "./attribute.ts";

/** What was found in a window, to be divided. */
export interface Unsettled {
  readonly known: readonly KnownEnergy[];
  readonly missing: readonly MissingComponent[];
  readonly platform: readonly PlatformEnergy[];
  readonly use: WindowUse;
  readonly idlePolicy: IdlePolicy;
  /** Sentences about the window. */
  readonly notes: readonly string[];
}

/** Divides each channel's energy and states the uncertainty of the result. */
export function settle({ known, missing, platform, use, idlePolicy, notes }: Unsettled): RunMeasurement {
  const energy = known.map((one) => settleChannel(one, use, idlePolicy));
  return {
    durationSeconds: use.durationSeconds,
    ...defined({ cpuSeconds: use.cpuSeconds }),
    use,
    energy,
    missing,
    ...(platform.length === 0 ? {} : { platform }),
    quality: qualityOf(energy),
    notes: [...notes, ...energy.flatMap((one) => gapNote(one, use.durationSeconds) ?? [])],
  };
}

/** Below this coverage of a channel, a note is added. */
const wellCovered = 0.95;
/** A shorter time is the delay with which an instrument opens. It needs no note. */
const leastToldSeconds = 0.5;

/** What an instrument did not measure, for how long, and what is used instead. */
function gapNote(
  { channel, coverage, imputedJoules, gaps }: ChannelEnergy,
  durationSeconds: number,
): string | undefined {
  const seconds = durationSeconds * (1 - coverage);
  if (channel.method !== "measured" || coverage >= wellCovered || seconds < leastToldSeconds) return undefined;
  const [first] = gaps.filter(({ handling }) => handling !== "healed");
  const reason = first === undefined ? "" : ` (${first.detail})`;
  const filling =
    imputedJoules > 0 ? "Wattledger filled this time with the power measured before and after" : "nothing fills it";
  return `${channel.component}: ${channel.id} did not measure ${seconds.toFixed(1)} s of the run's ${durationSeconds.toFixed(1)} s${reason}; ${filling}, and the interval is wider for it`;
}

/** Standard relative uncertainty of energy that fills a gap. Expert value. */
const imputedUncertainty = 0.3;

function settleChannel(known: KnownEnergy, use: WindowUse, idlePolicy: IdlePolicy): ChannelEnergy {
  const { channel, joules, idleWatts } = known;
  const attribution = attribute({ id: channel.id, component: channel.component, joules, idleWatts }, use, idlePolicy);
  const machineRelativeUncertainty = errorOfEnergy(channel.relativeUncertainty.value, known);
  return {
    channel,
    machineJoules: joules,
    imputedJoules: known.imputedJoules,
    coverage: known.coverage,
    machineRelativeUncertainty,
    idleWatts,
    idleBasis: known.idleBasis,
    attribution,
    runRelativeUncertainty: Math.hypot(machineRelativeUncertainty, attribution.shareRelativeUncertainty),
    gaps: known.gaps.gaps,
    unlistedGaps: known.gaps.unlisted,
  };
}

/** Standard relative uncertainty of a channel's energy: from its class, its edges, and filled gaps. */
export function errorOfEnergy(
  classUncertainty: number,
  { joules, edgeJoules, imputedJoules }: Pick<KnownEnergy, "joules" | "edgeJoules" | "imputedJoules">,
): number {
  const perJoule = joules > 0 ? 1 / joules : 0;
  return Math.hypot(classUncertainty, edgeJoules * perJoule, imputedJoules * perJoule * imputedUncertainty);
}

function qualityOf(energy: readonly ChannelEnergy[]): Quality {
  let measured = 0;
  let total = 0;
  for (const { channel, machineJoules, imputedJoules, attribution } of energy) {
    total += attribution.runJoules;
    if (channel.method === "measured" && machineJoules > 0) {
      measured += attribution.runJoules * (1 - imputedJoules / machineJoules);
    }
  }
  return {
    measuredShare: total > 0 ? measured / total : 0,
    coverage: Math.min(1, ...energy.map(({ coverage }) => coverage)),
  };
}
