import type { ProcessorFacts } from "../linux/processor.ts";
import type { Component, CounterChannel } from "../sensor/sensor.ts";
import type { RaplZone } from "./rapl-zones.ts";

/** The largest believable power of a package or its memory if the machine names no limit. */
const plausibleWattsUnlimited = 2000;
/** A lower limit is a setting of an idle laptop. A turbo boost does not respect it. */
const plausibleWattsAtLeast = 100;

/** Larger for a platform, which may have several sockets and more devices. */
const plausiblePlatformWatts = 8000;

/** Describes a RAPL zone as a channel. `correction` is the factor by which its counter is multiplied. */
export function channelOf(
  sensorId: string,
  zone: RaplZone,
  processor: ProcessorFacts,
  correction: number,
): CounterChannel {
  const limitWatts = zone.limitWatts ?? plausibleWattsUnlimited / 2;
  const corrected =
    correction === 1 ? "" : `, times ${correction.toFixed(3)} because this kernel uses a wrong unit for it`;
  const inside = zone.inside.length === 0 ? "" : `; ${zone.inside.join(" and ")} are part of it and not added`;
  const common = {
    id: `${sensorId}/${zone.name}`,
    sensor: sensorId,
    reads: "counter",
    method: "measured",
    evidence: `RAPL energy counter of ${zone.name}${corrected}${inside}`,
    ...(zone.rangeMicrojoules === undefined ? {} : { rangeJoules: (zone.rangeMicrojoules * correction) / 1e6 }),
    refreshSeconds: 0.001,
  } as const;
  if (zone.kind === "psys") {
    return {
      ...common,
      of: "whole",
      covers: "the platform, as far as its firmware counts it: packages and more",
      relativeUncertainty: platformUncertainty,
      plausibleWatts: plausiblePlatformWatts,
    };
  }
  return {
    ...common,
    of: "component",
    component: zone.kind === "package" ? "cpu" : "dram",
    ...deviceOf(zone),
    relativeUncertainty: zone.kind === "package" ? packageUncertainty(processor) : dramUncertainty(processor),
    // Twice the larger limit, because short peaks may exceed it.
    plausibleWatts: Math.min(plausibleWattsUnlimited, Math.max(plausibleWattsAtLeast, 2 * limitWatts)),
  };
}

/** The socket, as other sensors name it. If it has several dies, the first die has the socket's name: sensors of sockets are then left out. */
function deviceOf({ name }: RaplZone): { readonly device?: string } {
  const [, socket, die = "0"] = /^package-(\d+)(?:-die-(\d+))?/.exec(name) ?? [];
  return socket === undefined ? {} : { device: die === "0" ? `socket:${socket}` : `socket:${socket}-die-${die}` };
}

/** The hardware of a zone whose counter cannot be read. */
export function zoneDevice(
  sensorId: string,
  zone: RaplZone,
): { readonly component?: Component; readonly device: string } {
  const device = deviceOf(zone).device ?? `${sensorId}/${zone.name}`;
  switch (zone.kind) {
    case "package":
      return { component: "cpu", device };
    case "dram":
      return { component: "dram", device };
    case "psys":
      return { device };
  }
}

const platformUncertainty = {
  value: 0.3,
  basis: "expert value; the maker of the machine decides what psys counts, and many have not connected it",
};

/** Sandy Bridge and Ivy Bridge, clients and servers. Their RAPL is a model of activity. */
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
