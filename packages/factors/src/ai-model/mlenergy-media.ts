import { fail, ok, quoted } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { foldName, nearestSentence } from "../family/similar.ts";

/** GPU energy of one step of making a picture, per megapixel, as ML.ENERGY measured it. */
export const mlenergyImageEnergy: FactorFamily = mediaFamily(
  "mlenergy.energy-per-image-step",
  "Measured GPU energy of a step of making a picture, per megapixel",
  { help: "Model that makes pictures", examples: ["black-forest-labs/FLUX.1-dev", "stable-diffusion-3.5-large"] },
  async () => (await import("../data/mlenergy/v3-image-2026-02.json", { with: { type: "json" } })).default,
);

/** GPU energy of one step of making a clip, per megapixel and frame, as ML.ENERGY measured it. */
export const mlenergyVideoEnergy: FactorFamily = mediaFamily(
  "mlenergy.energy-per-video-step",
  "Measured GPU energy of a step of making a clip, per megapixel and frame",
  { help: "Model that makes video", examples: ["tencent/HunyuanVideo", "Wan2.1-T2V-14B-Diffusers"] },
  async () => (await import("../data/mlenergy/v3-video-2026-02.json", { with: { type: "json" } })).default,
);

interface MediaFile {
  readonly source: Factor["source"];
  readonly groups: readonly MediaGroup[];
}

interface MediaGroup {
  readonly model: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly frames?: number;
  readonly rows: readonly string[];
}

function mediaFamily(
  id: string,
  title: string,
  key: Omit<FactorFamily["key"], "name">,
  load: () => Promise<MediaFile>,
): FactorFamily {
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const { source, groups } = await load();
    const models = groups.map(({ model }) => model);
    const held = `Measured: ${models.join(", ")}. For another model, give the energy of a step yourself.`;
    if (name === undefined || name.trim() === "") {
      return fail({ kind: "no-factor", message: `${title}: name a model. ${held}` });
    }
    const group = groups.find(({ model }) =>
      [model, model.slice(model.indexOf("/") + 1)].some((spelling) => foldName(spelling) === foldName(name)),
    );
    if (group === undefined) {
      const near = nearestSentence(name, models);
      return fail({
        kind: "unknown-name",
        message: `${title}: no model called ${quoted(name)} was measured.${near} ${held}`,
      });
    }
    return ok({ factor: stepFactor(id, group, source), matched: group.model, fallbacks: [] });
  };
  return factorFamily({
    id,
    title,
    unit: "J",
    key: { name: "model", ...key },
    find,
    heldKeys: async () => (await load()).groups.map(({ model }) => model),
  });
}

/** The middle of what was measured on one GPU; the interval reaches to what several GPUs need together. */
function stepFactor(id: string, group: MediaGroup, source: Factor["source"]): Factor {
  const { model, width, height, steps, frames = 1 } = group;
  const amount = (width * height * frames * steps) / 1e6;
  const measured = group.rows.map((row) => {
    const [, gpus = "", , , joules = ""] = row.split("|");
    return { gpus: Number(gpus), joules: Number(joules) / amount };
  });
  const all = sorted(measured);
  const single = sorted(measured.filter(({ gpus }) => gpus === 1));
  return {
    id: `${id}/v3-2026-02/${model}/2026`,
    title: `${model}, GPU energy of a step at ${width} × ${height}${frames === 1 ? "" : ` × ${frames} frames`}, ${steps} steps, per megapixel`,
    value: at(single, 0.5),
    unit: "J",
    uncertainty: {
      distribution: { kind: "interval", low: at(all, 0), high: Math.max(at(all, 0.95), at(single, 0.5)), level: 0.9 },
      basis: `least, and 95 %, of ${all.length} measured configurations of H100 and B200: several GPUs together need more`,
    },
    year: 2026,
    boundary: "component",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    source: { ...source, locator: `${source.locator} ${model}` },
  };
}

function sorted(values: readonly { readonly joules: number }[]): readonly number[] {
  return values.map(({ joules }) => joules).toSorted((a, b) => a - b);
}

function at(values: readonly number[], share: number): number {
  return values[Math.floor(share * (values.length - 1))] ?? 0;
}
