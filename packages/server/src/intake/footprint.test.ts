import { convert, defined, givenFor } from "@wattledger/core";
import type { ActivityOf, Method, Quantity } from "@wattledger/core";
import { chooseMethod, makeEstimate, remembering, withOutputs } from "@wattledger/estimate";
import { families } from "@wattledger/factors";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { footprintsBy } from "./footprint.ts";

const count = (max: number): fc.Arbitrary<number | undefined> =>
  fc.option(fc.integer({ min: 0, max }), { nil: undefined });

const requests: fc.Arbitrary<ActivityOf<"llm-request">> = fc
  .record({
    model: fc.constantFrom("gpt-4o", "llama-3.1-70b", "mistral-large-2411", "not-a-model"),
    zone: fc.constantFrom("FR", "US", "SE-SE3", undefined),
    facility: fc.constantFrom("openai", "aws:eu-west-1", undefined),
    requests: count(1000),
    inputTokens: count(200_000),
    cachedInputTokens: count(2000),
    outputTokens: fc.integer({ min: 0, max: 40_000 }),
    reasoningTokens: count(1000),
    concurrency: fc.constantFrom(1, 64, undefined),
    accelerator: fc.constantFrom("H100", undefined),
  })
  .map((facts) => ({ kind: "llm-request" as const, ...defined(facts) }));

test.each([
  ["api-inference", "gwp"],
  ["ecologits", "operational-gwp"],
  ["jegham", "gwp"],
])("%s says of random requests in quick succession what an estimate of each says", async (id, carbon) => {
  const figuresOfOutputs = [...others, [carbon, "gwp_location", "gCO2e"] as const];
  const outputs = figuresOfOutputs.map(([output]) => output);
  const method = chooseMethod(id);
  const footprint = footprintsBy(method, remembered);
  const misses: number[] = [];
  const ends: number[] = [];
  await fc.assert(
    fc.asyncProperty(requests, async (activity) => {
      const answer = footprint(activity);
      const quick = typeof answer === "function" ? await answer() : answer;
      const slow = await byEstimate(method, activity, outputs);
      expect(Object.keys(quick.figures).toSorted()).toEqual(
        figuresOfOutputs.flatMap(([output, figure]) => (slow[output] === undefined ? [] : [figure])).toSorted(),
      );
      for (const [output, figure, unit] of figuresOfOutputs) {
        const one = slow[output];
        const other = quick.figures[figure];
        if (one === undefined || other === undefined) continue;
        const scale = convert(1, one.unit, unit) * (activity.requests ?? 1);
        misses.push(missOf(other.mean, one.mean * scale));
        ends.push(missOf(other.low, one.low * scale), missOf(other.high, one.high * scale));
      }
    }),
    { numRuns: 30, seed: 11 },
  );
  expect(
    [quantileOf(misses, 0.5), quantileOf(misses, 0.9), quantileOf(misses, 1)].map(isBelow([0.001, 0.01, 0.05])),
  ).toEqual([true, true, true]);
  expect([quantileOf(ends, 0.5), quantileOf(ends, 0.9), quantileOf(ends, 1)].map(isBelow([0.01, 0.05, 0.5]))).toEqual([
    true,
    true,
    true,
  ]);
});

const others = [
  ["energy", "energy", "J"],
  ["embodied-gwp", "gwp_embodied", "gCO2e"],
  ["market-gwp", "gwp_market", "gCO2e"],
  ["water", "water", "L"],
  ["adpe", "adpe", "kgSbeq"],
  ["pe", "pe", "MJ"],
] as const;

const remembered = families.map(remembering);

/** All outputs at once, or one by one if one of them cannot be filled. */
async function byEstimate(
  method: Method,
  activity: ActivityOf<"llm-request">,
  named: readonly string[],
): Promise<Readonly<Record<string, Quantity>>> {
  const given = givenFor(method, activity, remembered);
  if (!given.ok) return {};
  const parsed = { given: given.value, assumed: [], failures: [] };
  const outputs = named.filter((output) => method.outputs[output] !== undefined);
  const all = await makeEstimate(withOutputs(method, outputs), parsed, remembered, "any", { seed: 1 });
  if (all.ok) return all.value.document.outputs;
  const said: Record<string, Quantity> = {};
  for (const output of outputs) {
    const one = await makeEstimate(withOutputs(method, [output]), parsed, remembered, "any", { seed: 1 });
    if (one.ok) Object.assign(said, one.value.document.outputs);
  }
  return said;
}

/** How far a figure is from what it should be, as a share of it. */
function missOf(value: number, right: number): number {
  return value === right ? 0 : Math.abs(value / right - 1);
}

function quantileOf(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}

function isBelow(limits: readonly number[]): (value: number, index: number) => boolean {
  return (value, index) => value <= (limits[index] ?? 0);
}
