import { convert, inputQuantity } from "@wattledger/core";
import type { Propagated, ResolvedInputs } from "@wattledger/core";
import { findCloudRegion, locate, resolvePlace } from "@wattledger/factors";
import type { Channel } from "@wattledger/sensors";
import { mayBeInCloud } from "../account/assumptions.ts";
import { figureOf } from "../account/run-figures.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { RunStarted } from "../record/record.ts";
import type { RunSummary } from "./run-summary.ts";

/**
 * Columns of CodeCarbon's emissions.csv in its order, as of its releases 3.2.1 to 3.3.0. Units: s, kg, kg/s, W, kWh, L,
 * GiB, per cent. docs/codecarbon-csv.md describes what each contains here.
 */
export const codecarbonColumns = [
  "timestamp",
  "project_name",
  "run_id",
  "experiment_id",
  "duration",
  "emissions",
  "emissions_rate",
  "cpu_power",
  "gpu_power",
  "ram_power",
  "cpu_energy",
  "gpu_energy",
  "ram_energy",
  "energy_consumed",
  "water_consumed",
  "country_name",
  "country_iso_code",
  "region",
  "cloud_provider",
  "cloud_region",
  "os",
  "python_version",
  "codecarbon_version",
  "cpu_count",
  "cpu_model",
  "gpu_count",
  "gpu_model",
  "longitude",
  "latitude",
  "ram_total_size",
  "tracking_mode",
  "cpu_utilization_percent",
  "gpu_utilization_percent",
  "ram_utilization_percent",
  "ram_used_gb",
  "on_cloud",
  "pue",
  "wue",
] as const;

/** A row: a value for each column. Null is unknown, which is not 0. */
export type CodecarbonRow = Readonly<Record<(typeof codecarbonColumns)[number], string | number | null>>;

/** The inputs of a row. */
export interface CodecarbonSubject {
  readonly started: RunStarted;
  readonly measurement: RunMeasurement;
  readonly inputs: ResolvedInputs;
  readonly results: ReadonlyMap<string, Propagated>;
  readonly summary: RunSummary;
}

const bytesPerGibibyte = 2 ** 30;

/** A measured run as a row of CodeCarbon's table. It contains no command, host, user or folder. */
export async function codecarbonRow(subject: CodecarbonSubject): Promise<CodecarbonRow> {
  const { started, measurement, inputs, results, summary } = subject;
  const { machine } = started;
  const seconds = measurement.durationSeconds;
  const pue = inputOf(inputs, "pue");
  const grams = summary.carbonGrams?.nominal ?? null;
  const { cpu, gpu, dram, total } = summary.energyJoules;
  const watts = (joules: number | undefined): number | null =>
    joules === undefined || seconds === 0 ? null : joules / seconds;
  // CodeCarbon multiplies energies by PUE, but never powers.
  const kilowattHours = (joules: number | undefined): number | null =>
    joules === undefined ? null : convert(joules * (pue ?? 1), "J", "kWh");
  const place = await placeOf(subject);
  const gpus = measurement.energy.flatMap(({ channel }) => (channel.component === "gpu" ? [channel] : []));
  const { busySeconds, capacitySeconds, meanMemoryUsedBytes } = measurement.use;
  const memoryShare =
    meanMemoryUsedBytes === undefined || machine.memoryBytes === undefined
      ? null
      : meanMemoryUsedBytes / machine.memoryBytes;
  return {
    timestamp: localTime(started, seconds),
    project_name: summary.project ?? summary.name,
    run_id: summary.id,
    experiment_id: summary.lineage.experiment,
    duration: seconds,
    emissions: grams === null ? null : grams / 1000,
    emissions_rate: grams === null || seconds === 0 ? null : grams / 1000 / seconds,
    cpu_power: watts(cpu?.nominal),
    gpu_power: watts(gpu?.nominal),
    ram_power: watts(dram?.nominal),
    cpu_energy: kilowattHours(cpu?.nominal),
    gpu_energy: kilowattHours(gpu?.nominal),
    ram_energy: kilowattHours(dram?.nominal),
    energy_consumed: total === null ? null : convert(total.nominal, "J", "kWh"),
    water_consumed: total === null ? null : (figureOf(results, "waterSite", "L")?.nominal ?? null),
    ...place,
    os: `${machine.platform}-${machine.architecture}`,
    python_version: null,
    codecarbon_version: null,
    cpu_count: machine.logicalProcessors === 0 ? null : machine.logicalProcessors,
    cpu_model: machine.processorModel ?? null,
    gpu_count: gpus.length === 0 ? null : gpus.length,
    gpu_model: modelsOf(gpus),
    longitude: null,
    latitude: null,
    ram_total_size: machine.memoryBytes === undefined ? null : machine.memoryBytes / bytesPerGibibyte,
    tracking_mode: summary.scope,
    cpu_utilization_percent:
      busySeconds === undefined || capacitySeconds === undefined || capacitySeconds === 0
        ? null
        : 100 * Math.min(1, busySeconds / capacitySeconds),
    gpu_utilization_percent: null,
    ram_utilization_percent: memoryShare === null ? null : 100 * memoryShare,
    ram_used_gb: meanMemoryUsedBytes === undefined ? null : meanMemoryUsedBytes / bytesPerGibibyte,
    on_cloud: place.cloud_region === null ? "N" : "Y",
    pue,
    wue: inputOf(inputs, "siteWater"),
  };
}

/** As CodeCarbon writes it, `2 x NVIDIA A100`, with several kinds in a row. Null if a board's name is unknown. */
function modelsOf(gpus: readonly Channel[]): string | null {
  const counts = new Map<string, number>();
  for (const { model } of gpus) {
    if (model === undefined) return null;
    counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return counts.size === 0 ? null : [...counts].map(([model, count]) => `${count} x ${model}`).join("");
}

/** The line of column names, without its end. */
export function codecarbonHeader(): string {
  return codecarbonColumns.join(",");
}

/** A row as a line of CSV (RFC 4180), without its end. An empty cell is unknown. */
export function codecarbonLine(row: CodecarbonRow): string {
  return codecarbonColumns.map((column) => cell(row[column])).join(",");
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  // An apostrophe before a text that a spreadsheet would take for a formula (OWASP, CSV injection).
  const text = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

type PlaceColumns = Pick<
  CodecarbonRow,
  "country_name" | "country_iso_code" | "region" | "cloud_provider" | "cloud_region"
>;

async function placeOf({ started, inputs, summary }: CodecarbonSubject): Promise<PlaceColumns> {
  const { intensity } = inputs;
  const matched =
    intensity?.kind === "number" && intensity.origin.kind === "factor" ? intensity.origin.matched : undefined;
  const found = matched === undefined ? undefined : await resolvePlace(matched);
  const place = found?.ok === true && found.value.kind === "country" ? found.value : undefined;
  const zone =
    summary.zone.foundBy === "cloud-region"
      ? (await locate(started.place ?? {}, { mayBeInCloud: mayBeInCloud(started.machine) })).zone
      : started.options.zone;
  const cloud = zone === undefined ? undefined : await findCloudRegion(zone);
  return {
    country_name: place?.country.name ?? null,
    country_iso_code: place?.country.iso3 ?? null,
    region: place?.zone ?? null,
    cloud_provider: cloud?.provider ?? null,
    cloud_region: cloud === undefined ? null : cloud.key.slice(cloud.provider.length + 1),
  };
}

function inputOf(inputs: ResolvedInputs, name: string): number | null {
  const input = inputs[name];
  return input?.kind === "number" ? inputQuantity(input).nominal : null;
}

/** The end of the run in the time zone of its machine if the record has it, otherwise in UTC. Without a zone, as CodeCarbon writes it. */
function localTime({ startedAt, place }: RunStarted, seconds: number): string {
  const end = new Date(Date.parse(startedAt) + seconds * 1000);
  try {
    // The Swedish form of a time is that of ISO 8601.
    return end.toLocaleString("sv-SE", { timeZone: place?.timeZone ?? "UTC" }).replace(" ", "T");
  } catch {
    // A name that is not in this system's tables of time zones.
    return end.toISOString().slice(0, 19);
  }
}
