import { equation, fromFactor, input, inputQuantity, method, propagate } from "@wattledger/core";
import type { FactorFamily, Graph } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";

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
