import { evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { codecarbon, codecarbon330 } from "@wattledger/methods";
import type { CodecarbonRelease } from "@wattledger/methods/codecarbon-places";
import { codecarbonPower } from "@wattledger/methods/codecarbon-power";
import * as z from "zod";
import type { CaseKind } from "../case-adapter.ts";
import { counterCases } from "./counters.ts";
import { equivalentsCases } from "./equivalents.ts";
import { intensityCases, intensityOf, optionsSchema } from "./intensity.ts";
import type { Options } from "./intensity.ts";
import { sampledLoad } from "./load-graph.ts";
import { locationCases } from "./location.ts";
import { powerCases } from "./power.ts";
import { ofRelease } from "./release.ts";
import type { ReleaseAdapter } from "./release.ts";

const absent = z.number().nullish();
const word = z.string().nullish();

const columns = [
  "cpuEnergy",
  "gpuEnergy",
  "ramEnergy",
  "energy",
  "carbon",
  "water",
  "rate",
  "meanCpuPower",
  "meanGpuPower",
  "meanRamPower",
] as const;

/** Columns of the original's file, of which `duration` starts again with each task. */
function columnsOf(
  readings: readonly Row[],
  duration: number,
  options: Options,
  release: CodecarbonRelease,
): Readonly<Record<string, number>> {
  const inputs = {
    readings,
    duration,
    intensity: intensityOf(options, release),
    ...(options.pue == null ? {} : { pue: options.pue }),
    ...(options.wue == null ? {} : { wue: options.wue }),
  };
  const result = release === "3.3.0" ? evaluate(codecarbon330, inputs, columns) : evaluate(codecarbon, inputs, columns);
  return {
    duration,
    emissions: result.carbon,
    emissions_rate: result.rate,
    cpu_power: result.meanCpuPower,
    gpu_power: result.meanGpuPower,
    ram_power: result.meanRamPower,
    cpu_energy: result.cpuEnergy,
    gpu_energy: result.gpuEnergy,
    ram_energy: result.ramEnergy,
    energy_consumed: result.energy,
    water_consumed: result.water,
  };
}

const partSchema = z.object({
  part: z.enum(["cpu", "gpu", "ram"]),
  mode: word,
  watts: z.union([z.number(), z.array(z.number())]).nullish(),
  tdp_w: absent,
  load_percent: absent,
  memory_gb: absent,
  reading_takes_s: absent,
});

type Part = z.infer<typeof partSchema>;

const runInputs = z.object({
  components: z.array(partSchema),
  measure_at_s: z.array(z.number()),
  then_stop_after_s: absent,
  reading_takes_s: absent,
  options: optionsSchema.nullish(),
});

/** At the end it measures once more only if the last reading is older. */
const shortestLastReading = 0.05;

const run: ReleaseAdapter = {
  kind: "run",
  run: (inputs, { release }) => {
    const given = runInputs.parse(inputs);
    const last = given.then_stop_after_s ?? 0;
    const durations = [0, ...given.measure_at_s, ...(last > shortestLastReading ? [last] : [])];
    const parts = partsInTurn(given.components);
    // After its parts, a reading may take more: what it takes in all is lost for what is modelled.
    const readingTime = parts.time + (given.reading_takes_s ?? 0);
    const readings = durations.map((duration, index) => ({
      duration,
      cpuLag: parts.lag("cpu"),
      gpuLag: parts.lag("gpu"),
      ramLag: parts.lag("ram"),
      cpuPower: powerOf("cpu", index),
      gpuPower: powerOf("gpu", index),
      ramPower: powerOf("ram", index),
    }));
    const duration = given.measure_at_s.reduce((sum, one) => sum + one, last) + durations.length * readingTime;
    return columnsOf(readings, duration, given.options ?? {}, release);

    /** Power of a kind of part at a reading, of which the first follows the start at once. */
    function powerOf(kind: Part["part"], reading: number): number {
      const since = (durations[reading] ?? 0) + parts.lag(kind);
      // A counter counts on while the previous reading is finished; the time that its power is computed over does not include this.
      const stretch = since > 0 && reading > 0 ? (since - parts.lag(kind) + readingTime) / since : 1;
      return given.components
        .filter(({ part }) => part === kind)
        .reduce((sum, part) => sum + powerOfPart(part, reading) * (Array.isArray(part.watts) ? stretch : 1), 0);
    }
  },
};

interface PartsInTurn {
  /** Time that a reading of all parts takes, s. */
  readonly time: number;
  /** Time that a reading had taken when it came to the first part of a kind, s. */
  readonly lag: (kind: Part["part"]) => number;
}

/** Parts are read one after the other, in the order in which they stand. */
function partsInTurn(parts: readonly Part[]): PartsInTurn {
  const takes = (one: Part): number => one.reading_takes_s ?? 0;
  return {
    time: parts.reduce((sum, one) => sum + takes(one), 0),
    lag: (kind) => {
      const first = parts.findIndex(({ part }) => part === kind);
      return parts.slice(0, Math.max(0, first)).reduce((sum, one) => sum + takes(one), 0);
    },
  };
}

function powerOfPart(
  { part, watts, tdp_w: tdp, load_percent: percent, memory_gb: memory }: Part,
  reading: number,
): number {
  // What counters say is a list, one for each interval: at the first reading they have counted nothing yet.
  if (Array.isArray(watts)) return reading === 0 ? 0 : (watts[reading - 1] ?? watts.at(-1) ?? 0);
  if (watts != null) return watts;
  if (part === "ram") return evaluate(codecarbonPower, { memory: memory ?? 0 }, ["ramPower"]).ramPower;
  const processor = tdp == null ? {} : { tdp };
  if (percent == null) return evaluate(codecarbonPower, processor, ["constantPower"]).constantPower;
  return evaluate(codecarbonPower, { ...processor, load: percent / 100 }, ["loadPower"]).loadPower;
}

const loadRunInputs = z.object({
  tdp_w: absent,
  ram_w: z.number(),
  country: word,
  first_sample_percent: z.number(),
  intervals_of_1s_samples_percent: z.array(z.array(z.number())),
  options: optionsSchema.nullish(),
});

const runCpuLoad: ReleaseAdapter = {
  kind: "run-cpu-load",
  run: (inputs, { release }) => {
    const given = loadRunInputs.parse(inputs);
    const intervals = given.intervals_of_1s_samples_percent;
    const tdp = given.tdp_w == null ? {} : { tdp: given.tdp_w };
    const reading = (percents: readonly number[], duration: number): Row => {
      const sampled = { loads: percents.map((percent) => ({ load: percent / 100 })), ...tdp };
      const { sampledPower } = evaluate(sampledLoad(release), sampled, ["sampledPower"]);
      return { duration, cpuPower: sampledPower, ramPower: given.ram_w };
    };
    const readings = [
      reading([given.first_sample_percent], 0),
      ...intervals.map((percents) => reading(percents, percents.length)),
    ];
    const options = optionsSchema.parse({ ...given.options, country_iso_code: given.country });
    return columnsOf(readings, intervals.flat().length, options, release);
  },
};

const taskInputs = z.object({
  ram_w: z.number(),
  cpu_constant_tdp_w: absent,
  country: word,
  tasks: z.array(z.object({ name: z.string(), s: z.number(), idle_after_s: absent })),
  options: optionsSchema.nullish(),
});

const tasks: ReleaseAdapter = {
  kind: "tasks",
  run: (inputs, { release }) => {
    const given = taskInputs.parse(inputs);
    const options = optionsSchema.parse({ ...given.options, country_iso_code: given.country });
    const tdp = given.cpu_constant_tdp_w;
    const cpuPower = evaluate(codecarbonPower, tdp == null ? {} : { tdp }, ["constantPower"]).constantPower;
    const reading = (duration: number): Row => ({ duration, cpuPower, ramPower: given.ram_w });
    const last = given.tasks.at(-1);
    const afterLast = last?.idle_after_s ?? 0;
    // Time between tasks is not measured; that after the last one is at the end, unless it is very short.
    const readings = [
      ...given.tasks.map(({ s }) => reading(s)),
      ...(afterLast > shortestLastReading ? [reading(afterLast)] : []),
    ];
    const total = columnsOf(readings, (last?.s ?? 0) + afterLast, options, release);
    return {
      tasks: given.tasks.map(({ name, s }) => ({ task: name, ...columnsOf([reading(s)], s, options, release) })),
      total_kg: total["emissions"],
      total,
    };
  },
};

const outOfScope = Object.entries({
  "api-upload": "bodies of the original's web service, which Wattledger never calls",
  boamps: "a report of the original's in another project's format",
  config: "configuration files of the original, which Wattledger does not read",
  "csv-import": "rows of the original's file, which a method does not read",
  "csv-write": "how the original rewrites its own file",
  "emi-channels": "meters of Windows, for which Wattledger has no sensor",
  "emi-mirrored": "meters of Windows, for which Wattledger has no sensor",
  "gpu-ids": "how the original splits a list; a sensor reads CUDA_VISIBLE_DEVICES instead",
  "slurm-cpus": "text of `scontrol`; a run reads the environment of its job and its cgroup instead",
  "slurm-memory": "text of `scontrol`; a run reads the environment of its job and its cgroup instead",
});

/** Kinds of cases of a release, under the name that its case file has. */
export function codecarbonCasesOf(method: string, release: CodecarbonRelease): readonly CaseKind[] {
  const adapters = [...intensityCases, run, runCpuLoad, tasks, ...powerCases, ...counterCases];
  return [
    ...equivalentsCases(method),
    ...adapters.map((one) => ofRelease(one, method, release)),
    ...locationCases.map((one) => ({ ...one, method })),
    ...outOfScope.map(([kind, reason]) => ({ method, kind, outOfScope: reason })),
  ];
}

/** CodeCarbon 3.3.0, with the memory model of 2.8. */
export const codecarbonCases: readonly CaseKind[] = codecarbonCasesOf("codecarbon", "3.3.0");
