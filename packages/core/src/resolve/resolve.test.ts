import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { valuesOf } from "../evaluate/values.ts";
import type { Factor, FactorFamily } from "../graph/factor.ts";
import type { Given } from "../graph/given.ts";
import { inputSchema } from "../graph/input-schema.ts";
import { choice, equation, graphOf, input, list } from "../graph/method.ts";
import { parseMethod } from "../graph/parse-method.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import { resolvedInputsSchema } from "../graph/resolved.ts";
import { serialiseMethod } from "../graph/serialise.ts";
import { fail, ok } from "../result.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import { keysOf } from "./keys.ts";
import { resolve, resolveInput } from "./resolve.ts";
import type { ResolveFailure } from "./resolve.ts";

function factor(id: string, value: number, unit: string): Factor {
  return {
    id,
    title: `Figure ${id}`,
    value,
    unit,
    uncertainty: {
      distribution: { kind: "interval", low: value * 0.9, high: value * 1.2, level: 0.9 },
      basis: "made up",
    },
    year: 2024,
    boundary: "life-cycle",
    basis: "production",
    signal: "average",
    accounting: "location",
    source: { title: "Source", version: "1", locator: "row 1", retrieved: "2026-01-15", license: "CC-BY-4.0" },
  };
}

const zoneKey = { name: "zone", help: "a country or region", examples: ["FR"] };

/** Knows France, falls back to the world, and knows nothing of other zones. */
const grid: FactorFamily = {
  id: "grid",
  title: "Carbon intensity",
  unit: "kgCO2e/MWh",
  key: zoneKey,
  find: async (key) => {
    if (key === "FR") return ok({ factor: factor("grid/FR", 56, "kgCO2e/MWh"), matched: "FRA", fallbacks: [] });
    if (key === "DE") return ok({ factor: factor("grid/DE", 380, "kgCO2e/MWh"), matched: "DEU", fallbacks: [] });
    if (key === undefined)
      return ok({ factor: factor("grid/world", 480, "kgCO2e/MWh"), fallbacks: ["no zone was given: world average"] });
    return fail({ kind: "unknown-name", message: `Unknown zone \`${key}\`. Did you mean \`FR\`?` });
  },
  heldKeys: async () => ["FR", "DE"],
};

/** Knows what it is asked for, and has no general figure. */
const processor: FactorFamily = {
  id: "hardware.cpu",
  title: "Power of processors",
  unit: "W",
  key: { name: "cpu", help: "the name of a processor", examples: ["AMD EPYC 7763"] },
  find: async (key) =>
    key === "EPYC"
      ? ok({ factor: factor("cpu/EPYC", 280, "W"), matched: "AMD EPYC", fallbacks: ["matched by its family"] })
      : fail({ kind: "no-factor", message: "No processor was named." }),
  heldKeys: async () => ["EPYC"],
};

const families = [grid, processor];

const task = methodOf({
  inputs: {
    runtime: input("h", "Time", { min: 0 }),
    power: input("W", "Power", { from: "hardware.cpu", min: 0, max: 400 }),
    pue: input("1", "PUE", {
      default: 1.67,
      source: "paper, table 2",
      distribution: { kind: "uniform", low: 1.2, high: 2 },
      min: 1,
    }),
    intensity: input("gCO2e/kWh", "Intensity", { from: "grid" }),
    mode: choice(["batch", "chat"], "Mode", { default: "chat" }),
  },
  equations: { carbon: equation("gCO2e", 'runtime × power × pue × intensity × if(mode = "batch", 0.5, 1)') },
});

async function resolved(given: Given, method = task): Promise<ResolvedInputs> {
  const result = await resolve(method, given, families);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function failures(given: Given, method = task): Promise<readonly ResolveFailure[]> {
  const result = await resolve(method, given, families);
  return result.ok ? [] : result.error;
}

test("what is given comes first, then the factor, then the default, each with its origin", async () => {
  const inputs = await resolved({ runtime: 2, zone: "FR", cpu: "EPYC" });
  expect(valuesOf(inputs)).toEqual({ runtime: 2, power: 280, pue: 1.67, intensity: 56, mode: "chat" });
  expect(inputs["runtime"]).toEqual({ kind: "number", value: 2, unit: "h", origin: { kind: "given" } });
  expect(inputs["power"]).toMatchObject({
    origin: { kind: "factor", matched: "AMD EPYC", fallbacks: ["matched by its family"] },
    variable: "cpu/EPYC",
    distribution: { kind: "interval", low: 252, high: 336, level: 0.9 },
  });
  expect(inputs["pue"]).toEqual({
    kind: "number",
    value: 1.67,
    unit: "1",
    origin: { kind: "default", source: "paper, table 2" },
    distribution: { kind: "uniform", low: 1.2, high: 2 },
  });
  expect(inputs["mode"]).toEqual({
    kind: "choice",
    value: "chat",
    origin: { kind: "default", source: "stated by the method" },
  });
});

test("a given number takes the place of a factor, a given option that of a default", async () => {
  const inputs = await resolved({ runtime: 2, power: 100, intensity: 30, mode: "batch" });
  expect(valuesOf(inputs)).toMatchObject({ power: 100, intensity: 30, mode: "batch" });
  expect([inputs["power"], inputs["intensity"], inputs["mode"]]).toMatchObject([
    { origin: { kind: "given" } },
    { origin: { kind: "given" } },
    { origin: { kind: "given" } },
  ]);
});

test("a default's own distribution does not go with a value that is given", async () => {
  expect((await resolved({ runtime: 2, power: 1, pue: 1.1 }))["pue"]).toEqual({
    kind: "number",
    value: 1.1,
    unit: "1",
    origin: { kind: "given" },
  });
});

test("without a key a family's general figure is taken, its fall-back kept", async () => {
  const { intensity } = await resolved({ runtime: 2, power: 1 });
  expect(intensity).toMatchObject({
    value: 480,
    origin: { fallbacks: ["no zone was given: world average"] },
    variable: "grid/world",
  });
  expect(intensity).not.toHaveProperty("origin.matched");
});

test("if a family has no general figure, the default is used and named as such", async () => {
  const method = methodOf({
    inputs: { power: input("W", "Power", { from: "hardware.cpu", default: 12, source: "paper" }) },
    equations: { carbon: equation("W", "power") },
  });
  expect((await resolved({}, method))["power"]).toMatchObject({
    value: 12,
    origin: { kind: "default", source: "paper" },
  });
  // But a key that was given and leads nowhere is an error, not a reason for a default.
  expect(await failures({ cpu: "Z80" }, method)).toEqual([
    { kind: "no-factor", name: "cpu", message: "No processor was named." },
  ]);
});

async function runtime(given: Given["runtime"]) {
  return (await resolved({ runtime: given, power: 1 }))["runtime"];
}

test("a given number is converted to the unit of its input, its distribution with it", async () => {
  expect(await runtime({ value: 90, unit: "min" })).toMatchObject({ value: 1.5, unit: "h" });
  expect(await runtime({ value: 2, unit: "d", distribution: { kind: "normal", sd: 0.5 } })).toMatchObject({
    value: 48,
    distribution: { kind: "normal", sd: 12 },
  });
  expect(await runtime({ value: 2, unit: "d", distribution: { kind: "log-normal", gsd: 1.5 } })).toMatchObject({
    distribution: { kind: "log-normal", gsd: 1.5 },
  });
  expect(await runtime({ value: 2, unit: "d", distribution: { kind: "uniform", low: 1, high: 3 } })).toMatchObject({
    distribution: { kind: "uniform", low: 24, high: 72 },
  });
  expect(
    await runtime({ value: 2, unit: "d", distribution: { kind: "triangular", low: 1, mode: 2, high: 4 } }),
  ).toMatchObject({
    distribution: { kind: "triangular", low: 24, mode: 48, high: 96 },
  });
  expect(
    await runtime({ value: 2, unit: "d", distribution: { kind: "interval", low: 1, high: 3, level: 0.95 } }),
  ).toMatchObject({
    distribution: { kind: "interval", low: 24, high: 72, level: 0.95 },
  });
});

test("a factor in another unit is converted, its distribution with it", async () => {
  const method = methodOf({
    inputs: { intensity: input("lbCO2e/MWh", "Intensity", { from: "grid" }) },
    equations: { x: equation("lbCO2e/MWh", "intensity") },
  });
  const { intensity } = await resolved({ zone: "FR" }, method);
  expect(intensity).toMatchObject({
    value: expect.closeTo(56 / 0.45359237, 9),
    unit: "lbCO2e/MWh",
    distribution: { low: expect.closeTo((56 * 0.9) / 0.45359237, 9), high: expect.closeTo((56 * 1.2) / 0.45359237, 9) },
  });
});

test("who measured a number, and what errs with it, stays with it", async () => {
  const given = { value: 2, origin: { kind: "measured", by: "RAPL" }, variable: "rapl" } as const;
  expect((await resolved({ runtime: given, power: 1 }))["runtime"]).toEqual({
    kind: "number",
    value: 2,
    unit: "h",
    origin: { kind: "measured", by: "RAPL" },
    variable: "rapl",
  });
});

test("an empty key is refused, not read as a missing key", async () => {
  expect(await failures({ runtime: 1, power: 1, zone: " " })).toEqual([
    { kind: "bad-input", name: "zone", message: "`zone` is empty. Give a name, such as FR, or leave it out." },
  ]);
});

test("everything that is wrong is said at once", async () => {
  expect(await failures({ runtime: -1, pue: 0.5, mode: "chatt", zone: "FX", powr: 5 })).toEqual([
    { kind: "unknown-name", name: "powr", message: "Unknown input `powr`. Did you mean `power`?" },
    { kind: "bad-input", name: "runtime", message: "Input `runtime` is -1; it must be at least 0, in h (Time)." },
    { kind: "no-factor", name: "power", message: "No processor was named." },
    {
      kind: "bad-input",
      name: "pue",
      message: "Input `pue` is 0.5; it must be at least 1, in plain numbers (PUE).",
    },
    { kind: "unknown-name", name: "zone", message: "Unknown zone `FX`. Did you mean `FR`?" },
    {
      kind: "bad-input",
      name: "mode",
      message: 'Input `mode` is "chatt", but must be one of: batch, chat. Did you mean `chat`?',
    },
  ]);
});

test.for<[Given, ResolveFailure]>([
  [
    { power: 1 },
    { kind: "missing-input", name: "runtime", message: "Input `runtime` is missing: Time, in h. Give it." },
  ],
  [
    { power: 1, runtime: "long" },
    { kind: "bad-input", name: "runtime", message: 'Input `runtime` must be a number in h, not "long".' },
  ],
  [
    { power: 1, runtime: [] },
    { kind: "bad-input", name: "runtime", message: "Input `runtime` must be a number in h, not a list." },
  ],
  [
    { power: 1, runtime: Number.NaN },
    { kind: "bad-input", name: "runtime", message: "Input `runtime` must be a number in h, not NaN." },
  ],
  [
    { power: 1, runtime: { value: 1, unit: "kWh" } },
    { kind: "bad-unit", name: "runtime", message: "`kWh` cannot become `h`: energy is not time." },
  ],
  [
    { power: 1, runtime: { value: 1, unit: "hours" } },
    { kind: "bad-unit", name: "runtime", message: "The unit `hours` is not known. Did you mean `h`?" },
  ],
  [
    { power: 1, runtime: 1, mode: 3 },
    { kind: "bad-input", name: "mode", message: "Input `mode` is 3, but must be one of: batch, chat." },
  ],
  [
    { power: 1, runtime: 1, zone: 33 },
    { kind: "bad-input", name: "zone", message: "`zone` must be a word: a country or region." },
  ],
  // A factor outside the bounds of its input is as wrong as a number that is given.
  [
    { power: { value: 1, unit: "kW" }, runtime: 1 },
    {
      kind: "bad-input",
      name: "power",
      message: "Input `power` is 1000; it must be between 0 and 400, in W (Power).",
    },
  ],
])("%j fails", async ([given, failure]) => {
  expect(await failures(given)).toEqual([failure]);
});

test("one wrong key is one failure, however many inputs it serves", async () => {
  const method = methodOf({
    inputs: {
      here: input("gCO2e/kWh", "Here", { from: "grid" }),
      there: input("gCO2e/kWh", "There", { from: "grid" }),
    },
    equations: { x: equation("gCO2e/kWh", "here + there") },
  });
  expect(await failures({ zone: "FX" }, method)).toHaveLength(1);
});

const fleet = methodOf({
  inputs: {
    servers: list("Servers", {
      inputs: {
        hours: input("h", "Time", { min: 0 }),
        intensity: input("gCO2e/kWh", "Intensity", { from: "grid" }),
        kind: choice(["cpu", "gpu"], "Kind", { default: "cpu" }),
      },
      equations: {},
    }),
  },
  equations: { x: equation("1", "sum(server in servers: server.hours ÷ 1 [h])") },
});

test("each row is filled like a method; the key of the whole list serves rows without a key", async () => {
  const servers = [
    { label: "left", fields: { hours: { value: 1, unit: "d" } } },
    { fields: { hours: 2, zone: "DE", kind: "gpu" } },
  ];
  const inputs = await resolved({ servers, zone: "FR" }, fleet);
  expect(valuesOf(inputs)).toEqual({
    servers: [
      { hours: 24, intensity: 56, kind: "cpu" },
      { hours: 2, intensity: 380, kind: "gpu" },
    ],
  });
  expect(inputs["servers"]).toMatchObject({ kind: "list", rows: [{ label: "left" }, { label: "2" }] });
  expect(
    valuesOf(await resolved({ servers: [{ fields: { hours: 1, zone: "FR" } }, { fields: { hours: 1 } }] }, fleet)),
  ).toMatchObject({
    servers: [{ intensity: 56 }, { intensity: 480 }],
  });
});

test("failures of rows say in which row", async () => {
  const servers = [{ label: "left", fields: { hours: -1 } }, { fields: { hours: 1, hour: 2, zone: "FX" } }];
  expect((await failures({ servers }, fleet)).map(({ kind, name }) => [kind, name])).toEqual([
    ["bad-input", "servers[left].hours"],
    ["unknown-name", "servers[2].hour"],
    ["unknown-name", "servers[2].zone"],
  ]);
});

test("a list must be given, if only as an empty one", async () => {
  expect(await failures({}, fleet)).toMatchObject([{ kind: "missing-input", name: "servers" }]);
  expect(await failures({ servers: 3 }, fleet)).toMatchObject([{ kind: "bad-input", name: "servers" }]);
  expect(valuesOf(await resolved({ servers: [] }, fleet))).toEqual({ servers: [] });
});

test("an optional list has no rows where it is not given, for resolve, evaluate, the schema and a stored method", async () => {
  const method = methodOf({
    inputs: {
      base: input("1", "Base"),
      extras: list("Extras", { inputs: { value: input("1", "Value") }, equations: {} }, { optional: true }),
    },
    equations: { total: equation("1", "base + sum(one in extras: one.value)") },
  });
  expect(valuesOf(await resolved({ base: 1 }, method))).toEqual({ base: 1, extras: [] });
  expect(evaluate(method, { base: 1 })).toEqual({ total: 1 });
  expect(evaluate(method, { base: 1, extras: [{ value: 2 }] })).toEqual({ total: 3 });
  expect(inputSchema(method, "x")).toMatchObject({ required: ["base"] });
  const back = parseMethod(JSON.parse(JSON.stringify(serialiseMethod(method))));
  expect(back.ok && evaluate(back.value, { base: 1 })).toEqual({ total: 1 });
});

test("the keys of a method are those of the families that its inputs and rows draw on", () => {
  const known = new Map(families.map((family) => [family.id, family]));
  expect(keysOf(task, known)).toEqual(["cpu", "zone"]);
  expect(keysOf(fleet, known)).toEqual(["zone"]);
  expect(keysOf(task, new Map())).toEqual([]);
});

test("resolved inputs are stored and read back", async () => {
  const inputs = {
    ...(await resolved({ runtime: 2, zone: "FR", cpu: "EPYC" })),
    ...(await resolved({ servers: [{ fields: { hours: 1 } }] }, fleet)),
  };
  expect(resolvedInputsSchema.parse(JSON.parse(JSON.stringify(inputs)))).toEqual(inputs);
  expect(resolvedInputsSchema.safeParse({ x: { kind: "number", value: 1, unit: "h" } }).success).toBe(false);
});

test.for([
  ["a row that is named outright", "FR", {}, 0.056],
  ["a row made of what is given", "{place}", { place: "DE" }, 0.38],
  ["a row with a gap that may stay empty", "{place}{other?}", { place: "DE" }, 0.38],
] as const)("an input's own key finds %s", async ([, key, given, value]) => {
  const keyed = methodOf({
    inputs: { intensity: input("kgCO2e/kWh", "Intensity", { from: "grid", key, default: 7 }), place: place() },
    equations: { carbon: equation("kgCO2e/kWh", "intensity") },
  });
  const answer = await resolve(keyed, given, families);
  expect(answer).toMatchObject({ ok: true, value: { intensity: { value, origin: { kind: "factor" } } } });
});

test("if an own key cannot be filled or finds no row, the default is used, with the reason", async () => {
  const keyed = methodOf({
    inputs: {
      intensity: input("kgCO2e/kWh", "Intensity", { from: "grid", key: "{place}", default: 7 }),
      place: place(),
    },
    equations: { carbon: equation("kgCO2e/kWh", "intensity") },
  });
  const without = await resolve(keyed, {}, families);
  expect(without).toMatchObject({
    ok: true,
    value: { intensity: { value: 7, origin: { source: "stated by the method" } } },
  });
  const missed = await resolve(keyed, { place: "XX" }, families);
  expect(missed.ok && missed.value["intensity"]?.kind === "number" && missed.value["intensity"].origin).toEqual({
    kind: "default",
    source: "stated by the method (Unknown zone `XX`. Did you mean `FR`?)",
  });
});

test("a caller cannot give a key that the input sets itself", async () => {
  const keyed = methodOf({
    inputs: { intensity: input("kgCO2e/kWh", "Intensity", { from: "grid", key: "FR" }) },
    equations: { carbon: equation("kgCO2e/kWh", "intensity") },
  });
  expect(await resolve(keyed, { zone: "DE" }, families)).toMatchObject({
    ok: false,
    error: [{ kind: "unknown-name" }],
  });
});

function place(): ReturnType<typeof choice> {
  return choice(["nowhere", "FR", "DE", "XX"], "Place", { default: "nowhere" });
}

test("one input is filled as in its graph, and names of others are ignored", async () => {
  const declared = input("gCO2e/kWh", "Intensity", { from: "grid", min: 0 });
  const byKey = await resolveInput("intensity", declared, { given: { zone: "FR", cores: 4 }, families: [grid] });
  const inGraph = await resolve({ inputs: { intensity: declared }, equations: {}, tables: {} }, { zone: "FR" }, [grid]);
  expect(byKey).toEqual(inGraph.ok ? { ok: true, value: inGraph.value["intensity"] } : inGraph);
  const given = await resolveInput("intensity", declared, { given: { intensity: -1 }, families: [grid] });
  expect(given).toMatchObject({ ok: false, error: [{ kind: "bad-input", name: "intensity" }] });
});

test.for<[unknown, string]>([
  [null, "Input `components` must be a list of rows, not null."],
  [{}, "Input `components` must be a list of rows, not an object."],
  [{ length: 3 }, "Input `components` must be a list of rows, not an object."],
  [[null], "Row 1 of `components` must be { label, fields }, not null."],
  [Array.from({ length: 2 }), "Row 1 of `components` must be { label, fields }, not undefined."],
  [
    [{ label: "a", power: 5 }],
    "Row 1 of `components` must be { label, fields } with its values in `fields`, not { label, power }.",
  ],
])("rows given as %j are refused with what a row is", async ([rows, message]) => {
  const power = input("W", "Power", { min: 0 });
  const graph = graphOf({
    inputs: { components: list("Parts", { inputs: { power }, equations: {} }) },
    equations: { all: equation("W", "sum(c in components: c.power)") },
  });
  const answer: unknown = await Reflect.apply(resolve, undefined, [graph, { components: rows }, []]);
  expect(answer).toMatchObject({ ok: false, error: expect.arrayContaining([expect.objectContaining({ message })]) });
});

test.for<[Distribution, string]>([
  [{ kind: "normal", sd: -1 }, "needs `sd` of at least 0, not -1"],
  [{ kind: "uniform", low: 5, high: 1 }, "has `high` 1 below 5"],
  [{ kind: "interval", low: 10, high: 20, level: 0.9 }, "lies from 10 to 20, which does not hold the value 1"],
])("a given distribution that is not in order is refused: %j", async ([distribution, problem]) => {
  const declared = input("W", "Power", { min: 0 });
  const given = { power: { value: 1, distribution } };
  expect(await resolveInput("power", declared, { given, families: [] })).toMatchObject({
    ok: false,
    error: [{ message: `Input \`power\`: its distribution ${problem}.` }],
  });
});

const byContract = methodOf({
  inputs: {
    energy: input("kWh", "Electricity", { min: 0 }),
    intensity: input("kgCO2e/MWh", "Of the grid", { min: 0, from: "grid" }),
    marketIntensity: input("kgCO2e/MWh", "By contracts", {
      min: 0,
      marketFrom: "grid",
      unknown: "no contract is known",
    }),
  },
  equations: {
    carbon: equation("kgCO2e", "energy × intensity"),
    market: equation("kgCO2e", "energy × marketIntensity"),
  },
});

const contract = { ...factor("grid/supplier/FR", 12, "kgCO2e/MWh"), accounting: "market" } as const;

test("a market-based figure fills market-based inputs, and the grid's the others", async () => {
  const withContract = [{ ...grid, findMarket: async () => ok({ factor: contract, fallbacks: [] }) }];
  const both = await resolve(byContract, { energy: 1, zone: "FR" }, withContract);
  expect(both).toMatchObject({ ok: true, value: { intensity: { value: 56 }, marketIntensity: { value: 12 } } });
  const without = await resolve(byContract, { energy: 1, zone: "FR" }, [grid]);
  expect(without.ok && Object.keys(without.value)).toEqual(["energy", "intensity"]);
});

test("a market-based figure never fills a location-based input, nor a location-based one a market-based input", async () => {
  const onlyContract = { ...grid, find: async () => ok({ factor: contract, fallbacks: [] }) };
  const refused = await resolve(byContract, { energy: 1, zone: "FR" }, [onlyContract]);
  expect(
    refused.ok ? [] : refused.error.map(({ name, message }) => [name, message.includes("is a market-based figure")]),
  ).toEqual([["intensity", true]]);
  const crossed = { ...grid, findMarket: grid.find };
  expect(await resolve(byContract, { energy: 1, zone: "FR" }, [crossed])).toMatchObject({
    ok: false,
    error: [{ name: "marketIntensity" }],
  });
  const origin = { kind: "factor", factor: contract, fallbacks: [] } as const;
  expect(await resolve(byContract, { energy: 1, intensity: { value: 12, origin } }, [grid])).toMatchObject({
    ok: false,
    error: [{ name: "intensity", kind: "bad-input" }],
  });
});
