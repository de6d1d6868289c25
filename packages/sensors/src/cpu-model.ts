import type { ActivityInterval, EnergyModel } from "./model.ts";

/** What the processor model must be told. */
export interface CpuModelParameters {
  /** Thermal design power of all that this machine sees of its processors: all sockets; of a virtual machine its share. */
  readonly thermalDesignWatts: number;
  /** Where the thermal design power comes from, for people: "AMD EPYC 7763, 280 W, its share of 2 of 128 threads". */
  readonly basis: string;
  /** Standard relative uncertainty and who says so; {@link cpuModelUncertainty} unless the power itself is doubtful. */
  readonly relativeUncertainty?: { readonly value: number; readonly basis: string };
}

/**
 * What is known of the model's error. Set against the 86 points (four processors, TDP 69 to 180 W) of CodeCarbon's
 * load profiles of January 2025, the ratio of RAPL to the curve has median 0.75 and 5th to 95th percentile 0.28 to
 * 1.19: the curve tends to be high, most of all on idle machines.
 */
export const cpuModelUncertainty = {
  value: 0.4,
  basis:
    "expert value for power from utilisation and thermal design power; RAPL was 0.28 to 1.19 times the curve (5 to 95 %, " +
    "median 0.75) at 86 points of CodeCarbon's load profiles, 2025",
};

const idleShare = 0.25;
const loadExponent = 0.75;

/**
 * Processor energy from utilisation: power = TDP × (0.25 + 0.75 × load^0.75), load being the busy share of all
 * processors, per interval. The curve is Wattledger's own choice, between measured server curves and the cubic one of
 * CodeCarbon, which is far below them at middle load.
 */
export function cpuModel(parameters: CpuModelParameters): EnergyModel {
  const { thermalDesignWatts, basis, relativeUncertainty = cpuModelUncertainty } = parameters;
  const watts = (load: number): number => thermalDesignWatts * (idleShare + (1 - idleShare) * load ** loadExponent);
  return {
    channel: {
      id: "cpu-model",
      component: "cpu",
      method: "modelled",
      evidence:
        `modelled from utilisation: ${basis}; power = TDP × (0.25 + 0.75 × load^0.75), ` +
        `TDP ${Number(thermalDesignWatts.toPrecision(4))} W, ±${Math.round(relativeUncertainty.value * 100)} %`,
      relativeUncertainty,
    },
    joules: (interval) => watts(loadOf(interval)) * interval.durationSeconds,
    idleWatts: watts(0),
  };
}

/** Ticks of the busy and idle counters do not quite keep step, so the ratio may leave [0, 1] on short intervals. */
function loadOf({ busySeconds, capacitySeconds }: ActivityInterval): number {
  return capacitySeconds > 0 ? Math.min(1, Math.max(0, busySeconds / capacitySeconds)) : 0;
}
