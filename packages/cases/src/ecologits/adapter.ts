import { WattledgerError, evaluateAtEnds } from "@wattledger/core";
import type { Ends, Graph } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { listedAiModel } from "@wattledger/factors/ai-model";
import type { AiModel, SizeRange } from "@wattledger/factors/ai-model";
import { ecologits08, ecologits09 } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { ecologitsOperation } from "./range.ts";

const pair = z.tuple([z.number(), z.number()]).transform(([min, max]) => ({ min, max }));
const valueOrRange = z.union([z.number(), pair, z.object({ min: z.number(), max: z.number() })]);
type ValueOrRange = z.output<typeof valueOrRange>;

const mix = z.object({
  gwp_kg_per_kwh: z.number(),
  adpe_kgsb_per_kwh: z.number(),
  pe_mj_per_kwh: z.number(),
  wue_l_per_kwh: z.number().nullish(),
});

const callInputs = z.object({
  version: z.string(),
  active_params_b: valueOrRange.nullish(),
  total_params_b: valueOrRange.nullish(),
  output_tokens: z.number(),
  request_latency_s: z.number().nullish(),
  pue: valueOrRange.nullish(),
  wue_l_per_kwh: valueOrRange.nullish(),
  mix: mix.nullish(),
  tps: z.number().nullish(),
  ttft_s: z.number().nullish(),
  overrides: recordOf(z.number().nullable()).nullish(),
});
type Call = z.output<typeof callInputs>;

/** Input of Wattledger's method for each argument of the original's function; its lifetime is in seconds. */
const argumentsOf: Readonly<Record<string, string>> = {
  model_quantization_bits: "weightBits",
  gpu_energy_alpha: "energyAlpha",
  gpu_energy_beta: "energyBeta",
  gpu_energy_gamma: "energyGamma",
  gpu_energy_stdev: "energyDeviation",
  latency_alpha: "latencyAlpha",
  latency_beta: "latencyBeta",
  latency_gamma: "latencyGamma",
  gpu_latency_alpha: "latencyAlpha",
  gpu_latency_beta: "latencyBeta",
  gpu_latency_stdev: "latencyDeviation",
  gpu_memory: "gpuMemory",
  gpu_embodied_gwp: "gpuEmbodied.gwp",
  gpu_embodied_adpe: "gpuEmbodied.adpe",
  gpu_embodied_pe: "gpuEmbodied.pe",
  server_gpu_count: "serverGpus",
  server_power: "serverPower",
  server_embodied_gwp: "serverEmbodied.gwp",
  server_embodied_adpe: "serverEmbodied.adpe",
  server_embodied_pe: "serverEmbodied.pe",
  server_lifetime: "lifetime",
  batch_size: "batch",
  datacenter_pue: "pue",
  datacenter_wue: "wue",
  request_latency: "requestLatency",
  tps: "throughput",
  ttft: "firstTokenTime",
};

const secondsPerYear = 31_536_000;

type Inputs = Record<string, Ends | string>;

function overridesOf({ overrides }: Call): Inputs {
  return Object.fromEntries(
    Object.entries(overrides ?? {}).flatMap(([name, value]) => {
      const own = argumentsOf[name];
      if (own === undefined) throw new WattledgerError("unknown-name", `EcoLogits has no argument \`${name}\`.`);
      if (value === null) return [];
      return [[own, name === "server_lifetime" ? value / secondsPerYear : value]];
    }),
  );
}

/** Whether a release is of the first form of the method. */
function isFirstForm(version: string): boolean {
  return /^0\.[1-8](\.|$)/.test(version);
}

/** What the original's function is called with; the first releases had no intervals of their regressions. */
function inputsOf(call: Call): Inputs {
  const first = isFirstForm(call.version);
  const without = /^0\.[1-5](\.|$)/.test(call.version);
  return {
    outputTokens: call.output_tokens,
    ...given("activeParameters", call.active_params_b),
    ...given("totalParameters", call.total_params_b),
    ...given("requestLatency", call.request_latency_s),
    ...given("pue", call.pue),
    ...(first ? { deviation: without ? 0 : { low: -1.96, high: 1.96 } } : given("wue", call.wue_l_per_kwh)),
    // As coded in each of these releases; the documentation has the other.
    ...(first ? {} : { waterOf: "facility-energy" }),
    ...(call.mix == null ? {} : mixInputs(call.mix, first)),
    // Release 0.9 knows no speeds.
    ...(call.version.startsWith("0.")
      ? {}
      : { ...given("throughput", call.tps), ...given("firstTokenTime", call.ttft_s) }),
    ...overridesOf(call),
  };
}

function mixInputs(row: z.output<typeof mix>, first: boolean): Inputs {
  return {
    "mix.gwp": row.gwp_kg_per_kwh,
    "mix.adpe": row.adpe_kgsb_per_kwh,
    "mix.pe": row.pe_mj_per_kwh,
    ...(first ? {} : given("mix.water", row.wue_l_per_kwh)),
  };
}

function given(name: string, value: ValueOrRange | null | undefined): Inputs {
  if (value == null) return {};
  return { [name]: typeof value === "number" ? value : { low: value.min, high: value.max } };
}

/** Names of the original's results, by what they vary with besides the size of the model. */
const results = {
  energy_kwh: ["energy", "energy"],
  gwp_kg: ["total.gwp", "energy"],
  adpe_kgsb: ["total.adpe", "energy"],
  pe_mj: ["total.pe", "energy"],
  usage_gwp_kg: ["usage.gwp", "energy"],
  usage_adpe_kgsb: ["usage.adpe", "energy"],
  usage_pe_mj: ["usage.pe", "energy"],
  embodied_gwp_kg: ["embodied.gwp", "time"],
  embodied_adpe_kgsb: ["embodied.adpe", "time"],
  embodied_pe_mj: ["embodied.pe", "time"],
  wcf_l: ["water", "water"],
} as const;

const intermediates = {
  gpu_energy: ["gpuEnergy", "regression"],
  generation_latency: ["generationTime", "time"],
  model_required_memory: ["modelMemory", "size"],
  gpu_required_count: ["gpus", "size"],
  server_energy: ["serverEnergy", "time"],
  request_energy: ["energy", "energy"],
  server_gpu_embodied_gwp: ["hardware.gwp", "size"],
  server_gpu_embodied_adpe: ["hardware.adpe", "size"],
  server_gpu_embodied_pe: ["hardware.pe", "size"],
} as const;

type Cause = "energy" | "time" | "water" | "regression" | "size";

/** Each result in the form of the original: a number, or its two ends where something that it depends on is a range. */
function compute(call: Call, names: Readonly<Record<string, readonly [string, Cause]>>): Record<string, unknown> {
  const first = isFirstForm(call.version);
  const graph: Graph = first ? ecologits08 : ecologits09;
  const inputs = inputsOf(call);
  const asked = Object.entries(names).filter(([, [equation]]) => Object.hasOwn(graph.equations, equation));
  const wanted = [...new Set([...asked.map(([, [equation]]) => equation), ...(first ? ["longestTime"] : [])])];
  const { low, high } = evaluateAtEnds(graph, inputs, wanted);
  const isRange = (name: string): boolean => typeof inputs[name] === "object";
  const bySize = isRange("activeParameters") || isRange("totalParameters");
  const byRegression = isRange("deviation");
  const cap = inputs["requestLatency"];
  const capped = first && typeof cap === "number" && (low["longestTime"] ?? 0) >= cap;
  const varies: Readonly<Record<Cause, boolean>> = {
    size: bySize,
    regression: bySize || byRegression,
    time: bySize || (byRegression && !capped),
    energy: bySize || byRegression || isRange("pue"),
    water: bySize || isRange("pue") || isRange("wue"),
  };
  return Object.fromEntries(
    asked.map(([name, [equation, cause]]) => [name, varies[cause] ? [low[equation], high[equation]] : low[equation]]),
  );
}

const custom: CaseAdapter = {
  method: "ecologits",
  kind: "custom",
  run: (inputs) => compute(callInputs.parse(inputs), results),
};

const intermediate: CaseAdapter = {
  method: "ecologits",
  kind: "intermediate",
  run: (inputs) => compute(callInputs.parse(inputs), intermediates),
};

const requestInputs = callInputs.extend({
  provider: z.string(),
  model: z.string(),
  zone: z.string().nullish(),
});

const request: CaseAdapter = {
  method: "ecologits",
  kind: "request",
  run: (inputs) => {
    const call = requestInputs.parse(inputs);
    const first = isFirstForm(call.version);
    const warnings = first ? firstFormWarnings(call) : tableEntry(call)?.warnings;
    // Tables of other releases are not held: their sizes are those that the request states.
    if (warnings === undefined && call.active_params_b == null) return { error: "model-not-registered" };
    // The request states the row of the original's table of electricity, where that has the zone.
    if (call.mix == null) return { error: "zone-not-registered" };
    const sizes = first ? undefined : tableEntry(call);
    const known = sizes === undefined ? call : { ...call, ...callOf(sizes) };
    return { ...compute(known, results), warnings: warnings ?? [] };
  },
};

function tableEntry({ provider, model, version }: z.output<typeof requestInputs>): AiModel | undefined {
  return listedAiModel(provider, model, version.startsWith("main") ? "2026-03-13" : "0.9.1");
}

/** What release 0.8.2 warns of for models that 0.9.1 no longer lists. */
const retiredWarnings: Readonly<Record<string, readonly string[]>> = {
  "cohere/command": [],
  "cohere/command-nightly": [],
  "cohere/command-light": [],
  "cohere/command-light-nightly": [],
  "cohere/command-r-03-2024": [],
  "cohere/command-r-plus": [],
  "cohere/command-r-plus-04-2024": [],
  "mistralai/mistral-saba-2502": ["model-arch-not-released"],
  "mistralai/mistral-saba-latest": ["model-arch-not-released"],
  "openai/gpt-4o-transcribe": ["model-arch-not-released", "model-arch-multimodal"],
};

/** Models of 0.9.1 that release 0.8.2 does not list yet. */
const addedSince: ReadonlySet<string> = new Set([
  "anthropic/claude-haiku-4-5-20251001",
  "anthropic/claude-sonnet-4-5-20250929",
  "cohere/c4ai-aya-vision-8b",
  "cohere/command-a-reasoning-08-2025",
  "cohere/command-a-translate-08-2025",
  "google_genai/gemini-2.5-flash-image",
  "google_genai/gemini-2.5-flash-image-preview",
  "google_genai/gemini-2.5-flash-lite-preview-09-2025",
  "google_genai/gemini-2.5-flash-preview-09-2025",
  "google_genai/gemini-flash-latest",
  "google_genai/gemini-flash-lite-latest",
  "google_genai/gemini-pro-latest",
  "mistralai/magistral-medium-2509",
  "mistralai/magistral-small-2509",
  "mistralai/voxtral-mini-2509",
  "openai/gpt-5-codex",
  "openai/gpt-5-search-api",
  "openai/gpt-5-search-api-2025-10-14",
]);

/** What release 0.8.2 warns of for a model; undefined where it lists none of the name. */
function firstFormWarnings(call: z.output<typeof requestInputs>): readonly string[] | undefined {
  const name = `${call.provider}/${call.model}`;
  if (addedSince.has(name)) return undefined;
  return retiredWarnings[name] ?? tableEntry(call)?.warnings;
}

function callOf(model: AiModel): Partial<Call> {
  const { activeBillions: active, totalBillions: total } = model;
  return {
    active_params_b: valueOf(active),
    total_params_b: valueOf(total),
    tps: model.tokensPerSecond ?? null,
    ttft_s: model.firstTokenSeconds ?? null,
  };
}

function valueOf({ low, high }: SizeRange): ValueOrRange {
  return low === high ? low : { min: low, max: high };
}

const intervalInputs = z.object({ version: z.string(), operation: z.string(), operands: z.array(valueOrRange) });

const interval: CaseAdapter = {
  method: "ecologits",
  kind: "interval",
  run: (inputs) => {
    const { version, operation, operands } = intervalInputs.parse(inputs);
    // The first form knows a range times a number only: it cannot multiply each end by a range.
    const ofRanges = operands.every((operand) => typeof operand !== "number");
    if (operation === "multiply" && ofRanges && isFirstForm(version)) return { raises: "ValidationError" };
    const outcome = ecologitsOperation(operation, operands);
    switch (outcome.kind) {
      case "raises":
        return { raises: outcome.error };
      case "truth":
        return { result: outcome.value };
      case "value":
        return { result: typeof outcome.value === "number" ? outcome.value : [outcome.value.min, outcome.value.max] };
    }
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const ecologitsCases: readonly CaseKind[] = [custom, intermediate, interval, request];
