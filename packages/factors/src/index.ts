import type { FactorFamily } from "@wattledger/core";
import { aiEnergyScoreMeasured } from "./ai-model/ai-energy-score.ts";
import { aiModelWeightBits } from "./ai-model/weight-bits.ts";
import {
  aiModelActiveParameters,
  aiModelFirstToken,
  aiModelThroughput,
  aiModelTotalParameters,
} from "./ai-model/families.ts";
import {
  cloudInstanceAcceleratorFullPower,
  cloudInstanceAcceleratorIdlePower,
  cloudInstanceAccelerators,
  cloudInstanceFullPower,
  cloudInstanceIdlePower,
  cloudInstanceMeasuredMemory,
  cloudInstanceMemory,
  cloudInstancePlatformMemory,
  cloudInstancePlatformVcpus,
  cloudInstanceServerEmbodied,
  cloudInstanceVcpus,
} from "./cloud-instance/families.ts";
import { cloud } from "./electricity/cloud.ts";
import { deviceElectricity } from "./hardware/device-electricity.ts";
import { drivePower } from "./hardware/drive-power.ts";
import { electricityAdpe, electricityPeFossil } from "./electricity/electricity-resources.ts";
import { electricityTechnology, electricityTechnologyWater } from "./electricity/electricity-technology.ts";
import { electricityWater } from "./electricity/electricity-water.ts";
import { embodiedDevice, embodiedLifetime, embodiedMemory, embodiedUtilisation } from "./hardware/embodied.ts";
import { equivalences } from "./equivalences/equivalences.ts";
import { facilityPue, facilityWue } from "./facility/facility.ts";
import { gridConsumption } from "./electricity/grid-consumption.ts";
import { gridDirect } from "./electricity/grid-direct.ts";
import { grid } from "./electricity/grid.ts";
import { acceleratorPeak, acceleratorTdp } from "./hardware/accelerator.ts";
import { cpuPowerPerCore, cpuPowerPerThread, cpuTdp } from "./hardware/cpu.ts";
import { inferenceFit } from "./ai-model/inference-fit.ts";
import { memoryModulePower } from "./hardware/memory-module-power.ts";
import { memoryPower } from "./hardware/memory-power.ts";
import { mlenergyImageEnergy, mlenergyVideoEnergy } from "./ai-model/mlenergy-media.ts";
import { mlenergyTokenEnergy } from "./ai-model/mlenergy.ts";
import { restOfNode } from "./hardware/rest-of-node.ts";
import {
  serverAccelerators,
  serverAveragePower,
  serverEmbodied,
  serverIdlePower,
  serverMaximumPower,
  serverMemory,
  serverProcessors,
} from "./hardware/server.ts";

export { aiEnergyScoreMeasured } from "./ai-model/ai-energy-score.ts";
export { aiModelWeightBits } from "./ai-model/weight-bits.ts";
export {
  aiModelActiveParameters,
  aiModelFirstToken,
  aiModelThroughput,
  aiModelTotalParameters,
} from "./ai-model/families.ts";
export {
  cloudInstanceAcceleratorFullPower,
  cloudInstanceAcceleratorIdlePower,
  cloudInstanceAccelerators,
  cloudInstanceFullPower,
  cloudInstanceIdlePower,
  cloudInstanceMeasuredMemory,
  cloudInstanceMemory,
  cloudInstancePlatformMemory,
  cloudInstancePlatformVcpus,
  cloudInstanceServerEmbodied,
  cloudInstanceVcpus,
} from "./cloud-instance/families.ts";
export { cloud } from "./electricity/cloud.ts";
export { describeFound } from "./describe.ts";
export { deviceElectricity } from "./hardware/device-electricity.ts";
export { drivePower } from "./hardware/drive-power.ts";
export { electricityAdpe, electricityPeFossil } from "./electricity/electricity-resources.ts";
export { electricityTechnology, electricityTechnologyWater } from "./electricity/electricity-technology.ts";
export { electricityWater } from "./electricity/electricity-water.ts";
export { embodiedDevice, embodiedLifetime, embodiedMemory, embodiedUtilisation } from "./hardware/embodied.ts";
export { chooseEquivalence, equivalences } from "./equivalences/equivalences.ts";
export type { Equivalence } from "./equivalences/equivalences.ts";
export { facilityPue, facilityWue } from "./facility/facility.ts";
export { factorSet } from "./family/factor-set.ts";
export { gridConsumption } from "./electricity/grid-consumption.ts";
export { gridDirect } from "./electricity/grid-direct.ts";
export { grid } from "./electricity/grid.ts";
export { acceleratorPeak, acceleratorTdp } from "./hardware/accelerator.ts";
export { cpuPowerPerCore, cpuPowerPerThread, cpuTdp } from "./hardware/cpu.ts";
export { matchCpu } from "./hardware/match.ts";
export type { CpuMatch } from "./hardware/match.ts";
export { inferenceFit } from "./ai-model/inference-fit.ts";
export { memoryModulePower } from "./hardware/memory-module-power.ts";
export { memoryPower } from "./hardware/memory-power.ts";
export { findCloudRegion } from "./places/cloud-region.ts";
export type { CloudRegion } from "./places/cloud-region.ts";
export { mlenergyImageEnergy, mlenergyVideoEnergy } from "./ai-model/mlenergy-media.ts";
export { mlenergyTokenEnergy } from "./ai-model/mlenergy.ts";
export { idOfOwn, keyOfFactor, withOwnFigures } from "./family/own-figures.ts";
export type { OwnFigure, OwnFigures } from "./family/own-figures.ts";
export type { PlaceHints } from "./places/hints.ts";
export { locate } from "./places/locate.ts";
export type { Located } from "./places/locate.ts";
export { resolvePlace } from "./places/place.ts";
export type { Country, Place } from "./places/place.ts";
export { restOfNode } from "./hardware/rest-of-node.ts";
export {
  serverAccelerators,
  serverAveragePower,
  serverEmbodied,
  serverIdlePower,
  serverMaximumPower,
  serverMemory,
  serverProcessors,
} from "./hardware/server.ts";

/** All families of factors, in order of id. Their data load when first asked for. */
export const families: readonly FactorFamily[] = [
  aiEnergyScoreMeasured,
  aiModelActiveParameters,
  aiModelFirstToken,
  aiModelThroughput,
  aiModelTotalParameters,
  aiModelWeightBits,
  cloud,
  cloudInstanceAcceleratorFullPower,
  cloudInstanceAcceleratorIdlePower,
  cloudInstanceAccelerators,
  cloudInstanceFullPower,
  cloudInstanceIdlePower,
  cloudInstanceMeasuredMemory,
  cloudInstanceMemory,
  cloudInstancePlatformMemory,
  cloudInstancePlatformVcpus,
  cloudInstanceServerEmbodied,
  cloudInstanceVcpus,
  deviceElectricity,
  electricityAdpe,
  electricityPeFossil,
  electricityTechnology,
  electricityTechnologyWater,
  electricityWater,
  embodiedDevice,
  embodiedLifetime,
  embodiedMemory,
  embodiedUtilisation,
  equivalences,
  facilityPue,
  facilityWue,
  grid,
  gridConsumption,
  gridDirect,
  acceleratorPeak,
  acceleratorTdp,
  cpuPowerPerCore,
  cpuPowerPerThread,
  cpuTdp,
  inferenceFit,
  memoryModulePower,
  memoryPower,
  mlenergyImageEnergy,
  mlenergyTokenEnergy,
  mlenergyVideoEnergy,
  restOfNode,
  serverAccelerators,
  serverAveragePower,
  serverEmbodied,
  serverIdlePower,
  serverMaximumPower,
  serverMemory,
  serverProcessors,
  drivePower,
];
