import { cpuCurveText, cpuCurveUncertainty, cpuPowerShare } from "./cpu-curve.ts";
import type { ActivityInterval, EnergyModel } from "./model.ts";

/** Parameters of the processor model. */
export interface CpuModelParameters {
  /** Thermal design power of all visible processors: all sockets. For a virtual machine: its share. */
  readonly thermalDesignWatts: number;
  /** Source of the thermal design power, in words: "AMD EPYC 7763, 280 W, its share of 2 of 128 threads". */
  readonly basis: string;
  /** Standard relative uncertainty and its basis; {@link cpuModelUncertainty} unless the design power itself is doubtful. */
  readonly relativeUncertainty?: { readonly value: number; readonly basis: string };
}

/** The model's error if the thermal design power is the maker's: the error of its curve. */
export const cpuModelUncertainty: { readonly value: number; readonly basis: string } = cpuCurveUncertainty;

/** Processor energy from thermal design power and utilisation, by the curve of cpu-curve.ts, for each interval. */
export function cpuModel(parameters: CpuModelParameters): EnergyModel {
  const { thermalDesignWatts, basis, relativeUncertainty = cpuModelUncertainty } = parameters;
  const watts = (load: number): number => thermalDesignWatts * cpuPowerShare(load);
  return {
    channel: {
      id: "cpu-model",
      sensor: "cpu-model",
      component: "cpu",
      method: "modelled",
      evidence:
        `modelled from utilisation: ${basis}; power = ${cpuCurveText}, ` +
        `TDP ${Number(thermalDesignWatts.toPrecision(4))} W, ±${Math.round(relativeUncertainty.value * 100)} %`,
      relativeUncertainty,
    },
    joules: (interval) => watts(loadOf(interval)) * interval.durationSeconds,
    idleWatts: watts(0),
  };
}

/** Ticks of the busy and idle counters are not quite in step, so the ratio may leave [0, 1] on short intervals. */
function loadOf({ busySeconds, capacitySeconds }: ActivityInterval): number {
  return capacitySeconds > 0 ? Math.min(1, Math.max(0, busySeconds / capacitySeconds)) : 0;
}
