import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { recordOf, sourceSchema } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import * as z from "zod";
import { heldProvinces } from "./electricity/china-provinces.ts";
import { heldZones } from "./electricity/electricity-maps.ts";
import { foldName } from "./family/similar.ts";
import { cpuRows } from "./hardware/cpu-table.ts";
import { shippedLicences } from "./licences.ts";
import { cloudRegions } from "./places/cloud-region.ts";
import { resolvePlace, worldRegions } from "./places/place.ts";

const sourceFolder = import.meta.dirname;
const dataFolder = join(sourceFolder, "data");

const dataFiles = readdirSync(dataFolder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".json"))
  .toSorted();

const source = sourceSchema.extend({ license: z.enum(Object.keys(shippedLicences)) });

const year = z.int().min(2005).max(2026);

const figureRow = z
  .strictObject({
    key: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string().min(5),
    year,
    value: z.number().nonnegative(),
    low: z.number().nonnegative(),
    high: z.number().nonnegative(),
    level: z.number().min(0.5).max(0.99),
    basis: z.string().min(5),
    aliases: z.exactOptional(z.array(z.string().min(1))),
    locator: z.exactOptional(z.string().min(1)),
    caveat: z.exactOptional(z.string().min(1)),
  })
  .refine(({ value, low, high }) => low <= value && value <= high, "the value lies inside its interval");

const figures = z.strictObject({ source, rows: z.array(figureRow).min(1) });

const perRegion = z.strictObject({
  source,
  rows: z.array(
    z.strictObject({ key: z.string().regex(/^[a-z]+:[a-z0-9-]+$/), year, value: z.number().nonnegative() }),
  ),
});

const iso3 = /^[A-Z]{3}$/;

const withInterval = z
  .strictObject({
    value: z.number().positive(),
    low: z.number().positive(),
    high: z.number().positive(),
    basis: z.string().min(5),
    level: z.exactOptional(z.literal(0.8)),
  })
  .refine(({ value, low, high }) => low <= value && value <= high, "the value lies inside its interval");

const serverRow = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(5),
  year,
  aliases: z.exactOptional(z.array(z.string().min(1))),
  locator: z.exactOptional(z.string().min(1)),
  caveat: z.exactOptional(z.string().min(1)),
  accelerators: z.exactOptional(z.int().nonnegative()),
  processors: z.exactOptional(z.int().positive()),
  memory: z.exactOptional(z.number().positive()),
  idlePower: z.exactOptional(withInterval),
  averagePower: z.exactOptional(withInterval),
  maximumPower: z.exactOptional(withInterval),
  embodied: z.exactOptional(withInterval),
});

/** Watts when idle and at full load, and the memory that was measured with them. */
const powerRow = z.string().regex(/^[^|]+\|[\d.]+\|[\d.]+(\|[\d.]+)?$/);

const cloudPower = z.strictObject({
  pue: z.number().min(1),
  pueByRegion: recordOf(z.number().min(1)),
  unknown: z.string().regex(/^[\d.]+\|[\d.]+(\|[\d.]+)?$/),
  storage: z.strictObject({ ssd: z.number(), hdd: z.number() }),
  processors: z.array(powerRow),
  accelerators: z.array(powerRow),
});

const perCloud = (of: z.ZodType): z.ZodType => z.strictObject({ aws: of, azure: of, gcp: of });

/** One schema for each folder or file of the data: the first pattern that fits. */
const schemas: readonly (readonly [RegExp, z.ZodType])[] = [
  [
    /^grid\/ember/,
    z.strictObject({
      source,
      rows: z.array(z.strictObject({ key: z.string().min(2), year, value: z.number().min(0).max(1400) })),
    }),
  ],
  [/^grid\/worst-plant/, z.strictObject({ gramsPerKilowattHour: z.number().min(900).max(1600), source })],
  [
    /^grid\/spread/,
    z.strictObject({
      source,
      columns: z.string(),
      newestYear: z.int(),
      typical: z.string().regex(/^typical(\|[\d.]+){4}$/),
      rows: z.array(z.string().regex(/^[A-Z\d ]+(\|[\d.]+){4}$/)),
      zones: z.array(z.string().regex(/^[A-Z\d-]+(\|[\d.]+){4}$/)),
    }),
  ],
  [
    /^grid\/egrid/,
    z.strictObject({
      source,
      rows: z
        .array(
          z.strictObject({
            key: z.string().regex(/^([A-Z]{4}|US)$/),
            name: z.string().min(3),
            poundsPerMegawattHour: z.number().positive(),
          }),
        )
        .length(28),
    }),
  ],
  [
    /^grid-zones\//,
    z.strictObject({
      notice: z.string(),
      source,
      columns: z.string(),
      rows: z
        .array(z.string().regex(/^[A-Z]{2}(-[A-Z\d]{1,8}){0,3}\|[^|]+\|([1-9]\d*,){4}[1-9]\d*(\|(\d+,){4}\d+){2}$/))
        .length(352),
    }),
  ],
  [
    /^electricity-water\//,
    z.strictObject({
      source,
      rows: z.array(
        z.strictObject({ key: z.string().regex(/^([A-Z]{3}|WORLD)$/), value: z.number().positive().max(20) }),
      ),
    }),
  ],
  [
    /^electricity-resources\//,
    z.strictObject({ source, adpe: z.number().positive().max(1e-6), peFossil: z.number().min(3.6) }),
  ],
  [
    /^hardware-card\//,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z.array(z.string().regex(/^(NVIDIA|AMD) [^|]+(\|[\d.]+){3}(\|[\d.]*){4}$/)).length(33),
    }),
  ],
  [
    /^electricity-tools\//,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z
        .array(
          z
            .string()
            .regex(/^([A-Z]{3}|WORLD|[A-Z]{2}(-[A-Z0-9]{1,8}){1,3}|[a-z]+:[a-z0-9-]+)\|[\d.]+\|20[012]\d$/)
            .refine((row) => Number(row.split("|")[1]) < 1500),
        )
        .min(80),
    }),
  ],
  [
    /^electricity-ecologits\//,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z.array(z.string().regex(/^[A-Z]{3}\|[\d.]+\|[\d.]+e-0\d\|[\d.]+\|[\d.]+(\|a?p?w)?$/)).length(215),
    }),
  ],
  [
    /^mlenergy\/v3-(image|video)/,
    z.strictObject({
      source,
      columns: z.string(),
      groups: z.array(
        z.strictObject({
          model: z.string().includes("/"),
          billions: z.number().positive(),
          width: z.int().positive(),
          height: z.int().positive(),
          steps: z.int().positive(),
          frames: z.exactOptional(z.int().positive()),
          framesPerSecond: z.exactOptional(z.int().positive()),
          rows: z.array(z.string().regex(/^(H100|B200)\|\d\|\dx\d\|\d+(\|[\d.]+){3}$/)).min(1),
        }),
      ),
    }),
  ],
  [
    /^mlenergy\//,
    z.strictObject({
      source,
      columns: z.string(),
      groups: z.array(
        z.strictObject({
          task: z
            .string()
            .regex(/^(m?llm_text_generation\/(chat|code)|lm-arena-chat|gpqa|sourcegraph-fim|(image|video)-chat)$/),
          model: z.string().includes("/"),
          totalBillions: z.number().positive(),
          activeBillions: z.number().positive(),
          bits: z.exactOptional(z.literal([4, 8, 16])),
          rows: z.array(z.string().regex(/^([AH]100|B200)\|\d+\|\d+(\|[\d.]+){4,5}$/)).min(1),
        }),
      ),
    }),
  ],
  [
    /^ai-model\/ecologits-2026/,
    z.strictObject({
      source,
      columns: z.string(),
      groups: z.array(
        z.strictObject({
          provider: z.string().regex(/^[a-z_]+$/),
          architecture: z.enum(["dense", "moe"]),
          totalBillions: z.string().regex(/^[\d.]+(-[\d.]+)?$/),
          activeBillions: z.string().regex(/^[\d.]+(-[\d.]+)?$/),
          warnings: z.array(z.enum(["model-arch-not-released", "model-arch-multimodal"])),
          sources: z.string().startsWith("https://"),
          models: z.array(z.string().regex(/^[^|]+\|(old|new|both)(\|[^|]*)*$/)).min(1),
        }),
      ),
    }),
  ],
  [
    /^ai-model\/ecologits-0/,
    z.strictObject({
      source,
      columns: z.string(),
      groups: z.array(
        z.strictObject({
          provider: z.string().regex(/^[a-z_]+$/),
          architecture: z.enum(["dense", "moe"]),
          totalBillions: z.string().regex(/^[\d.]+(-[\d.]+)?$/),
          activeBillions: z.string().regex(/^[\d.]+(-[\d.]+)?$/),
          warnings: z.array(z.enum(["model-arch-not-released", "model-arch-multimodal"])),
          sources: z.string().startsWith("https://"),
          models: z.array(z.string().regex(/^[^|]+(\|[\d.]*){0,2}(\|[^|]+)?$/)).min(1),
        }),
      ),
    }),
  ],
  [
    /^ai-model\/ecologits-2024/,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z.array(z.string().regex(/^[a-z_]+\|[^|]+\|[\d.]+(-[\d.]+)?\|[\d.]+(-[\d.]+)?\|(dense|moe)\|g?$/)),
    }),
  ],
  [
    /^ai-model\//,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z.array(z.string().regex(/^[^|]+\|[\d.]+\|[\d.]+\|(dense|moe)\|\d*$/)),
    }),
  ],
  [/^hardware-cpu\/.*generic/, figures],
  [
    /^hardware-cpu\//,
    z.strictObject({
      source,
      columns: z.string().startsWith("name|tdpWatts"),
      rows: z.array(z.string().regex(/^[^|]+\|[\d.]+(\|[\d]*)*$/)),
    }),
  ],
  [/^cloud-instance\/.*-power/, z.strictObject({ source, columns: z.string(), providers: perCloud(cloudPower) })],
  [
    /^cloud-instance\/cloud-carbon/,
    z.strictObject({
      source,
      columns: z.string(),
      providers: perCloud(z.array(z.string().regex(/^[^|]+(\|[\d.]*){3,5}(\|[^|]*(\|\d*\|[^|]*(\|[\d.]+)?)?)?$/))),
    }),
  ],
  [
    /^cloud-instance\//,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z.array(z.string().regex(/^(aws|azure|gcp):[^|]+(\|[\d.]+){4}\|[^|]*(\|\d+\|[^|]+)?$/)),
      corrections: z.array(
        z.strictObject({
          names: z.array(z.string().regex(/^(aws|azure|gcp):/)).min(1),
          why: z.string().regex(/^[A-Z].*\.$/),
          memory: z.exactOptional(z.number().positive()),
          largestMemory: z.exactOptional(z.number().positive()),
          serverCarbon: z.exactOptional(z.number().positive().nullable()),
          processors: z.exactOptional(z.string().min(1)),
          accelerators: z.exactOptional(z.int().positive()),
          accelerator: z.exactOptional(z.string().min(1)),
          baselinePercent: z.exactOptional(z.number().positive().max(100)),
        }),
      ),
      serverRule: z.looseObject({ locator: z.string().min(1), baseKilograms: z.number() }),
      googleMemoryPerVcpu: recordOf(z.number().positive()),
      googleMemory: recordOf(z.number().positive()),
      power: z.strictObject({
        source,
        acceleratorSource: source,
        processors: z.array(powerRow),
        accelerators: z.array(powerRow),
        devicesPerBoard: recordOf(z.int().min(2)),
        googleMemory: z.array(z.string().regex(/^[^|]+\|[\d.]+$/)),
        googleUnknownMemory: z.number().positive(),
      }),
    }),
  ],
  [/^server\//, z.strictObject({ source, servers: z.array(serverRow).min(1) })],
  [
    /^hardware-accelerator\//,
    z.strictObject({
      source,
      columns: z.string(),
      rows: z.array(z.string().regex(/^[^|]+\|[\d.]+\|[\d.]*\|\d+\|20\d\d\|[^|]*(\|[^|]*(\|[2-9])?)?$/)),
    }),
  ],
  [
    /^grid\/mee-china/,
    z.strictObject({
      source,
      nationalGramsPerKilowattHour: z.number().min(100).max(1000),
      columns: z.string(),
      rows: z.array(z.string().regex(/^CN-[A-Z]{2}\|[A-Z][A-Za-z ]+\|\d{3}\.\d$/)).length(30),
    }),
  ],
  [
    /^places\/subdivisions/,
    z.strictObject({
      columns: z.string(),
      sources: recordOf(z.string().regex(/20\d\d/)),
      rows: z.array(z.string().regex(/^[A-Z]{2}-[A-Z\d]{1,3}\|[^|]*\|[A-Z]{2}-[A-Z\d,-]+\|([A-Z]{4})?(\|[^|]+)*$/)),
      subregionColumns: z.string(),
      subregionSource: z.string().regex(/20\d\d/),
      subregions: z.array(z.string().regex(/^[A-Z]{4}\|[A-Z]{2}-[A-Z\d,-]+$/)).length(26),
      territoryColumns: z.string(),
      territorySources: recordOf(z.string()),
      territories: z.array(z.string().regex(/^[A-Z]{2}-[A-Z\d]{2,3}\|[A-Z]{2}$/)),
    }),
  ],
  [
    /^places\//,
    z.strictObject({
      columns: z.string(),
      source: z.exactOptional(z.string()),
      rows: z.array(z.string().regex(/^[^|]+\|/)),
    }),
  ],
  [/^facility\/region-/, perRegion],
  [/./, figures],
];

test.for(dataFiles)("data/%s fits the schema of its family", (path) => {
  const content: unknown = JSON.parse(readFileSync(join(dataFolder, path), "utf8"));
  const schema = schemas.find(([pattern]) => pattern.test(path))?.[1];
  expect(schema?.safeParse(content).error?.issues).toBeUndefined();
});

test("every data file is read by some family", () => {
  const code = readdirSync(sourceFolder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(sourceFolder, path), "utf8"))
    .join("\n");
  expect(dataFiles.filter((path) => !code.includes(`data/${path}"`))).toEqual([]);
});

test("what is under the Open Database License says so in the notice's words", () => {
  const texts = dataFiles.map((path) => readFileSync(join(dataFolder, path), "utf8"));
  const open = texts.filter((text) => text.includes("ODbL"));
  expect(open.length).toBeGreaterThan(0);
  for (const text of open) expect(text).toContain("available under the Open Database License");
});

test("a database under the Open Database License begins with its notice, and one module alone loads it, when it is asked for", () => {
  const path = "grid-zones/electricity-maps-2025.json";
  expect(readFileSync(join(dataFolder, path), "utf8")).toMatch(
    /^\{\n {2}"notice": "Contains information from [^"]*stays under that/u,
  );
  const readers = readdirSync(sourceFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.ts$/u.test(name))
    .filter((name) => readFileSync(join(sourceFolder, name), "utf8").includes(path));
  expect(readers).toEqual(["electricity/electricity-maps.ts"]);
  expect(readFileSync(join(sourceFolder, "electricity/electricity-maps.ts"), "utf8")).toContain(
    `await import("../data/${path}"`,
  );
});

/** The words by which a row of the notice names each licence. */
const noticeWords: Readonly<Record<string, string>> = {
  "Apache-2.0": "Apache-2.0",
  "CC-BY-4.0": "CC BY 4.0",
  MIT: "MIT",
  "MPL-2.0": "MPL-2.0",
  "ODbL-1.0": "ODbL 1.0",
  facts: "facts",
  "public-domain": "public domain",
};

interface NoticeRow {
  readonly files: readonly RegExp[];
  readonly licence: string;
}

/** Rows of the notice's table; a star in a file's name matches any letters within a folder. */
function noticeRows(): readonly NoticeRow[] {
  const lines = readFileSync(join(sourceFolder, "../NOTICE.md"), "utf8").split("\n");
  return lines
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [, names = "", , licence = ""] = line
        .split(" | ")
        .flatMap((cell, index) => (index === 0 ? ["", cell] : [cell]));
      const paths = [...names.matchAll(/`([\w.*-]+\/[\w.*-]+)`/gu)].map(([, name = ""]) => name);
      return {
        files: paths.map((path) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`, "u")),
        licence,
      };
    });
}

test("the notice has a row for every data file, under the licence that the file states", () => {
  const rows = noticeRows();
  const faults = dataFiles.flatMap((path) => {
    const name = path.replace(/\.json$/u, "");
    const own = rows.filter(({ files }) => files.some((file) => file.test(name)));
    if (own.length === 0) return [`${name}: no row of NOTICE.md names it`];
    const text = readFileSync(join(dataFolder, path), "utf8");
    const licences = [...text.matchAll(/"license": "([^"]+)"/gu)].map(([, licence = ""]) => licence);
    return [...new Set(licences)]
      .filter((licence) => !own.some((row) => row.licence.includes(noticeWords[licence] ?? licence)))
      .map((licence) => `${name}: its row of NOTICE.md does not say ${licence}`);
  });
  expect(faults).toEqual([]);
});

test("every file that a row of the notice names exists", () => {
  const names = dataFiles.map((path) => path.replace(/\.json$/u, ""));
  const unused = noticeRows().flatMap(({ files }) => files.filter((file) => !names.some((name) => file.test(name))));
  expect(unused.map(String)).toEqual([]);
});

test("countries carry well-formed and unique codes and a region that is known", () => {
  const { rows } = z
    .object({ rows: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(join(dataFolder, "places/countries.json"), "utf8")));
  const cells = rows.map((row) => row.split("|"));
  expect(cells.length).toBe(250);
  for (const [iso2, code, name, region] of cells) {
    expect(iso2).toMatch(/^[A-Z]{2}$/);
    expect(code).toMatch(iso3);
    expect(name).not.toBe("");
    expect(worldRegions.has(region ?? "")).toBe(true);
  }
  for (const column of [0, 1, 2]) expect(new Set(cells.map((row) => row[column])).size).toBe(cells.length);
  const spellings = cells.map(([iso2, code, name, , ...others]) => [iso2, code, name, ...others]);
  const folded = spellings.map((row) => [...new Set(row.map((spelling) => foldName(spelling ?? "")))]);
  expect(new Set(folded.flat()).size).toBe(folded.flat().length);
});

test("subdivisions name zones that are held, countries that exist, and no name that a country has", async () => {
  const subdivisions = z
    .object({ rows: z.array(z.string()), subregions: z.array(z.string()), territories: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(join(dataFolder, "places/subdivisions.json"), "utf8")));
  const held = new Set([...(await heldZones()), ...(await heldProvinces())]);
  const zones = [
    ...subdivisions.rows.map((row) => row.split("|")[2]),
    ...subdivisions.subregions.map((row) => row.split("|")[1]),
  ];
  expect(zones.flatMap((cell) => cell?.split(",") ?? []).filter((zone) => !held.has(zone))).toEqual([]);
  const codes = subdivisions.rows.map((row) => row.slice(0, row.indexOf("|")));
  expect(new Set(codes).size).toBe(codes.length);
  const names = subdivisions.rows
    .flatMap((row) => row.split("|").filter((cell, index) => (index === 1 || index > 3) && cell !== ""))
    .map(foldName);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    const place = await resolvePlace(name);
    expect([name, place.ok && place.value.kind === "country" && place.value.zone !== undefined]).toEqual([name, true]);
  }
  for (const row of subdivisions.territories) {
    const [code = "", own = ""] = row.split("|");
    expect(await resolvePlace(code)).toEqual(await resolvePlace(own));
  }
});

test("processors have a power that a socket can supply, and one, two or four threads to a core", async () => {
  const rows = await cpuRows();
  const odd = rows.filter(
    ({ tdpWatts, cores = 1, threads = cores, launchYear = 2025 }) =>
      !(tdpWatts > 0.01 && tdpWatts <= 500) ||
      !(cores >= 1 && [1, 2, 4].includes(threads / cores)) ||
      !(launchYear > 1998 && launchYear <= 2025),
  );
  expect(rows.length).toBeGreaterThan(3000);
  expect(odd).toEqual([]);
});

test("only power that is a turbo limit in the source is corrected, and downwards", async () => {
  const corrected = (await cpuRows()).filter(({ correctedFromWatts }) => correctedFromWatts !== undefined);
  expect(corrected.map(({ name, tdpWatts, correctedFromWatts }) => [name, correctedFromWatts, tdpWatts])).toEqual([
    ["Intel Core i5-1335U", 55, 15],
    ["Intel Core i7-12700K", 190, 125],
    ["Intel Core i7-1270P", 64, 28],
  ]);
});

test("rows known to be wrong in the source are not carried over", async () => {
  const names = new Set((await cpuRows()).map(({ name }) => name));
  for (const name of [
    "Intel Celeron 1000A",
    "Intel Celeron 1400",
    "Intel Quark Microcontroller D1000",
    "Intel Xeon 2.2",
  ]) {
    expect(names.has(name)).toBe(false);
  }
});

test("bare names of cloud regions are unique across providers", async () => {
  const names = (await cloudRegions()).map(({ key }) => key.slice(key.indexOf(":") + 1));
  expect(new Set(names).size).toBe(names.length);
});
