import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseUnit } from "@wattledger/core";
import type { Factor, FactorFamily } from "@wattledger/core";
import { factorSchema } from "@wattledger/core/schemas";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { foldName } from "./family/similar.ts";
import { families } from "./index.ts";
import { shippedLicences } from "./licences.ts";

/** Spellings without a row: places served by other places' figures, aliases, part numbers within longer names. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  "ai-model.active-parameters": ["gpt-4o", "gemma-3-27b-it"],
  cloud: ["azure:West Europe"],
  "cloud-instance.vcpus": ["D4s v3", "ml.m5.xlarge", "projects/12/machineTypes/n1-standard-4"],
  "electricity-adpe": ["DE-LU", "time-zone:Europe/Paris", "KEN"],
  "electricity-pe-fossil": ["DE-LU", "time-zone:Europe/Paris", "KEN"],
  "electricity-water": ["DE-LU", "time-zone:Europe/Paris", "KEN"],
  grid: ["US-CAMX", "aws:us-east-1", "aws:us-west-2", "DE-LU", "time-zone:Asia/Tokyo", "CAF"],
  "grid.consumption": ["FR 2021", "FR 2025", "aws:us-west-2"],
  "grid.direct": ["US-CAL-CISO", "aws:us-east-1"],
  "hardware.accelerator.tdp": ["H100", "A100-PCIE-40GB"],
  "hardware.cpu.tdp": ["Xeon E5-2683 v4"],
  "mlenergy.energy-per-token": ["Mistral-7B-Instruct-v0.3, A100x1, 100"],
};

/** Every key of each family with what is found for it, looked up once. */
const lookUps = new Map(
  await Promise.all(
    families.map(async (family) => {
      const held = await family.heldKeys();
      const found = new Map<string, Found>();
      for (const key of [...held, ...(spellings[family.id] ?? [])]) found.set(key, await family.find(key));
      return [family.id, { held, found }] as const;
    }),
  ),
);

type Found = Awaited<ReturnType<FactorFamily["find"]>>;

function figuresOf(id: string, keys = [...(lookUps.get(id)?.found.keys() ?? [])]): readonly Factor[] {
  return keys.flatMap((key) => {
    const found = lookUps.get(id)?.found.get(key);
    return found?.ok === true ? [found.value.factor] : [];
  });
}

/** What makers put behind a name for another product, and a few that nobody sells. */
const variants =
  " Ti| Super| XT| XTX| Max-Q| Laptop GPU| Mobile| Pro| Ultra| v2| 97GB| 7GB|-mini|-lite|-flash|-nano|-turbo|-plus|-70b|XL|2X|.large".split(
    "|",
  );

/** What a name with a word more is taken for in silence; undefined where it is refused, announced or a name of its own. */
async function takenFor({ id, find }: FactorFamily, name: string, variant: string): Promise<string | undefined> {
  const found = await find(`${name}${variant}`);
  if (!found.ok) return undefined;
  const { matched = found.value.factor.id, fallbacks } = found.value;
  const plain = lookUps.get(id)?.found.get(name);
  const known = plain?.ok === true ? plain.value.fallbacks : [];
  const isAnnounced = fallbacks.some((step) => !known.includes(step));
  return isAnnounced || foldName(matched).includes(foldName(variant)) ? undefined : matched;
}

test.for(families.filter(({ id }) => lookUps.get(id)?.held.length !== 0))(
  "$id: a known name with a word more is another name: not found, found under that name, or announced",
  async (family) => {
    const held = lookUps.get(family.id)?.held ?? [];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...held), fc.constantFrom(...variants), async (name, variant) => {
        expect(await takenFor(family, name, variant)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  },
);

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
    "is under a licence that may not travel": !Object.hasOwn(shippedLicences, factor.source.license),
    "does not say who says so of its interval": factor.uncertainty.basis.trim().length < 10,
    "does not say what it includes": factor.boundary === "not-applicable" && !withoutBoundary.test(family.id),
    "lies outside its interval":
      distribution.kind === "interval" && !(distribution.low <= factor.value && factor.value <= distribution.high),
    "has a normal so wide that draws fall below zero":
      distribution.kind === "normal" && factor.value - 3 * distribution.sd <= 0,
  };
  return Object.entries(checks).flatMap(([fault, found]) => (found ? [`${factor.id} ${fault}`] : []));
}

/** Families whose figures are not footprints, so that nothing is included or left out: sizes and speeds of AI models. */
const withoutBoundary = /^(ai-model|boavizta-card|jegham)\./u;

const named = families.map((family) => [family.id, family] as const);

test.for(named)("%s: every key held finds a figure, and one of its own", ([id]) => {
  const { held = [], found } = lookUps.get(id) ?? {};
  expect(held.length).toBeGreaterThan(0);
  expect([...(found ?? [])].filter(([, one]) => !one.ok).map(([key]) => key)).toEqual([]);
  // Regions of one country share its figure.
  const own = id === "cloud" ? held.slice(0, 1) : held;
  expect(new Set(figuresOf(id, [...own]).map((factor) => factor.id)).size).toBe(own.length);
});

test.for(named)("%s: every figure has its papers and lies in its interval", ([id, family]) => {
  expect(figuresOf(id).flatMap((factor) => faultsOf(family, factor))).toEqual([]);
});

test.for(named)("%s: one id is one figure, since equal ids count as one variable", ([familyId]) => {
  const factors = figuresOf(familyId);
  const ids = new Set(factors.map(({ id }) => id));
  const distinct = new Set(factors.map(({ id, value, uncertainty }) => JSON.stringify([id, value, uncertainty])));
  expect(distinct.size).toBe(ids.size);
});

test.for(named)("%s: without a key it announces its default, or refuses", async ([, family]) => {
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

test.for(named)(
  "%s: a word for a missing value, and what is not a text, is refused in a sentence",
  async ([, family]) => {
    for (const key of [
      "N/A",
      "n/a",
      "#N/A",
      "None",
      "null",
      "NaN",
      "-",
      "unknown",
      "n.a.",
      "\u2014",
      null,
      {},
      5,
      ["FR"],
    ]) {
      // @ts-expect-error [ts2345] -- callers of JavaScript pass what is not a text
      const found = await family.find(key);
      expect([key, found.ok ? found.value.matched : found.error.kind]).toEqual([key, "unknown-name"]);
      expect(found.ok ? "" : found.error.message).toMatch(/missing value|not a text/u);
    }
  },
);

test.for(named)("%s: its own examples are known", async ([, family]) => {
  const found = await Promise.all(family.key.examples.map((example) => family.find(example)));
  // The collected list knows the power of some parts, but neither cores nor threads: that is no-factor, not unknown.
  expect(found.filter((result) => !result.ok && result.error.kind === "unknown-name")).toEqual([]);
});

test.for(named)("%s: its unit is one that formulas can carry", ([, family]) => {
  expect(parseUnit(family.unit).text).toBe(family.unit);
});
