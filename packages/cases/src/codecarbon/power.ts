import { convert, evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { codecarbon } from "@wattledger/methods";
import { codecarbonPower } from "@wattledger/methods/codecarbon-power";
import { codecarbonProcessor } from "@wattledger/methods/codecarbon-processors";
import * as z from "zod";
import { counterPower, raplCounters } from "./counter-graph.ts";
import { otherPower, systemLoad } from "./load-graph.ts";
import type { ReleaseAdapter } from "./release.ts";

const absent = z.number().nullish();

const unitInputs = z.object({
  microjoules: absent,
  millijoules: absent,
  joules: absent,
  watts: absent,
  milliwatts: absent,
  kwh_now: absent,
  kwh_before: absent,
  seconds: absent,
  lbs_per_mwh: absent,
  lb_per_mwh: absent,
  g_per_kwh: absent,
});

const unitConversion: ReleaseAdapter = {
  kind: "unit-conversion",
  run: (inputs) => {
    const given = unitInputs.parse(inputs);
    const { kwh_now: laterEnergy, seconds, watts, milliwatts } = given;
    const pounds = given.lbs_per_mwh ?? given.lb_per_mwh;
    if (pounds != null) return { kg_per_kwh: convert(pounds, "lbCO2e/MWh", "kgCO2e/kWh") };
    if (given.g_per_kwh != null) return { kg_per_kwh: convert(given.g_per_kwh, "gCO2e/kWh", "kgCO2e/kWh") };
    if (laterEnergy != null) {
      const between = { laterEnergy, earlierEnergy: given.kwh_before ?? 0, interval: seconds ?? 0 };
      return { watts: evaluate(counterPower, between, ["powerBetween"]).powerBetween };
    }
    const microjoules = given.microjoules ?? (given.millijoules ?? (given.joules ?? Number.NaN) * 1e3) * 1e3;
    if (!Number.isNaN(microjoules)) {
      const zones = [{ before: 0, after: microjoules }];
      return { kwh: evaluate(raplCounters("3.3.2"), { zones }, ["raplEnergy"]).raplEnergy };
    }
    const reading = { duration: seconds ?? 0, cpuPower: watts ?? (milliwatts ?? 0) / 1000 };
    return { kwh: evaluate(codecarbon, { readings: [reading] }, ["cpuEnergy"]).cpuEnergy };
  },
};

const loadInputs = z.object({ model: z.string().nullish(), tdp_w: z.number(), cpu_load_percent: z.number() });

const loadMachine: ReleaseAdapter = {
  kind: "cpu-load-machine",
  run: (inputs) => {
    const { tdp_w: tdp, cpu_load_percent: percent } = loadInputs.parse(inputs);
    return { power_w: evaluate(codecarbonPower, { tdp, load: percent / 100 }, ["loadPower"]).loadPower };
  },
};

const legacyCurve: ReleaseAdapter = {
  kind: "cpu-load-legacy-curve",
  run: (inputs) => {
    const { model, tdp_w: tdp, cpu_load_percent: percent } = loadInputs.parse(inputs);
    const processorFamily = model?.includes("AMD Ryzen Threadripper") === true ? "threadripper" : "other";
    const result = evaluate(otherPower, { tdp, load: percent / 100, processorFamily }, ["legacyPower"]);
    return { power_w: result.legacyPower };
  },
};

const processInputs = z.object({
  tdp_w: z.number(),
  logical_cpus: z.number(),
  cpu_seconds_used_per_process: z.array(z.number()),
  wall_seconds: z.number(),
});

const loadProcess: ReleaseAdapter = {
  kind: "cpu-load-process",
  run: (inputs) => {
    const given = processInputs.parse(inputs);
    const sample = (processes: readonly { cpuTime: number }[]): number =>
      evaluate(
        otherPower,
        { tdp: given.tdp_w, processes, interval: given.wall_seconds, logicalProcessors: given.logical_cpus },
        ["processPower"],
      ).processPower;
    return {
      // At the first sample no process has been seen before.
      first_sample_w: sample([]),
      second_sample_w: sample(given.cpu_seconds_used_per_process.map((cpuTime) => ({ cpuTime }))),
    };
  },
};

const constantInputs = z.object({ tdp_w: absent });

const cpuConstant: ReleaseAdapter = {
  kind: "cpu-constant",
  run: (inputs) => {
    const { tdp_w: tdp } = constantInputs.parse(inputs);
    const { constantPower } = evaluate(codecarbonPower, tdp == null ? {} : { tdp }, ["constantPower"]);
    return { power_w: constantPower, tdp_used_w: tdp ?? constantPower * 2, generic: tdp == null };
  },
};

const memoryInputs = z.object({ memory_gb: z.number(), arm: z.boolean().nullish() });

const ramVersion3: ReleaseAdapter = {
  kind: "ram-model-v3",
  run: (inputs) => {
    const { memory_gb: memory, arm } = memoryInputs.parse(inputs);
    const result = evaluate(codecarbonPower, { memory, architecture: arm === true ? "arm" : "x86" }, [
      "modules",
      "ramPower",
    ]);
    return { dimms: result.modules, power_w: result.ramPower };
  },
};

const ramVersion2: ReleaseAdapter = {
  kind: "ram-model-v2",
  run: (inputs) => {
    const { memory_gb: memory } = memoryInputs.parse(inputs);
    return { power_w: evaluate(otherPower, { memory }, ["ramPowerVersion2"]).ramPowerVersion2 };
  },
};

const residentInputs = z.object({ process_rss_gb: z.number(), arm: z.boolean().nullish() });

const ramProcess: ReleaseAdapter = {
  kind: "ram-process",
  run: (inputs) => {
    const { process_rss_gb: memory, arm } = residentInputs.parse(inputs);
    const architecture = arm === true ? "arm" : "x86";
    return { power_w: evaluate(codecarbonPower, { memory, architecture }, ["ramPower"]).ramPower };
  },
};

const cpuTimes = recordOf(z.number());

/** Load of all processors from two states of the system's times, as psutil names them on Linux. */
const cpuLoadMeter: ReleaseAdapter = {
  kind: "cpu-load-meter",
  run: (inputs) => {
    const { before, after } = z.object({ before: cpuTimes, after: cpuTimes }).parse(inputs);
    const systemTimes = Object.entries(after).map(([name, value]) => ({
      state: stateOfTime(name),
      time: value - (before[name] ?? 0),
    }));
    return { load_percent: evaluate(systemLoad, { systemTimes }, ["systemLoad"]).systemLoad * 100 };
  },
};

/** Guests' time is a part of user and nice time already. */
function stateOfTime(name: string): string {
  switch (name) {
    case "idle":
      return "idle";
    case "iowait":
      return "waiting";
    case "guest":
    case "guest_nice":
      return "guest";
    default:
      return "busy";
  }
}

const tdpLookUp: ReleaseAdapter = {
  kind: "tdp-lookup",
  run: async (inputs, { release }) => {
    const { cpu_model: name } = z.object({ cpu_model: z.string() }).parse(inputs);
    const found = await codecarbonProcessor(name, release);
    return { matched_name: found?.name ?? null, tdp_w: found?.tdpWatts ?? null };
  },
};

/** Kinds of cases of the power of parts. */
export const powerCases: readonly ReleaseAdapter[] = [
  tdpLookUp,
  unitConversion,
  loadMachine,
  legacyCurve,
  loadProcess,
  cpuConstant,
  ramVersion3,
  ramVersion2,
  ramProcess,
  cpuLoadMeter,
];
