import { evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { experimentImpactTracker } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

const logInputs = z.object({
  pue: absent,
  carbon_intensity_g_per_kwh: z.number(),
  experiment_start_s: absent,
  experiment_end_s: absent,
  gpus: absent,
  samples: z.array(z.object({ t_s: z.number(), cpu_w: absent, gpu_w: absent, gpu_util: absent })),
  realtime_g_per_kwh: z.array(z.union([z.number(), z.string(), z.null()])).nullish(),
  cpu_seconds_by_pid: z.array(recordOf(z.number())).nullish(),
});

type LogInputs = z.infer<typeof logInputs>;

const logIntegration: CaseAdapter = {
  method: "experiment-impact-tracker",
  kind: "log-integration",
  run: (inputs) => {
    const given = logInputs.parse(inputs);
    const { samples, realtime_g_per_kwh: realTime } = given;
    const result = evaluate(
      experimentImpactTracker,
      {
        log: logRows(given),
        gpus: given.gpus ?? 0,
        processes: lastLooks(given.cpu_seconds_by_pid ?? []).map((cpuTime) => ({ cpuTime })),
        intensity: given.carbon_intensity_g_per_kwh,
        realTime: realTime == null ? "no" : "yes",
        ...(given.pue == null ? {} : { pue: given.pue }),
      },
      ["duration", "cpuEnergy", "gpuEnergy", "energy", "carbon", "gpuTime", "cpuTime", "meanIntensity"],
    );
    const hasCpu = samples.some(({ cpu_w: power }) => power != null);
    const hasGpu = samples.some(({ gpu_w: power }) => power != null);
    return {
      energy_kwh_with_pue: result.energy,
      carbon_kg: result.carbon / 1000,
      duration_h: result.duration,
      cpu_hours: result.cpuTime,
      ...(hasCpu ? { cpu_energy_kwh_without_pue: result.cpuEnergy } : {}),
      ...(hasGpu ? { gpu_energy_kwh_without_pue: result.gpuEnergy, gpu_hours: result.gpuTime } : {}),
      ...(realTime == null ? {} : { mean_realtime_intensity: result.meanIntensity }),
    };
  },
};

/** The log between a row of no power at the start and one of the last power at the end, as the tool completes it. */
function logRows(given: LogInputs): readonly Record<string, number>[] {
  const intensities = filledGaps(given.realtime_g_per_kwh ?? [], given.carbon_intensity_g_per_kwh);
  const rows = given.samples.map(({ t_s: time, cpu_w: cpu, gpu_w: gpu, gpu_util: utilisation }, index) => ({
    time,
    cpuPower: cpu ?? 0,
    gpuPower: gpu ?? 0,
    gpuUtilisation: utilisation ?? 0,
    intensity: intensities[index] ?? intensities.at(-1) ?? given.carbon_intensity_g_per_kwh,
  }));
  const last = rows.at(-1);
  const end = given.experiment_end_s;
  return [
    { time: given.experiment_start_s ?? 0 },
    ...rows,
    ...(last === undefined || end == null ? [] : [{ ...last, time: end }]),
  ];
}

/** Gaps take the value before them, else the one after them, else the zone's mean. */
function filledGaps(values: readonly (number | string | null)[], mean: number): readonly number[] {
  const first = values.find((value): value is number => typeof value === "number") ?? mean;
  let latest = first;
  return values.map((value) => {
    if (typeof value === "number") latest = value;
    return latest;
  });
}

/** Processor time of each process when it was last seen. */
function lastLooks(looks: readonly Readonly<Record<string, number>>[]): readonly number[] {
  return [...new Map(looks.flatMap((look) => Object.entries(look))).values()];
}

const raplInputs = z.object({
  package_w: z.number(),
  dram_w: absent,
  core_w: absent,
  processes: z.array(z.object({ cpu_seconds: z.number(), pss_bytes: absent, rss_bytes: absent })),
  system_cpu_seconds: z.number(),
  interval_s: absent,
  memory_total_bytes: z.number(),
  memory_available_bytes: z.number(),
});

const raplAttribution: CaseAdapter = {
  method: "experiment-impact-tracker",
  kind: "rapl-attribution",
  run: (inputs, compatibility) => {
    const given = raplInputs.parse(inputs);
    const result = evaluate(
      experimentImpactTracker,
      {
        packagePower: given.package_w,
        dramPower: given.dram_w ?? 0,
        processes: given.processes.map(({ cpu_seconds: cpuTime, pss_bytes: pss, rss_bytes: rss }) => ({
          cpuTime,
          share: given.system_cpu_seconds === 0 ? 0 : cpuTime / given.system_cpu_seconds,
          memory: pss ?? rss ?? 0,
        })),
        memoryInUse: given.memory_total_bytes - given.memory_available_bytes,
        dramInsidePackage: compatibility ? "yes" : "no",
      },
      ["absolutePower", "attributedPower", "cpuShare", "memoryShare"],
    );
    return {
      absolute_w: result.absolutePower,
      attributed_w: result.attributedPower,
      cpu_share: result.cpuShare,
      memory_share: result.memoryShare,
    };
  },
};

const pmonRow = z.object({ gpu: z.number(), pid: z.number(), sm_percent: absent });

type PmonRow = z.infer<typeof pmonRow>;

const gpuInputs = z.object({
  gpus: z.array(z.object({ power_w: z.number(), pids: z.array(z.number()).nullish() })),
  pmon_samples: z.array(pmonRow),
  tracked_pids: z.array(z.number()),
});

const gpuAttribution: CaseAdapter = {
  method: "experiment-impact-tracker",
  kind: "gpu-attribution",
  run: (inputs, compatibility) => {
    const given = gpuInputs.parse(inputs);
    const samples = compatibility ? withoutTwins(given.pmon_samples) : given.pmon_samples;
    const gpuReadings = given.gpus.map(({ power_w: power, pids }, gpu) => {
      const rows = samples.filter((row) => row.gpu === gpu);
      const own = (pids ?? rows.map(({ pid }) => pid)).filter((pid) => given.tracked_pids.includes(pid));
      const ownBusy = total([...new Set(own)].map((pid) => meanBusy(rows, pid)));
      const allBusy = total([...new Set(rows.map(({ pid }) => pid))].map((pid) => meanBusy(rows, pid)));
      return { power, ownBusy, allBusy, held: own.length > 0 ? "yes" : "no" };
    });
    const result = evaluate(experimentImpactTracker, { gpuReadings }, [
      "gpuAbsolutePower",
      "gpuAttributedPower",
      "meanUtilisation",
      "meanShare",
    ]);
    return {
      absolute_w: result.gpuAbsolutePower,
      attributed_w: result.gpuAttributedPower,
      mean_abs_util: result.meanUtilisation,
      mean_rel_util: result.meanShare,
    };
  },
};

/** Mean share of time that a process's kernels ran, over the rows that state it; a dash counts as 0. */
function meanBusy(rows: readonly PmonRow[], process: number): number {
  const own = rows.filter(({ pid }) => pid === process);
  return own.length === 0 ? 0 : total(own.map(({ sm_percent: busy }) => (busy ?? 0) / 100)) / own.length;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Each row once, however often it was printed. */
function withoutTwins(rows: readonly PmonRow[]): readonly PmonRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify([row.gpu, row.pid, row.sm_percent]), row])).values()];
}

const roughInputs = z.object({
  gpu_tdp_w: absent,
  gpu_usage: absent,
  cpu_tdp_w: absent,
  cpu_usage: absent,
  duration_s: z.number(),
  carbon_intensity_g_per_kwh: z.number(),
});

const roughEstimate: CaseAdapter = {
  method: "experiment-impact-tracker",
  kind: "rough-estimate",
  run: (inputs) => {
    const given = roughInputs.parse(inputs);
    const result = evaluate(
      experimentImpactTracker,
      {
        roughDuration: given.duration_s,
        intensity: given.carbon_intensity_g_per_kwh,
        cpuTdp: given.cpu_tdp_w ?? 0,
        gpuTdp: given.gpu_tdp_w ?? 0,
        ...(given.cpu_usage == null ? {} : { cpuUsage: given.cpu_usage }),
        ...(given.gpu_usage == null ? {} : { gpuUsage: given.gpu_usage }),
      },
      ["roughCpuEnergy", "roughGpuEnergy", "roughEnergy", "roughCarbon"],
    );
    return {
      gpu_kwh: result.roughGpuEnergy,
      cpu_kwh: result.roughCpuEnergy,
      energy_kwh: result.roughEnergy,
      carbon_kg: result.roughCarbon / 1000,
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const experimentImpactTrackerCases: readonly CaseKind[] = [
  logIntegration,
  raplAttribution,
  gpuAttribution,
  roughEstimate,
];
