import { assume, evaluate } from "@wattledger/core";
import type { Inputs, Row } from "@wattledger/core";
import { energyMeter, energyusage, findEnergyusagePlace, perun, pyjoules, zeus } from "@wattledger/methods/trackers";
import type { EnergyusagePlace } from "@wattledger/methods/trackers";
import { instrumentsOf, wattsIn } from "./compare-facts.ts";
import type { Instrument, RunFacts } from "./compare-facts.ts";
import { counted, noNodeClause, ownIntensity, watts, wholeMachineClause } from "./compare-tool.ts";
import type { IntensityBasis, Saying, Tool } from "./compare-tool.ts";

const jouleReason = "it stops at joules";

/** Energy Meter: counters of the machine and the first GPU. In practice idle energy is not removed. */
export const energyMeterTool: Tool = {
  method: energyMeter,
  say: (facts) => {
    const packages = instrumentsOf(facts, "cpu");
    const memories = instrumentsOf(facts, "dram");
    const [gpu, ...otherGpus] = instrumentsOf(facts, "gpu");
    if (packages.length === 0 && gpu === undefined) {
      return silence("this machine has no readable processor counter and no GPU: it would report 0 J");
    }
    const intensity = ownIntensity(facts, jouleReason);
    const gpuClause =
      otherGpus.length === 0
        ? "the GPU counts for all of the time, because its removal of idle time does not work"
        : `only the first of ${otherGpus.length + 1} GPUs counts`;
    return {
      kind: "figures",
      inputs: {
        duration: facts.durationSeconds,
        sockets: [
          ...packages.map(({ joules }) => ({ processor: joules * 1e6 })),
          ...memories.map(({ joules }) => ({ memory: joules * 1e6 })),
        ],
        gpuSamples: gpu === undefined ? [] : [{ power: gpu.joules / facts.durationSeconds, utilisation: 1 }],
        sampleSpacing: facts.durationSeconds,
        ignoreDisk: "yes",
        asCoded: "yes",
        intensity: intensity.gramsPerKilowattHour,
      },
      intensity,
      why: [
        wholeMachineClause,
        packages.length === 0
          ? "processors and memory are 0 J, because no counter can be read"
          : "processors and memory are RAPL's counts, with idle energy",
        ...(gpu === undefined ? [] : [gpuClause]),
        "the disk is left out here, because its bytes were not recorded",
        noNodeClause,
      ],
    };
  },
};

/** energyusage: power above the idle machine, through the supply. */
export const energyusageTool: Tool = {
  method: energyusage,
  say: (facts) => {
    const packages = instrumentsOf(facts, "cpu");
    if (packages.length === 0) return silence("it needs processor counters, and none can be read on this machine");
    const running = packages.reduce((sum, { joules }) => sum + joules, 0) / facts.durationSeconds;
    const baseline = packages.reduce((sum, { idleWatts }) => sum + idleWatts, 0);
    if (running <= baseline) {
      return silence("it would fail: the processors drew no more power while the command ran than when idle");
    }
    const place = placeFor(facts);
    return {
      kind: "figures",
      inputs: {
        domains: packages.map(({ joules, idleWatts }) => ({
          baseline: idleWatts,
          running: joules / facts.durationSeconds,
        })),
        duration: facts.durationSeconds,
        ...place.inputs,
      },
      intensity: place.intensity,
      why: [
        `${watts(baseline)} of ${watts(running)} are treated as idle and subtracted: the lowest power of the run, instead of the tool's five seconds before the command`,
        "the rest is divided by a power supply efficiency of 0.8",
        "memory and GPUs do not count",
      ],
    };
  },
};

const gramsPerPound = 453.59237;

type PlaceInput = "accounting" | "rate" | "coalShare" | "petroleumShare" | "gasShare";

interface PlaceFor {
  readonly inputs: Inputs<PlaceInput>;
  readonly intensity: IntensityBasis;
}

function placeFor(facts: RunFacts): PlaceFor {
  const { country, intensityGrams } = facts;
  const isUnitedStates = country?.iso2 === "US";
  const found = country === undefined ? undefined : findEnergyusagePlace(isUnitedStates ? "U.S." : country.name);
  if (found === undefined || country === undefined) {
    const rate = (intensityGrams * 1000) / gramsPerPound;
    return {
      inputs: { accounting: "rate", rate },
      intensity: ownIntensity(facts, "its tables do not contain the place"),
    };
  }
  const inputs = placeInputs(found);
  const basis = isUnitedStates
    ? "its table for the United States of 2016"
    : `its mix for ${country.name} of 2016, which is a mix of primary energy and not of electricity`;
  return { inputs, intensity: { source: "tool", gramsPerKilowattHour: gramsOf(found), basis } };
}

function placeInputs(place: EnergyusagePlace): Inputs<PlaceInput> {
  if (place.kind === "state") return { accounting: "rate", rate: place.poundsPerMegawattHour };
  const { coal, petroleum, gas } = place.percent;
  // By the mix, the rate is not used.
  return { accounting: "mix", rate: 0, coalShare: coal / 100, petroleumShare: petroleum / 100, gasShare: gas / 100 };
}

/** Conversion starts from a known energy. */
function gramsOf(place: EnergyusagePlace): number {
  const known = assume(energyusage, ["energy"]);
  return evaluate(known, { energy: 1, ...placeInputs(place) }, ["carbon"]).carbon * 1000;
}

/** perun: sensors sampled and integrated as power. */
export const perunTool: Tool = {
  method: perun,
  say: (facts) => {
    const sensors = facts.instruments.filter(({ component }) => ["cpu", "dram", "gpu"].includes(component));
    if (sensors.length === 0)
      return silence("it needs a sensor of energy or power, and none can be read on this machine");
    const intensityGrams = 274.8;
    return {
      kind: "figures",
      inputs: {
        points: sensors.flatMap((sensor, number) => pointsOf(facts, sensor, number)),
        hosts: [{ runtime: facts.durationSeconds }],
        counterByTrapezoid: "yes",
        intensity: intensityGrams,
      },
      intensity: {
        source: "tool",
        gramsPerKilowattHour: intensityGrams,
        basis: "its default since 1.0.0, the German grid of June 2026",
      },
      why: [
        "it counts the whole node, with the energy of other users, and has no mode for one process",
        "it turns counters into power and integrates by trapezoids, which loses or adds energy if power changes",
        "supply losses, fans and board do not count unless power_overhead is set",
        "PUE 1",
      ],
    };
  },
};

/** The first reading gets the power of the interval after it, as in the original. */
function pointsOf(facts: RunFacts, sensor: Instrument, number: number): readonly Row[] {
  const counter = sensor.counts ? "yes" : "no";
  const [first] = facts.stretches;
  if (first === undefined) return [];
  return [
    { sensor: number, time: first.startSeconds, power: wattsIn(first, [sensor]), counter },
    ...facts.stretches.map((stretch) => ({
      sensor: number,
      time: stretch.startSeconds + stretch.durationSeconds,
      power: wattsIn(stretch, [sensor]),
      counter,
    })),
  ];
}

/** pyJoules: differences of counters. */
export const pyjoulesTool: Tool = {
  method: pyjoules,
  say: (facts) => {
    const domains = { cpu: "package", dram: "dram", gpu: "gpu" } as const;
    const counters = facts.instruments.flatMap(({ component, counts, joules }): readonly Row[] => {
      if (!counts || (component !== "cpu" && component !== "dram" && component !== "gpu")) return [];
      return [{ domain: domains[component], before: 0, after: joules * 1e6 }];
    });
    if (counters.length === 0) return silence("it needs counters of energy, and none can be read on this machine");
    const intensity = ownIntensity(facts, jouleReason);
    return {
      kind: "figures",
      inputs: { counters, intensity: intensity.gramsPerKilowattHour },
      intensity,
      why: [wholeMachineClause, "it reports the counters' difference, with idle energy", noNodeClause],
    };
  },
};

/** Zeus: the GPUs. */
export const zeusTool: Tool = {
  method: zeus,
  say: (facts) => {
    const gpus = instrumentsOf(facts, "gpu");
    if (gpus.length === 0) return silence("it reports GPUs only, and this run has no measured GPU");
    const intensity = ownIntensity(facts, jouleReason);
    return {
      kind: "figures",
      inputs: {
        counters: gpus.map(({ joules }) => ({ before: 0, after: joules })),
        samples: [],
        duration: facts.durationSeconds,
        intensity: intensity.gramsPerKilowattHour,
      },
      intensity,
      why: [
        `it counts ${counted(gpus, "GPU")} and no other part of the machine`,
        "it counts the whole GPU, with the energy of other users",
        noNodeClause,
      ],
    };
  },
};

function silence(reason: string): Saying {
  return { kind: "silence", reason };
}
