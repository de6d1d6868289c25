import { WattledgerError, evaluateAtEnds } from "@wattledger/core";
import type { Ends, Graph } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { listedAiModel } from "@wattledger/factors/ai-model";
import type { SizeRange } from "@wattledger/factors/ai-model";
import { ecologitsMix } from "@wattledger/factors/ecologits-mix";
import type { EcologitsMix } from "@wattledger/factors/ecologits-mix";
import { ecologits } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { providerSettings } from "./providers.ts";

const method = "ecologits-0.11";

const ends = z.union([z.number(), z.tuple([z.number(), z.number()]).transform(([low, high]) => ({ low, high }))]);

type Inputs = Readonly<Record<string, Ends>>;

/** Names of the original's results. Its time varies with the size of the model only where no speed is known. */
const results = {
  energy_kwh: "energy",
  gwp_kg: "total.gwp",
  adpe_kgsb: "total.adpe",
  pe_mj: "total.pe",
  usage_gwp_kg: "usage.gwp",
  usage_adpe_kgsb: "usage.adpe",
  usage_pe_mj: "usage.pe",
  embodied_gwp_kg: "embodied.gwp",
  embodied_adpe_kgsb: "embodied.adpe",
  embodied_pe_mj: "embodied.pe",
  wcf_l: "water",
} as const;

const intermediates = {
  gpu_energy: "gpuEnergy",
  generation_latency: "generationTime",
  model_required_memory: "modelMemory",
  gpu_required_count: "gpus",
  server_energy: "serverEnergy",
  request_it_energy: "itEnergy",
  request_energy: "energy",
  server_gpu_embodied_gwp: "hardware.gwp",
  server_gpu_embodied_adpe: "hardware.adpe",
  server_gpu_embodied_pe: "hardware.pe",
} as const;

/** What each result varies with: the original prints two ends where one of these is a range, even if both ends are equal. */
const bySite: ReadonlySet<string> = new Set([
  "energy",
  "total.gwp",
  "total.adpe",
  "total.pe",
  "usage.gwp",
  "usage.adpe",
  "usage.pe",
  "water",
]);

function compute(inputs: Inputs, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const graph: Graph = ecologits;
  const { low, high } = evaluateAtEnds(graph, inputs, Object.values(names));
  const isRange = (name: string): boolean => typeof inputs[name] === "object";
  const sized = isRange("activeParameters") || isRange("totalParameters");
  const shown = Object.entries(names).map(([name, equation]) => {
    const sited = isRange("pue") || (equation === "water" && isRange("wue"));
    const isPair = sized || (sited && bySite.has(equation));
    return [name, isPair ? [low[equation], high[equation]] : low[equation]];
  });
  return Object.fromEntries(shown);
}

function mixInputs({ gwp, adpe, pe, water }: Pick<EcologitsMix, "gwp" | "adpe" | "pe" | "water">): Inputs {
  return { "mix.gwp": gwp, "mix.adpe": adpe, "mix.pe": pe, "mix.water": water };
}

const requestInputs = z.object({
  provider: z.string(),
  model: z.string(),
  output_tokens: z.number(),
  request_latency_s: z.number().nullish(),
  zone: z.string().nullish(),
});

const request: CaseAdapter = {
  method,
  kind: "request",
  run: async (given) => {
    const asked = requestInputs.parse(given);
    const model = listedAiModel(asked.provider, asked.model, "0.11.3");
    const settings = providerSettings[asked.provider];
    if (model === undefined || settings === undefined) return { error: "model-not-registered" };
    const mix = await ecologitsMix(asked.zone ?? settings.zone);
    if (mix === undefined) return { error: "zone-not-registered" };
    const inputs: Inputs = {
      outputTokens: asked.output_tokens,
      activeParameters: endsOf(model.activeBillions),
      totalParameters: endsOf(model.totalBillions),
      throughput: model.tokensPerSecond ?? 0,
      firstTokenTime: model.firstTokenSeconds ?? 0,
      requestLatency: asked.request_latency_s ?? 1e12,
      pue: settings.pue,
      wue: settings.wue,
      ...mixInputs(mix),
    };
    return { ...compute(inputs, results), warnings: [...model.warnings, ...zoneWarnings(mix)] };
  },
};

function endsOf({ low, high }: SizeRange): Ends {
  return low === high ? low : { low, high };
}

/** What the original warns of where a zone's figures are the world's. */
export function zoneWarnings({ ofWorld }: EcologitsMix): readonly string[] {
  const words: Readonly<Record<string, string>> = { adpe: "adpe", pe: "pe", water: "wue" };
  return ofWorld.map((column) => `electricity-mix-${words[column] ?? column}-world`);
}

const callInputs = z.object({
  active_params_b: ends,
  total_params_b: ends,
  output_tokens: z.number(),
  request_latency_s: z.number().nullish(),
  mix: z.object({
    gwp_kg_per_kwh: z.number(),
    adpe_kgsb_per_kwh: z.number(),
    pe_mj_per_kwh: z.number(),
    wue_l_per_kwh: z.number(),
  }),
  pue: ends,
  wue_l_per_kwh: ends,
  tps: z.number().nullish(),
  ttft_s: z.number().nullish(),
  overrides: recordOf(z.number()).nullish(),
});

/** Input of Wattledger's method for each argument of the original's function; its lifetime is in seconds. */
const argumentsOf: Readonly<Record<string, readonly [input: string, perUnit: number]>> = {
  batch_size: ["batch", 1],
  gpu_embodied_gwp: ["gpuEmbodied.gwp", 1],
  gpu_memory: ["gpuMemory", 1],
  model_quantization_bits: ["weightBits", 1],
  server_gpu_count: ["serverGpus", 1],
  server_lifetime: ["lifetime", 31_536_000],
  server_power: ["serverPower", 1],
};

function inputsOf(given: unknown): Inputs {
  const call = callInputs.parse(given);
  const overrides = Object.entries(call.overrides ?? {}).map(([name, value]) => {
    const own = argumentsOf[name];
    if (own === undefined) throw new WattledgerError("unknown-name", `EcoLogits has no argument \`${name}\`.`);
    return [own[0], value / own[1]] as const;
  });
  const { gwp_kg_per_kwh: gwp, adpe_kgsb_per_kwh: adpe, pe_mj_per_kwh: pe, wue_l_per_kwh: water } = call.mix;
  return {
    outputTokens: call.output_tokens,
    activeParameters: call.active_params_b,
    totalParameters: call.total_params_b,
    throughput: call.tps ?? 0,
    firstTokenTime: call.ttft_s ?? 0,
    requestLatency: call.request_latency_s ?? 1e12,
    pue: call.pue,
    wue: call.wue_l_per_kwh,
    ...mixInputs({ gwp, adpe, pe, water }),
    ...Object.fromEntries(overrides),
  };
}

const custom: CaseAdapter = { method, kind: "custom", run: (inputs) => compute(inputsOf(inputs), results) };

const intermediate: CaseAdapter = {
  method,
  kind: "intermediate",
  run: (inputs) => compute(inputsOf(inputs), intermediates),
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const ecologits011Cases: readonly CaseKind[] = [custom, intermediate, request];
