import { assume, evaluate } from "@wattledger/core";
import { jegham } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

const queryInputs = z.object({
  output_tokens: z.number(),
  tps: z.number(),
  ttft_s: absent,
  gpu_node_kw: absent,
  gpu_utilisation: absent,
  non_gpu_kw: absent,
  non_gpu_utilisation: absent,
  gpus: absent,
  gpus_per_node: absent,
  batch: absent,
  pue: absent,
});

const query: CaseAdapter = {
  method: "jegham-hungry",
  kind: "query",
  run: (inputs) => {
    const given = queryInputs.parse(inputs);
    const result = evaluate(
      jegham,
      {
        outputTokens: given.output_tokens,
        throughput: given.tps,
        firstTokenTime: given.ttft_s ?? 0,
        pue: given.pue ?? 1,
        ...(given.gpu_node_kw == null ? {} : { gpuPower: given.gpu_node_kw }),
        ...(given.gpu_utilisation == null ? {} : { gpuUtilisation: given.gpu_utilisation }),
        ...(given.non_gpu_kw == null ? {} : { otherPower: given.non_gpu_kw }),
        ...(given.non_gpu_utilisation == null ? {} : { otherUtilisation: given.non_gpu_utilisation }),
        ...(given.gpus == null ? {} : { gpus: given.gpus }),
        ...(given.gpus_per_node == null ? {} : { nodeGpus: given.gpus_per_node }),
        ...(given.batch == null ? {} : { batch: given.batch }),
      },
      ["queryTime", "gpuShare", "otherShare", "energy"],
    );
    return {
      hours: result.queryTime,
      u_gpu: result.gpuShare,
      u_non_gpu: result.otherShare,
      energy_kwh: result.energy,
    };
  },
};

/** Carbon and water start from a known energy. */
const known = assume(jegham, ["energy"]);

const impactInputs = z.object({
  energy_kwh: z.number(),
  pue: absent,
  cif_kg_per_kwh: absent,
  wue_site: absent,
  wue_source: absent,
});

const impact: CaseAdapter = {
  method: "jegham-hungry",
  kind: "impact",
  run: (inputs) => {
    const given = impactInputs.parse(inputs);
    const result = evaluate(
      known,
      {
        energy: given.energy_kwh,
        pue: given.pue ?? 1,
        intensity: 1000 * (given.cif_kg_per_kwh ?? 0),
        wueSite: given.wue_site ?? 0,
        wueSource: given.wue_source ?? 0,
      },
      ["carbon", "water"],
    );
    return { carbon_kg: result.carbon / 1000, water_l: result.water };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const jeghamCases: readonly CaseKind[] = [query, impact];
