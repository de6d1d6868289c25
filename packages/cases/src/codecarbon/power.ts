import { convert, evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { codecarbon, codecarbon330 } from "@wattledger/methods";
import { codecarbonProcessor } from "@wattledger/methods/codecarbon-processors";
import * as z from "zod";
import type { ReleaseAdapter } from "./release.ts";
import { zonesRead } from "./zones.ts";

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

const loadMachine: ReleaseAdapter = {
  kind: "cpu-load-machine",
  run: (inputs) => {
    const { tdp_w: tdp, cpu_load_percent: percent } = loadInputs.parse(inputs);
    return { power_w: evaluate(codecarbon, { tdp, load: percent / 100 }, ["loadPower"]).loadPower };
  },
};

const legacyCurve: ReleaseAdapter = {
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

const loadProcess: ReleaseAdapter = {
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

const cpuConstant: ReleaseAdapter = {
  kind: "cpu-constant",
  run: (inputs) => {
    const { tdp_w: tdp } = constantInputs.parse(inputs);
    const { constantPower } = evaluate(codecarbon, tdp == null ? {} : { tdp }, ["constantPower"]);
    return { power_w: constantPower, tdp_used_w: tdp ?? constantPower * 2, generic: tdp == null };
  },
};

const memoryInputs = z.object({ memory_gb: z.number(), arm: z.boolean().nullish() });

const ramVersion3: ReleaseAdapter = {
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

const ramVersion2: ReleaseAdapter = {
  kind: "ram-model-v2",
  run: (inputs) => {
    const { memory_gb: memory } = memoryInputs.parse(inputs);
    return { power_w: evaluate(codecarbon, { memory }, ["ramPowerVersion2"]).ramPowerVersion2 };
  },
};

const residentInputs = z.object({ process_rss_gb: z.number(), arm: z.boolean().nullish() });

const ramProcess: ReleaseAdapter = {
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

const raplInterval: ReleaseAdapter = {
  kind: "rapl-interval",
  run: (inputs, { release, compatibility }) => {
    const { zones, seconds, options } = raplInputs.parse(inputs);
    // A counter that can no longer be read is 0 in the original, which then looks like a wrap.
    const readable = zones.filter(
      (zone) => zone.start_uj != null && (compatibility || release !== "3.3.0" || zone.end_uj != null),
    );
    const found = readable.map(({ path, name, start_uj: before, end_uj: after, max_uj: range }) => ({
      path,
      name,
      before: before ?? 0,
      // Release 3.3.2 skips the sample of a counter that can no longer be read.
      after: after ?? (release === "3.3.0" ? 0 : (before ?? 0)),
      range: range ?? 0,
      isRead: after != null,
    }));
    const read = zonesRead(found, {
      preferPlatform: options?.rapl_prefer_psys === true,
      includeDram: options?.rapl_include_dram === true,
      mirrors: release !== "3.3.0" ? "left-out" : compatibility ? "added" : "named-dies-left-out",
    });
    const measured = {
      zones: read.map(({ before, after, range, counted }) => ({ before, after, range, counted })),
      interval: seconds,
    };
    const names = ["raplPower", "raplEnergy", "zonesRead"] as const;
    const result =
      release === "3.3.0" ? evaluate(codecarbon330, measured, names) : evaluate(codecarbon, measured, names);
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
      power_samples_w: z.array(z.number()).nullish(),
    }),
  ),
  selected: z.array(z.union([z.string(), z.number()])).nullish(),
  seconds: z.number(),
});

type GpuInputs = z.infer<typeof gpuInputs>;

const gpuInterval: ReleaseAdapter = {
  kind: "gpu-interval",
  run: (inputs, { release, compatibility }) => {
    const given = gpuInputs.parse(inputs);
    const tracked = trackedGpus(given, compatibility);
    const measured = {
      gpus: given.gpus
        .filter(({ index }) => tracked.includes(index))
        .map(({ start_mj: before, end_mj: after, has_energy_counter: counter, power_samples_w: samples }) => ({
          before: before ?? 0,
          after: after ?? 0,
          counter: counter === false || before == null || after == null ? "no" : "yes",
          ...(release === "3.3.0" ? {} : { power: meanOf(samples ?? []) }),
        })),
      interval: given.seconds,
    };
    const names = ["gpuPower", "gpuCounted"] as const;
    const result =
      release === "3.3.0"
        ? evaluate(codecarbon330, { ...measured, negativeResets: compatibility ? "yes" : "no" }, names)
        : evaluate(codecarbon, measured, names);
    return { tracked_indices: tracked, power_w: result.gpuPower, energy_kwh: result.gpuCounted };
  },
};

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}

const gpuSeriesInputs = z.object({
  readings: z.array(
    z.object({ counter_mj: absent, seconds: z.number(), power_samples_w: z.array(z.number()).nullish() }),
  ),
  start_mj: absent,
});

/** One GPU over several readings, while its counter comes, goes or starts again. */
const gpuSeries: ReleaseAdapter = {
  kind: "gpu-series",
  run: (inputs) => {
    const { readings, start_mj: start } = gpuSeriesInputs.parse(inputs);
    let before = start ?? undefined;
    let reported = 0;
    let reportedTime = 0;
    let fellBack = start == null;
    const rows = readings.map(({ counter_mj: after, seconds, power_samples_w: samples }) => {
      const counts = after != null && before !== undefined;
      const gpu = {
        before: before ?? 0,
        after: after ?? 0,
        counter: counts ? "yes" : "no",
        // Power is sampled once the counter is known to be away: the first reading without it takes the latest power.
        power: fellBack ? meanOf(samples ?? []) : (samples?.at(-1) ?? 0),
        reported,
        reportedTime,
      };
      const result = evaluate(codecarbon, { gpus: [gpu], interval: seconds }, ["gpuPower", "gpuCounted", "gpuCarried"]);
      // Where the counter is there for the first time, nothing is carried over either.
      reported = after != null && !counts ? 0 : result.gpuCarried;
      reportedTime = after == null ? reportedTime + seconds : 0;
      fellBack = !counts || after < (before ?? 0);
      before = after ?? before;
      return { energy_kwh: result.gpuCounted, power_w: result.gpuPower };
    });
    return { readings: rows, energy_kwh: rows.reduce((sum, { energy_kwh }) => sum + energy_kwh, 0) };
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
    return { load_percent: evaluate(codecarbon, { systemTimes }, ["systemLoad"]).systemLoad * 100 };
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
  raplInterval,
  gpuInterval,
  gpuSeries,
  cpuLoadMeter,
];
