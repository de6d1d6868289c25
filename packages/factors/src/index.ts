import type { FactorFamily } from "@wattledger/core";
import { aiEnergyScoreMeasured } from "./ai-energy-score.ts";
import { aiModelWeightBits } from "./ai-model-weight-bits.ts";
import { aiModelActiveParameters, aiModelFirstToken, aiModelThroughput, aiModelTotalParameters } from "./ai-model.ts";
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
} from "./cloud-instance.ts";
import { cloud } from "./cloud.ts";
import { deviceElectricity } from "./device-electricity.ts";
import { drivePower } from "./drive-power.ts";
import { electricityAdpe, electricityPeFossil } from "./electricity-resources.ts";
import { electricityTechnology, electricityTechnologyWater } from "./electricity-technology.ts";
import { electricityWater } from "./electricity-water.ts";
import { embodiedDevice, embodiedLifetime, embodiedMemory, embodiedUtilisation } from "./embodied.ts";
import { equivalences } from "./equivalences.ts";
import { facilityPue, facilityWue } from "./facility.ts";
import { gridConsumption } from "./grid-consumption.ts";
import { gridDirect } from "./grid-direct.ts";
import { grid } from "./grid.ts";
import { acceleratorPeak, acceleratorTdp } from "./hardware/accelerator.ts";
import { cpuPowerPerCore, cpuPowerPerThread, cpuTdp } from "./hardware/cpu.ts";
import { inferenceFit } from "./inference-fit.ts";
import { memoryModulePower } from "./memory-module-power.ts";
import { memoryPower } from "./memory-power.ts";
import { mlenergyImageEnergy, mlenergyVideoEnergy } from "./mlenergy-media.ts";
import { mlenergyTokenEnergy } from "./mlenergy.ts";
import { restOfNode } from "./rest-of-node.ts";
import {
  serverAccelerators,
  serverAveragePower,
  serverEmbodied,
  serverIdlePower,
  serverMaximumPower,
  serverMemory,
  serverProcessors,
} from "./server.ts";

export { aiEnergyScoreMeasured } from "./ai-energy-score.ts";
export { aiModelWeightBits } from "./ai-model-weight-bits.ts";
export { aiModelActiveParameters, aiModelFirstToken, aiModelThroughput, aiModelTotalParameters } from "./ai-model.ts";
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
} from "./cloud-instance.ts";
export { cloud } from "./cloud.ts";
export { describeFound } from "./describe.ts";
export { deviceElectricity } from "./device-electricity.ts";
export { drivePower } from "./drive-power.ts";
export { electricityAdpe, electricityPeFossil } from "./electricity-resources.ts";
export { electricityTechnology, electricityTechnologyWater } from "./electricity-technology.ts";
export { electricityWater } from "./electricity-water.ts";
export { embodiedDevice, embodiedLifetime, embodiedMemory, embodiedUtilisation } from "./embodied.ts";
export { chooseEquivalence, equivalences } from "./equivalences.ts";
export type { Equivalence } from "./equivalences.ts";
export { facilityPue, facilityWue } from "./facility.ts";
export { factorSet } from "./factor-set.ts";
export { gridConsumption } from "./grid-consumption.ts";
export { gridDirect } from "./grid-direct.ts";
export { grid } from "./grid.ts";
export { acceleratorPeak, acceleratorTdp } from "./hardware/accelerator.ts";
export { cpuPowerPerCore, cpuPowerPerThread, cpuTdp } from "./hardware/cpu.ts";
export { matchCpu } from "./hardware/match.ts";
export type { CpuMatch } from "./hardware/match.ts";
export { inferenceFit } from "./inference-fit.ts";
export { memoryModulePower } from "./memory-module-power.ts";
export { memoryPower } from "./memory-power.ts";
export { findCloudRegion } from "./places/cloud-region.ts";
export type { CloudRegion } from "./places/cloud-region.ts";
export { mlenergyImageEnergy, mlenergyVideoEnergy } from "./mlenergy-media.ts";
export { mlenergyTokenEnergy } from "./mlenergy.ts";
export { idOfOwn, keyOfFactor, withOwnFigures } from "./own-figures.ts";
export type { OwnFigure, OwnFigures } from "./own-figures.ts";
export type { PlaceHints } from "./places/hints.ts";
export { locate } from "./places/locate.ts";
export type { Located } from "./places/locate.ts";
export { resolvePlace } from "./places/place.ts";
export type { Country, Place } from "./places/place.ts";
export { restOfNode } from "./rest-of-node.ts";
export {
  serverAccelerators,
  serverAveragePower,
  serverEmbodied,
  serverIdlePower,
  serverMaximumPower,
  serverMemory,
  serverProcessors,
} from "./server.ts";

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
