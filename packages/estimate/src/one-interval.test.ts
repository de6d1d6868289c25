import { equation, fromFactor, input, inputQuantity, method, propagate } from "@wattledger/core";
import type { FactorFamily, Graph } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { batchAnswerer } from "./batch/answer.ts";
import { tallies } from "./batch/tally.ts";
import { makeEstimate } from "./estimate/document.ts";
import { parseGiven } from "./given/given.ts";

/** A product of a factor and an exact number, as most outputs are. */
function multipleOf({ unit }: FactorFamily): ReturnType<typeof method> {
  return method({
    id: "multiple",
    version: "1",
    title: "Multiple",
    claim: "A multiple.",
    source: { title: "Test", version: "2026", locator: "here", retrieved: "2026-11-30" },
    accepts: {},
    boundary: { components: [], overheads: [], lifeCycle: [], excludes: ["all"] },
    critique: ["A test."],
    inputs: { factor: input(unit, "A factor", {}), times: input("1", "How often") },
    equations: { product: equation(unit, "factor × times") },
    outputs: { product: "product" },
  });
}

function near(a: number, b = Number.NaN): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** The bounds of every input that a method fills from the family, each once. */
function boundsFor({ id, unit }: FactorFamily): readonly Bounds[] {
  const inGraph = ({ inputs }: Graph): readonly string[] =>
    Object.values(inputs).flatMap((declared) => {
      if (declared.kind === "list") return inGraph(declared.of);
      if (declared.kind !== "number" || declared.from !== id || declared.unit !== unit) return [];
      const { min, max } = declared;
      return [JSON.stringify({ min, max })];
    });
  return [...new Set(["{}", ...methods.flatMap(inGraph)])].map((text): Bounds => JSON.parse(text));
}

test.for(families.map((family) => [family.id, family] as const))(
  "%s: each figure has one interval, by itself, within the bounds of an input, and in an exact multiple",
  { timeout: 120_000 },
  async ([, family]) => {
    const multiple = multipleOf(family);
    const bounds = boundsFor(family);
    const different: unknown[] = [];
    for (const key of (await family.heldKeys?.()) ?? []) {
      const found = await family.find(key);
      if (!found.ok) continue;
      const factor = fromFactor(found.value, family.unit);
      const { low, high } = inputQuantity(factor);
      for (const one of bounds) {
        const bounded = inputQuantity(factor, one);
        if (!near(low, bounded.low) || !near(high, bounded.high)) different.push([key, one, low, high, bounded]);
      }
      const times = { kind: "number", value: 7, unit: "1", origin: { kind: "given" } } as const;
      const product = propagate(multiple, { factor, times }).get("product")?.quantity;
      const ends = [(product?.low ?? Number.NaN) / 7, (product?.high ?? Number.NaN) / 7];
      if (!near(low, ends[0]) || !near(high, ends[1])) different.push([key, low, high, ...ends]);
    }
    expect(different).toEqual([]);
  },
);

const answerSchema = z.object({ outputs: z.object({ product: z.object({ low: z.number(), high: z.number() }) }) });

/** The figure of a family for a key, once, as a method would have it. */
function onceOf(family: FactorFamily): ReturnType<typeof method> {
  const base = multipleOf(family);
  const { unit, id } = family;
  return method({
    ...base,
    accepts: {},
    inputs: { factor: input(unit, "A factor", { from: id }), times: input("1", "How often") },
    equations: { product: equation(unit, "factor × times") },
    outputs: { product: "product" },
  });
}

type Ends = Readonly<{ low: number; high: number }>;

/** The interval of a key on every road: the look-up, an estimate, its explanation, and a batch. */
async function roadsOf(family: FactorFamily, key: string): Promise<Readonly<Record<string, Ends>>> {
  const found = await family.find(key);
  if (!found.ok || family.key === undefined) throw new Error(`${family.id} does not have ${key}.`);
  const once = onceOf(family);
  const given = { [family.key.name]: key, times: 1 };
  const estimate = await makeEstimate(once, parseGiven(once, families, given, []), families, factorSet, {
    seed: 1,
    explain: true,
  });
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join(" "));
  const { outputs, explanation } = estimate.value.document;
  const answer = batchAnswerer({ method: once, families, common: {}, intervals: true, notes: tallies() });
  const line = await answer(JSON.stringify(given), 1);
  const { product } = answerSchema.parse(JSON.parse(typeof line === "string" ? line : (line?.text ?? ""))).outputs;
  return {
    "look-up": inputQuantity(fromFactor(found.value, family.unit)),
    estimate: outputs["product"] ?? { low: Number.NaN, high: Number.NaN },
    explanation: explanation?.root.quantity ?? { low: Number.NaN, high: Number.NaN },
    "factor in the explanation": explanation?.root.parts.find(({ name }) => name === "factor")?.quantity ?? {
      low: Number.NaN,
      high: Number.NaN,
    },
    batch: product,
  };
}

const keyed = await Promise.all(families.map(async (family) => ({ family, keys: (await family.heldKeys?.()) ?? [] })));

test.for(keyed.filter(({ keys }) => keys.length > 0).map(({ family, keys }) => [family.id, family, keys] as const))(
  "%s: a key has the same interval on every road",
  { timeout: 120_000 },
  async ([, family, keys]) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), async (key) => {
        const { "look-up": lookUp, ...others } = await roadsOf(family, key);
        for (const [road, { low, high }] of Object.entries(others)) {
          expect([road, near(low, lookUp?.low), near(high, lookUp?.high)]).toEqual([road, true, true]);
        }
      }),
      { numRuns: 15, seed: 20_261_130 },
    );
  },
);
