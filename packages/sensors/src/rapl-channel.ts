import type { ProcessorFacts } from "./processor.ts";
import type { RaplZone } from "./rapl-zones.ts";
import type { CounterChannel } from "./sensor.ts";

/** Most that any package or its memory is believed to draw where the machine names no limit. */
const plausibleWattsUnlimited = 2000;
/** Below this a limit is a setting of an idle laptop rather than what a turbo boost keeps to. */
const plausibleWattsAtLeast = 100;

/** Describes a RAPL zone as a channel; `correction` is the factor that its counter is read with. */
export function channelOf(
  sensorId: string,
  zone: RaplZone,
  processor: ProcessorFacts,
  correction: number,
): CounterChannel {
  const limitWatts = zone.limitWatts ?? plausibleWattsUnlimited / 2;
  const corrected = correction === 1 ? "" : `, times ${correction.toFixed(3)} as this kernel's unit is wrong for it`;
  return {
    id: `${sensorId}/${zone.name}`,
    component: zone.kind === "package" ? "cpu" : "dram",
    method: "measured",
    evidence: `RAPL energy counter of ${zone.name}${corrected}`,
    relativeUncertainty: zone.kind === "package" ? packageUncertainty(processor) : dramUncertainty(processor),
    ...(zone.rangeMicrojoules === undefined ? {} : { rangeJoules: (zone.rangeMicrojoules * correction) / 1e6 }),
    // Twice the larger limit, as short peaks may exceed it.
    plausibleWatts: Math.min(plausibleWattsUnlimited, Math.max(plausibleWattsAtLeast, 2 * limitWatts)),
    refreshSeconds: 0.001,
  };
}

/** Sandy Bridge and Ivy Bridge, clients and servers: RAPL there is a model of activity. */
const modelledIntel: readonly number[] = [42, 45, 58, 62];

function packageUncertainty(processor: ProcessorFacts): CounterChannel["relativeUncertainty"] {
  if (processor.vendor === "intel" && !modelledIntel.includes(processor.model ?? 0)) {
    return {
      value: 0.05,
      basis:
        "expert value; Intel since Haswell measures at the voltage regulator (Hackenberg et al. 2015), and RAPL follows " +
        "plug power closely (Khan et al. 2018)",
    };
  }
  return {
    value: 0.1,
    basis: "expert value; RAPL of AMD Zen and of Intel before Haswell is modelled from activity (Schöne et al. 2021)",
  };
}

function dramUncertainty(processor: ProcessorFacts): CounterChannel["relativeUncertainty"] {
  const server = /\bXeon\b/.test(processor.modelName ?? "") && !/\bE3-/.test(processor.modelName ?? "");
  return server
    ? { value: 0.1, basis: "expert value; RAPL of server memory agrees with instruments (Desrochers et al. 2016)" }
    : {
        value: 0.25,
        basis: "expert value; RAPL of desktop memory has a constant offset, worst when idle (Desrochers et al. 2016)",
      };
}
