import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseUnit } from "@wattledger/core";
import type { Factor, FactorFamily } from "@wattledger/core";
import { factorSchema } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import * as z from "zod";
import { families } from "./index.ts";

const dataFolder = join(import.meta.dirname, "data");

/** Keys of a data file's rows, with aliases where it has them. */
function keysOf(path: string): readonly string[] {
  const file = z
    .object({ rows: z.array(z.object({ key: z.string(), aliases: z.array(z.string()).optional() })) })
    .parse(JSON.parse(readFileSync(join(dataFolder, path), "utf8")));
  return file.rows.flatMap(({ key, aliases }) => [key, ...(aliases ?? [])]);
}

function keysBelow(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(join(dataFolder, folder))
    .filter((name) => pattern.test(name))
    .flatMap((name) => keysOf(`${folder}/${name}`));
}

const countries = readFileSync(join(dataFolder, "places/countries.json"), "utf8").match(/(?<="..\|)[A-Z]{3}/g) ?? [];

const aiModelNames = ["gpt-4o", "gpt-4o-mini", "claude-opus-4-5", "gemma-3-27b-it", "deepseek-ai/DeepSeek-V3.1"];

/** Every key that a family knows, or for processors a sample of each kind. */
const known: Readonly<Record<string, readonly string[]>> = {
  "ai-model.active-parameters": aiModelNames,
  "ai-model.first-token-time": ["gpt-4o", "claude-opus-4-5", "mistral-large-2411"],
  "ai-model.throughput": ["gpt-4o", "claude-opus-4-5", "mistral-large-2411"],
  "ai-model.total-parameters": aiModelNames,
  cloud: ["aws:us-west-2", "aws:eu-west-3", "gcp:us-central1", "azure:West Europe"],
  "electricity-adpe": [...countries, "WORLD", "DE-LU", "time-zone:Europe/Paris"],
  "electricity-pe-fossil": [...countries, "WORLD", "DE-LU", "time-zone:Europe/Paris"],
  "electricity-water": [...countries, "WORLD", "DE-LU", "time-zone:Europe/Paris"],
  "embodied.device": keysBelow("embodied", /^(boavizta-|falk|nvidia|schneider|wattledger-2026\.)/),
  "embodied.lifetime": keysBelow("embodied", /lifetime/),
  "embodied.utilisation": keysBelow("embodied", /utilisation/),
  equivalences: keysBelow("equivalences", /./),
  "facility.pue": keysBelow("facility", /pue|uptime/),
  "facility.wue": keysBelow("facility", /wue|lbnl/),
  grid: [
    ...countries,
    ...keysOf("grid/ember-co2js-0.19.0.json"),
    "US-CAMX",
    "aws:us-east-1",
    "SE-SE3",
    "time-zone:Asia/Tokyo",
  ],
  "grid.direct": [...keysOf("grid/egrid-2023-rev2.json"), "US-CAL-CISO", "aws:us-east-1"],
  "hardware.accelerator.peak": ["H100", "A100", "TPU v4", "MI300X"],
  "hardware.accelerator.tdp": ["H100", "A100-PCIE-40GB", "TPU v4", "T4"],
  "hardware.cpu.power-per-core": ["AMD EPYC 7763", "Xeon E5-2683 v4"],
  "hardware.cpu.power-per-thread": ["AMD EPYC 7763", "Xeon E5-2683 v4"],
  "hardware.cpu.tdp": ["AMD EPYC 7763", "Xeon E5-2683 v4", "Intel Core i5-1335U", "AMD EPYC 7V73X"],
  "memory.module-power": keysBelow("memory", /modules/),
  "memory.power": keysBelow("memory", /^(?!.*modules)/),
  "mlenergy.energy-per-token": ["google/gemma-2-9b-it, H100, 128", "Mistral-7B-Instruct-v0.3, A100x1, 100"],
  "rest-of-node": keysBelow("rest-of-node", /./),
  "storage.drive-power": keysBelow("storage", /./),
};

async function figuresOf(family: FactorFamily): Promise<readonly Factor[]> {
  const factors: Factor[] = [];
  for (const key of known[family.id] ?? []) {
    const found = await family.find(key);
    if (!found.ok) throw new Error(`${family.id} ${key}: ${found.error.message}`);
    factors.push(found.value.factor);
  }
  return factors;
}

test("the registry is in order of id, and each id is there once", () => {
  const ids = families.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
});

test("the registry holds every family that a file of the package defines", () => {
  const code = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(import.meta.dirname, path), "utf8"))
    .join("\n");
  const defined = [...code.matchAll(/^export const \w+: FactorFamily =|^const (pue|wue): FigureFamily/gm)].length - 2;
  expect(families.length).toBe(defined);
});

/** What is wrong with a figure, in words; none for a good one. */
function faultsOf(family: FactorFamily, factor: Factor): readonly string[] {
  const { distribution } = factor.uncertainty;
  const checks: Readonly<Record<string, boolean>> = {
    "does not fit the schema": !factorSchema.safeParse(factor).success,
    "is in another unit than its family": factor.unit !== family.unit,
    "has an id that does not begin with the family": !factor.id.startsWith(`${family.id}/`),
    "has an id that does not end with the year": !factor.id.endsWith(`/${factor.year}`),
    "is under a licence that may not travel": !licences.has(factor.source.license),
    "lies outside its interval":
      distribution.kind === "interval" && !(distribution.low <= factor.value && factor.value <= distribution.high),
    "has a normal so wide that draws fall below zero":
      distribution.kind === "normal" && factor.value - 3 * distribution.sd <= 0,
  };
  return Object.entries(checks).flatMap(([fault, found]) => (found ? [`${factor.id} ${fault}`] : []));
}

const licences = new Set(["Apache-2.0", "CC-BY-4.0", "MIT", "MPL-2.0", "ODbL-1.0", "facts", "public-domain"]);

const named = families.map((family) => [family.id, family] as const);

/** All figures of each family, looked up once. */
const figures = new Map(
  await Promise.all(families.map(async (family) => [family.id, await figuresOf(family)] as const)),
);

test.for(named)("%s: every figure has its papers and lies in its interval", ([id, family]) => {
  const factors = figures.get(id) ?? [];
  expect(factors.length).toBeGreaterThan(1);
  expect(factors.flatMap((factor) => faultsOf(family, factor))).toEqual([]);
});

test.for(named)("%s: one id is one figure, since equal ids count as one variable", ([familyId]) => {
  const factors = figures.get(familyId) ?? [];
  const ids = new Set(factors.map(({ id }) => id));
  const distinct = new Set(factors.map(({ id, value, uncertainty }) => JSON.stringify([id, value, uncertainty])));
  expect(distinct.size).toBe(ids.size);
});

test.for(named)("%s: without a key it announces its default or has none", async ([, family]) => {
  const found = await family.find(undefined);
  const outcome = found.ok
    ? { announced: found.value.fallbacks.length > 0, faults: faultsOf(family, found.value.factor) }
    : found.error.kind;
  expect([{ announced: true, faults: [] }, "no-factor"]).toContainEqual(outcome);
  expect(await family.find("  ")).toEqual(found);
});

test.for(named)("%s: a name that nobody knows is refused, never answered by a default", async ([, family]) => {
  const found = await family.find("Qwxyz 4711");
  expect(found).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
});

test.for(named)("%s: its own examples are known", async ([, family]) => {
  const found = await Promise.all(family.key.examples.map((example) => family.find(example)));
  // The collected list knows the power of some parts, but neither cores nor threads: that is no-factor, not unknown.
  expect(found.filter((result) => !result.ok && result.error.kind === "unknown-name")).toEqual([]);
});

test.for(named)("%s: its unit is one that formulas can carry", ([, family]) => {
  expect(parseUnit(family.unit).text).toBe(family.unit);
});
