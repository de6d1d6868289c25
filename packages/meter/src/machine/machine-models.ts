import { houseZ } from "@wattledger/core";
import type { Factor } from "@wattledger/core";
import { cpuPowerPerThread, drivePower, matchCpu, memoryModulePower, memoryPower } from "@wattledger/factors";
import { cpuModel, cpuModelUncertainty, dramModel, dramModelByModules, storageModel } from "@wattledger/sensors";
import type { CpuModelParameters, EnergyModel } from "@wattledger/sensors";
import type { MachineFacts } from "../record/machine-facts.ts";

/** Models for the parts of a machine that may not have an instrument, with parameters from the factors. */
export async function modelsForMachine(machine: MachineFacts): Promise<readonly EnergyModel[]> {
  const cpu = await cpuParameters(machine);
  const models = [cpu === undefined ? undefined : cpuModel(cpu), await memoryOf(machine), await storageOf(machine)];
  return models.filter((model) => model !== undefined);
}

/**
 * Thermal design power of the visible processors. On physical hardware: all sockets of the model that the name
 * means. On a virtual machine, or if the name is not a known model: a value for each hardware thread.
 */
async function cpuParameters(machine: MachineFacts): Promise<CpuModelParameters | undefined> {
  const { processorModel, processorPackages, logicalProcessors, virtualised } = machine;
  if (logicalProcessors === 0) return undefined;
  const match = processorModel === undefined ? undefined : await matchCpu(processorModel);
  if (match?.ok === true && virtualised !== true) {
    const { name, tdpWatts } = match.value;
    return {
      thermalDesignWatts: tdpWatts * processorPackages,
      basis: `${name}, ${tdpWatts} W × ${processorPackages} (matched with score ${match.value.score.toFixed(2)})`,
    };
  }
  const own = match?.ok === true ? await cpuPowerPerThread.find(processorModel) : undefined;
  const found = own?.ok === true ? own : await cpuPowerPerThread.find(undefined);
  if (!found.ok) return undefined;
  const { factor, matched } = found.value;
  const what =
    matched === undefined
      ? `${processorModel === undefined ? "a processor without a name" : `"${processorModel}" is not a known model`}: ${factor.title}`
      : `${matched}, its share of a virtual machine's processors`;
  const spread = relativeSpread(factor.uncertainty.distribution, factor.value);
  return {
    thermalDesignWatts: factor.value * logicalProcessors,
    basis: `${what}, ${Number(factor.value.toPrecision(3))} W × ${logicalProcessors} hardware threads`,
    relativeUncertainty: withRatedPower(spread, "power per hardware thread"),
  };
}

/** By modules if all of them are registered, because those draw the same power at any size. Otherwise by size. */
async function memoryOf({ memoryBytes, memoryModules, virtualised }: MachineFacts): Promise<EnergyModel | undefined> {
  if (memoryModules !== undefined && memoryModules.others === 0 && virtualised !== true) {
    const found = await memoryModulePower.find("registered");
    if (found.ok) {
      const { factor } = found.value;
      return dramModelByModules({
        modules: memoryModules.registered,
        wattsPerModule: factor.value,
        basis: `${factor.title}; ${factor.source.title}`,
        relativeUncertainty: uncertaintyOf(factor),
      });
    }
  }
  if (memoryBytes === undefined) return undefined;
  const found = await memoryPower.find(undefined);
  if (!found.ok) return undefined;
  const { factor } = found.value;
  return dramModel({ memoryBytes, wattsPerGigabyte: factor.value, basis: `${factor.title}; ${factor.source.title}` });
}

/**
 * Drives of servers and desktops. Drives of laptops draw far less than these figures, and drives of a virtual machine are
 * of an unknown kind: both stay part of the rest of the node.
 */
async function storageOf({ drives, virtualised, chassis }: MachineFacts): Promise<EnergyModel | undefined> {
  if (drives === undefined || drives.solidState + drives.rotating === 0) return undefined;
  if (virtualised !== false || (chassis !== "server" && chassis !== "desktop")) return undefined;
  const ssd = await drivePower.find("ssd");
  const hdd = await drivePower.find("hdd");
  if (!ssd.ok || !hdd.ok) return undefined;
  const { factor } = drives.rotating > drives.solidState ? hdd.value : ssd.value;
  return storageModel({
    drives: [
      { count: drives.solidState, watts: ssd.value.factor.value, what: "SSD" },
      { count: drives.rotating, watts: hdd.value.factor.value, what: "HDD" },
    ],
    basis: factor.source.title,
    // The uncertainty of the most frequent kind: the errors of all drives have the same direction.
    relativeUncertainty: uncertaintyOf(factor),
  });
}

function uncertaintyOf({ value, uncertainty }: Factor): { readonly value: number; readonly basis: string } {
  return { value: relativeSpread(uncertainty.distribution, value), basis: uncertainty.basis };
}

function withRatedPower(spread: number, what: string): { value: number; basis: string } {
  return {
    value: Math.hypot(cpuModelUncertainty.value, spread),
    basis: `${cpuModelUncertainty.basis}; with ${Math.round(spread * 100)} % for the ${what}`,
  };
}

type Spread = {
  readonly kind: string;
  readonly low?: number;
  readonly high?: number;
  readonly sd?: number;
  readonly gsd?: number;
};

/** About one standard deviation relative to the value: for an interval at 90 %, a quarter of its logarithmic width. */
function relativeSpread(distribution: Spread, value: number): number {
  const { low, high, sd, gsd } = distribution;
  if (gsd !== undefined) return gsd - 1;
  if (sd !== undefined) return sd / value;
  if (low === undefined || high === undefined || low <= 0) return 1;
  return Math.log(high / low) / (2 * houseZ);
}
