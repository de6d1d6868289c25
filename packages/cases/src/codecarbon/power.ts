import { evaluate } from "@wattledger/core";
import * as z from "zod";
import { codecarbon } from "@wattledger/methods";
import { codecarbonProcessor } from "@wattledger/methods/codecarbon-processors";
import type { CaseAdapter } from "../case-adapter.ts";
import { zonesRead } from "./zones.ts";

const absent = z.number().nullish();
const method = "codecarbon";

const unitInputs = z.object({
  microjoules: absent,
  millijoules: absent,
  joules: absent,
  watts: absent,
  milliwatts: absent,
  kwh_now: absent,
  kwh_before: absent,
  seconds: absent,
});

const unitConversion: CaseAdapter = {
  method,
  kind: "unit-conversion",
  run: (inputs) => {
    const given = unitInputs.parse(inputs);
    const { kwh_now: laterEnergy, seconds, watts, milliwatts } = given;
    if (laterEnergy != null) {
      const between = { laterEnergy, earlierEnergy: given.kwh_before ?? 0, interval: seconds ?? 0 };
      return { watts: evaluate(codecarbon, between, ["powerBetween"]).powerBetween };
    }
    const microjoules = given.microjoules ?? (given.millijoules ?? (given.joules ?? Number.NaN) * 1e3) * 1e3;
    if (!Number.isNaN(microjoules)) {
      return { kwh: evaluate(codecarbon, { zones: [{ before: 0, after: microjoules }] }, ["raplEnergy"]).raplEnergy };
    }
    const reading = { duration: seconds ?? 0, cpuPower: watts ?? (milliwatts ?? 0) / 1000 };
    return { kwh: evaluate(codecarbon, { readings: [reading] }, ["cpuEnergy"]).cpuEnergy };
  },
};

const loadInputs = z.object({ model: z.string().nullish(), tdp_w: z.number(), cpu_load_percent: z.number() });

const loadMachine: CaseAdapter = {
  method,
  kind: "cpu-load-machine",
  run: (inputs) => {
    const { tdp_w: tdp, cpu_load_percent: percent } = loadInputs.parse(inputs);
    return { power_w: evaluate(codecarbon, { tdp, load: percent / 100 }, ["loadPower"]).loadPower };
  },
};

const legacyCurve: CaseAdapter = {
  method,
  kind: "cpu-load-legacy-curve",
  run: (inputs) => {
    const { model, tdp_w: tdp, cpu_load_percent: percent } = loadInputs.parse(inputs);
    const processorFamily = model?.includes("AMD Ryzen Threadripper") === true ? "threadripper" : "other";
    const result = evaluate(codecarbon, { tdp, load: percent / 100, processorFamily }, ["legacyPower"]);
    return { power_w: result.legacyPower };
  },
};

const processInputs = z.object({
  tdp_w: z.number(),
  logical_cpus: z.number(),
  cpu_seconds_used_per_process: z.array(z.number()),
  wall_seconds: z.number(),
});

const loadProcess: CaseAdapter = {
  method,
  kind: "cpu-load-process",
  run: (inputs) => {
    const given = processInputs.parse(inputs);
    const sample = (processes: readonly { cpuTime: number }[]): number =>
      evaluate(
        codecarbon,
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

const cpuConstant: CaseAdapter = {
  method,
  kind: "cpu-constant",
  run: (inputs) => {
    const { tdp_w: tdp } = constantInputs.parse(inputs);
    const { constantPower } = evaluate(codecarbon, tdp == null ? {} : { tdp }, ["constantPower"]);
    return { power_w: constantPower, tdp_used_w: tdp ?? constantPower * 2, generic: tdp == null };
  },
};

const memoryInputs = z.object({ memory_gb: z.number(), arm: z.boolean().nullish() });

const ramVersion3: CaseAdapter = {
  method,
  kind: "ram-model-v3",
  run: (inputs) => {
    const { memory_gb: memory, arm } = memoryInputs.parse(inputs);
    const result = evaluate(codecarbon, { memory, architecture: arm === true ? "arm" : "x86" }, [
      "modules",
      "ramPower",
    ]);
    return { dimms: result.modules, power_w: result.ramPower };
  },
};

const ramVersion2: CaseAdapter = {
  method,
  kind: "ram-model-v2",
  run: (inputs) => {
    const { memory_gb: memory } = memoryInputs.parse(inputs);
    return { power_w: evaluate(codecarbon, { memory }, ["ramPowerVersion2"]).ramPowerVersion2 };
  },
};

const residentInputs = z.object({ process_rss_gb: z.number(), arm: z.boolean().nullish() });

const ramProcess: CaseAdapter = {
  method,
  kind: "ram-process",
  run: (inputs) => {
    const { process_rss_gb: memory, arm } = residentInputs.parse(inputs);
    const architecture = arm === true ? "arm" : "x86";
    return { power_w: evaluate(codecarbon, { memory, architecture }, ["ramPower"]).ramPower };
  },
};

const raplInputs = z.object({
  zones: z.array(z.object({ path: z.string(), name: z.string(), start_uj: absent, end_uj: absent, max_uj: absent })),
  seconds: z.number(),
  options: z.object({ rapl_prefer_psys: z.boolean().nullish(), rapl_include_dram: z.boolean().nullish() }).nullish(),
});

const raplInterval: CaseAdapter = {
  method,
  kind: "rapl-interval",
  run: (inputs, compatibility) => {
    const { zones, seconds, options } = raplInputs.parse(inputs);
    // A counter that can no longer be read is 0 in the original, which then looks like a wrap.
    const readable = zones.filter((zone) => zone.start_uj != null && (compatibility || zone.end_uj != null));
    const found = readable.map(({ path, name, start_uj: before, end_uj: after, max_uj: range }) => ({
      path,
      name,
      before: before ?? 0,
      after: after ?? 0,
      range: range ?? 0,
    }));
    const read = zonesRead(found, {
      preferPlatform: options?.rapl_prefer_psys === true,
      includeDram: options?.rapl_include_dram === true,
      mirroredDies: compatibility,
    });
    const result = evaluate(
      codecarbon,
      {
        zones: read.map(({ before, after, range, counted }) => ({ before, after, range, counted })),
        interval: seconds,
      },
      ["raplPower", "raplEnergy", "zonesRead"],
    );
    return { power_w: result.raplPower, energy_kwh: result.raplEnergy, domains_read: result.zonesRead };
  },
};

const gpuInputs = z.object({
  gpus: z.array(
    z.object({
      index: z.number(),
      uuid: z.string().nullish(),
      start_mj: absent,
      end_mj: absent,
      has_energy_counter: z.boolean().nullish(),
    }),
  ),
  selected: z.array(z.union([z.string(), z.number()])).nullish(),
  seconds: z.number(),
});

type GpuInputs = z.infer<typeof gpuInputs>;

const gpuInterval: CaseAdapter = {
  method,
  kind: "gpu-interval",
  run: (inputs, compatibility) => {
    const given = gpuInputs.parse(inputs);
    const tracked = trackedGpus(given, compatibility);
    const result = evaluate(
      codecarbon,
      {
        gpus: given.gpus
          .filter(({ index }) => tracked.includes(index))
          .map(({ start_mj: before, end_mj: after, has_energy_counter: counter }) => ({
            before: before ?? 0,
            after: after ?? 0,
            counter: counter === false || before == null || after == null ? "no" : "yes",
          })),
        interval: given.seconds,
        negativeResets: compatibility ? "yes" : "no",
      },
      ["gpuPower", "gpuCounted"],
    );
    return { tracked_indices: tracked, power_w: result.gpuPower, energy_kwh: result.gpuCounted };
  },
};

/** Indices of the GPUs that are asked for; all where none is. */
function trackedGpus({ gpus, selected }: GpuInputs, compatibility: boolean): readonly number[] {
  if (selected == null) return gpus.map(({ index }) => index);
  const found = selected.flatMap((wanted) => {
    const text = String(wanted);
    if (/^\d+$/u.test(text)) return Number(text) < gpus.length ? [Number(text)] : [];
    // The original strips any of these letters instead of the prefix, so that GPU-... loses its G and matches nothing.
    const prefix = text.replace(compatibility ? /^[MIG-]+/u : /^MIG-/u, "");
    const match = gpus.find(({ uuid }) => uuid?.startsWith(prefix) === true);
    return match === undefined ? [] : [match.index];
  });
  return [...new Set(found)].toSorted((a, b) => a - b);
}

const tdpLookUp: CaseAdapter = {
  method,
  kind: "tdp-lookup",
  run: async (inputs) => {
    const { cpu_model: name } = z.object({ cpu_model: z.string() }).parse(inputs);
    const found = await codecarbonProcessor(name);
    return { matched_name: found?.name ?? null, tdp_w: found?.tdpWatts ?? null };
  },
};

export const codecarbonPowerCases: readonly CaseAdapter[] = [
  tdpLookUp,
  unitConversion,
  loadMachine,
  legacyCurve,
  loadProcess,
  cpuConstant,
  ramVersion3,
  ramVersion2,
  ramProcess,
  raplInterval,
  gpuInterval,
];
