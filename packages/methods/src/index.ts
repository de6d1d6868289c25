import type { Method } from "@wattledger/core";
import { aiEnergyScore } from "./ai-energy-score.ts";
import { bloom } from "./bloom.ts";
import { carbontracker } from "./carbontracker.ts";
import { cloudCarbonFootprint } from "./cloud-carbon-footprint.ts";
import { codecarbon } from "./codecarbon.ts";
import { cumulator } from "./cumulator.ts";
import { daunerSocher } from "./dauner-socher.ts";
import { eco2ai } from "./eco2ai.ts";
import { ecologits08 } from "./ecologits-0-8.ts";
import { ecologitsVideo } from "./ecologits-video.ts";
import { ecologits } from "./ecologits.ts";
import { energyMeter } from "./energy-meter.ts";
import { energyusage } from "./energyusage.ts";
import { experimentImpactTracker } from "./experiment-impact-tracker.ts";
import { googleFullStack } from "./google-full-stack.ts";
import { gpuTimesTwo } from "./gpu-times-two.ts";
import { greenAlgorithms10 } from "./green-algorithms-1-0.ts";
import { greenAlgorithms22 } from "./green-algorithms-2-2.ts";
import { greenAlgorithmsHpc } from "./green-algorithms-hpc.ts";
import { greenAlgorithms } from "./green-algorithms.ts";
import { impactFrameworkSci } from "./impact-framework-sci.ts";
import { jegham } from "./jegham.ts";
import { liWater } from "./li-water.ts";
import { llmcarbon } from "./llmcarbon.ts";
import { measured } from "./measured.ts";
import { mlco2Impact } from "./mlco2-impact.ts";
import { mlenergyLookup } from "./mlenergy-lookup.ts";
import { pattersonTraining } from "./patterson-training.ts";
import { perun } from "./perun.ts";
import { pyjoules } from "./pyjoules.ts";
import { samsi } from "./samsi.ts";
import { sciAi } from "./sci-ai.ts";
import { sci } from "./sci.ts";
import { strubell2019 } from "./strubell-2019.ts";
import { water } from "./water.ts";
import { zeus } from "./zeus.ts";

export {
  aiEnergyScore,
  bloom,
  carbontracker,
  cloudCarbonFootprint,
  codecarbon,
  cumulator,
  daunerSocher,
  eco2ai,
  ecologits,
  ecologits08,
  ecologitsVideo,
  energyMeter,
  energyusage,
  experimentImpactTracker,
  googleFullStack,
  gpuTimesTwo,
  greenAlgorithms,
  greenAlgorithms10,
  greenAlgorithms22,
  greenAlgorithmsHpc,
  impactFrameworkSci,
  jegham,
  liWater,
  llmcarbon,
  measured,
  mlco2Impact,
  mlenergyLookup,
  pattersonTraining,
  perun,
  pyjoules,
  samsi,
  sci,
  sciAi,
  strubell2019,
  water,
  zeus,
};

/**
 * Every method, in order of id. Defining a method takes a millisecond or more, so whoever must start quickly and needs one
 * imports that one: `@wattledger/methods/measured`.
 */
export const methods: readonly Method[] = [
  aiEnergyScore,
  bloom,
  carbontracker,
  cloudCarbonFootprint,
  codecarbon,
  cumulator,
  daunerSocher,
  eco2ai,
  ecologits,
  ecologits08,
  ecologitsVideo,
  energyMeter,
  energyusage,
  experimentImpactTracker,
  googleFullStack,
  gpuTimesTwo,
  greenAlgorithms,
  greenAlgorithms10,
  greenAlgorithms22,
  greenAlgorithmsHpc,
  impactFrameworkSci,
  jegham,
  liWater,
  llmcarbon,
  measured,
  mlco2Impact,
  mlenergyLookup,
  pattersonTraining,
  perun,
  pyjoules,
  samsi,
  sci,
  sciAi,
  strubell2019,
  water,
  zeus,
];
