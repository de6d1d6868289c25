import { evaluateAtEnds } from "@wattledger/core";
import type { Ends } from "@wattledger/core";
import { ecologitsMix } from "@wattledger/factors/ecologits-mix";
import type { EcologitsMix } from "@wattledger/factors/ecologits-mix";
import { ecologitsVideo } from "@wattledger/methods";
import { videoFacility, videoModels } from "@wattledger/methods/ecologits-video-models";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { zoneWarnings } from "../ecologits-0-11/adapter.ts";

const range = z.union([
  z.number(),
  z.tuple([z.number(), z.number()]).transform(([low, high]) => ({ low, high })),
  z.object({ min: z.number(), max: z.number() }).transform(({ min, max }) => ({ low: min, high: max })),
]);
const absent = z.number().nullish();

const videoInputs = z.object({
  model: z.string(),
  width: z.number(),
  height: z.number(),
  seconds: z.number(),
  audio: z.boolean().nullish(),
  request_latency_s: absent,
  latency_s: absent,
  pue: range.nullish(),
  wue_l_per_kwh: range.nullish(),
  /** The zone that the original is asked for; null for the provider's. Cases of before state the row of the zone instead. */
  zone: z.string().nullish(),
  mix: z
    .object({
      gwp_kg_per_kwh: z.number(),
      adpe_kgsb_per_kwh: absent,
      pe_mj_per_kwh: absent,
      wue_l_per_kwh: absent,
    })
    .optional(),
});

/** Names of the original's results; those of a column that a case's mix lacks are not asked for. */
const results = {
  frames: ["frames", "none"],
  latency_s: ["generationTime", "none"],
  it_energy_kwh: ["itEnergy", "energy"],
  energy_kwh: ["energy", "energy"],
  usage_gwp_kg: ["usage.gwp", "energy"],
  usage_adpe_kgsb: ["usage.adpe", "energy"],
  usage_pe_mj: ["usage.pe", "energy"],
  embodied_gwp_kg: ["embodied.gwp", "none"],
  embodied_adpe_kgsb: ["embodied.adpe", "none"],
  embodied_pe_mj: ["embodied.pe", "none"],
  gwp_kg: ["total.gwp", "energy"],
  adpe_kgsb: ["total.adpe", "energy"],
  pe_mj: ["total.pe", "energy"],
  wcf_l: ["water", "energy"],
} as const;

const video: CaseAdapter = {
  method: "ecologits-video",
  kind: "video",
  run: async (inputs) => {
    const given = videoInputs.parse(inputs);
    // Later releases write the provider in front: `openai/sora-2-pro`.
    const named = given.model.replace(/^[a-z]+\//u, "");
    const model = videoModels().find(({ name }) => name === named);
    if (model === undefined) return { error: "model-not-registered" };
    const facility = videoFacility(model.provider);
    const latency = given.request_latency_s ?? given.latency_s;
    const row = given.mix === undefined ? await ecologitsMix(given.zone ?? facility?.zone ?? "WOR") : undefined;
    if (given.mix === undefined && row === undefined) return { error: "zone-not-registered" };
    const stated = given.mix ?? rowOf(row);
    const { adpe_kgsb_per_kwh: adpe, pe_mj_per_kwh: pe, wue_l_per_kwh: water } = stated;
    const mix: Record<string, Ends> = {
      "mix.gwp": stated.gwp_kg_per_kwh,
      ...(adpe == null ? {} : { "mix.adpe": adpe }),
      ...(pe == null ? {} : { "mix.pe": pe }),
      ...(water == null ? {} : { "mix.water": water }),
    };
    const asked = Object.entries(results).filter(([, [equation]]) => isKnown(equation, mix));
    const { low, high } = evaluateAtEnds(
      ecologitsVideo,
      {
        model: model.name,
        width: given.width,
        height: given.height,
        duration: given.seconds,
        audio: given.audio === false ? "no" : "yes",
        [`power.${model.hardware}`]: powerEnds(model.hardware),
        ...endsOf("pue", given.pue ?? facility?.pue),
        ...endsOf("wue", given.wue_l_per_kwh ?? facility?.wue),
        ...(latency == null ? {} : { requestLatency: latency }),
        ...mix,
      },
      asked.map(([, [equation]]) => equation),
    );
    const shown = asked.map(([name, [equation, cause]]) => [
      name,
      cause === "none" ? low[equation] : [low[equation], high[equation]],
    ]);
    return { ...Object.fromEntries(shown), ...(row === undefined ? {} : { warnings: zoneWarnings(row) }) };
  },
};

function rowOf(row: EcologitsMix | undefined): NonNullable<z.output<typeof videoInputs>["mix"]> {
  const { gwp = Number.NaN, adpe, pe, water } = row ?? {};
  return { gwp_kg_per_kwh: gwp, adpe_kgsb_per_kwh: adpe, pe_mj_per_kwh: pe, wue_l_per_kwh: water };
}

function isKnown(equation: string, mix: Readonly<Record<string, unknown>>): boolean {
  const [kind = "", category = ""] = equation.split(".");
  if (equation === "water") return Object.hasOwn(mix, "mix.water");
  return kind === "usage" || kind === "total" ? Object.hasOwn(mix, `mix.${category}`) : true;
}

/** The original computes with the percentiles that are the ends of the input's interval. */
function powerEnds(hardware: string): Ends {
  const declared = Object.entries(ecologitsVideo.inputs).find(([name]) => name === `power.${hardware}`)?.[1];
  const distribution = declared?.kind === "number" ? declared.distribution : undefined;
  if (distribution?.kind !== "interval") throw new TypeError(`The power of ${hardware} has no interval.`);
  return { low: distribution.low, high: distribution.high };
}

function endsOf(name: string, value: Ends | undefined): Readonly<Record<string, Ends>> {
  if (value === undefined) return {};
  return { [name]: typeof value === "object" && value.low === value.high ? value.low : value };
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const ecologitsVideoCases: readonly CaseKind[] = [video];
