import { describe, expect, test } from "vitest";
import { evaluate } from "../evaluate/evaluate.ts";
import { propagate } from "../evaluate/propagate.ts";
import { valuesOf } from "../evaluate/values.ts";
import type { Given } from "../graph/given.ts";
import type { Method } from "../graph/graph.ts";
import { equation, input, list, method } from "../graph/method.ts";
import { parseMethod } from "../graph/parse-method.ts";
import { serialiseMethod } from "../graph/serialise.ts";
import { knownPart } from "../graph/unknown.ts";
import { resolve } from "./resolve.ts";
import type { ResolveOptions } from "./resolve.ts";

const answers = method({
  id: "answers",
  version: "1",
  title: "Answers",
  claim: "Energy of answers.",
  source: { title: "Answers", version: "1", locator: "page 1", retrieved: "2026-11-22" },
  accepts: {},
  boundary: { components: ["other"], overheads: [], lifeCycle: ["use"], excludes: [] },
  inputs: {
    tokens: input("token", "Tokens", {
      min: 0,
      credible: { low: 1, high: 200_000, most: "any model answers in one request", remedy: "Give requests=." },
    }),
    cached: input("token", "Tokens of the cache", { min: 0, default: 0, source: "none", within: "tokens" }),
    load: input("1", "Busy share", { min: 0, max: 1, default: 1, source: "all" }),
    market: input("gCO2e/kWh", "Intensity by contracts", { min: 0, unknown: "No contract is known." }),
    mix: list(
      "Sources",
      { inputs: { share: input("1", "Share", { shareOf: "the mix" }) }, equations: {} },
      { optional: true },
    ),
  },
  equations: {
    energy: equation("J", "tokens × 2 [J] × load"),
    marketCarbon: equation("gCO2e", "energy × market"),
    long: equation("1", "if(tokens > 1000 [token], 1, 0)"),
  },
  outputs: { energy: "energy", "market-gwp": "marketCarbon" },
  cautions: { long: "Longer than what was measured." },
  critique: [],
});

async function refusals(given: Given, options?: ResolveOptions): Promise<readonly string[]> {
  const resolved = await resolve(answers, given, [], options);
  return resolved.ok ? [] : resolved.error.map(({ message }) => message);
}

describe("a value that is not credible", () => {
  test("is refused with the usual range, what may be meant and how to accept it", async () => {
    expect(await refusals({ tokens: 5_863_385 })).toEqual([
      "`tokens`: 5,863,385 is more than any model answers in one request (usual: 1 to 200,000). Give requests=. If it is right, add --accept tokens.",
    ]);
  });

  test.each<[Given, ResolveOptions]>([
    [{ tokens: 5_863_385 }, { accept: ["tokens"] }],
    [{ tokens: 5_863_385 }, { accept: "everything" }],
    [{ tokens: 0 }, {}],
    [{ tokens: { value: 5_863_385, origin: { kind: "measured", by: "a counter" } } }, {}],
  ])("is taken where it is accepted, 0 or measured: %j %j", async (given, options) => {
    expect(await refusals(given, options)).toEqual([]);
  });
});

describe("a part", () => {
  test("larger than its whole is refused, by both names", async () => {
    expect(await refusals({ tokens: 368, cached: 10_536 })).toEqual([
      "`cached` (Tokens of the cache) is 10,536 token, more than `tokens`, which is 368 token. A part cannot be larger than its whole.",
    ]);
  });

  test("may be the whole", async () => {
    expect(await refusals({ tokens: 368, cached: 368 })).toEqual([]);
  });

  test.each<[readonly number[], number]>([
    [[0.6, 0.5], 1],
    [[0.334, 0.334, 0.334], 0],
    [[0.5, 0.5], 0],
  ])("shares %j of one whole are refused where they exceed it", async (shares, count) => {
    const mix = shares.map((share) => ({ fields: { share } }));
    expect(await refusals({ tokens: 1, mix })).toHaveLength(count);
  });
});

describe("an input that is not known", () => {
  test("leaves out what rests on it, and nothing else", async () => {
    const resolved = await resolve(answers, { tokens: 10 }, []);
    if (!resolved.ok) throw new Error("refused");
    expect([...propagate(answers, resolved.value).keys()]).toEqual(["energy", "long"]);
    expect(() => evaluate(answers, valuesOf(resolved.value))).toThrow("`market` is unknown: No contract is known.");
    const { method: part, unknown } = knownPart(answers, { tokens: 10 });
    expect([part.outputs, unknown]).toEqual([{ energy: "energy" }, { "market-gwp": "No contract is known." }]);
    expect(Object.keys(part.equations)).toEqual(["energy", "long"]);
  });

  test("counts where it is given", async () => {
    const resolved = await resolve(answers, { tokens: 3.6e6 / 2, market: 12 }, [], { accept: "everything" });
    if (!resolved.ok) throw new Error("refused");
    expect(propagate(answers, resolved.value).get("marketCarbon")?.quantity.nominal).toBeCloseTo(12, 9);
  });
});

test("limits, parts and cautions are stored with a method", () => {
  const back = parseMethod(JSON.parse(JSON.stringify(serialiseMethod(answers))));
  if (!back.ok) throw new Error(back.error);
  const stored: Method = back.value;
  expect([stored.inputs["tokens"], stored.inputs["cached"], stored.cautions]).toEqual([
    answers.inputs.tokens,
    answers.inputs.cached,
    answers.cautions,
  ]);
});

test.each([
  [{ value: 1593, unit: "%" }, "Input `load` is 1593 %, more than 100 % (Busy share)."],
  [{ value: 150, unit: "%" }, "Input `load` is 150 %, more than 100 % (Busy share)."],
  [{ value: -1, unit: "%" }, "Input `load` is -1 %, less than 0 % (Busy share)."],
  [
    80,
    "Input `load` is 80; it must be between 0 and 1, in plain numbers (Busy share). If you mean per cent, write 0.8 or 80%.",
  ],
])("a share of %j is refused in the unit in which it was given", async (load, message) => {
  expect(await refusals({ tokens: 1, load })).toEqual([message]);
});
