/** The methods whose job is measuring, with the tables that they look places and processors up in. */
export { carbontracker } from "./carbontracker/carbontracker.ts";
export { carbontrackerTdp } from "./carbontracker/carbontracker-processors.ts";
export { codecarbon } from "./codecarbon/codecarbon.ts";
export { codecarbonIntensity } from "./codecarbon/codecarbon-places.ts";
export type { CodecarbonPlace } from "./codecarbon/codecarbon-places.ts";
export { codecarbonProcessor } from "./codecarbon/codecarbon-processors.ts";
export type { CodecarbonProcessor } from "./codecarbon/codecarbon-processors.ts";
export { eco2ai } from "./eco2ai/eco2ai.ts";
export { eco2aiLevel } from "./eco2ai/eco2ai-places.ts";
export { eco2aiTdp } from "./eco2ai/eco2ai-processors.ts";
export { energyMeter } from "./energy-meter.ts";
export { energyusage } from "./energyusage/energyusage.ts";
export { findEnergyusagePlace } from "./energyusage/energyusage-places.ts";
export type { EnergyusagePlace } from "./energyusage/energyusage-places.ts";
export { experimentImpactTracker } from "./experiment-impact-tracker.ts";
export { perun } from "./perun/perun.ts";
export { pyjoules } from "./pyjoules.ts";
export { keptByZeus, zeus } from "./zeus.ts";
