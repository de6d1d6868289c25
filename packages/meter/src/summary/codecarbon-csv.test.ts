import { defined } from "@wattledger/core/defined";
import { expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import { accountRun } from "../account/account.ts";
import type { RunStarted } from "../record/record.ts";
import { codecarbonColumns, codecarbonHeader, codecarbonLine, codecarbonRow } from "./codecarbon-csv.ts";
import type { CodecarbonRow } from "./codecarbon-csv.ts";
import { summariseRun } from "./run-summary.ts";

const server: RecordedRun = {
  packages: [{ joules: 900, dramJoules: 60 }],
  chassis: 23,
  cpuSeconds: 20,
  busySeconds: 40,
  options: { zone: "FR", pue: 1.5 },
  labels: { name: "try", project: "vision", tags: {}, lineage: { experiment: "depth" } },
};

async function rowOf(run: RecordedRun, place?: RunStarted["place"]): Promise<CodecarbonRow> {
  const { started, finished } = await meterRecordedRun(run);
  const placed = place === undefined ? started : { ...started, place };
  const accounted = await accountRun(placed, finished, "succeeded");
  if (!accounted.ok) throw new Error("refused");
  const summary = summariseRun(placed, finished, accounted.value);
  return codecarbonRow({ started: placed, measurement: finished, ...accounted.value, summary });
}

/** Reads a line back, like any reader of RFC 4180. */
function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,]*))/gu)].map(
    ({ groups }) => groups?.["quoted"]?.replaceAll('""', '"') ?? groups?.["plain"] ?? "",
  );
}

test("the columns are those of CodeCarbon 3.2.1 to 3.3.0, in its order", () => {
  expect(codecarbonHeader()).toBe(
    "timestamp,project_name,run_id,experiment_id,duration,emissions,emissions_rate,cpu_power,gpu_power,ram_power," +
      "cpu_energy,gpu_energy,ram_energy,energy_consumed,water_consumed,country_name,country_iso_code,region," +
      "cloud_provider,cloud_region,os,python_version,codecarbon_version,cpu_count,cpu_model,gpu_count,gpu_model," +
      "longitude,latitude,ram_total_size,tracking_mode,cpu_utilization_percent,gpu_utilization_percent," +
      "ram_utilization_percent,ram_used_gb,on_cloud,pue,wue",
  );
  expect(codecarbonColumns).toHaveLength(38);
});

test("values have CodeCarbon's units", async () => {
  const row = await rowOf(server);
  // Half of 900 J in 10 s. Energies are multiplied by PUE, powers are not.
  expect(row.cpu_power).toBeCloseTo(45, 9);
  expect(row.cpu_energy).toBeCloseTo((450 * 1.5) / 3.6e6, 15);
  expect(row.emissions).toBeCloseTo((Number(row.energy_consumed) * 44.18) / 1000, 15);
  expect(row.emissions_rate).toBeCloseTo(Number(row.emissions) / 10, 18);
  expect(row).toMatchObject({
    timestamp: "2026-11-21T22:30:11",
    project_name: "vision",
    run_id: "20261121-223001-k3f9",
    experiment_id: "depth",
    duration: 10,
    country_name: "France",
    country_iso_code: "FRA",
    on_cloud: "N",
    tracking_mode: "process",
    cpu_count: 8,
    cpu_utilization_percent: 50,
    ram_total_size: 32_000_000 / 1024 ** 2,
    pue: 1.5,
  });
});

test("an unknown value is empty, never 0", async () => {
  const cells = new Map(
    cellsOf(codecarbonLine(await rowOf(server))).map((cell, index) => [codecarbonColumns[index], cell]),
  );
  for (const column of ["gpu_power", "gpu_energy", "gpu_count", "longitude", "python_version", "cloud_region"] as const)
    expect([column, cells.get(column)]).toEqual([column, ""]);
  const nothing = await rowOf({ models: false, processTimes: false });
  expect(nothing).toMatchObject({ emissions: null, energy_consumed: null, cpu_energy: null, water_consumed: null });
});

test("boards are named as CodeCarbon names them, or not at all", async () => {
  const { started, finished } = await meterRecordedRun(server);
  const board = (id: string, model?: string): (typeof finished.energy)[number] => {
    const [first] = finished.energy;
    if (first === undefined) throw new Error("The run has no channel.");
    const channel = { ...first.channel, id, component: "gpu" as const, ...defined({ model }) };
    return { ...first, channel };
  };
  const modelOf = async (...boards: (typeof finished.energy)[number][]): Promise<unknown> => {
    const measurement = { ...finished, energy: [...finished.energy, ...boards] };
    const accounted = await accountRun(started, measurement, "succeeded");
    if (!accounted.ok) throw new Error("The run cannot be accounted for.");
    const summary = summariseRun(started, measurement, accounted.value);
    const row = await codecarbonRow({ started, measurement, ...accounted.value, summary });
    return [row.gpu_count, row.gpu_model];
  };
  expect(await modelOf(board("a", "NVIDIA A100"), board("b", "NVIDIA A100"))).toEqual([2, "2 x NVIDIA A100"]);
  expect(await modelOf(board("a", "NVIDIA A100"), board("b"))).toEqual([2, null]);
});

test("a cloud region is named, if it was given or found in the environment", async () => {
  const place = { cloud: [{ variable: "AWS_REGION", value: "eu-west-1" }] };
  const found = { cloud_provider: "aws", cloud_region: "eu-west-1", on_cloud: "Y", country_iso_code: "IRL" };
  expect(await rowOf({ virtual: true }, place)).toMatchObject(found);
  expect(await rowOf({ virtual: true, options: { zone: "aws:eu-west-1" } })).toMatchObject(found);
  expect(await rowOf({ virtual: true, options: { zone: "FR" } }, place)).toMatchObject({
    on_cloud: "N",
    cloud_region: null,
  });
});

test("the timestamp is the machine's local time, without its zone", async () => {
  expect((await rowOf(server, { timeZone: "Asia/Tokyo" })).timestamp).toBe("2026-11-22T07:30:11");
  expect((await rowOf(server, { timeZone: "Mars/Olympus" })).timestamp).toBe("2026-11-21T22:30:11");
});

test("texts are read back unchanged, and none is a formula to a spreadsheet", async () => {
  const row = { ...(await rowOf(server)), project_name: 'a "b", c\nd', experiment_id: "=HYPERLINK(1)" };
  const cells = cellsOf(codecarbonLine(row));
  expect(cells).toHaveLength(38);
  expect([cells[1], cells[3]]).toEqual(['a "b", c\nd', "'=HYPERLINK(1)"]);
});

test("a row contains neither command nor folder", async () => {
  expect(codecarbonLine(await rowOf(server))).not.toMatch(/secret|home|python/u);
});
