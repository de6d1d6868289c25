import { assume, evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import { codecarbon } from "@wattledger/methods";
import {
  codecarbonFuels,
  codecarbonIntensity,
  codecarbonSources,
  mixGrams,
} from "@wattledger/methods/codecarbon-places";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { codecarbonEquivalentsCases } from "./equivalents.ts";
import { codecarbonPowerCases } from "./power.ts";

const absent = z.number().nullish();
const word = z.string().nullish();
const method = "codecarbon";

const optionsSchema = z.object({
  country_iso_code: word,
  region: word,
  cloud_provider: word,
  cloud_region: word,
  force_carbon_intensity_g_co2e_kwh: z.unknown().optional(),
  pue: absent,
  wue: absent,
});

type Options = z.infer<typeof optionsSchema>;

/** Intensity by the options, kgCO2e/kWh; one that is forced but no number of at least 0, even as text, is ignored. */
function intensityOf({ force_carbon_intensity_g_co2e_kwh: given, ...place }: Options): number {
  const forced = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  if (typeof forced === "number" && forced >= 0) return forced / 1000;
  const { country_iso_code: country, region, cloud_provider: provider, cloud_region: cloudRegion } = place;
  return codecarbonIntensity({
    country: country ?? "",
    ...(region == null ? {} : { region }),
    ...(provider == null || cloudRegion == null ? {} : { cloud: { provider, region: cloudRegion } }),
  });
}

/** Columns of the original's file, of which `duration` starts anew with each task. */
function columnsOf(readings: readonly Row[], duration: number, options: Options): Readonly<Record<string, number>> {
  const result = evaluate(
    codecarbon,
    {
      readings,
      duration,
      intensity: intensityOf(options),
      ...(options.pue == null ? {} : { pue: options.pue }),
      ...(options.wue == null ? {} : { wue: options.wue }),
    },
    [
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
    ],
  );
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
});

type Part = z.infer<typeof partSchema>;

const runInputs = z.object({
  components: z.array(partSchema),
  measure_at_s: z.array(z.number()),
  then_stop_after_s: absent,
  options: optionsSchema.nullish(),
});

/** At the end it measures once more only if the last reading is older. */
const shortestLastReading = 0.05;

const run: CaseAdapter = {
  method,
  kind: "run",
  run: (inputs) => {
    const given = runInputs.parse(inputs);
    const last = given.then_stop_after_s ?? 0;
    const durations = [0, ...given.measure_at_s, ...(last > shortestLastReading ? [last] : [])];
    const readings = durations.map((duration, index) => ({
      duration,
      cpuPower: powerOf(given.components, "cpu", index),
      gpuPower: powerOf(given.components, "gpu", index),
      ramPower: powerOf(given.components, "ram", index),
    }));
    const duration = given.measure_at_s.reduce((sum, one) => sum + one, last);
    return columnsOf(readings, duration, given.options ?? {});
  },
};

/** Power of a kind of part at a reading, of which the first follows the start at once. */
function powerOf(parts: readonly Part[], kind: Part["part"], reading: number): number {
  return parts.filter(({ part }) => part === kind).reduce((sum, part) => sum + powerOfPart(part, reading), 0);
}

function powerOfPart(
  { part, watts, tdp_w: tdp, load_percent: percent, memory_gb: memory }: Part,
  reading: number,
): number {
  // What counters say is a list, one for each interval: at the first reading they have counted nothing yet.
  if (Array.isArray(watts)) return reading === 0 ? 0 : (watts[reading - 1] ?? watts.at(-1) ?? 0);
  if (watts != null) return watts;
  if (part === "ram") return evaluate(codecarbon, { memory: memory ?? 0 }, ["ramPower"]).ramPower;
  const processor = tdp == null ? {} : { tdp };
  if (percent == null) return evaluate(codecarbon, processor, ["constantPower"]).constantPower;
  return evaluate(codecarbon, { ...processor, load: percent / 100 }, ["loadPower"]).loadPower;
}

const loadRunInputs = z.object({
  tdp_w: absent,
  ram_w: z.number(),
  country: word,
  first_sample_percent: z.number(),
  intervals_of_1s_samples_percent: z.array(z.array(z.number())),
  options: optionsSchema.nullish(),
});

const runCpuLoad: CaseAdapter = {
  method,
  kind: "run-cpu-load",
  run: (inputs) => {
    const given = loadRunInputs.parse(inputs);
    const intervals = given.intervals_of_1s_samples_percent;
    const reading = (percents: readonly number[], duration: number): Row => ({
      duration,
      cpuPower: evaluate(
        codecarbon,
        {
          loads: percents.map((percent) => ({ load: percent / 100 })),
          ...(given.tdp_w == null ? {} : { tdp: given.tdp_w }),
        },
        ["sampledPower"],
      ).sampledPower,
      ramPower: given.ram_w,
    });
    const readings = [
      reading([given.first_sample_percent], 0),
      ...intervals.map((percents) => reading(percents, percents.length)),
    ];
    const options = optionsSchema.parse({ ...given.options, country_iso_code: given.country });
    return columnsOf(readings, intervals.flat().length, options);
  },
};

const taskInputs = z.object({
  ram_w: z.number(),
  cpu_constant_tdp_w: absent,
  country: word,
  tasks: z.array(z.object({ name: z.string(), s: z.number(), idle_after_s: absent })),
  options: optionsSchema.nullish(),
});

const tasks: CaseAdapter = {
  method,
  kind: "tasks",
  run: (inputs) => {
    const given = taskInputs.parse(inputs);
    const options = optionsSchema.parse({ ...given.options, country_iso_code: given.country });
    const tdp = given.cpu_constant_tdp_w;
    const cpuPower = evaluate(codecarbon, tdp == null ? {} : { tdp }, ["constantPower"]).constantPower;
    const reading = (duration: number): Row => ({ duration, cpuPower, ramPower: given.ram_w });
    const last = given.tasks.at(-1);
    const afterLast = last?.idle_after_s ?? 0;
    // Time between tasks is not measured; that after the last one is at the end, unless it is very short.
    const readings = [
      ...given.tasks.map(({ s }) => reading(s)),
      ...(afterLast > shortestLastReading ? [reading(afterLast)] : []),
    ];
    const total = columnsOf(readings, (last?.s ?? 0) + afterLast, options);
    return {
      tasks: given.tasks.map(({ name, s }) => ({ task: name, ...columnsOf([reading(s)], s, options) })),
      total_kg: total["emissions"],
      total,
    };
  },
};

const mixInputs = z.object({ mix_twh: recordOf(z.unknown()) });

const mixToIntensity: CaseAdapter = {
  method,
  kind: "mix-to-intensity",
  run: (inputs) => {
    const { mix_twh: mix } = mixInputs.parse(inputs);
    const stated = mix["carbon_intensity"];
    if (typeof stated === "number" && stated !== 0) return { kg_per_kwh: stated / 1000 };
    const generation = numbersOf(mix, /^(?<source>.*)_TWh$/u);
    const grams = mixGrams(generation, codecarbonSources, generation["total"] ?? 0, "mixIntensity");
    return { kg_per_kwh: grams / 1000 };
  },
};

const regionMixInputs = z.object({ mix: recordOf(z.unknown()) });

const regionMixToIntensity: CaseAdapter = {
  method,
  kind: "region-mix-to-intensity",
  run: (inputs) => {
    const shares = numbersOf(regionMixInputs.parse(inputs).mix, /^(?<source>.*)$/u);
    return { kg_per_kwh: mixGrams(shares, codecarbonFuels, shares["total"] ?? 0, "regionIntensity") / 1000 };
  },
};

/** The numbers among the values, by the source that their key names. */
function numbersOf(mix: Readonly<Record<string, unknown>>, pattern: RegExp): Readonly<Record<string, number>> {
  const entries = Object.entries(mix).flatMap(([key, value]) => {
    const source = pattern.exec(key)?.groups?.["source"];
    return source === undefined || typeof value !== "number" ? [] : [[source, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Conversion starts from a known energy. */
const known = assume(codecarbon, ["energy"]);

const privateInputs = z.object({
  country: z.string(),
  region: word,
  energy_kwh: z.number(),
  forced_g_per_kwh: absent,
});

const privateEmissions: CaseAdapter = {
  method,
  kind: "private-emissions",
  run: (inputs) => {
    const { country, region, energy_kwh: energy, forced_g_per_kwh: forced } = privateInputs.parse(inputs);
    const intensity = intensityOf({ country_iso_code: country, region, force_carbon_intensity_g_co2e_kwh: forced });
    return { kg_co2e: evaluate(known, { energy, intensity }, ["carbon"]).carbon };
  },
};

const cloudInputs = z.object({
  provider: z.string(),
  region: z.string(),
  fallback_country: word,
  energy_kwh: z.number(),
});

const cloudEmissions: CaseAdapter = {
  method,
  kind: "cloud-emissions",
  run: (inputs) => {
    const { provider, region, fallback_country: country, energy_kwh: energy } = cloudInputs.parse(inputs);
    const intensity = codecarbonIntensity({ country: country ?? "", cloud: { provider, region } });
    return { kg_co2e: evaluate(known, { energy, intensity }, ["carbon"]).carbon };
  },
};

const liveInputs = z.object({ energy_kwh: z.number(), response: z.object({ carbonIntensity: z.number() }) });

const energyKnown = assume(codecarbon, ["energy"]);

const liveIntensity: CaseAdapter = {
  method,
  kind: "live-intensity",
  run: (inputs) => {
    const { energy_kwh: energy, response } = liveInputs.parse(inputs);
    const intensity = response.carbonIntensity / 1000;
    return { kg_co2e: evaluate(energyKnown, { energy, intensity }, ["carbon"]).carbon };
  },
  // What is asked of the service is plumbing; its answer times the energy is not.
  comparable: (values) => ({ kg_co2e: z.looseObject({ kg_co2e: z.number() }).parse(values).kg_co2e }),
};

const outOfScope = Object.entries({
  "api-upload": "upload to the original's web service",
  boamps: "file format of a report",
  "cloud-detection": "reads the metadata service of a cloud",
  config: "configuration files of the original",
  "csv-import": "file format; importers come with the ledger",
  "csv-write": "file format of the original",
  "emi-channels": "selection of Windows devices",
  "emi-mirrored": "selection of Windows devices",
  "geo-resolution": "asks a web service where the machine is",
  "gpu-ids": "selection of devices",
  "slurm-cpus": "parses the text of a scheduler's command",
  "slurm-memory": "parses the text of a scheduler's command",
}).map(([kind, reason]) => ({ method, kind, outOfScope: reason }));

export const codecarbonCases: readonly CaseKind[] = [
  ...codecarbonEquivalentsCases,
  ...codecarbonPowerCases,
  liveIntensity,
  run,
  runCpuLoad,
  tasks,
  mixToIntensity,
  regionMixToIntensity,
  privateEmissions,
  cloudEmissions,
  ...outOfScope,
];
